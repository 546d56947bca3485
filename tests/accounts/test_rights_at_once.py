"""Rights that are taken away while others use them: which deed was first is always clear."""

from __future__ import annotations

import threading
from datetime import UTC, datetime
from functools import partial

import pytest

from api.accounts import grants, people, tokens
from api.accounts.models import Grant
from api.accounts.roles import Actor, Granted
from api.platform import db
from api.platform.errors import Forbidden
from tests.at_once import at_once
from tests.newsroom import PASSWORD, Newsroom, token

AT = datetime(2017, 9, 14, 9, 0, tzinfo=UTC)


def _take_all(person: str, by: Actor | None = None) -> None:
    grants.take(person, Grant.get(Grant.person == person).id, by=by, at=AT)


def _allowed(login: str) -> Actor:
    by = tokens.actor_of(token(login), at=AT)
    by.require("release")
    return by


def test_a_deed_that_has_begun_is_done_before_its_right_is_gone(newsroom: Newsroom) -> None:
    """Who takes a role away is answered when nothing is written by it any more."""
    by, order, begun = _allowed("editor"), [], threading.Event()

    def deed() -> None:
        with db.transaction():
            tokens.hold(by, token("editor"), at=AT)
            begun.set()
            threading.Event().wait(0.3)
            order.append("deed")

    def taking() -> None:
        begun.wait()
        _take_all(by.id)
        order.append("taking")

    assert at_once(deed, taking) == [None, None]
    assert order == ["deed", "taking"]


def test_a_deed_that_waited_finds_its_right_gone(newsroom: Newsroom) -> None:
    """A deed that waits for the taking to commit does not see the rights that it saw before."""
    by, begun = _allowed("editor"), threading.Event()

    def taking() -> None:
        with db.transaction():
            grants.records.lock(by.id)
            Grant.delete().where(Grant.person == by.id).execute()
            begun.set()
            threading.Event().wait(0.3)

    def deed() -> None:
        begun.wait()
        with db.transaction():
            tokens.hold(by, token("editor"), at=AT)

    refused = at_once(taking, deed)[1]
    assert isinstance(refused, Forbidden)


def test_administrators_who_take_each_others_role_do_not_wait_for_each_other(newsroom: Newsroom) -> None:
    """Over HTTP at once, again and again: one is done, the other refused, and nobody is told to come back later."""
    first = people.id_of("admin")
    second = people.add(
        login="second", name="Second", password=PASSWORD, locale="en", grants=[Granted("administrator", None)], at=AT
    )
    with db.transaction():
        tokens.issue(second, name="test", at=AT, expires_at=None, text=token("second"))
    for _ in range(5):
        held = {grant.person_id: grant.id for grant in Grant.select().where(Grant.role == "administrator")}
        paths = [f"/v1/admin/people/{person}/grants/{held[person]}" for person in (first, second)]
        calls = [
            partial(newsroom.app.test_client().delete, path, headers=_headers(by))
            for path, by in zip(paths, ("second", "admin"), strict=True)
        ]
        statuses = sorted(answer.status_code for answer in at_once(*calls))
        assert statuses == [204, 403]
        (left,) = {first, second} & {grant.person_id for grant in Grant.select().where(Grant.role == "administrator")}
        grants.give(({first, second} - {left}).pop(), Granted("administrator", None), by=None, at=AT)


def test_losing_a_role_refuses_what_was_allowed_by_it_alone(sqlite_newsroom: Newsroom) -> None:
    """What another role allows too goes on; the rest is refused, now and later in the same deed."""
    kept = Granted("translator", "ru")
    by = Actor("1", "both", "Both", "en", (Granted("editor", None), kept))
    assert by.may("translate", "ru")
    by.keep_only([kept])
    assert (by.may("translate", "ru"), by.may("write")) == (True, False)
    other = Actor("2", "editor", "Editor", "en", (Granted("editor", None),))
    assert other.may("translate", "en")
    with pytest.raises(Forbidden):
        other.keep_only([kept])


def _headers(by: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token(by)}", "If-Match": "*"}
