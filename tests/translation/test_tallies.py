"""What is kept of each version, beside what its messages come to."""

from __future__ import annotations

import itertools

import pytest

from api.languages import languages
from api.platform import db
from api.translation import catalogues, entries, overviews, status, tallies, versions
from tests.newsroom import Newsroom
from tests.statements import counted


@pytest.mark.parametrize("language", ["ru", "en"])
def test_sql_tells_the_state_that_python_tells(newsroom: Newsroom, language: str) -> None:
    """Of every message, however its text, its source and its marks stand to each other, in translation and source."""
    article = newsroom.write(body="\n\n".join(f"Paragraph {number}." for number in range(60)))
    version_id = catalogues.load(article, language).version_id
    lines = catalogues.load(article, language).placed
    marks = itertools.product((None, "", "Text"), (None, "Another.", "own"), (False, True), (False, True))
    with db.transaction():
        for line, (text, source, needs_work, is_approved) in zip(lines, marks, strict=False):
            made_for = line.entry.source if source == "own" else source
            row = (version_id, line.entry.key, text, made_for, needs_work, is_approved, newsroom_editor())
            db.database.execute_sql(_INSERT.replace("?", "%s") if db.is_postgres() else _INSERT, row)
        tallies.keep([version_id])
    catalogue = catalogues.load(article, language)
    told = dict(db.rows(_STATES, (version_id,)))
    assert told == {line.entry.key: status.state(catalogue, line) for line in catalogue.placed}
    assert overviews.load(article, language).progress == status.progress(catalogue)


_INSERT = """
INSERT INTO translation (version_id, key, text, source, needs_work, is_approved, serial, updated_at, updated_by)
VALUES (?, ?, ?, ?, ?, ?, 1, '2017-09-14T09:00:00Z', ?)
"""

_STATES = f"""
SELECT message.key, {entries.STATE}
  FROM version
  JOIN article ON article.id = version.article_id
  JOIN message ON message.article_id = version.article_id AND message.position IS NOT NULL
  LEFT JOIN translation ON translation.version_id = version.id AND translation.key = message.key
 WHERE version.id = ?
"""


def newsroom_editor() -> str:
    """Give the id of the editor."""
    found = db.row("SELECT id FROM person WHERE login = 'editor'")
    assert found is not None
    return str(found[0])


@pytest.mark.parametrize(
    "fault",
    [
        "UPDATE version SET fuzzy = fuzzy + 1 WHERE language = 'ru'",
        "UPDATE version SET status = 'approved' WHERE language = 'ru'",
        "UPDATE version SET text_hash = source_hash WHERE language = 'ru'",
        "UPDATE translation SET text = 'Another' WHERE key = (SELECT MIN(key) FROM translation)",
        "UPDATE message SET words = words + 1 WHERE position = 1",
    ],
)
def test_what_is_kept_wrongly_is_found(newsroom: Newsroom, fault: str) -> None:
    """Be the tally another than the messages come to, or a message changed behind its back."""
    article = newsroom.write()
    newsroom.translate(article, "ru")
    assert list(tallies.differences()) == []
    with db.transaction():
        db.database.execute_sql(fault)
    found = list(tallies.differences())
    assert "ru" in {difference.language for difference in found}


def test_every_deed_leaves_what_its_messages_come_to(newsroom: Newsroom) -> None:
    """A text written, translated, reviewed, split, carried over a typo and shortened; one returned, one taken back."""
    article = newsroom.write()
    path = f"/v1/desk/articles/{article}/versions/ru"
    deeds = (
        lambda: newsroom.translate(article, "ru"),
        lambda: newsroom.approve(article, "ru"),
        lambda: newsroom.approve(article, "en"),
        lambda: newsroom.revise(article, body="The council met on Mondays and put the vote off.", weight="meaning"),
        lambda: newsroom.revise(article, body="The council met.\n\nAnd put it off.", weight="correction", note="N"),
        lambda: newsroom.translate(article, "ru"),
        lambda: newsroom.submit(article, "ru"),
        lambda: newsroom.post(f"{path}/change-request", "reviewer-ru", {"note": "No."}, etag="*"),
        lambda: newsroom.approve(article, "ru"),
        lambda: newsroom.revise(article, body="The council met!\n\nAnd put it off.", weight="typo"),
        lambda: newsroom.call("DELETE", f"{path}/approval", "reviewer-ru", etag="*"),
        lambda: newsroom.revise(article, summary="", weight="meaning"),
    )
    for deed in deeds:
        deed()
        assert list(tallies.differences()) == []


def test_a_new_language_begins_with_all_to_translate(newsroom: Newsroom) -> None:
    """Its versions are counted as they are opened, in as many statements for three articles as for none."""
    counts = []
    for number in range(3):
        newsroom.write(title=f"Text {number}")
        with counted() as statements, db.transaction(dry_run=True):
            languages.insert("pl", native_name="polski", fallback=None)
            versions.open_everywhere("pl")
            assert list(tallies.differences()) == []
            assert db.row("SELECT COUNT(*) FROM version WHERE language = 'pl'") == (number + 1,)
        counts.append(len(statements))
    assert counts[0] == counts[-1]


def test_a_save_reads_its_own_message_only(newsroom: Newsroom) -> None:
    """With two other languages as with none, a message costs the same statements, none of which reads their texts."""
    article = newsroom.write()
    message = newsroom.messages(article, "ru")[0]
    path = f"/v1/desk/articles/{article}/versions/ru/messages/{message['id']}"
    counts = []
    for mark in ("Раз", "Два"):
        with counted() as statements:
            response = newsroom.call("PATCH", path, "translator-ru", etag="*", json={"translation": mark})
        assert response.status_code == 200
        counts.append(len(statements))
        newsroom.translate(article, "be", by="reviewer-be")
    assert counts[1] <= counts[0] <= 40
