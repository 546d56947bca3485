"""The pairing whose scores add up to the most."""

from __future__ import annotations

from itertools import permutations

from hypothesis import given, settings
from hypothesis import strategies as st

from api.translation.matching.auction import assign

scores = st.dictionaries(
    st.integers(0, 4), st.dictionaries(st.integers(0, 4), st.floats(0.1, 1.0), max_size=5), max_size=5
)


def best(rows: dict[int, dict[int, float]]) -> float:
    """The largest sum of scores, by trying all."""
    rights = [0, 1, 2, 3, 4, *[-1] * len(rows)]
    return max(
        (sum(rows[left].get(right, 0.0) for left, right in zip(rows, order, strict=True)))
        for order in set(permutations(rights, len(rows)))
    )


def test_the_sum_decides_not_the_first_or_the_greatest() -> None:
    """The single best pair is given up where two others are worth more together."""
    assert assign({1: {10: 0.9, 11: 0.8}, 2: {10: 0.7}}) == {1: 11, 2: 10}


def test_what_has_no_score_has_no_pair() -> None:
    """A left without a right that it may have stays alone."""
    assert assign({1: {}, 2: {10: 0.5}}) == {2: 10}
    assert assign({}) == {}


def test_one_right_is_given_once() -> None:
    """The one who scores more has it."""
    assert assign({1: {10: 0.5}, 2: {10: 0.6}, 3: {10: 0.4}}) == {2: 10}


@given(scores)
@settings(max_examples=60, deadline=None)
def test_no_other_pairing_is_worth_more(rows: dict[int, dict[int, float]]) -> None:
    """The sum is the largest there is, within a hundredth; each right is used once and each pair is one that may be."""
    pairs = assign(rows)
    assert len(set(pairs.values())) == len(pairs)
    assert sum(rows[left][right] for left, right in pairs.items()) >= best(rows) - 0.01 - 1e-9


def test_a_score_of_nothing_makes_no_pair() -> None:
    """However little more than nothing does."""
    assert assign({1: {10: 0.0}, 2: {11: 0.001}}) == {2: 11}
