"""The record of a person: locked for a change, kept as it is, noted in the audit. Steps that the verbs here share."""

from __future__ import annotations

from datetime import datetime

from api.accounts import audit
from api.accounts.models import Person
from api.accounts.roles import Actor, Granted
from api.platform import db, rows
from api.platform.errors import Conflict, say
from api.platform.preconditions import ANY, Expected


def lock(person_id: str, *, expected: Expected = ANY) -> Person:
    """Give a person, locked until the transaction ends, as the caller expects it. A step inside a transaction.

    Whoever else changes people waits first, before any row is locked: two administrators who take each other's roles
    hold themselves (`tokens.hold`) and would wait for each other.

    Raises:
        NotFound: there is none.
        PreconditionFailed: it has changed since.
    """
    one_at_a_time()
    return rows.lock(Person, Person.id == person_id, missing=say("There is no such person."), expected=expected)


def touch(person: Person) -> None:
    """Raise a person's serial, which is its ETag. A step inside a transaction."""
    db.require_transaction()
    Person.update(serial=Person.serial + 1).where(Person.id == person.id).execute()


def end_previews(person_id: str) -> None:
    """End what higher floors gave out in a person's name, for good. A step inside a transaction."""
    db.require_transaction()
    Person.update(key_serial=Person.key_serial + 1).where(Person.id == person_id).execute()


def require_administrator(by: Actor | None) -> None:
    """Let administrators through, and who works at the command line (None).

    Raises:
        Forbidden: it is somebody else.
    """
    if by is not None:
        by.require("administer")


def one_at_a_time() -> None:
    """Wait for whoever else changes people: two at once could take the last two administrators away. A step."""
    db.alone("people")


def keep(person_id: str) -> Person | None:
    """Give a person, who stays as they are until the transaction ends, if there is one. A step inside a transaction."""
    db.keep("SELECT 1 FROM person WHERE id = ?", (person_id,))
    found: Person | None = Person.get_or_none(Person.id == person_id)
    return found


def require_another(person_id: str) -> None:
    """Make sure that somebody else administers, who is not suspended. A step inside a transaction.

    Raises:
        Conflict: nobody does.
    """
    if not db.rows(_ANOTHER, (person_id,)):
        raise Conflict(say("Nobody else administers this newsroom; make somebody an administrator first."))


def note(
    action: audit.Action,
    by: Actor | None,
    at: datetime,
    person_id: str,
    grant: Granted | None = None,
    *,
    changed: str | None = None,
) -> None:
    """Write down what was done to a person: which role, or the names of what changed. A step inside a transaction."""
    audit.note(
        action,
        by=by.id if by else audit.OPERATOR,
        at=at,
        thing="person",
        thing_id=person_id,
        language=grant.language if grant else None,
        role=grant.role if grant else None,
        changed=changed,
    )


_ANOTHER = """
SELECT 1
  FROM "grant"
  JOIN person ON person.id = "grant".person_id
 WHERE "grant".role = 'administrator' AND person.suspended_at IS NULL AND person.id <> ?
 LIMIT 1
"""
