"""From where somebody comes, as coarsely as tries are counted."""

from __future__ import annotations

import pytest

from api.accounts import networks
from api.accounts.networks import UNKNOWN


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("192.0.2.77", "192.0.2.0/24"),
        ("::ffff:192.0.2.77", "192.0.2.0/24"),
        ("2001:db8:1:2:3::4", "2001:db8:1::/48"),
        ("fe80::1%eth0", "fe80::/48"),
        ("", UNKNOWN),
        ("unix:", UNKNOWN),
    ],
)
def test_an_address_is_known_by_its_network_only(address: str, network: str) -> None:
    """A /24 of IPv4 and a /48 of IPv6 are one network; what is no address shares one place."""
    assert networks.of(address) == network


def test_without_proxies_nobody_chooses_their_network() -> None:
    """X-Forwarded-For is what anybody may write, and counts for nothing unless an operator trusts a proxy."""
    assert networks.of("192.0.2.1", "203.0.113.9") == "192.0.2.0/24"


@pytest.mark.parametrize(
    ("proxies", "network"), [(1, "203.0.113.0/24"), (2, "198.51.100.0/24"), (3, "10.0.0.0/24"), (9, "10.0.0.0/24")]
)
def test_behind_proxies_the_caller_is_as_many_hops_from_the_end(proxies: int, network: str) -> None:
    """Each trusted proxy wrote one hop; what a caller wrote before them is passed over while enough stand there."""
    assert networks.of("127.0.0.1", "10.0.0.1, 198.51.100.1, 203.0.113.9", proxies=proxies) == network
