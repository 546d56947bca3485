"""People: who may add and change them, and what ends with a suspension."""

from __future__ import annotations

import threading
from datetime import UTC, datetime
from functools import partial
from typing import Any

import pytest

from api.accounts import grants, people, suspensions, tokens
from api.accounts.models import AuditEntry, Grant, Person
from api.accounts.roles import Actor, Granted
from api.platform import db
from api.platform.errors import Conflict, Forbidden, Invalid, NotFound, Problem, Unauthenticated
from tests.at_once import at_once
from tests.newsroom import PASSWORD, Newsroom, token

AT = datetime(2017, 9, 14, 9, 0, tzinfo=UTC)
PERSON: dict[str, Any] = {"login": "new", "name": "New", "password": PASSWORD, "locale": "en", "grants": []}


def _actor(login: str) -> Actor:
    return tokens.actor_of(token(login), at=AT)


@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        ({"login": "Ä"}, "/login"),
        ({"login": "a"}, "/login"),
        ({"name": "  "}, "/name"),
        ({"password": "short"}, "/password"),
        ({"password": "x" * 1_001}, "/password"),
        ({"locale": "xx"}, "/locale"),
        ({"grants": [Granted("translator", "xx")]}, "/grants/0/language"),
        ({"grants": [Granted("editor", None), Granted("editor", "ru")]}, "/grants/1/language"),
        ({"grants": [Granted("administrator", "ru")]}, "/grants/0/language"),
    ],
)
def test_a_person_who_cannot_be_is_refused_at_its_place(
    sqlite_newsroom: Newsroom, change: dict[str, Any], pointer: str
) -> None:
    """Each value that cannot be accepted is named by its place, and nobody is added."""
    with pytest.raises(Invalid) as refused:
        people.add(**(PERSON | change), at=AT)
    assert [fault.pointer for fault in refused.value.faults] == [pointer]
    assert not Person.select().where(Person.name == "New").exists()


def test_a_login_is_one_persons(newsroom: Newsroom) -> None:
    """A second person of a login is refused, and the first keeps their password and roles."""
    with pytest.raises(Conflict):
        people.add(**(PERSON | {"login": "editor"}), at=AT)
    assert _actor("editor").grants == (Granted("editor", None),)


@pytest.mark.parametrize(
    "name",
    ["Editor", "EDITOR", " Editor ", "Еditоr", "\uff25ditor", "Reviewer\u00a0Ru", "Reviewer   ru"],
)
def test_nobody_is_named_as_a_colleague(newsroom: Newsroom, name: str) -> None:
    """A name that looks like a colleague's is refused, for a new person and for one who takes it."""
    Person.update(name="Reviewer Ru").where(Person.login == "reviewer-ru").execute()
    with pytest.raises(Conflict):
        people.add(**(PERSON | {"name": name}), at=AT)
    with pytest.raises(Conflict) as refused:
        people.change(people.id_of("editor2"), {"name": name}, by=_actor("editor2"), at=AT)
    assert [fault.pointer for fault in refused.value.faults] == ["/name"]


def test_who_has_a_colleagues_name_already_keeps_it(newsroom: Newsroom) -> None:
    """Two of one name go on as they are, and may change the rest; one's own name may be written in another way."""
    person = people.id_of("editor2")
    Person.update(name="Editor").where(Person.id == person).execute()
    people.change(person, {"name": "Editor", "locale": "ru"}, by=None, at=AT)
    people.change(person, {"name": "Another"}, by=None, at=AT)
    people.change(person, {"name": "ANOTHER"}, by=None, at=AT)
    assert people.show(person)["name"] == "ANOTHER"


def test_of_two_who_take_a_name_at_once_one_has_it(newsroom: Newsroom) -> None:
    """On PostgreSQL too, where both would find it free."""
    takings = [
        partial(people.change, people.id_of(login), {"name": "Hanna"}, by=None, at=AT)
        for login in ("editor", "editor2")
    ]
    assert sorted(type(result).__name__ for result in at_once(*takings)) == ["Conflict", "NoneType"]


@pytest.mark.parametrize("login", ["editor", "reviewer-ru", "translator-ru"])
def test_only_administrators_give_roles(sqlite_newsroom: Newsroom, login: str) -> None:
    """Nobody else gives a role, be it one that they have, one that they lack, or to themselves."""
    by = _actor(login)
    for grant in (Granted("editor", None), Granted("administrator", None), Granted("translator", "ru")):
        with pytest.raises(Forbidden):
            grants.give(by.id, grant, by=by, at=AT)
    with pytest.raises(Forbidden):
        people.add(**PERSON, by=by, at=AT)
    assert Grant.select().where(Grant.person == by.id).count() == 1


def test_a_role_is_given_once(newsroom: Newsroom) -> None:
    """Giving the same role for the same language again is a conflict; for another language it is not."""
    person = people.id_of("translator-ru")
    with pytest.raises(Conflict):
        grants.give(person, Granted("translator", "ru"), by=_actor("admin"), at=AT)
    grants.give(person, Granted("translator", "be"), by=_actor("admin"), at=AT)
    assert {grant.language for grant in _actor("translator-ru").grants} == {"ru", "be"}


def test_somebody_elses_grant_is_not_taken_by_a_wrong_path(newsroom: Newsroom) -> None:
    """A grant of one person under another is not there, and both keep their roles."""
    grant = Grant.get(Grant.person == people.id_of("editor"))
    with pytest.raises(NotFound):
        grants.take(people.id_of("editor2"), grant.id, by=_actor("admin"), at=AT)
    assert Grant.select().where(Grant.id == grant.id).exists()


def test_a_role_taken_is_gone_with_the_next_request(newsroom: Newsroom) -> None:
    """Roles are read with each request: a token that was good for writing is so no longer."""
    grant = Grant.get(Grant.person == people.id_of("editor"))
    grants.take(people.id_of("editor"), grant.id, by=_actor("admin"), at=AT)
    assert newsroom.call("POST", "/v1/desk/issues", "editor", json={"key": "2017-W38"}).status_code == 403


def test_a_suspension_ends_every_token_for_good(newsroom: Newsroom) -> None:
    """A suspended person's tokens are dead at once, and stay so when the person is let in again."""
    person = people.id_of("editor")
    suspensions.suspend(person, by=_actor("admin"), at=AT)
    with pytest.raises(Unauthenticated):
        _actor("editor")
    suspensions.resume(person, by=_actor("admin"), at=AT)
    with pytest.raises(Unauthenticated):
        _actor("editor")
    assert tokens.count([person], at=AT) == {}


def test_the_last_administrator_stays(newsroom: Newsroom) -> None:
    """Neither suspension nor taking the role leaves a newsroom that nobody administers; a suspended one is nobody."""
    admin = people.id_of("admin")
    grant = Grant.get(Grant.person == admin)
    second = people.add(**(PERSON | {"grants": [Granted("administrator", None)]}), at=AT)
    suspensions.suspend(second, by=None, at=AT)
    with pytest.raises(Conflict):
        suspensions.suspend(admin, by=None, at=AT)
    with pytest.raises(Conflict):
        grants.take(admin, grant.id, by=None, at=AT)
    assert _actor("admin").may("administer")


def test_two_at_once_do_not_take_the_last_two_administrators(newsroom: Newsroom) -> None:
    """Two administrators who suspend each other at the same moment: one of them stays."""
    second = people.add(**(PERSON | {"grants": [Granted("administrator", None)]}), at=AT)
    start, refused = threading.Barrier(2), []

    def suspend(person: str) -> None:
        start.wait()
        try:
            suspensions.suspend(person, by=None, at=AT)
        except Problem as problem:
            refused.append(problem.kind)
        db.release_connection()

    threads = [threading.Thread(target=suspend, args=(person,)) for person in (people.id_of("admin"), second)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert refused == ["conflict"]
    assert Person.select().where(Person.id.in_([people.id_of("admin"), second]), Person.suspended_at.is_null()).exists()


def test_a_token_that_dies_at_work_takes_the_work_with_it(newsroom: Newsroom) -> None:
    """A write whose person is suspended after the door was passed, before its transaction, is refused and undone."""
    person = people.id_of("editor")
    by = _actor("editor")
    with db.watched(first=lambda: tokens.hold(by, token("editor"), at=AT)):
        people.change(person, {"name": "Still here"}, by=by, at=AT)
        with db.watched(first=lambda: None):
            suspensions.suspend(person, by=None, at=AT)
        with pytest.raises(Unauthenticated):
            people.change(person, {"name": "Too late"}, by=by, at=AT)
    assert people.show(person)["name"] == "Still here"


def test_every_deed_stands_in_the_audit_without_what_it_said(newsroom: Newsroom) -> None:
    """Adding, changing, suspending, passwords and roles are noted with who did it; passwords and names are not."""
    by = _actor("admin")
    AuditEntry.delete().execute()
    person = people.add(**(PERSON | {"grants": [Granted("translator", "ru")]}), by=by, at=AT)
    people.change(person, {"name": "Secret Name"}, by=by, at=AT)
    people.reset_password(person, "a secret password", by=by, at=AT)
    suspensions.suspend(person, by=by, at=AT)
    suspensions.resume(person, by=by, at=AT)
    grants.take(person, Grant.get(Grant.person == person).id, by=by, at=AT)
    entries = list(AuditEntry.select().order_by(AuditEntry.id))
    assert [entry.action for entry in entries] == [
        "person.add",
        "grant.give",
        "person.change",
        "person.password",
        "person.suspend",
        "person.resume",
        "grant.take",
    ]
    assert {(entry.person_id, entry.thing_id) for entry in entries} == {(by.id, person)}
    assert "ecret" not in repr([entry.__data__ for entry in entries])
