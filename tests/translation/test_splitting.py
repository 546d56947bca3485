from __future__ import annotations

import itertools
from typing import get_args

from api.content import body, markdown
from api.content.texts import Text
from api.translation import splitting
from api.translation.splitting import Unit

SOURCE = body.normal(
    Text(
        "Title",
        "Summary",
        "# Head\n\nOne *two*.\n\n- item\n\n  second\n- other\n\n1. first\n\n> quoted\n\n"
        "| a | b |\n|---|---|\n| c | d |\n\n"
        '![alt](https://e.org/a.jpg "cap")\n\n```\ncode\n```\n\nNote[^1].\n\n[^1]: foot\n\n    more\n',
    )
)
KINDS = [
    *("title", "summary", "heading", "paragraph", "list_item", "list_item", "list_item", "list_item", "quote"),
    *(
        "table_cell",
        "table_cell",
        "table_cell",
        "table_cell",
        "caption",
        "caption",
        "paragraph",
        "footnote",
        "footnote",
    ),
]
HOSTILE = [
    *("a\nb", "a\n\nb", "a\r\n\r\nb", "a\\\nb", "a  \nb", "# a", "####### a", "- a", "+ a", "* a", "1. a", "12) a"),
    *("|", "a | b", "| a |\n| - |", "a|b\\\n-|-", "> a", "```", "~~~\na", "```\na\n```", "---", "***", "___"),
    *("a\n===", "a\\\n---", "=", "-", "--- |", "[^1]: x", "[^1]", "[^9]", "[a]: http://x", "[a][b]"),
    *("[a](http://x)", "![a](https://x/y)", "*a", "**a", "_a", "a*", "`", "``a`", "`a", "<b>", "<!-- a"),
    *("<script>", "</p>", "<https://x>", "&", "&#10;", "&#10;&#10;# a", "&nbsp;", "&amp;#10;", "\\", "a\\", "\\\\"),
    *("\\\n", "a  ", "\ta", "    a", "a\u2028b", "\u2028", "\xa0a\xa0", "\u200b", "a\u200bb", "\u202ea", "\0"),
    *("\x1f", "", "   ", "\n", "a #", "# #", "![", "](", "a](b", "[[[[", "]]]]", "^", ":", "!", "a" * 100_000),
    *("[" * 100_000, "* " * 50_000, "`x|y`", "\\|", "\ud800"),
]


def test_kinds_stand_in_the_order_of_the_document() -> None:
    """Title, summary, then the body from top to bottom; code is no message, a footnote comes last."""
    assert [unit.kind for unit in splitting.split(SOURCE)] == KINDS


def test_a_hostile_translation_breaks_nothing() -> None:
    """In every kind of block the translation stands where its source stood, and nothing else changes."""
    units = splitting.split(SOURCE)
    failed = []
    for text in HOSTILE:
        rebuilt = splitting.split(splitting.rebuild(SOURCE, [text] * len(units)))
        meant = [Unit(unit.kind, splitting.tidy(unit.kind, text) or unit.source) for unit in units]
        if rebuilt != meant:
            failed.append(text[:20])
    assert failed == []
    assert [unit.kind for unit in units] == KINDS


def test_tidy_is_a_fixed_point() -> None:
    """A tidied translation is tidy, and has no line of its own except in a paragraph."""
    failed = []
    for kind, text in itertools.product(get_args(splitting.Kind), HOSTILE):
        tidied = splitting.tidy(kind, text)
        if splitting.tidy(kind, tidied) != tidied or ("\n" in tidied and kind != "paragraph"):
            failed.append((kind, text[:20]))
    assert failed == []


def test_words_are_those_that_are_read() -> None:
    """Addresses and marks do not count."""
    assert Unit("paragraph", "*One* [two](https://e.org/three/four)").words == len(["One", "two"])


def test_a_caption_keeps_its_signs_up_to_a_quarter_of_what_a_message_may_have() -> None:
    """A picture has two captions and an address; with more, the signs of markup go and the words stay."""
    most = markdown.MOST_MARKS // 4
    for signs, kept in ((1, 1), (most - 1, most - 1), (most, 0)):
        tidied = splitting.tidy("caption", "a " + "\\* " * signs + "b")
        assert tidied.count("*") == kept, signs
        assert (tidied[0], tidied[-1]) == ("a", "b")
