from __future__ import annotations

from contextlib import ExitStack

import pytest

from api.platform.errors import Unavailable
from api.platform.places import Places


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
