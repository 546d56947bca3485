"""All forms of a body are made at release, before the lock, and kept."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest

from api.content import body, rendering
from api.platform import clock, db
from api.publishing import rebuilds, renderings
from api.publishing.renderings import Renderings
from tests.newsroom import Newsroom
from tests.publishing.shelf import Shelf, built_anew, bytes_of_all

RICH = """\
A first paragraph[^1] with *words*.

## A heading

- one
- two

  more

| a | b |
| :-- | --: |
| c | d |

[^1]: A note.
"""


class Parsed:
    """How often Markdown bodies are read, and whether behind a lock."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.times: list[bool] = []
        self._read = body.read
        monkeypatch.setattr(body, "read", self._noting)

    def _noting(self, *args: Any, **options: Any) -> body.Document:
        self.times.append(db.database.in_transaction())
        return self._read(*args, **options)


def prepared(newsroom: Newsroom) -> str:
    """Give an article that is approved in English and Russian."""
    article = newsroom.write(body=RICH)
    newsroom.approve(article, "en")
    newsroom.translate(article, "ru")
    newsroom.approve(article, "ru")
    return article


def test_a_release_reads_no_markdown_behind_its_lock(newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody waits for a long text to be read."""
    article = prepared(newsroom)
    parsed = Parsed(monkeypatch)
    newsroom.release(article, "en", "ru")
    assert parsed.times
    assert not any(parsed.times)


def test_what_readers_get_is_made_of_what_is_kept(newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch) -> None:
    """No form of the body costs parsing, nor does a new name of a topic."""
    article = prepared(newsroom)
    newsroom.release(article, "en", "ru")
    parsed = Parsed(monkeypatch)
    path = f"/v1/articles/{article}?lang=ru"
    forms = {form: newsroom.get(f"{path}&body={form}")["body"] for form in ("html", "blocks", "text", "markdown")}
    newsroom.call("PATCH", "/v1/desk/topics/society", "editor", etag="*", json={"names": {"en": {"name": "People"}}})
    assert parsed.times == []
    assert forms["markdown"]["content"].startswith("RU A first paragraph[^1] with *words*.")
    assert forms["text"]["content"].startswith("RU A first paragraph with words.\n\nRU A heading\n\n")
    assert [block["kind"] for block in forms["blocks"]["content"]] == [
        "paragraph", "heading", "list", "table", "footnote",
    ]  # fmt: skip
    assert f'<a href="#fn-{article}-1" id="fnref-{article}-1"' in forms["html"]["content"]
    assert newsroom.get(f"{path}&body=none")["body"] is None


def test_what_changed_since_it_was_rendered_is_rendered_again(
    newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A text that was saved and approved in between goes out as it stands then; a try leaves nothing."""
    article = prepared(newsroom)
    approved, tries = renderings._approved, []

    def overtaken(article_ids: Sequence[str], languages: set[str]) -> Renderings:
        made = approved(article_ids, languages)
        tries.append(len(made))
        if len(tries) == 1:
            newsroom.revise(article, title="Overtaken", weight="typo", override_reason="Agreed.")
        return made

    monkeypatch.setattr(renderings, "_approved", overtaken)
    newsroom.release(article, "en")
    assert newsroom.get(f"/v1/articles/{article}?lang=en")["title"] == "Overtaken"
    assert len(tries) == 2
    assert len(db.rows("SELECT id FROM release")) == 1


def test_publications_of_before_are_read_and_completed(filled: tuple[Newsroom, Shelf]) -> None:
    """Rows that keep no forms yet are shown all the same, and the worker makes them once."""
    newsroom, shelf = filled
    path = f"/v1/articles/{shelf.first}?lang=ru"
    forms = {form: newsroom.get(f"{path}&body={form}") for form in ("html", "blocks", "text")}
    before = bytes_of_all()
    with db.transaction():
        db.database.execute_sql("UPDATE publication SET html = NULL, blocks = NULL, text = NULL")
        db.database.execute_sql(
            "INSERT INTO pending_rebuild (article_id, asked_at)"
            " SELECT article_id, MAX(published_at) FROM publication GROUP BY article_id"
        )
    for form, shown in forms.items():
        assert newsroom.get(f"{path}&body={form}") == shown
    assert built_anew() == before
    while rebuilds.run_pending(at=clock.now()):
        pass
    assert db.rows("SELECT id FROM publication WHERE ended_at IS NULL AND html IS NULL") == []
    assert bytes_of_all() == before


def test_stale_blocks_are_marked_in_html_and_in_the_tree(newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch) -> None:
    """A reader sees which paragraph of a translation the source has left; no Markdown is read for it."""
    article = prepared(newsroom)
    newsroom.release(article, "en", "ru")
    newsroom.revise(article, body=RICH.replace("one", "another"), weight="meaning")
    newsroom.approve(article, "en")
    newsroom.release(article, "en")
    parsed = Parsed(monkeypatch)
    path = f"/v1/articles/{article}?lang=ru"
    html = newsroom.get(path)["body"]["content"]
    (listed,) = [block for block in newsroom.get(f"{path}&body=blocks")["body"]["content"] if block["kind"] == "list"]
    first, second = (item["blocks"][0] for item in listed["items"])
    assert (first["is_stale"], second["is_stale"]) == (True, False)
    assert html.count("data-stale") == 1
    assert f'<p id="m-{first["id"]}" data-stale="">RU one</p>' in html
    assert parsed.times == []


def test_forms_are_made_once_for_each_publication(sqlite_newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever else a release makes of them."""
    article = prepared(sqlite_newsroom)
    rendered: list[bool] = []
    render = rendering.of_document

    def noting(*args: Any) -> rendering.Forms:
        rendered.append(db.database.in_transaction())
        return render(*args)

    monkeypatch.setattr(rendering, "of_document", noting)
    sqlite_newsroom.release(article, "en", "ru")
    assert rendered == [False, False]
