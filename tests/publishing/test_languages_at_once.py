"""Languages that come and go while people write: nobody is turned away for it, and nothing that was saved is lost."""

from __future__ import annotations

import threading
import time

import pytest

from api.accounts.roles import Actor, Granted
from api.content.texts import Text
from api.platform import clock, db
from api.platform.errors import Conflict, NotFound
from api.platform.preconditions import ANY
from api.publishing import languages
from api.translation import catalogues, comments, drafts, messages, tallies
from api.translation.drafts import Draft
from tests.at_once import at_once
from tests.newsroom import Newsroom
from tests.publishing.test_releases_at_once import actor, revise

LANGUAGE = "pl"


def write(by: Actor, number: int) -> str:
    """Open an article."""
    text = Text(f"Another {number}", "", "One.\n")
    return drafts.create(Draft("en", "society", None, None, (), text), by=by, at=clock.now())


def add() -> None:
    """Add the language, from the command line."""
    languages.add(LANGUAGE, native_name="polski", fallback=None, by=None, at=clock.now())


def remove() -> None:
    """Remove it."""
    languages.remove(LANGUAGE, expected=ANY, by=None, at=clock.now())


def test_a_language_is_added_with_what_a_revision_at_that_moment_leaves_to_do(
    newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The new version is not there yet for who saves the revision, and is counted by its numbers all the same."""
    article = newsroom.write()
    counted, saved = threading.Event(), tallies.keep_article

    def keep_article(article_id: str) -> None:
        saved(article_id)
        counted.set()
        time.sleep(0.5)  # until whoever adds the language has come to this article

    monkeypatch.setattr(tallies, "keep_article", keep_article)
    body = "One.\n\nTwo.\n\nThree.\n\nFour five six."
    at_once(lambda: newsroom.revise(article, body=body, weight="meaning"), lambda: counted.wait(10) and add())
    assert list(tallies.differences()) == []


def add_while_people_write(newsroom: Newsroom, rounds: int) -> None:
    """Add a language while one editor saves a revision and another opens an article, again and again."""
    by, article = actor("editor", Granted("editor", None)), newsroom.write()
    for number in range(rounds):
        done = at_once(add, lambda n=number: revise(article, f"Title {n}", by), lambda n=number: write(by, n))
        assert [each for each in done if isinstance(each, Exception)] == []
        ((without,),) = db.rows(
            "SELECT COUNT(*) FROM article WHERE NOT EXISTS"
            " (SELECT 1 FROM version WHERE version.article_id = article.id AND version.language = ?)",
            (LANGUAGE,),
        )
        assert without == 0
        remove()


def remove_while_somebody_translates(newsroom: Newsroom, rounds: int) -> None:
    """Remove a language while somebody saves a translation or a comment in it, again and again."""
    by, article = actor("editor", Granted("editor", None)), newsroom.write()
    key = catalogues.load(article, "en").placed[0].entry.key

    def translate() -> None:
        messages.edit(article, LANGUAGE, key, text="Rada", needs_work=None, expected=ANY, by=by, at=clock.now())

    def comment() -> str:
        return comments.add(article, LANGUAGE, text="Dobrze.", message_id=key, by=by, at=clock.now())

    add()
    for number in range(rounds):
        removed, written = at_once(remove, comment if number % 2 else translate)
        is_there = bool(db.rows("SELECT 1 FROM language WHERE code = ?", (LANGUAGE,)))
        if isinstance(written, NotFound):
            assert (removed, is_there) == (None, False)
            add()
        else:
            assert not isinstance(written, Exception)
            assert isinstance(removed, Conflict)
            assert catalogues.load(article, LANGUAGE).serial >= 1
            kept = "SELECT 1 FROM comment UNION ALL SELECT 1 FROM translation WHERE text = 'Rada'"
            assert len(db.rows(kept)) == 1
            with db.transaction():
                db.database.execute_sql("DELETE FROM comment")
                db.database.execute_sql("DELETE FROM translation")


def test_a_language_comes_while_people_write(newsroom: Newsroom) -> None:
    """The editors' texts are saved, the language is there, and every article has a version in it."""
    add_while_people_write(newsroom, 12)


@pytest.mark.slow
def test_a_language_comes_two_hundred_times_while_people_write(newsroom: Newsroom) -> None:
    """The same, 200 times: no deadlock, no 503."""
    add_while_people_write(newsroom, 200)


def test_a_language_does_not_go_with_what_was_just_written_in_it(newsroom: Newsroom) -> None:
    """Either the text stands and the language stays, or the language is gone and the writer heard that it is."""
    remove_while_somebody_translates(newsroom, 12)


@pytest.mark.slow
def test_a_language_does_not_go_two_hundred_times(newsroom: Newsroom) -> None:
    """The same, 200 times."""
    remove_while_somebody_translates(newsroom, 200)


def test_an_article_is_not_opened_in_a_language_that_goes(newsroom: Newsroom) -> None:
    """An article whose source language is removed meanwhile is refused, or keeps it."""
    by = actor("editor", Granted("editor", None))

    def open_in_it() -> str:
        text = Text("Rada odkłada głosowanie", "", "Jeden.\n")
        return drafts.create(Draft(LANGUAGE, "society", None, None, (), text), by=by, at=clock.now())

    add()
    removed, opened = at_once(remove, open_in_it)
    is_there = bool(db.rows("SELECT 1 FROM language WHERE code = ?", (LANGUAGE,)))
    assert is_there == isinstance(opened, str) == isinstance(removed, Conflict)
