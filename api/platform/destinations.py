"""Where requests of ours may go: which addresses and ports strangers may name. Pure: nothing is asked of the network.

An address is read by a grammar so narrow that no two programs can read it differently; what a browser or a resolver
would accept besides (`127.1`, `0x7f000001`, `user@host`, a back slash) is refused instead of being understood.
"""

from __future__ import annotations

import functools
import ipaddress
import re
from collections.abc import Iterable
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network

_PORTS = {"http": 80, "https": 443}
_LONGEST = 2000  # characters of an address
_LAST_PORT = 65_535
_URL = re.compile(
    r"(?P<scheme>https?)://(?P<host>[^/?#:@\[\]\\%]+|\[[0-9A-Fa-f:.]+\])(?::(?P<port>[0-9]{1,5}))?"
    r"(?P<path>/[!$&-;=@-Z_a-z~%]*)?(?P<query>\?[!$&-;=?@-Z_a-z~%]*)?",
    re.IGNORECASE | re.ASCII,
)
_NAME = re.compile(r"(?=.{1,253}\Z)(?:(?!-)[a-z0-9_-]{1,63}(?<!-)\.)*(?!-)[a-z0-9_-]{1,63}(?<!-)")
_NUMBER = re.compile(r"[0-9]+|0x[0-9a-f]*")  # what ends in one is a number to a browser (WHATWG URL, 3.5)
_RULE = re.compile(r"(?P<network>\[[^\[\]]+\]|[^\[\]:]*|[^\[\]]*::[^\[\]]*)(?::(?P<port>[0-9]{1,5}|\*))?")

# IANA's registries of special-purpose addresses (RFC 6890), and those that clouds keep for themselves.
_FORBIDDEN_4 = [
    IPv4Network(text)
    for text in (
        "0.0.0.0/8",  # this network, and this machine
        "10.0.0.0/8",
        "100.64.0.0/10",  # behind a carrier's NAT (RFC 6598); a cloud's metadata at 100.100.100.200
        "127.0.0.0/8",
        "168.63.129.16/32",  # a cloud's own services for its machines, at an address that looks public
        "169.254.0.0/16",  # link-local; metadata at 169.254.169.254
        "172.16.0.0/12",
        "192.0.0.0/24",  # protocol assignments (RFC 6890, section 2.1)
        "192.0.2.0/24",  # documentation, as two more
        "192.88.99.0/24",  # 6to4 relays
        "192.168.0.0/16",
        "198.18.0.0/15",  # benchmarking (RFC 2544)
        "198.51.100.0/24",
        "203.0.113.0/24",
        "224.0.0.0/4",  # multicast
        "240.0.0.0/4",  # reserved, and the broadcast
    )
]
_PUBLIC_6 = IPv6Network("2000::/3")  # all that has been given out for global unicast (RFC 4291, section 2.4)
_FORBIDDEN_6 = [
    IPv6Network(text)
    for text in (
        "2001::/23",  # protocol assignments: Teredo, benchmarking, ORCHID
        "2001:db8::/32",  # documentation
        "2002::/16",  # 6to4, which holds an IPv4 address
        "3ffe::/16",  # an experiment that has ended
        "3fff::/20",  # documentation (RFC 9637)
    )
]
_NAT64 = IPv6Network("64:ff9b::/96")  # on machines without IPv4 every IPv4 address is told so (RFC 6052)
_ISATAP = {0x0000_5EFE, 0x0200_5EFE}  # an interface that holds an IPv4 address (RFC 5214, section 6.1)

_PRIVATE: list[Network] = [
    *(IPv4Network(text) for text in ("10.0.0.0/8", "127.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16")),
    *(IPv6Network(text) for text in ("::1/128", "fc00::/7")),
]


class Refused(ValueError):
    """An address to which nothing is sent; its text is a clause that says why, in English."""


@dataclass(frozen=True, slots=True)
class Target:
    """Whom a request is for: `host` is a name in ASCII or an address without brackets; `path` has the query in it."""

    scheme: str
    host: str
    port: int
    path: str

    @property
    def authority(self) -> str:
        """What stands in the field Host (RFC 9110, section 7.2)."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == _PORTS[self.scheme] else f"{host}:{self.port}"

    @property
    def literal(self) -> Address | None:
        """The IP address that stands in place of a name, if one does."""
        return _literal(self.host)


@dataclass(frozen=True, slots=True)
class Rule:
    """What an operator allows besides: a network, or (None) all that is public; a port, or (None) any."""

    network: Network | None
    ports: frozenset[int] | None

    def allows(self, address: Address, port: int) -> bool:
        """Tell whether it covers an address and a port."""
        return (self.ports is None or port in self.ports) and (
            is_public(address) if self.network is None else address in self.network
        )


def parse(url: str) -> Target:
    """Read the address of a request.

    Raises:
        Refused: it is not `http://` or `https://` with a plain name or address, holds a user, or cannot be read in one
            way only.
    """
    if len(url) > _LONGEST:
        raise Refused("it is too long")
    found = _URL.fullmatch(url)
    if found is None:
        raise Refused("it must be a plain http or https address, without user and fragment")
    scheme = found["scheme"].lower()
    port = int(found["port"]) if found["port"] is not None else _PORTS[scheme]
    if not 1 <= port <= _LAST_PORT:
        raise Refused("there is no such port")
    return Target(scheme, _host(found["host"]), port, (found["path"] or "/") + (found["query"] or ""))


def require(target: Target, addresses: Iterable[Address], rules: Iterable[Rule] = ()) -> None:
    """Refuse a target unless each of the addresses of its name may be connected to at its port.

    Raises:
        Refused: one of them is nobody's that strangers may name, or the port is neither 80 nor 443.
    """
    for address in addresses:
        if any(rule.allows(address, target.port) for rule in rules):
            continue
        if target.port not in _PORTS.values():
            raise Refused("its port must be 80 or 443")
        if not is_public(address):
            raise Refused("it is in a network that is not public")


def require_plausible(target: Target, rules: Iterable[Rule] = ()) -> None:
    """Refuse a target that can be refused without looking its name up: for its address, or for its port.

    Raises:
        Refused: as `require`.
    """
    if target.literal is not None:
        require(target, [target.literal], rules)
    elif target.port not in _PORTS.values() and not any(r.ports is None or target.port in r.ports for r in rules):
        raise Refused("its port must be 80 or 443")


@functools.lru_cache(maxsize=4096)
def is_public(address: Address) -> bool:
    """Tell whether an address is anybody's on the internet, and neither ours nor of a special purpose."""
    if isinstance(address, IPv4Address):
        return not any(address in network for network in _FORBIDDEN_4)
    if address in _NAT64:
        return is_public(IPv4Address(int(address) & 0xFFFF_FFFF))
    if address.scope_id is not None or address not in _PUBLIC_6:
        return False
    return int(address) >> 32 & 0xFFFF_FFFF not in _ISATAP and not any(address in network for network in _FORBIDDEN_6)


def is_of_networks(address: Address) -> bool:
    """Tell whether an address can be that of a server of ours: a public one, a private one, or this machine.

    Where the operator alone says whom to connect to. What is left out are the addresses at which no server of anybody's
    answers, but a cloud's metadata: link-local ones, multicast, and forms that hold another address.
    """
    return is_public(address) or any(address.version == own.version and address in own for own in _PRIVATE)


def rules(text: str) -> tuple[Rule, ...]:
    """Read what an operator allows besides, such as `10.1.0.0/16, [fd00::/8]:8443, :8443, 127.0.0.1:*`.

    A network without a port is allowed at 80 and 443, a port without a network at all public addresses.

    Raises:
        ValueError: one is none of these.
    """
    return tuple(_rule(part.strip()) for part in text.split(",") if part.strip())


def _host(text: str) -> str:
    if text.startswith("["):
        try:
            return str(IPv6Address(text[1:-1]))
        except ValueError:
            raise Refused("it holds no address of IPv6") from None
    host = _in_ascii(text).lower()
    if _literal(host) is not None:
        return host
    if not _NAME.fullmatch(host) or _NUMBER.fullmatch(host.rpartition(".")[2]):
        raise Refused("its host is neither a name nor an address as people write them")
    return host


def _in_ascii(host: str) -> str:
    """Give the name by which a host is looked up (RFC 3490); what then looks like an address is judged as one."""
    if host.isascii():
        return host
    if host.rpartition(".")[2].isnumeric():
        raise Refused("its host is a number in digits that programs read differently")
    try:
        return host.encode("idna").decode()
    except UnicodeError:
        raise Refused("its host is no name") from None


def _literal(host: str) -> Address | None:
    """Give an IP address in its one full form: four decimal numbers without zeros before them, or IPv6."""
    try:
        return ipaddress.ip_address(host)
    except ValueError:
        return None


def _rule(text: str) -> Rule:
    found = _RULE.fullmatch(text)
    if found is None or not (found["network"] or found["port"]):
        raise ValueError(_WANTED)
    try:
        network = ipaddress.ip_network(found["network"].strip("[]")) if found["network"] else None
    except ValueError:
        raise ValueError(_WANTED) from None
    if found["port"] in {None, "*"}:
        return Rule(network, None if found["port"] else frozenset(_PORTS.values()))
    if not 1 <= int(found["port"]) <= _LAST_PORT:
        raise ValueError(_WANTED)
    return Rule(network, frozenset({int(found["port"])}))


_WANTED = "it must be networks and ports such as 10.1.0.0/16, [fd00::/8]:8443 or :8443; commas between them."
