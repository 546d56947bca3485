"""Networks: from where somebody comes, as coarsely as tries are counted."""

from __future__ import annotations

import ipaddress

_PREFIXES = {4: 24, 6: 48}  # what one household or hoster is commonly given
UNKNOWN = "unknown"


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
