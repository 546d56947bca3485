"""The differences between two revisions."""

from __future__ import annotations

from api.translation.matching.differences import Difference, diff
from api.translation.splitting import Unit

from .test_alignment import BRIDGE, FERRY, MARKET, SCHOOL, units


def test_every_kind_of_change_is_told_in_reading_order() -> None:
    """Same, changed, new and moved blocks stand in the order of the later text, the removed one where it stood."""
    edited = BRIDGE.replace("Monday", "Tuesday")
    new = "Nobody was hurt."
    before, after = units(SCHOOL, BRIDGE, MARKET, FERRY, "The end."), units(FERRY, SCHOOL, edited, new, "The end.")
    assert diff(before, after) == [
        Difference("moved", FERRY, FERRY),
        Difference("same", SCHOOL, SCHOOL),
        Difference("changed", BRIDGE, edited),
        Difference("removed", MARKET, None),
        Difference("new", None, new),
        Difference("same", "The end.", "The end."),
    ]


def test_a_block_removed_from_the_beginning_comes_first() -> None:
    """What stood before all else is told before all else."""
    assert diff(units(MARKET, SCHOOL), units(SCHOOL)) == [
        Difference("removed", MARKET, None),
        Difference("same", SCHOOL, SCHOOL),
    ]


def test_each_block_is_told_once() -> None:
    """Of a split paragraph one half is changed and one new; of joined ones, one is changed and one removed."""
    whole = f"{BRIDGE} {FERRY}"
    assert diff(units(whole), units(BRIDGE, FERRY)) == [
        Difference("changed", whole, BRIDGE),
        Difference("new", None, FERRY),
    ]
    assert diff(units(BRIDGE, FERRY), units(whole)) == [
        Difference("changed", BRIDGE, whole),
        Difference("removed", FERRY, None),
    ]


def test_a_rewritten_title_is_changed() -> None:
    """The title is compared with the title, whatever it says."""
    told = diff([Unit("title", "Ice")], [Unit("title", "Flood")])
    assert told == [Difference("changed", "Ice", "Flood")]


def test_nothing_against_nothing_is_nothing() -> None:
    """Two empty texts have no differences."""
    assert diff([], []) == []
