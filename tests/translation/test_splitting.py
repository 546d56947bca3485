from __future__ import annotations

import pytest

from api.content import body
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


@pytest.mark.parametrize("number", range(len(HOSTILE)))
def test_a_hostile_translation_breaks_nothing(number: int) -> None:
    """In every kind of block the translation stands where its source stood, and nothing else changes."""
    units = splitting.split(SOURCE)
    rebuilt = splitting.split(splitting.rebuild(SOURCE, [HOSTILE[number]] * len(units)))
    assert [unit.kind for unit in rebuilt] == KINDS
    for before, after in zip(units, rebuilt, strict=True):
        assert after.source == (splitting.tidy(before.kind, HOSTILE[number]) or before.source)


@pytest.mark.parametrize(
    "kind", ["title", "heading", "list_item", "quote", "table_cell", "caption", "footnote", "paragraph"]
)
@pytest.mark.parametrize("number", range(len(HOSTILE)))
def test_tidy_is_a_fixed_point(kind: splitting.Kind, number: int) -> None:
    """A tidied translation is tidy, and has no line of its own except in a paragraph."""
    tidied = splitting.tidy(kind, HOSTILE[number])
    assert splitting.tidy(kind, tidied) == tidied
    assert kind == "paragraph" or "\n" not in tidied


LINKED = Unit("paragraph", "See [a](https://e.org/a) and[^1]")


@pytest.mark.parametrize(
    ("unit", "translation", "code"),
    [
        (LINKED, "Гл. [а](https://e.org/a) і[^1]", None),
        (LINKED, "і[^1] [а](https://e.org/a)", None),
        (LINKED, "", None),
        (LINKED, "Гл. а і[^1]", "link_targets"),
        (LINKED, "[а](https://e.org/b) і[^1]", "link_targets"),
        (LINKED, "[а](https://e.org/a) [а](https://e.org/a) і[^1]", "link_targets"),
        (LINKED, "[а](https://e.org/a)", "footnote_references"),
        (LINKED, "[а](https://e.org/a) [^1] [^2]", "footnote_references"),
        (LINKED, "[а](https://e.org/a) [^1] ![x](https://e.org/x)", "pictures"),
        (LINKED, "<b>[а](https://e.org/a)</b> [^1]", "raw_html"),
        (LINKED, "[а](https://e.org/a) [^1]\u202e", "invisible_character"),
        (LINKED, "[а](https://e.org/a) [^1]&#8203;", "invisible_character"),
        (LINKED, "я" * 100_000, "too_long"),
        (LINKED, "[" * 5_000, "too_much_markup"),
        (Unit("heading", "A"), "А\\\nб", "line_break"),
        (Unit("paragraph", "A"), "А\\\nб", None),
        (Unit("heading", "A"), "А\nб", None),
        (Unit("caption", "A"), "![a](https://e.org/x)", None),
    ],
)
def test_a_refusal_says_what_is_wrong(unit: Unit, translation: str, code: str | None) -> None:
    """A translation keeps what its source refers to, and adds nothing of the kind."""
    fault = splitting.objection(unit, translation)
    assert (fault and fault.code) == code
    assert fault is None or fault.pointer == "/translation"


def test_a_refusal_names_what_is_missing() -> None:
    """The sentence helps: it holds the address."""
    fault = splitting.objection(LINKED, "а[^1]")
    assert fault is not None
    assert "https://e.org/a" in str(fault.detail)


def test_words_are_those_that_are_read() -> None:
    """Addresses and marks do not count."""
    assert Unit("paragraph", "*One* [two](https://e.org/three/four)").words == len(["One", "two"])
