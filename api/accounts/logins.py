"""Logging in by password, as often as an honest person would, and from where, as coarsely as tries are counted."""

from __future__ import annotations

import ipaddress
from datetime import datetime, timedelta

from api.accounts import audit, passwords, standing, tokens
from api.accounts.models import Person
from api.accounts.roles import Actor
from api.platform import counters, db
from api.platform.counters import Limit, Try
from api.platform.errors import Forbidden, LoginFailed, say

UNKNOWN = "unknown"  # the network of an address that is none
_PREFIXES = {4: 24, 6: 48}  # what one household or hoster is commonly given
_WINDOW = timedelta(minutes=15)
# Whoever guesses at one account from one network is stopped soon, while its owner elsewhere still gets in.
FROM_NETWORK = Limit("logins from a network", 50, _WINDOW)
TO_ACCOUNT = Limit("logins to an account", 50, _WINDOW)
TO_ACCOUNT_FROM_NETWORK = Limit("logins to an account from a network", 10, _WINDOW)


def log_in(login: str, password: str, *, network: str, secret: bytes, at: datetime) -> tuple[str, datetime, Actor]:
    """Let a person in: gives a session token, when it expires, and the person; one transaction after the counting.

    An unknown login costs as much time as a wrong password, is counted as one, and neither says which it was.
    `secret` is the instance's, by which tries are counted without keeping who made them.

    Raises:
        RateLimited: there were too many tries at this account, or from this network.
        LoginFailed: the login, the password or both are wrong, or the person is suspended.
    """
    tries = _tries(login, network)
    counters.take(secret, tries, at=at)
    person = Person.get_or_none(Person.login == login)
    if not passwords.fits(person.password_hash if person is not None else None, password) or person is None:
        raise LoginFailed(say("The login or the password is wrong."))
    expires_at = at + tokens.SESSION
    with db.transaction():
        now = standing.keep(person.id)
        if now is None or now.suspended_at is not None or now.password_hash != person.password_hash:
            raise LoginFailed(say("The login or the password is wrong."))
        token = tokens.issue(person.id, name="session", at=at, expires_at=expires_at)
        counters.give_back(secret, tries, at=at)
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
    tries = _tries(by.login, network)
    counters.take(secret, tries, at=at)
    person = Person.get(Person.id == by.id)
    if not passwords.fits(person.password_hash, password):
        raise Forbidden(say("The current password is wrong."))
    with db.transaction():
        counters.give_back(secret, tries, at=at)


def _tries(login: str, network: str) -> list[Try]:
    both = f"{login}\0{network}"
    return [Try(FROM_NETWORK, network), Try(TO_ACCOUNT, login), Try(TO_ACCOUNT_FROM_NETWORK, both)]


def network_of(address: str, forwarded: str = "", *, proxies: int = 0) -> str:
    """Give the network of a connection: its /24 (IPv4) or /48 (IPv6), as text.

    `forwarded` is X-Forwarded-For. Each proxy of ours appends who connected to it, so behind `proxies` of them the
    caller is that many from its end; what stands before is whatever the caller made up.
    """
    hops = [*(hop.strip() for hop in forwarded.split(",") if hop.strip()), address]
    return _network(hops[max(0, len(hops) - 1 - proxies)])


def _network(address: str) -> str:
    try:
        found = ipaddress.ip_address(address.strip("[]").partition("%")[0])
    except ValueError:
        return UNKNOWN
    if isinstance(found, ipaddress.IPv6Address) and found.ipv4_mapped is not None:
        found = found.ipv4_mapped
    return str(ipaddress.ip_network((found, _PREFIXES[found.version]), strict=False))
