from __future__ import annotations

import pytest

from api.platform import connections
from api.platform.connections import GRACE, SILENCE, SLOWEST, Traffic, Watched

HEADER = 200


def test_a_silent_connection_is_ended() -> None:
    """Over which nothing moves either way for the whole time, and not a moment sooner."""
    looks = [(at, Traffic(HEADER, 0, 0)) for at in range(40)]
    assert _ended(looks) == SILENCE


def test_a_body_that_trickles_is_ended() -> None:
    """Byte by byte nobody keeps a place: the rate counts from where the body began."""
    looks = [(at, Traffic(HEADER + at, 0, 0)) for at in range(40)]
    assert _ended(looks) == GRACE


@pytest.mark.parametrize("pause", [1, 9, 20])
def test_a_body_that_comes_in_gulps_is_ended(pause: int) -> None:
    """A pause between two bytes helps nobody, as long as they come at all."""
    looks = [(at, Traffic(HEADER + at // pause, 0, 0)) for at in range(60)]
    ended = _ended(looks)
    assert ended is not None
    assert ended <= GRACE + pause + 1


def test_a_large_body_over_a_thin_wire_is_waited_for() -> None:
    """Who sends a catalogue at twice the slowest rate is not stopped, however long it takes."""
    assert _ended([(at, Traffic(HEADER + 2 * SLOWEST * at, 0, 0)) for at in range(600)]) is None


def test_a_request_that_came_whole_is_waited_for() -> None:
    """While the answer is made nothing moves, and that is no fault of the caller."""
    looks = [(at, Traffic(HEADER if at == 0 else 5_000, 0, 0)) for at in range(25)]
    assert _ended(looks) is None


def test_a_connection_that_is_used_again_and_again_lives() -> None:
    """A reader who asks for little, again and again, is no trickle: each request is answered."""
    looks = [(at, Traffic(HEADER * (1 + at // 12), 4_000 * (1 + at // 12), 0)) for at in range(1, 600)]
    assert _ended(looks) is None


def test_a_request_after_a_pause_is_not_taken_for_a_slow_one() -> None:
    """What comes over a connection that rested for some seconds begins anew."""
    looks = [(at, Traffic(HEADER, 4_000, 0)) for at in range(14)]
    looks += [(at, Traffic(2 * HEADER, 4_000, 0)) for at in range(14, 20)]
    assert _ended(looks) is None


@pytest.mark.parametrize(("rate", "ended"), [(10, SILENCE), (2 * SLOWEST, None)])
def test_who_takes_an_answer_too_slowly_is_ended(rate: int, ended: float | None) -> None:
    """An answer that nobody takes is not kept for long; over a thin wire it is."""
    assert _ended([(at, Traffic(HEADER, rate * at, 500_000)) for at in range(120)]) == ended


def _ended(looks: list[tuple[int, Traffic]]) -> float | None:
    """Give the seconds after which a connection is ended, by what is seen of it at some times."""
    watched: Watched | None = None
    for at, traffic in looks:
        before = watched
        if before is None:
            watched = connections.begin(traffic, at=at)
            continue
        watched = connections.follow(before, traffic, at=at)
        if connections.holds_up(before, watched, at=at):
            return at - looks[0][0]
    return None
