"""What the worst body that is accepted costs: found by a search over repeated patterns."""

from __future__ import annotations

import contextlib
import random
from collections.abc import Callable

import pytest

from api.content import body, rendering
from api.content.texts import Text
from api.platform.errors import Invalid, TooLarge
from tests.effort import effort

# The dearest that the search has found, each grown to the bounds; 500 units are about a second.
WORST = ["![", "[](", "[a](b", "**a* ", "***a** b* ", "[x](y) *", "[[a](b)](c)", "*[", "\\[", "\\\\", "a\n", "<a@b.c>"]
BLOCKS = [
    "- a\n",
    "a\n\n",
    "- a\n\n",
    "# a\n",
    "a\n=\n",
    '![a](https://e.org/a "b")\n\n',
    "> > > > > > > > > a\n\n",
    "|a|b|\n|-|-|\n|c|d|\n\n",
    "a\n-\n",
    "> - 1. > - a\n",
]
_SIGNS = [
    "[",
    "]",
    "(",
    ")",
    "![",
    "](",
    "*",
    "**",
    "_",
    "`",
    "``",
    "<",
    ">",
    "\\",
    "&",
    "&amp;",
    "!",
    "a",
    " ",
    "b ",
    "\n",
]
_LINES = [
    "> ",
    "- ",
    "1. ",
    "# ",
    "a",
    "\n",
    "\n\n",
    "|",
    "|-|",
    "    ",
    "```\n",
    "[^1]: ",
    "[a]: /b",
    "***\n",
    "=",
    "*a*",
]


def grown(pattern: str) -> str:
    """Give paragraphs of a pattern, as many as a text may have."""
    most = max(1, 990 // max(1, pattern.count("\\") + sum(pattern.count(sign) for sign in "`*_[]!<&\n")))
    paragraph = (pattern * min(most, 19_000 // len(pattern))).strip()
    return (paragraph + "\n\n") * min(30, body.LARGEST // (len(paragraph) + 2))


def tried(work: Callable[[], object]) -> Callable[[], None]:
    """Give the work as one that may be refused."""

    def attempt() -> None:
        with contextlib.suppress(Invalid, TooLarge):
            work()

    return attempt


def cost(source: str) -> float:
    """Give what it costs to save a body and to make what readers get of it, in units of `effort`."""
    return effort(tried(lambda: _made(source)))


def _made(source: str) -> None:
    text = body.accept(Text("Title", "Summary", source))[0].body
    rendering.html(text, [])


@pytest.mark.parametrize("pattern", [*WORST[:2], *(pytest.param(each, marks=pytest.mark.slow) for each in WORST[2:])])
def test_marks_at_the_bounds_cost_about_a_second(pattern: str) -> None:
    """All marks that a text may have, in the dearest order known, are accepted and shown soon."""
    assert cost(grown(pattern)) < 1_500


@pytest.mark.parametrize("pattern", [*BLOCKS[:2], *(pytest.param(each, marks=pytest.mark.slow) for each in BLOCKS[2:])])
def test_blocks_at_the_bounds_cost_about_a_second(pattern: str) -> None:
    """So are all the blocks."""
    assert cost(pattern * (5_900 // max(1, pattern.count("a") or 1))) < 1_500


def test_an_address_written_once_is_not_written_out_a_thousand_times() -> None:
    """Links by reference come to hold their address: what would grow beyond all bounds is refused before it does."""
    address = "[a]: /" + "x" * 19_000 + "\n\n"
    assert cost(address + ("[a] " * 400 + "\n\n") * 30) < 500
    assert cost(address + "[a]\n\n" * 5_000) < 500


@pytest.mark.slow
def test_no_pattern_costs_more() -> None:
    """A search over a thousand patterns finds none that is dearer."""
    dice = random.Random(13)
    for _ in range(1_000):
        pattern = "".join(dice.choices(_SIGNS, k=dice.randint(1, 6)))
        assert cost(grown(pattern)) < 1_500, pattern
        lines = "".join(dice.choices(_LINES, k=dice.randint(1, 6))) + "\n"
        assert cost(lines * (12_000 // len(lines))) < 1_500, lines
        assert cost(lines * min(5_900, body.LARGEST // len(lines) - 1)) < 1_500, lines
