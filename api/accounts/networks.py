"""Networks: the part of a caller's address by which tries are counted, and from which people have logged in."""

from __future__ import annotations

import hmac
import ipaddress
from datetime import datetime, timedelta

from api.accounts.models import KnownNetwork, Person
from api.platform import db

UNKNOWN = "unknown"  # the network of an address that is none
KEPT = timedelta(days=90)  # since the last login from there
MOST = 10  # of each person, the latest
_PREFIXES = {4: 24, 6: 48}  # what one household or hoster is commonly given
# So short that 256 networks of IPv4 have the same: whoever gets at the secret too can prove nobody's whereabouts.
_MARK = 4  # hexadecimal digits


def of(address: str, forwarded: str = "", *, proxies: int = 0) -> str:
    """Give the network of a connection: its /24 (IPv4) or /48 (IPv6), as text.

    `forwarded` is X-Forwarded-For. Each proxy of ours appends the address that connected to it, so behind `proxies` of
    them the caller's is that many from its end; the addresses before it may be invented by the caller.
    """
    return _masked(address_of(address, forwarded, proxies=proxies))


def address_of(address: str, forwarded: str = "", *, proxies: int = 0) -> str:
    """Give the caller's own address, as `of` finds it: for what is allowed from some addresses only, and never kept."""
    hops = [*(hop.strip() for hop in forwarded.split(",") if hop.strip()), address]
    return hops[max(0, len(hops) - 1 - proxies)]


def _masked(address: str) -> str:
    try:
        found = ipaddress.ip_address(address.strip("[]").partition("%")[0])
    except ValueError:
        return UNKNOWN
    if isinstance(found, ipaddress.IPv6Address) and found.ipv4_mapped is not None:
        found = found.ipv4_mapped
    return str(ipaddress.ip_network((found, _PREFIXES[found.version]), strict=False))


def is_known(login: str, network: str, *, secret: bytes) -> bool:
    """Tell whether the person of a login has logged in from a network."""
    return db.row(_KNOWN, (login, _mark(secret, login, network))) is not None


def remember(person_id: str, network: str, *, secret: bytes, at: datetime) -> None:
    """Note that a person has logged in from a network, to the day. A step inside a transaction."""
    db.require_transaction()
    if network == UNKNOWN:
        return
    mark = _mark(secret, Person.get_by_id(person_id).login, network)
    row = {"person": person_id, "mark": mark, "seen_on": at.date().isoformat()}
    db.put(KnownNetwork, [row], key=["person", "mark"])
    own = KnownNetwork.person == person_id
    others = KnownNetwork.select(KnownNetwork.mark).where(own, KnownNetwork.mark != mark)
    kept = [known.mark for known in others.order_by(KnownNetwork.seen_on.desc(), KnownNetwork.mark).limit(MOST - 1)]
    KnownNetwork.delete().where(own, KnownNetwork.mark.not_in([mark, *kept])).execute()


def forget(person_id: str) -> None:
    """Delete the known networks of a person, since another may have used the login. A step inside a transaction."""
    db.require_transaction()
    KnownNetwork.delete().where(KnownNetwork.person == person_id).execute()


def prune(*, at: datetime) -> int:
    """Delete the networks without a login for `KEPT`; gives how many. One transaction."""
    with db.transaction():
        return int(KnownNetwork.delete().where(KnownNetwork.seen_on < (at - KEPT).date().isoformat()).execute())


_KNOWN = """
SELECT 1
  FROM known_network
  JOIN person ON person.id = known_network.person_id
 WHERE person.login = ? AND known_network.mark = ?
"""


def _mark(secret: bytes, login: str, network: str) -> str:
    return hmac.digest(secret, f"known network\0{login}\0{network}".encode(), "sha256").hex()[:_MARK]
