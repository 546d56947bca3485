"""People: adding them, and letting them in by password."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime

import argon2

from api.accounts import tokens
from api.accounts.models import Grant, Person, Token
from api.accounts.roles import ROLES, Actor, Granted
from api.languages import languages, words
from api.platform import db, ids
from api.platform.errors import Conflict, Fault, Invalid, NotFound, Phrase, Unauthenticated, say

_LOGIN = re.compile(r"[a-z0-9][a-z0-9._-]{1,63}")
_SHORTEST_PASSWORD = 12
_LONGEST_PASSWORD = 1_000
_hasher = argon2.PasswordHasher()  # argon2id with the parameters of RFC 9106 section 4, the low-memory choice
_NOBODY = _hasher.hash("the password of nobody")


def add(*, login: str, name: str, password: str, locale: str, grants: Sequence[Granted], at: datetime) -> str:
    """Add a person and give the id; one transaction.

    Raises:
        Invalid: a value cannot be accepted; each fault names its place.
        Conflict: the login is taken.
    """
    faults = [*_faults(login, name, password, locale), *_grant_faults(grants)]
    if faults:
        raise Invalid(faults[0].detail, *faults)
    password_hash = _hasher.hash(password)
    with db.transaction():
        return add_hashed(login, name, password_hash, locale, grants, at=at)


def add_hashed(
    login: str, name: str, password_hash: str, locale: str, grants: Sequence[Granted], *, at: datetime
) -> str:
    """Add a person whose password is hashed already. A step inside a transaction."""
    db.require_transaction()
    if Person.select().where(Person.login == login).exists():
        raise Conflict(say("The login {login} is taken.", login=login))
    person_id = ids.new()
    Person.create(id=person_id, login=login, name=name, locale=locale, password_hash=password_hash, created_at=at)
    for grant in dict.fromkeys(grants):
        Grant.create(id=ids.new(), person=person_id, role=grant.role, language=grant.language)
    return person_id


def log_in(login: str, password: str, *, at: datetime) -> tuple[str, datetime, Actor]:
    """Let a person in: gives a session token, when it expires, and the person; one transaction.

    An unknown login costs as much time as a wrong password, and neither says which it was.

    Raises:
        Unauthenticated: the login, the password or both are wrong, or the person is suspended.
    """
    person = Person.get_or_none(Person.login == login)
    hashed = person.password_hash if person is not None else _NOBODY
    if not _fits(hashed, password[:_LONGEST_PASSWORD]) or person is None or person.suspended_at is not None:
        raise Unauthenticated(say("The login or the password is wrong."))
    expires_at = at + tokens.SESSION
    with db.transaction():
        token = tokens.issue(person.id, name="session", at=at, expires_at=expires_at)
    return token, expires_at, tokens.actor_of(token, at=at)


def show(person_id: str) -> dict[str, object]:
    """Show a person with their roles.

    Raises:
        NotFound: there is none.
    """
    person = Person.get_or_none(Person.id == person_id)
    if person is None:
        raise NotFound(say("There is no such person."))
    grants = Grant.select().where(Grant.person == person_id).order_by(Grant.id)
    return {
        "id": person.id,
        "login": person.login,
        "name": person.name,
        "locale": person.locale,
        "grants": [{"role": grant.role, "language": grant.language_id} for grant in grants],
        "suspended_at": person.suspended_at,
    }


def has_token(login: str, text: str) -> bool:
    """Tell whether a person of this login holds this token."""
    return bool(Token.select().join(Person).where(Person.login == login, Token.hash == tokens.digest(text)).exists())


def has_anyone() -> bool:
    """Tell whether anyone has been added to this database."""
    return bool(Person.select().exists())


def _fits(hashed: str, password: str) -> bool:
    try:
        return _hasher.verify(hashed, password)
    except argon2.exceptions.VerificationError:
        return False


def _faults(login: str, name: str, password: str, locale: str) -> list[Fault]:
    faults = []

    def fault(code: str, detail: Phrase, pointer: str) -> None:
        faults.append(Fault(code, detail, pointer=pointer))

    if not _LOGIN.fullmatch(login):
        fault("invalid_login", say("A login is 2 to 64 of a–z, 0–9, dot, dash and underscore."), "/login")
    if not name.strip():
        fault("required", say("A name is required."), "/name")
    if not _SHORTEST_PASSWORD <= len(password) <= _LONGEST_PASSWORD:
        fault(
            "invalid_password",
            say("A password has {low} to {high} characters.", low=_SHORTEST_PASSWORD, high=_LONGEST_PASSWORD),
            "/password",
        )
    if locale not in words.spoken():
        fault("unknown_language", say("The API does not speak {code}.", code=locale), "/locale")
    return faults


def _grant_faults(grants: Sequence[Granted]) -> list[Fault]:
    known = languages.everything()
    faults = []
    for index, grant in enumerate(grants):
        if grant.role not in ROLES:
            detail = say("There is no role {role}.", role=grant.role)
            faults.append(Fault("unknown_role", detail, pointer=f"/grants/{index}/role"))
        if grant.language is not None and grant.language not in known:
            detail = say("The newsroom has no language {code}.", code=grant.language)
            faults.append(Fault("unknown_language", detail, pointer=f"/grants/{index}/language"))
    return faults
