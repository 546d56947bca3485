"""People: adding, finding and changing them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import datetime

from api.accounts import grants as granting
from api.accounts import networks, passwords, standing, tokens
from api.accounts.models import Person, Token
from api.accounts.roles import Actor, Granted
from api.languages import words
from api.platform import characters, db, ids
from api.platform.errors import Conflict, Fault, Invalid, LanguageName, NotFound, say
from api.platform.preconditions import ANY, Expected

LONGEST_NAME = 200  # characters

_LOGIN = re.compile(r"[a-z0-9][a-z0-9._-]{1,63}")


def add(
    *,
    login: str,
    name: str,
    password: str,
    locale: str,
    grants: Sequence[Granted],
    at: datetime,
    by: Actor | None = None,
) -> str:
    """Add a person and give the id; one transaction. Without `by` it is done from the command line.

    Raises:
        Forbidden: the person who acts does not administer.
        Invalid: a value cannot be accepted; each fault names its place.
        Conflict: the login is taken, or a colleague's name looks the same.
    """
    standing.require_administrator(by)
    faults = [*_login_faults(login), *_faults(name=name, locale=locale)]
    faults += [*passwords.faults(password), *granting.faults(grants)]
    if faults:
        raise Invalid(faults[0].detail, *faults)
    password_hash = passwords.make(password)
    with db.transaction():
        return add_hashed(login, name, password_hash, locale, grants, by=by, at=at)


def add_hashed(
    login: str,
    name: str,
    password_hash: str,
    locale: str,
    grants: Sequence[Granted],
    *,
    at: datetime,
    by: Actor | None = None,
) -> str:
    """Add a person whose password is hashed already. A step inside a transaction.

    Raises:
        Conflict: the login is taken, or a colleague's name looks the same.
    """
    standing.one_at_a_time()
    _require_own_name(name)
    person_id = ids.new()
    row = {"id": person_id, "login": login, "name": name, "locale": locale, "created_at": at}
    if not db.insert(Person, **row, password_hash=password_hash):
        raise Conflict(say("The login {login} is taken.", login=login))
    standing.note("person.add", by, at, person_id)
    for grant in dict.fromkeys(grants):
        granting.insert(person_id, grant, by=by, at=at)
    return person_id


def change(
    person_id: str, changes: Mapping[str, str], *, expected: Expected = ANY, by: Actor | None, at: datetime
) -> None:
    """Change a person's `name` and `locale`: an administrator anyone's, everyone their own; one transaction.

    Raises:
        Forbidden: it is somebody else, and the person who acts does not administer.
        NotFound: there is no such person.
        PreconditionFailed: it has changed since the caller read it.
        Invalid: a value cannot be accepted; the fault names its place.
        Conflict: a colleague's name looks the same.
    """
    if by is None or by.id != person_id:
        standing.require_administrator(by)
    with db.transaction():
        person = standing.lock(person_id, expected=expected)
        changed = {name: value for name, value in changes.items() if getattr(person, name) != value}
        if faults := _faults(**changed):
            raise Invalid(faults[0].detail, *faults)
        if "name" in changed:
            _require_own_name(changed["name"], but=person_id)
        if changed:
            Person.update(**changed).where(Person.id == person_id).execute()
            standing.touch(person)
            standing.note("person.change", by, at, person_id, changed=" ".join(sorted(changed)))


def reset_password(person_id: str, password: str, *, expected: Expected = ANY, by: Actor | None, at: datetime) -> None:
    """Give a person another password, and end all of their tokens and previews; one transaction.

    Raises:
        Forbidden: the person who acts does not administer.
        NotFound: there is no such person.
        PreconditionFailed: it has changed since the caller read it.
        Invalid: the password cannot be accepted; the fault stands at `/password`.
    """
    standing.require_administrator(by)
    password_hash = _hashed(password)
    with db.transaction():
        person = standing.lock(person_id, expected=expected)
        _put_password(person, password_hash)
        tokens.end_all(person_id, at=at)
        standing.note("person.password", by, at, person_id)


def change_password(by: Actor, password: str, *, expected: Expected = ANY, keep: str, at: datetime) -> None:
    """Give the person who acts another password; one transaction.

    It ends all of their previews, and their tokens but the one in use.

    Raises:
        PreconditionFailed: the person has changed since the caller read it.
        Invalid: the password cannot be accepted; the fault stands at `/password`.
    """
    password_hash = _hashed(password)
    with db.transaction():
        _put_password(standing.lock(by.id, expected=expected), password_hash)
        tokens.end_all(by.id, at=at, but=keep)
        standing.note("person.password", by, at, by.id)


def show(person_id: str) -> dict[str, object]:
    """Show a person with their roles and their serial.

    Raises:
        NotFound: there is none.
    """
    person = Person.get_or_none(Person.id == person_id)
    if person is None:
        raise NotFound(say("There is no such person."))
    return {
        "id": person.id,
        "login": person.login,
        "name": person.name,
        "locale": person.locale,
        "grants": granting.of([person.id]).get(person.id, []),
        "suspended_at": person.suspended_at,
        "created_at": person.created_at,
        "serial": person.serial,
    }


def acting(person_id: str) -> Actor | None:
    """Give a person as verbs take one in `by`, to carry out what they scheduled; None for one who is suspended.

    The person is locked against changes until the transaction ends. A step inside one.
    """
    person = standing.keep(person_id)
    if person is None or person.suspended_at is not None:
        return None
    held = tuple(Granted(grant["role"], grant["language"]) for grant in granting.of([person_id]).get(person_id, []))
    return Actor(person.id, person.login, person.name, person.locale, held)


def id_of(login: str) -> str:
    """Give a person's id by the login.

    Raises:
        NotFound: there is none.
    """
    person = Person.get_or_none(Person.login == login)
    if person is None:
        raise NotFound(say("There is no such person."))
    return str(person.id)


def has_token(login: str, text: str) -> bool:
    """Tell whether a person of this login holds this token."""
    return bool(Token.select().join(Person).where(Person.login == login, Token.hash == tokens.digest(text)).exists())


def has_anyone() -> bool:
    """Tell whether anyone has been added to this database."""
    return bool(Person.select().exists())


def _require_own_name(name: str, *, but: str | None = None) -> None:
    """Check that a name does not look like a colleague's. Those who have the same already keep it. A step."""
    mine = characters.skeleton(name)
    for person_id, other in db.rows("SELECT id, name FROM person"):
        if person_id != but and characters.skeleton(other) == mine:
            detail = say("A colleague has this name, or one that looks the same.")
            raise Conflict(detail, Fault("duplicate", detail, pointer="/name"))


def _hashed(password: str) -> str:
    if faults := passwords.faults(password):
        raise Invalid(faults[0].detail, *faults)
    return passwords.make(password)


def _put_password(person: Person, password_hash: str) -> None:
    networks.forget(person.id)
    Person.update(password_hash=password_hash).where(Person.id == person.id).execute()
    standing.touch(person)


def _login_faults(login: str) -> list[Fault]:
    if _LOGIN.fullmatch(login):
        return []
    detail = say("A login consists of 2 to 64 characters: a–z, 0–9, dot, dash and underscore.")
    return [Fault("invalid_login", detail, pointer="/login")]


def _faults(*, name: str | None = None, locale: str | None = None) -> list[Fault]:
    """Give the faults of a person's values."""
    faults = characters.name_faults(name, LONGEST_NAME, "/name") if name is not None else []
    if locale is not None and locale not in words.spoken():
        detail = say("The API does not speak {language}.", language=LanguageName(locale))
        faults.append(Fault("unknown_language", detail, pointer="/locale"))
    return faults
