"""Grants: giving roles to people and taking them back; the last administrator keeps theirs."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, cast

import peewee

from api.accounts import records, roles
from api.accounts.models import Grant
from api.accounts.roles import NAMES, PER_LANGUAGE, ROLES, Actor, Granted, Role
from api.languages import languages
from api.platform import db, ids
from api.platform.errors import Conflict, Fault, Invalid, NotFound, say
from api.platform.preconditions import ANY, Expected


def give(person_id: str, grant: Granted, *, by: Actor | None, at: datetime) -> str:
    """Give a person a role and give the grant's id; one transaction. Without `by` it is done from the command line.

    Raises:
        Forbidden: the person who acts does not administer. Nobody else gives roles, not even their own.
        NotFound: there is no such person.
        Invalid: there is no such role or language, or the role is not given for one; the fault names its place.
        Conflict: the person has the role already.
    """
    records.require_administrator(by)
    if found := faults([grant], "/{part}"):
        raise Invalid(found[0].detail, *found)
    with db.transaction():
        person = records.lock(person_id)
        if Grant.select().where(Grant.person == person_id, _is(grant)).exists():
            raise Conflict(say("This person already has this role."))
        records.touch(person)
        return insert(person_id, grant, by=by, at=at)


def take(person_id: str, grant_id: str, *, expected: Expected = ANY, by: Actor | None, at: datetime) -> None:
    """Take a role from a person; one transaction.

    With the last one that reads drafts go the previews in their name, for good: a role given back opens none of them.

    Raises:
        Forbidden: the person who acts does not administer.
        NotFound: there is no such person, or this person has no such grant.
        PreconditionFailed: the person has changed since the caller read it.
        Conflict: it would leave nobody who administers.
    """
    records.require_administrator(by)
    with db.transaction():
        person = records.lock(person_id, expected=expected)
        grant = Grant.get_or_none(Grant.id == grant_id, Grant.person == person_id)
        if grant is None:
            raise NotFound(say("There is no such grant."))
        if grant.role == "administrator" and person.suspended_at is None:
            records.require_another(person_id)
        Grant.delete().where(Grant.id == grant_id).execute()
        if not db.rows(_READS, (person_id,)):
            records.end_previews(person_id)
        records.touch(person)
        records.note("grant.take", by, at, person_id, Granted(cast("Role", grant.role), grant.language_id))


def of(person_ids: Sequence[str]) -> dict[str, list[dict[str, Any]]]:
    """Give the grants of some people, by person: `{"id", "role", "language"}` each."""
    found: dict[str, list[dict[str, Any]]] = {}
    for grant in (
        Grant.select()
        .where(Grant.person.in_(list(person_ids)))
        .order_by(Grant.role, peewee.fn.COALESCE(Grant.language, ""))
    ):
        shown = {"id": grant.id, "role": grant.role, "language": grant.language_id}
        found.setdefault(grant.person_id, []).append(shown)
    return found


def insert(person_id: str, grant: Granted, *, by: Actor | None, at: datetime) -> str:
    """Write down a grant and give its id. A step inside a transaction."""
    db.require_transaction()
    grant_id = ids.new()
    Grant.create(id=grant_id, person=person_id, role=grant.role, language=grant.language)
    records.note("grant.give", by, at, person_id, grant)
    return grant_id


def faults(grants: Sequence[Granted], pointer: str = "/grants/{index}/{part}") -> list[Fault]:
    """Say what is wrong with roles that are to be given; each fault names its place."""
    known = languages.everything()
    found = []
    for index, grant in enumerate(grants):
        if grant.role not in ROLES:
            detail = say("There is no role {role}.", role=grant.role)
            found.append(Fault("unknown_role", detail, pointer=pointer.format(index=index, part="role")))
        elif grant.language is not None and grant.role not in PER_LANGUAGE:
            detail = say("The role of {role} is for all languages.", role=NAMES[grant.role])
            found.append(Fault("invalid_language", detail, pointer=pointer.format(index=index, part="language")))
        if grant.language is not None and grant.language not in known:
            detail = languages.unknown(grant.language)
            found.append(Fault("unknown_language", detail, pointer=pointer.format(index=index, part="language")))
        elif grant.language is not None and (parent := known[grant.language].transliteration_of) is not None:
            detail = languages.of_itself(grant.language, parent)
            found.append(Fault("transliteration", detail, pointer=pointer.format(index=index, part="language")))
    return found


_READS = f'SELECT 1 FROM "grant" WHERE "grant".person_id = ? AND {roles.as_condition("read")} LIMIT 1'  # noqa: S608 - our own


def _is(grant: Granted) -> Any:  # noqa: ANN401 - peewee's expression
    language = Grant.language.is_null() if grant.language is None else Grant.language == grant.language
    return (Grant.role == grant.role) & language
