from __future__ import annotations

import pytest

from api.content import body, markdown
from api.content.texts import Text
from api.translation import splitting
from api.translation.splitting import Bulk, Unit

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
        (LINKED, "[а](https://e.org/a) [а](https://e.org/a) і[^1]", None),
        (LINKED, "[а](https://e.org/a) і[^1][^1]", "footnote_references"),
        (LINKED, "[а](https://e.org/a) **і[^1]", "unclosed_markup"),
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


@pytest.mark.parametrize(
    ("source", "translation", "names"),
    [
        ("[a](https://e.org/a) [b](https://e.org/b)", "[a](https://e.org/a)", "https://e.org/b"),
        ("[a](https://e.org/a)", "[a](https://e.org/a) [c](https://e.org/c)", "https://e.org/c"),
        ("[a](https://e.org/a) [a](https://e.org/a)", "[a](https://e.org/a)", "https://e.org/a"),
        ("a[^1] b[^2]", "a[^1]", "[^2]"),
        ("a[^1]", "a[^1] b[^2] c[^2]", "[^2], [^2]"),
        ("a ![p](https://e.org/p) ![q](https://e.org/q)", "a ![p](https://e.org/p)", "https://e.org/q"),
    ],
)
def test_a_refusal_names_what_differs_and_nothing_else(source: str, translation: str, names: str) -> None:
    """Each missing reference, or else each that was added, as often as it is: not those on which both agree."""
    fault = splitting.objection(Unit("paragraph", source), translation)
    assert fault is not None
    assert fault.detail.params["names"] == names


@pytest.mark.parametrize("kind", ["paragraph", "heading", "title", "list_item"])
@pytest.mark.parametrize("translation", ["a `b` *c* **d**", "__a__ *b*", "a\nb", "plain", " a  ", "*a* \\* b&amp;c"])
def test_a_translation_that_is_judged_well_is_given_in_normal_form(kind: splitting.Kind, translation: str) -> None:
    """Marks that every kind may hold are no reason to refuse, and the text is that of `tidy`."""
    assert splitting.judge(Unit(kind, "A"), translation) == (splitting.tidy(kind, translation), None)


def test_a_line_break_stays_in_a_paragraph_that_is_judged() -> None:
    """It is the one kind that may hold one."""
    tidied, fault = splitting.judge(Unit("paragraph", "A"), "*a*\\\nb")
    assert fault is None
    assert "\n" in tidied


@pytest.mark.parametrize("word", ["Zebra", "zebra"])
def test_what_a_caption_loses_is_not_held_against_it(word: str) -> None:
    """A link in a caption becomes its text, and is then none that the source would have to have."""
    assert splitting.judge(Unit("caption", "A"), f"[{word}](https://e.org/z)") == (word, None)


def test_what_a_caption_loses_is_missed_where_the_source_has_it() -> None:
    """References are compared as they are after tidying."""
    fault = splitting.objection(Unit("paragraph", "![z](https://e.org/z)"), "![z](https://e.org/z)")
    assert fault is not None
    assert fault.code == "pictures"


def test_a_caption_keeps_its_signs_up_to_a_quarter_of_what_a_message_may_have() -> None:
    """A picture has two captions and an address; with more, the signs of markup go and the words stay."""
    most = markdown.MOST_MARKS // 4
    for signs, kept in ((1, 1), (most - 1, most - 1), (most, 0)):
        tidied = splitting.tidy("caption", "a " + "\\* " * signs + "b")
        assert tidied.count("*") == kept, signs
        assert (tidied[0], tidied[-1]) == ("a", "b")


def test_a_message_may_have_a_thousand_signs_of_markup() -> None:
    """So many and no more."""
    unit = Unit("paragraph", "A")
    for signs, code in ((markdown.MOST_MARKS, None), (markdown.MOST_MARKS + 1, "too_much_markup")):
        fault = splitting.objection(unit, "a" + "[" * signs)
        assert (fault and fault.code) == code


def test_a_bad_link_is_not_taken_for_what_it_is_not() -> None:
    """A link that a reader could not follow is neither raw HTML nor an invisible character."""
    fault = splitting.objection(Unit("paragraph", "A"), "[a](javascript:x)")
    assert (fault and fault.code) not in {"raw_html", "invisible_character"}


def test_translations_together_are_bounded_as_a_source_is() -> None:
    """What readers get is made of all messages of a version, so not each of thousands may be as large as can be."""
    assert splitting.crowding(Bulk.of(["*a* "] * 20_000)) is None
    marked, long = splitting.crowding(Bulk.of(["[" * 1_000] * 61)), splitting.crowding(Bulk.of(["a" * 20_000] * 105))
    assert marked is not None
    assert long is not None
    assert (marked.code, long.code, marked.pointer) == ("too_much_markup", "too_long", "/translation")
