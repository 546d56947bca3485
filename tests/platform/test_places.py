from __future__ import annotations

from contextlib import ExitStack

import pytest

from api.platform.errors import Unavailable
from api.platform.places import Place, Places, YieldedPlaces


def test_whoever_finds_no_place_is_told_to_come_back() -> None:
    """At once, with the seconds after which to try; a place that is given back is free."""
    places = Places(2)
    with ExitStack() as stack:
        for who in ("a", "b"):
            stack.enter_context(places.held(who))
        with pytest.raises(Unavailable) as refused, places.held("c"):
            pass
        assert refused.value.retry_after == 1
    with places.held("c"), places.held("c"):
        pass


def test_one_caller_leaves_places_to_others() -> None:
    """Who holds all that one may hold is refused, and the next is not."""
    places = Places(3, each=2)
    with places.held("a"), places.held("a"):
        with pytest.raises(Unavailable), places.held("a"):
            pass
        with places.held("b"):
            pass


def test_a_place_is_given_back_by_who_fails() -> None:
    """Whatever goes wrong in it."""
    places = Places(1)
    for _ in range(3):
        with pytest.raises(ZeroDivisionError), places.held("a"):
            raise ZeroDivisionError


def _take(stack: ExitStack, places: YieldedPlaces, who: str, told: list[str]) -> Place:
    place = stack.enter_context(places.taken(who, lambda: told.append(who)))
    assert place is not None
    return place


def test_who_has_all_of_theirs_yields_the_oldest_to_their_next() -> None:
    """And is told of it; what others hold is left alone, and what was lost is not given back twice."""
    places, told = YieldedPlaces(4, each=2), list[str]()
    with ExitStack() as stack:
        other, *own = (_take(stack, places, who, told) for who in ("b", "a", "a"))
        assert told == []
        own += [_take(stack, places, "a", told), _take(stack, places, "a", told)]
        assert [place.is_lost for place in own] == [True, True, False, False]
        assert told == ["a", "a"]
        assert not other.is_lost
    with ExitStack() as stack:
        assert not any(_take(stack, places, who, told).is_lost for who in "aabb")
        assert told == ["a", "a"]


def test_where_no_place_is_left_who_has_most_yields_one() -> None:
    """Down to what the one who comes would have; who holds one place keeps it, and the next is refused."""
    places, told = YieldedPlaces(4, each=3), list[str]()
    with ExitStack() as stack:
        first, second, third, other = (_take(stack, places, who, told) for who in ("a", "a", "a", "b"))
        _take(stack, places, "c", told)
        _take(stack, places, "d", told)
        assert [place.is_lost for place in (first, second, third, other)] == [True, True, False, False]
        with places.taken("e", lambda: told.append("e")) as none:
            assert none is None
        last = _take(stack, places, "b", told)
        assert (other.is_lost, last.is_lost, third.is_lost) == (True, False, False)
        assert told == ["c", "d", "b"]
