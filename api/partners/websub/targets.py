"""Where callbacks are: how often a host and a network are asked, whoever named them.

A verification is a request that a stranger makes us send. Names are free, so what is counted besides the host is the
network of its address.
"""

from __future__ import annotations

import hmac
from collections.abc import Sequence
from datetime import datetime, timedelta

from api.accounts import networks
from api.platform import counters, destinations, instance
from api.platform.counters import Limit, Try
from api.platform.destinations import Address

REQUESTS = Limit("websub requests", most=120, window=timedelta(minutes=10))  # from one network
_OF_HOST = Limit("websub questions to a host", most=60, window=timedelta(minutes=10))
_OF_PAIR = Limit("websub questions to a host for a network", most=40, window=timedelta(minutes=10))
_OF_NETWORK = Limit("websub questions to a network", most=120, window=timedelta(minutes=10))
_ELSEWHERE = Limit("websub deliveries elsewhere", most=30, window=timedelta(minutes=10))  # than where it was confirmed


def require_patience(network: str, *, at: datetime) -> None:
    """Count a request to the hub that comes from a network; one transaction.

    Raises:
        RateLimited: there were too many.
    """
    counters.take(instance.key("websub"), [Try(REQUESTS, network)], at=at)


def count(callback: str, addresses: Sequence[Address], *, asker: str = "", at: datetime) -> None:
    """Count a question to a callback with these addresses; one transaction.

    `asker` is the mark of the network that wanted it, empty where we did: none uses up all that a host is asked.

    Raises:
        RateLimited: its host or its network has been asked too often; it says when to come back.
    """
    of_pair = [Try(_OF_PAIR, f"{host(callback)} {asker}")] if asker else []
    tries = [*of_pair, Try(_OF_HOST, host(callback)), *(Try(_OF_NETWORK, network) for network in _networks(addresses))]
    counters.take(instance.key("websub"), tries, at=at)


def count_elsewhere(network: str, addresses: Sequence[Address], *, at: datetime) -> None:
    """Count a delivery to a callback that has left the network whose mark this is; one transaction.

    A name can be confirmed at one address and then lead to another's. Honest callbacks move too, but never many to one.

    Raises:
        RateLimited: enough has been sent to where the callback is now; it says when to come back.
    """
    if mark_of(addresses) != network:
        counters.take(instance.key("websub"), [Try(_ELSEWHERE, each) for each in _networks(addresses)], at=at)


def host(callback: str) -> str:
    """Give the host of a callback.

    Raises:
        Refused: it is none to which anything is sent.
    """
    return destinations.parse(callback).host


def mark(network: str) -> str:
    """Give what stands for a network where it is kept: a keyed hash."""
    return hmac.digest(instance.key("websub networks"), network.encode(), "sha256").hex()[:16]


def mark_of(addresses: Sequence[Address]) -> str:
    """Give what stands for the networks of a callback's addresses."""
    return mark(" ".join(_networks(addresses)))


def _networks(addresses: Sequence[Address]) -> list[str]:
    return sorted({networks.of(str(address)) for address in addresses})
