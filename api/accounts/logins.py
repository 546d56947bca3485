"""Logging in by password, with limits on how often it may be tried."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import partial

from api.accounts import audit, networks, passwords, standing, tokens
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

    An unknown login takes as long as a wrong password, is counted in the same way, and gives the same error. `secret`
    is the instance's; with it tries are counted without storing who made them. The limit of an account does not apply
    to networks from which the person has logged in before, so that nobody can lock them out by failed tries.

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
        now = standing.keep(person.id)
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
    """Check the password of the person who acts: a stolen token must not be enough to change it.

    Raises:
        RateLimited: there were too many tries.
        Forbidden: the password is wrong.
    """
    tries = _tries(by.login, network, is_known=networks.is_known(by.login, network, secret=secret))
    person = Person.get(Person.id == by.id)
    if not passwords.fits(person.password_hash, password, before=partial(counters.take, secret, tries, at=at)):
        raise Forbidden(say("The current password is wrong."))
    with db.transaction(aside=True):
        counters.give_back(secret, tries, at=at)


def unlock(login: str, *, secret: bytes, at: datetime) -> None:
    """Delete the counted tries at an account, so that its owner can log in again; one transaction.

    The tries of a network at all accounts stay counted.

    Raises:
        NotFound: there is no such person.
    """
    person = Person.get_or_none(Person.login == login)
    if person is None:
        raise NotFound(say("There is no such person."))
    with db.transaction():
        counters.forgive(secret, login, at=at)
        standing.note("person.unlock", None, at, person.id)


def _tries(login: str, network: str, *, is_known: bool = False) -> list[Try]:
    to_account = [] if is_known else [Try(TO_ACCOUNT, "", at=login)]
    return [Try(FROM_NETWORK, network), *to_account, Try(TO_ACCOUNT_FROM_NETWORK, network, at=login)]
