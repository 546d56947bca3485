"""Releases, revisions, edits and workers at once: nothing slips in, nothing goes out twice, nobody waits for ever."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from api.accounts.roles import Actor, Granted
from api.platform import clock, db, ids
from api.platform.errors import NotReady, Problem, Unavailable
from api.platform.preconditions import ANY
from api.publishing import releases, schedule
from api.publishing.releases import Order
from api.translation import catalogues, drafts, messages
from tests.at_once import at_once
from tests.newsroom import ISSUE, Newsroom
from tests.publishing import shelf


def actor(login: str, *grants: Granted) -> Actor:
    """Give a person of the newsroom as verbs are given one."""
    found = db.row("SELECT id, name FROM person WHERE login = ?", (login,))
    assert found is not None
    return Actor(found[0], login, found[1], "en", grants)


def prepared(newsroom: Newsroom, title: str) -> str:
    """Write an article and bring it to approval in English and Russian."""
    article = newsroom.write(title=title)
    newsroom.approve(article, "en")
    newsroom.translate(article, "ru")
    newsroom.approve(article, "ru")
    return article


def test_three_workers_publish_a_due_release_once(newsroom: Newsroom) -> None:
    """Of three that find it due at the same moment one publishes it; the others find it done."""
    for title in ("First", "Second"):
        prepared(newsroom, title)
    data = {"languages": ["en", "ru"], "at": clock.to_wire(clock.now() + timedelta(days=1))}
    newsroom.post(f"/v1/desk/issues/{ISSUE}/releases", "editor", data)
    later = clock.now() + timedelta(days=2)
    results = at_once(*[lambda: schedule.publish_due(at=later)] * 3)
    assert sorted(results) == [0, 0, 1]
    assert len(db.rows("SELECT id FROM publication")) == 4
    assert len(db.rows("SELECT type FROM change")) == 4
    assert db.rows("SELECT state, serial FROM release") == [("published", 2)]


def test_a_release_cancelled_at_its_hour_is_either_out_or_cancelled(newsroom: Newsroom) -> None:
    """Never both: what was cancelled put nothing out, and what went out could not be cancelled."""
    prepared(newsroom, "First")
    by = actor("editor", Granted("editor", None))
    later = clock.now() + timedelta(days=2)
    for number in range(6):
        article = newsroom.write(title=f"Text {number}", issue=None)
        newsroom.approve(article, "en")
        made = newsroom.release(article, "en", at=clock.to_wire(clock.now() + timedelta(days=1)))["id"]
        published, cancelled = at_once(
            lambda: schedule.publish_due(at=later),
            lambda made=made: schedule.cancel(made, expected=ANY, by=by, at=later),
        )
        assert published in {0, 1}
        out = db.rows("SELECT id FROM publication WHERE article_id = ?", (article,))
        (state,) = db.row("SELECT state FROM release WHERE id = ?", (made,)) or ("",)
        assert (state, len(out), isinstance(cancelled, Problem)) in {("published", 1, True), ("cancelled", 0, False)}


def test_an_edit_that_came_first_holds_a_release_back(newsroom: Newsroom) -> None:
    """A release that meets an edit under way waits for it, and then finds the version unready: nothing goes out."""
    article = prepared(newsroom, "First")
    editor, translator = actor("editor", Granted("editor", None)), actor("translator-ru", Granted("translator", "ru"))
    edited, release_began = threading.Event(), threading.Event()

    def edit() -> None:
        with db.together():
            write(article, "Позже", translator)
            edited.set()
            release_began.wait(10)
            time.sleep(0.3)

    def release() -> Any:
        edited.wait(10)
        release_began.set()
        return releases.release(Order(None, article, ("en", "ru")), by=editor, at=clock.now())

    _, refused = at_once(edit, release)
    assert isinstance(refused, NotReady)
    assert [fault.language for fault in refused.faults] == ["ru"]
    assert db.rows("SELECT id FROM publication") == []


def test_releases_revisions_and_edits_do_not_lock_each_other_out(newsroom: Newsroom) -> None:
    """Many at once all get their turn, without a deadlock, and what readers have is what a rebuild would give them."""
    editor, translator = actor("editor", Granted("editor", None)), actor("translator-ru", Granted("translator", "ru"))
    articles = [prepared(newsroom, f"Text {number}") for number in range(3)]
    issue_id = newsroom.get(f"/v1/desk/issues/{ISSUE}", "editor")["id"]
    order = Order(issue_id, None, ("ru", "en"), leave_out_unready=True)
    for number in range(4):
        works: list[Callable[[], Any]] = [lambda: releases.release(order, by=editor, at=clock.now())] * 2
        works += [lambda a=article, n=number: write(a, f"Правка {n}", translator) for article in articles]
        works += [lambda a=article, n=number: revise(a, f"Title {n}", editor) for article in articles[:2]]
        results = at_once(*works)
        assert [result for result in results if isinstance(result, Exception) and not is_refusal(result)] == []
        _approve_again(newsroom, articles)
    releases.release(order, by=editor, at=clock.now())
    assert len(db.rows("SELECT id FROM publication WHERE ended_at IS NULL")) == 6
    assert shelf.bytes_of_all() == shelf.built_anew()


def is_refusal(error: Exception) -> bool:
    """Tell whether an error says that the thing cannot be done, rather than that the database could not."""
    return isinstance(error, Problem) and not isinstance(error, Unavailable)


def write(article: str, text: str, by: Actor) -> None:
    """Write the first paragraph of the Russian version."""
    key = catalogues.load(article, "ru").placed[2].entry.key
    messages.edit(article, "ru", key, text=text, needs_work=None, expected=ANY, by=by, at=clock.now())


def revise(article: str, title: str, by: Actor) -> None:
    """Save a revision with another title."""
    drafts.revise(
        article,
        title=title,
        summary=None,
        body_=None,
        weight="meaning",
        note=None,
        expected=ANY,
        by=by,
        at=clock.now(),
    )


def _approve_again(newsroom: Newsroom, articles: Sequence[str]) -> None:
    for article in articles:
        newsroom.translate(article, "ru")
        for language in ("en", "ru"):
            if newsroom.version(article, language)["status"] != "approved":
                by = "editor2" if language == "en" else None
                newsroom.approve(article, language, by=by)


def test_what_is_released_last_is_last_by_any_clock(newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch) -> None:
    """A release by a machine whose clock is behind is not taken for the one before it."""
    article = newsroom.publish("ru", issue=None)
    path = f"/v1/desk/articles/{article}"
    newsroom.call("PATCH", path, "editor", etag=newsroom.etag(path), json={"trend": "improved"})
    monkeypatch.setattr(ids, "new", lambda: f"00000000-0000-7000-8000-{uuid4().hex[:12]}")
    newsroom.release(article, "en")
    for language in ("en", "ru"):
        assert newsroom.get(f"/v1/articles/{article}?lang={language}")["trend"]["value"] == "improved"
