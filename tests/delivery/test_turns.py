"""What takes long to make: by few at once, for few who wait, and never in the way of what is kept."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager

import pytest
from werkzeug.test import Client, TestResponse

from api.delivery import turns
from api.delivery.edge import Edge
from api.platform import places
from tests.newsroom import Newsroom

EACH = 16  # of one network
SLOW = (
    "/v1/search?q=river",
    "/v1/suggest?q=river",
    "/v1/articles/river-council-delays-the-vote/related",
    "/v1/trends",
    "/v1/trends.svg",
)


def _call(application: Callable[..., object], path: str, network: int = 1) -> TestResponse:
    return Client(application).get(path, environ_overrides={"REMOTE_ADDR": f"10.0.{network}.1"})


@contextmanager
def _taken(*networks: int) -> Iterator[None]:
    """Hold all places of some networks."""
    with ExitStack() as stack:
        for network in networks:
            for _ in range(EACH):
                stack.enter_context(places.SEEKERS.held(f"10.0.{network}.0/24"))
        yield


@pytest.mark.parametrize("path", SLOW)
def test_who_finds_no_place_is_told_to_come_back(sqlite_newsroom: Newsroom, path: str) -> None:
    """A network that holds all that one may is refused, others are not until all places are taken."""
    sqlite_newsroom.publish()
    app = sqlite_newsroom.app
    assert _call(app, path).status_code == 200
    with _taken(1):
        refused = _call(app, path)
        assert (refused.status_code, refused.get_json()["code"]) == (503, "unavailable")
        assert refused.headers["Retry-After"] == "1"
        assert _call(app, path, network=2).status_code == 200
        with _taken(2):
            assert _call(app, path, network=3).status_code == 503
    assert _call(app, path).status_code == 200


def test_what_is_kept_needs_no_place_and_a_refusal_is_not_kept(sqlite_newsroom: Newsroom) -> None:
    """Behind the edge too callers are told apart by network; what others have asked for is there for all."""
    sqlite_newsroom.publish()
    edge = Edge(sqlite_newsroom.app)
    hot, cold = "/v1/search?q=river", "/v1/search?q=council"
    assert _call(edge, hot, network=2).status_code == 200
    with _taken(1):
        assert _call(edge, hot).status_code == 200
        assert _call(edge, cold).status_code == 503
        assert _call(edge, "/v1/articles").status_code == 200
        assert _call(edge, cold, network=2).status_code == 200
        assert _call(edge, cold).status_code == 200, "another has had it made meanwhile"


def test_few_work_at_once_and_the_others_wait(sqlite_newsroom: Newsroom) -> None:
    """However many have a place, two compute; each is answered in the end."""
    lock, working, most = threading.Lock(), 0, 0
    met = threading.Barrier(2)

    def view() -> None:
        nonlocal working, most
        with lock:
            working += 1
            most = max(most, working)
        met.wait(30)  # two must be here together, or nobody goes on
        with lock:
            working -= 1

    slow = turns.in_turn(view)

    def ask() -> None:
        with sqlite_newsroom.app.test_request_context("/v1/search"):
            slow()

    with ThreadPoolExecutor(EACH) as pool:
        for call in [pool.submit(ask) for _ in range(EACH)]:
            call.result(30)
    assert most == 2
