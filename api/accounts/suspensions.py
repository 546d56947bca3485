"""Suspensions: keeping a person out at once, and letting them in again."""

from __future__ import annotations

from datetime import datetime

from api.accounts import networks, records, tokens
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
    records.require_administrator(by)
    with db.transaction():
        person = records.lock(person_id, expected=expected)
        if person.suspended_at is not None:
            return
        if Grant.select().where(Grant.person == person_id, Grant.role == "administrator").exists():
            records.require_another(person_id)
        Person.update(suspended_at=at).where(Person.id == person_id).execute()
        tokens.end_all(person_id, at=at)
        networks.forget(person_id)
        records.touch(person)
        records.note("person.suspend", by, at, person_id)


def resume(person_id: str, *, expected: Expected = ANY, by: Actor | None, at: datetime) -> None:
    """Let a suspended person in again, by password; one transaction.

    Raises:
        Forbidden: the person who acts does not administer.
        NotFound: there is no such person, or they are not suspended.
        PreconditionFailed: it has changed since the caller read it.
    """
    records.require_administrator(by)
    with db.transaction():
        person = records.lock(person_id, expected=expected)
        if person.suspended_at is None:
            raise NotFound(say("This person is not suspended."))
        Person.update(suspended_at=None).where(Person.id == person_id).execute()
        records.touch(person)
        records.note("person.resume", by, at, person_id)
