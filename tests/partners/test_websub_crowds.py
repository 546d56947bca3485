from __future__ import annotations

from datetime import datetime

import pytest

from api.partners.websub import intents
from api.partners.websub.intents import Wanted
from api.partners.websub.models import WebsubIntent
from api.partners.websub.turns import Turns
from api.platform import clock
from api.platform.errors import RateLimited
from tests.newsroom import Newsroom
from tests.partners import subscribers
from tests.partners.subscribers import ATOM, subscribing, turn, working


def _ask(callback: str, network: str, at: datetime, mode: intents.Mode = "subscribe") -> None:
    intents.ask(Wanted(mode, ATOM, callback), mark="", network=network, at=at)


def test_one_network_leaves_room_for_the_others_at_a_host(sqlite_newsroom: Newsroom) -> None:
    """Whoever asks in a host's name again and again is soon told to come back, and others ask there as before."""
    at = clock.now()
    for number in range(intents.MOST_OF_PAIR):
        _ask(f"https://reader.example/{number}", "192.0.2.0/24", at)
    with pytest.raises(RateLimited) as told:
        _ask("https://reader.example/more", "192.0.2.0/24", at)
    assert told.value.retry_after == 60
    _ask("https://reader.example/0", "192.0.2.0/24", at)
    _ask("https://another.example/", "192.0.2.0/24", at)
    for network in range(20):
        for number in range(intents.MOST_OF_PAIR):
            _ask(f"https://reader.example/{network}/{number}", f"10.0.{network}.0/24", at)
    _ask("https://reader.example/honest", "198.51.100.0/24", at)


def test_a_crowd_tells_nobody_who_is_subscribed(sqlite_newsroom: Newsroom) -> None:
    """Among many questions to a host, who renews or leaves is heard, and a stranger's guess gets the same answer."""
    with subscribing() as there, working(sqlite_newsroom) as hub:
        known = [there.url, f"{there.url}?second"]
        for callback in known:
            subscribers.subscribed(sqlite_newsroom, hub, callback)
        at = clock.now()
        for network in range(15):
            for number in range(intents.MOST_OF_PAIR):
                _ask(f"{there.url}?{network}-{number}", f"10.0.{network}.0/24", at)
        for mode in ("subscribe", "unsubscribe"):
            for callback in (known[0], f"{there.url}?guessed"):
                assert subscribers.ask(sqlite_newsroom, callback, mode=mode).status_code == 202
        for number in range(intents.MOST_OF_PAIR - 2):
            subscribers.ask(sqlite_newsroom, f"{there.url}?own-{number}")
        for callback in (known[1], f"{there.url}?another"):
            assert subscribers.ask(sqlite_newsroom, callback).status_code == 429


def test_networks_take_turns_at_a_host(newsroom: Newsroom) -> None:
    """Whoever asks for little waits for one question of each crowd, not for all of theirs that came before."""
    with subscribing() as there, working(newsroom) as hub:
        at = clock.now()
        for number in range(8):
            for network in ("a", "b"):
                _ask(f"{there.url}?who={network}{number}", network, at)
        for number in range(2):
            _ask(f"{there.url}?who=honest{number}", "honest", clock.now())
        turn(hub)
        asked = [dict(query)["who"] for query in there.asked]
    assert len(asked) == 18
    assert asked.index("honest0") < 5, asked
    assert asked.index("honest1") < 9, asked


def test_a_turn_is_remembered_while_nothing_waits() -> None:
    """A network that has just been served comes after one that waits, and a host's place in the queue stays its own."""
    turns = Turns()
    turns.took("reader.example", "often")
    waiting = [
        ("1", "reader.example", "often"),
        ("2", "another.example", "often"),
        ("3", "reader.example", "seldom"),
        ("4", "reader.example", "often"),
    ]
    expected = [("3", "reader.example"), ("2", "another.example"), ("1", "reader.example"), ("4", "reader.example")]
    assert turns.order(waiting) == expected
    turns.took("reader.example", "seldom")
    assert [id_ for id_, _ in turns.order(waiting)] == ["1", "2", "4", "3"]
    for number in range(5000):
        turns.took("flood.example", str(number))
    assert len(turns) < 5000


def test_one_network_uses_up_no_host(sqlite_newsroom: Newsroom) -> None:
    """However often it asks, some of what a host is asked in ten minutes is left for who comes after it."""
    with subscribing() as there, working(sqlite_newsroom) as hub:
        for number in range(70):
            _ask(f"{there.url}?who=crowd{number}", "crowd", clock.now())
            if number % intents.MOST_OF_PAIR == intents.MOST_OF_PAIR - 1:
                turn(hub)
                WebsubIntent.delete().execute()
        assert len(there.asked) == 40
        _ask(f"{there.url}?who=honest", "honest", clock.now())
        turn(hub)
        assert there.last()["who"] == "honest"
