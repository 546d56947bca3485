from __future__ import annotations

from typing import Any

import pytest

from api.platform import clock, db
from api.publishing import published
from api.publishing.search import contents, entries
from tests.newsroom import Newsroom
from tests.operations import instances
from tests.publishing.shelf import patch, release_revision, withdraw


def _held() -> dict[str, Any]:
    """Give all that the index holds."""
    found = db.rows("SELECT place, article_id, language, publication_id, stems FROM search_entry ORDER BY place")
    return {
        "entries": found,
        "words": db.rows("SELECT language, word, backwards, stem, entries FROM search_word ORDER BY language, word"),
        "index": [place for (place,) in db.rows("SELECT rowid FROM search_index ORDER BY rowid")],
    }


def _words() -> set[tuple[str, str]]:
    return set(db.rows("SELECT language, word FROM search_word"))


def _made_anew() -> dict[str, Any]:
    """Give what the index would hold if it were made from nothing; what stands is kept."""
    with db.transaction(dry_run=True):
        for table in ("search_entry", "search_word", "search_index"):
            db.database.execute_sql(f"DELETE FROM {table}")
        entries.keep(published.last([id_ for (id_,) in db.rows("SELECT id FROM article ORDER BY id")]))
        return _held()


def _found(newsroom: Newsroom, text: str, **query: str) -> list[str]:
    asked = "".join(f"&{name}={value}" for name, value in query.items())
    return [each["id"] for each in newsroom.get(f"/v1/search?q={text}{asked}")["data"]]


def test_the_index_has_just_what_is_public(newsroom: Newsroom) -> None:
    """Through releases, revisions, withdrawals and their return it is what it would be if made anew."""
    first = newsroom.publish("ru", title="Salmon in the river")
    newsroom.publish(title="Herring in the river", topic="river")
    draft = newsroom.write(title="Sturgeon nowhere")
    assert _held() == _made_anew()
    release_revision(newsroom, first, "en", title="Salmon and lamprey in the river", weight="meaning")
    assert {("en", "lamprey"), ("en", "herring")} <= _words()
    assert _held() == _made_anew()
    withdraw(newsroom, first, "en")
    assert ("en", "lamprey") not in _words()
    assert ("en", "sturgeon") not in _words()
    assert _held() == _made_anew()
    newsroom.release(first, "en")
    assert ("en", "lamprey") in _words()
    assert _held() == _made_anew()
    assert _found(newsroom, "salmon", lang="en") == [first]
    assert _found(newsroom, "sturgeon", lang="en") == []
    assert newsroom.version(draft, "en")["publication"] is None


def test_a_rename_touches_no_entry(newsroom: Newsroom) -> None:
    """The name of a topic is in no entry, so none is written when it changes."""
    article = newsroom.publish("ru")
    before = _held()
    patch(newsroom, "/v1/desk/topics/society", {"names": {"en": {"name": "People", "description": "Of people."}}})
    assert _held() == before
    assert newsroom.get("/v1/search?q=council&lang=en")["data"][0]["topic"]["name"] == "People"
    assert _found(newsroom, "council", lang="en") == [article]


def test_what_was_published_before_is_indexed_by_the_worker(newsroom: Newsroom) -> None:
    """Articles that wait are indexed in batches, each once, and the outcome is that of publishing them now."""
    for number in range(3):
        newsroom.publish("ru", title=f"Salmon {number}")
    before = _held()
    with db.transaction():
        for table in ("search_entry", "search_word", "search_index"):
            db.database.execute_sql(f"DELETE FROM {table}")
        db.database.execute_sql("INSERT INTO search_pending (article_id) SELECT id FROM article")
    assert entries.run_pending(at=clock.now()) == 3
    assert entries.run_pending(at=clock.now()) == 0
    assert _held() == before


def test_places_that_meet_are_told_apart(sqlite_newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two entries of one place stand side by side, whoever comes second."""
    monkeypatch.setattr(entries, "place_of", lambda *_: 7)
    for number in range(3):
        sqlite_newsroom.publish("ru", title=f"Salmon {number}")
    assert [row[0] for row in _held()["entries"]] == [7, 8, 9, 10, 11, 12]
    assert len(_found(sqlite_newsroom, "salmon", lang="en")) == 3


def test_after_a_restore_the_index_is_made_again(newsroom: Newsroom, tmp_path: Any) -> None:
    """A backup leaves the index out, and what was restored waits for the worker to index it."""
    newsroom.publish("ru")
    before = _held()
    instances.backup(newsroom.settings, tmp_path / "a.backup")
    other = instances.sqlite(tmp_path)
    instances.restore(other, tmp_path / "a.backup")
    assert _held()["entries"] == []
    assert entries.run_pending(at=clock.now()) == 1
    assert _held() == before


def test_words_of_an_entry_are_kept_in_few_bytes() -> None:
    """What an entry adds to the vocabulary is read back as it was."""
    words = [f"слова{number}" for number in range(500)]
    assert contents.unpacked(contents.packed(words)) == sorted(words)
    assert len(contents.packed(words)) < 3_000
