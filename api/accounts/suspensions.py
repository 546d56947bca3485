"""Suspensions: keeping a person out at once, and letting them in again."""

from __future__ import annotations

from datetime import datetime

from api.accounts import networks, standing, tokens
from api.accounts.models import Grant, Person
from api.accounts.roles import Actor
from api.platform import db
from api.platform.errors import NotFound, say
from api.platform.preconditions import ANY, Expected


def suspend(person_id: str, *, expected: Expected = ANY, by: Actor | None, at: datetime) -> None:
    """Suspend a person: every token and preview ends at once, for good, no password lets them in; one transaction.

    Who is suspended already stays so.

    Raises:
        Forbidden: the person who acts does not administer.
        NotFound: there is no such person.
        PreconditionFailed: it has changed since the caller read it.
        Conflict: it would leave nobody who administers.
    """
    standing.require_administrator(by)
    with db.transaction():
        person = standing.lock(person_id, expected=expected)
        if person.suspended_at is not None:
            return
        if Grant.select().where(Grant.person == person_id, Grant.role == "administrator").exists():
            standing.require_another(person_id)
        Person.update(suspended_at=at).where(Person.id == person_id).execute()
        tokens.end_all(person_id, at=at)
        networks.forget(person_id)
        standing.touch(person)
        standing.note("person.suspend", by, at, person_id)


def resume(person_id: str, *, expected: Expected = ANY, by: Actor | None, at: datetime) -> None:
    """Let a suspended person in again, by password; one transaction.

    Raises:
        Forbidden: the person who acts does not administer.
        NotFound: there is no such person, or they are not suspended.
        PreconditionFailed: it has changed since the caller read it.
    """
    standing.require_administrator(by)
    with db.transaction():
        person = standing.lock(person_id, expected=expected)
        if person.suspended_at is None:
            raise NotFound(say("This person is not suspended."))
        Person.update(suspended_at=None).where(Person.id == person_id).execute()
        standing.touch(person)
        standing.note("person.resume", by, at, person_id)
