from __future__ import annotations

import pytest

from api.content import markdown
from api.translation import checks, splitting
from api.translation.checks import Bulk
from api.translation.splitting import Kind, Unit
from tests.translation.documents import PICTURE

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
        (LINKED, f"[а](https://e.org/a) [^1] ![x](picture:{PICTURE})", "pictures"),
        (Unit("heading", "A"), f"![x](picture:{PICTURE})", "pictures"),
        (Unit("table_cell", "A"), f"![](picture:{PICTURE}#decorative)", "pictures"),
        (Unit("title", "A"), f"А ![x](picture:{PICTURE})", "pictures"),
        (Unit("paragraph", "A"), f"[А](picture:{PICTURE})", "link_targets"),
        (Unit("paragraph", "A"), f"<picture:{PICTURE}>", "link_targets"),
        (Unit("paragraph", "A"), f"![x](picture:{PICTURE} words)", "unclosed_markup"),
    ],
)
def test_a_refusal_says_what_is_wrong(unit: Unit, translation: str, code: str | None) -> None:
    """A translation keeps what its source refers to, and adds nothing of the kind."""
    fault = checks.objection(unit, translation)
    assert (fault and fault.code) == code
    assert fault is None or fault.pointer == "/translation"


def test_a_refusal_names_what_is_missing() -> None:
    """The sentence helps: it holds the address."""
    fault = checks.objection(LINKED, "а[^1]")
    assert fault is not None
    assert "https://e.org/a" in str(fault.detail)


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
    fault = checks.objection(Unit("paragraph", source), translation)
    assert fault is not None
    assert fault.detail.params["names"] == names


@pytest.mark.parametrize("kind", ["paragraph", "heading", "title", "list_item"])
@pytest.mark.parametrize("translation", ["a `b` *c* **d**", "__a__ *b*", "a\nb", "plain", " a  ", "*a* \\* b&amp;c"])
def test_a_translation_that_is_judged_well_is_given_in_normal_form(kind: splitting.Kind, translation: str) -> None:
    """Marks that every kind may hold are no reason to refuse, and the text is that of `tidy`."""
    assert checks.judge(Unit(kind, "A"), translation) == (splitting.tidy(kind, translation), None)


def test_a_line_break_stays_in_a_paragraph_that_is_judged() -> None:
    """It is the one kind that may hold one."""
    tidied, fault = checks.judge(Unit("paragraph", "A"), "*a*\\\nb")
    assert fault is None
    assert "\n" in tidied


@pytest.mark.parametrize("word", ["Zebra", "zebra"])
def test_what_a_caption_loses_is_not_held_against_it(word: str) -> None:
    """A link in a caption becomes its text, and is then none that the source would have to have."""
    assert checks.judge(Unit("caption", "A"), f"[{word}](https://e.org/z)") == (word, None)


@pytest.mark.parametrize("kind", ["paragraph", "list_item", "quote", "footnote", "caption"])
@pytest.mark.parametrize("address", [f"picture:{PICTURE}", f"picture:{PICTURE}#decorative", "https://e.org/x"])
def test_a_translation_brings_no_picture(kind: Kind, address: str) -> None:
    """One that is nothing but a picture, of the library or not, is kept as the words of it; one without is blank."""
    assert checks.judge(Unit(kind, "A"), f'![Словы]({address} "Подпіс")') == ("Словы", None)
    assert checks.judge(Unit(kind, "A"), f"![]({address})") == ("", None)


def test_what_a_caption_loses_is_missed_where_the_source_has_it() -> None:
    """References are compared as they are after tidying."""
    fault = checks.objection(Unit("paragraph", "![z](https://e.org/z)"), "![z](https://e.org/z)")
    assert fault is not None
    assert fault.code == "pictures"


def test_a_message_may_have_a_thousand_signs_of_markup() -> None:
    """So many and no more."""
    unit = Unit("paragraph", "A")
    for signs, code in ((markdown.MOST_MARKS, None), (markdown.MOST_MARKS + 1, "too_much_markup")):
        fault = checks.objection(unit, "a" + "[" * signs)
        assert (fault and fault.code) == code


def test_a_bad_link_is_not_taken_for_what_it_is_not() -> None:
    """A link that a reader could not follow is neither raw HTML nor an invisible character."""
    fault = checks.objection(Unit("paragraph", "A"), "[a](javascript:x)")
    assert (fault and fault.code) not in {"raw_html", "invisible_character"}


def test_translations_together_are_bounded_as_a_source_is() -> None:
    """What readers get is made of all messages of a version, so not each of thousands may be as large as can be."""
    assert checks.crowding(Bulk.of(["*a* "] * 20_000)) is None
    marked, long = checks.crowding(Bulk.of(["[" * 1_000] * 61)), checks.crowding(Bulk.of(["a" * 20_000] * 105))
    assert marked is not None
    assert long is not None
    assert (marked.code, long.code, marked.pointer) == ("too_much_markup", "too_long", "/translation")


@pytest.mark.parametrize("nothing", ["\u200d", "\u2800", "\u034f", "\ufe0f", "\u0301", "\u2800 \u200c", "**\u2800**"])
def test_what_cannot_be_seen_describes_no_picture(nothing: str) -> None:
    """Such a translation of an alternative text is blank; what holds anything visible is kept whole."""
    assert checks.judge(Unit("caption", "The river"), nothing) == ("", None)
    assert checks.judge(Unit("caption", "The river"), f"Р{nothing}")[0]


@pytest.mark.parametrize("something", ["Рака", "7", "?", "\u2764\ufe0f", "\U0001f469\u200d\U0001f680", "क्\u200dष"])
def test_what_can_be_seen_describes_a_picture(something: str) -> None:
    """Letters, digits, punctuation and signs of whatever script, with the joiners between them."""
    assert checks.judge(Unit("caption", "The river"), something) == (something, None)
