"""Logging in by password, as often as an honest person would."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import partial

from api.accounts import audit, networks, passwords, records, tokens
from api.accounts.models import Person
from api.accounts.roles import Actor
from api.platform import counters, db, heartbeat
from api.platform.counters import Limit, Try
from api.platform.errors import Forbidden, LoginFailed, NotFound, say

_WINDOW = timedelta(minutes=15)
# Whoever guesses at one account from one network is stopped soon, while its owner elsewhere still gets in. Who
# guesses from many networks is stopped by the account's own counter; where it was opened from before, that counts not.
FROM_NETWORK = Limit("logins from a network", 50, _WINDOW)
TO_ACCOUNT = Limit("logins to an account", 50, _WINDOW)
TO_ACCOUNT_FROM_NETWORK = Limit("logins to an account from a network", 10, _WINDOW)


def log_in(login: str, password: str, *, network: str, secret: bytes, at: datetime) -> tuple[str, datetime, Actor]:
    """Let a person in: gives a session token, when it expires, and the person; one transaction after the counting.

    An unknown login costs as much time as a wrong password, is counted as one, and neither says which it was.
    `secret` is the instance's, by which tries are counted without keeping who made them. From where the person has
    logged in before, the tries of others do not keep them out.

    Raises:
        RateLimited: there were too many tries at this account, or from this network.
        LoginFailed: the login, the password or both are wrong, or the person is suspended.
    """
    person = Person.get_or_none(Person.login == login)
    tries = _tries(login, network, is_known=networks.is_known(login, network, secret=secret))
    hashed = person.password_hash if person is not None else None
    if not passwords.fits(hashed, password, before=partial(counters.take, secret, tries, at=at)) or person is None:
        raise LoginFailed(say("The login or the password is wrong."))
    expires_at = heartbeat.believed(at, heartbeat.newest()) + tokens.SESSION
    with db.transaction():
        now = records.keep(person.id)
        if now is None or now.suspended_at is not None or now.password_hash != person.password_hash:
            raise LoginFailed(say("The login or the password is wrong."))
        token = tokens.issue(person.id, name="session", at=at, expires_at=expires_at)
        counters.give_back(secret, tries, at=at)
        networks.remember(person.id, network, secret=secret, at=at)
        audit.note("person.log_in", by=person.id, at=at, thing="person", thing_id=person.id)
    return token, expires_at, tokens.actor_of(token, at=at)


def log_out(by: Actor, token: str, *, at: datetime) -> None:
    """End the token by which the person acts, a session's or another; one transaction."""
    with db.transaction():
        if tokens.end(token, at=at):
            audit.note("person.log_out", by=by.id, at=at, thing="person", thing_id=by.id)


def confirm(by: Actor, password: str, *, network: str, secret: bytes, at: datetime) -> None:
    """Make sure that the person who acts knows their password: a stolen token must not be enough to change it.

    Raises:
        RateLimited: there were too many tries.
        Forbidden: it is another.
    """
    tries = _tries(by.login, network, is_known=networks.is_known(by.login, network, secret=secret))
    person = Person.get(Person.id == by.id)
    if not passwords.fits(person.password_hash, password, before=partial(counters.take, secret, tries, at=at)):
        raise Forbidden(say("The current password is wrong."))
    with db.transaction(aside=True):
        counters.give_back(secret, tries, at=at)


def unlock(login: str, *, secret: bytes, at: datetime) -> None:
    """Forget the tries at an account, as an operator may for who is kept out by them; one transaction.

    Those of a network at all accounts stay.

    Raises:
        NotFound: there is no such person.
    """
    person = Person.get_or_none(Person.login == login)
    if person is None:
        raise NotFound(say("There is no such person."))
    with db.transaction():
        counters.forgive(secret, login, at=at)
        records.note("person.unlock", None, at, person.id)


def _tries(login: str, network: str, *, is_known: bool = False) -> list[Try]:
    to_account = [] if is_known else [Try(TO_ACCOUNT, "", at=login)]
    return [Try(FROM_NETWORK, network), *to_account, Try(TO_ACCOUNT_FROM_NETWORK, network, at=login)]
