from __future__ import annotations

import random

import pytest
from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline
from markdown_it.rules_inline.html_inline import html_inline
from markdown_it.rules_inline.image import image
from markdown_it.rules_inline.link import link
from markdown_it.token import Token

from api.content import markdown
from tests.effort import effort

_PIECES = ["[", "]", "(", ")", "![", "](", "[^1]", "<", ">", '"', "'", "*", "_", "`", "\\", " ", "\n", "a", "/b", "&"]
_PIECES += ["[a](/b)", "<!", "<?", "-->", "<a>", "]]>", "&amp;", "!"]
_REFERENCES = {"A": {"href": "/a", "title": "t"}, "B": {"href": "/b", "title": ""}}


@pytest.fixture(scope="module")
def before() -> MarkdownIt:
    """Give the parser with markdown-it's own rules for links, pictures and raw HTML."""
    parser = markdown._parser()
    for name, rule in (("link", link), ("image", image), ("html_inline", html_inline)):
        parser.inline.ruler.at(name, rule)
    return parser


def read(parser: MarkdownIt, source: str, references: dict[str, dict[str, str]] | None) -> list[dict[str, object]]:
    """Give the tokens of a source as data."""
    tokens: list[Token] = []
    env = {} if references is None else {"references": references}
    parser.inline.parse(source, parser, env, tokens)
    return [token.as_dict() for token in tokens]


def test_links_mean_what_they_did(before: MarkdownIt) -> None:
    """The rules that read in one pass find the very links and pictures that markdown-it's own find."""
    dice = random.Random(7)
    for _ in range(6_000):
        source = "".join(dice.choices(_PIECES, k=dice.randint(1, 24)))
        assert read(markdown._PARSER, source, None) == read(before, source, None), source


def test_references_mean_what_they_did(before: MarkdownIt) -> None:
    """So do those of links by reference."""
    dice = random.Random(8)
    pieces = [each for each in _PIECES if "(" not in each] + ["[a]", "[b]", "[]", "b"]
    for _ in range(4_000):
        source = "".join(dice.choices(pieces, k=dice.randint(1, 16)))
        assert read(markdown._PARSER, source, _REFERENCES) == read(before, source, _REFERENCES), source


@pytest.mark.parametrize(
    "pattern", ["![", "[", "[](", "![](", "[a](b", "[a][b", "[a](<", '[a](/b "', "[!", "<?", "<![CDATA[", "<!A ", "[(("]
)
def test_marks_cost_what_they_are(pattern: str) -> None:
    """Ten times as many marks as a message may hold are read in a fraction of a second, by lines that never end."""
    source = pattern * (10_000 // len(pattern))
    tokens: list[Token] = []
    parse = StateInline(source, markdown._PARSER, {"references": _REFERENCES}, tokens)
    assert effort(lambda: markdown._PARSER.inline.tokenize(parse)) < 400
