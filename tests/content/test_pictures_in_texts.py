from __future__ import annotations

import pytest

from api.content import body, markdown, mentions
from api.content.leads import LONGEST
from api.content.mentions import Mention
from api.content.texts import Lead, Text
from api.platform.errors import Invalid

ID = "01890000-00ab-7000-8000-000000000001"
OTHER = "01890000-0000-7000-8000-000000000002"
PICTURE = f"![A map](picture:{ID})"


def accepted(source: str, lead: Lead | None = None) -> tuple[Text, body.Document]:
    """Give the normal form of a text with this body and lead."""
    return body.accept(Text("Title", "", source, lead))


def faults(source: str, lead: Lead | None = None) -> list[tuple[str, int | str | None]]:
    """Give code and place of each fault of a text that is refused."""
    with pytest.raises(Invalid) as refused:
        accepted(source, lead)
    return [(fault.code, fault.line or fault.pointer) for fault in refused.value.faults]


@pytest.mark.parametrize(
    ("source", "written"),
    [
        (f'{PICTURE[:-1]} "The river")', f'![A map](picture:{ID} "The river")\n'),
        (f"![A *map*](<picture:{ID}>)", f"{PICTURE}\n"),
        (f"- {PICTURE}\n- words", f"- {PICTURE}\n- words\n"),
        (f"> {PICTURE}", f"> {PICTURE}\n"),
        (f"a[^1]\n\n[^1]: {PICTURE}", f"a[^1]\n\n[^1]: {PICTURE}\n"),
        (f"![A map][p]\n\n[p]: picture:{ID}", f"{PICTURE}\n"),
        (f'![](picture:{ID}#decorative "The river")', f'![](picture:{ID}#decorative "The river")\n'),
        (f"![](picture:{ID})", f"![](picture:{ID})\n"),
    ],
)
def test_a_picture_stands_in_a_paragraph_of_its_own(source: str, written: str) -> None:
    """In the text, an item, a quotation and a footnote; it keeps its id and its mark in the normal form."""
    text, document = accepted(source)
    assert text.body == written
    assert accepted(written)[0].body == written
    assert mentions.of(document.tokens) == [Mention(ID, "#decorative" in source)]
    assert [address.partition("#")[0] for address, _ in document.pictures] == [f"picture:{ID}"]


@pytest.mark.parametrize(
    ("source", "line"),
    [
        (f"Look at {PICTURE} here.", 1),
        (f"Look\nat this:\n{PICTURE}", 3),
        (f"# {PICTURE}", 1),
        (f"| a |\n| - |\n| {PICTURE} |", 3),
        (f"[{PICTURE}](https://example.org)", 1),
        (f"*{PICTURE}*", 1),
        (f"![x {PICTURE}](https://example.org/p.png)", 1),
        (f"![x {PICTURE}](picture:{OTHER})", 1),
        (f"words\n\n- item\n  {PICTURE}", 4),
    ],
)
def test_in_a_line_of_text_a_picture_is_refused(source: str, line: int) -> None:
    """So it is in a heading, a cell, a link and the text of another picture; the line is its own."""
    assert faults(source) == [("picture_alone", line)]


def test_each_of_two_pictures_in_one_paragraph_is_refused() -> None:
    """Neither of them stands alone."""
    assert faults(f"{PICTURE}\n![B](picture:{OTHER})") == [("picture_alone", 1), ("picture_alone", 2)]


@pytest.mark.parametrize(
    "address",
    [
        *("picture:", "picture:abc", f"picture:{ID.upper()}", f"PICTURE:{ID}", f"picture:{ID}0", f"picture: {ID}"),
        *(f"picture:{ID}#other", f"picture:{ID}#", f"picture:{ID}?x", f"picture:{ID}/640.jpg", f"picture://{ID}"),
        *(f"picture:{ID}#DECORATIVE", f"picture:{ID}\u0660"),
    ],
)
def test_an_address_that_is_no_id_is_refused(address: str) -> None:
    """With its line, and in words that say how a picture of the library is named."""
    with pytest.raises(Invalid) as refused:
        accepted(f"words\n\n![A map](<{address}>)")
    (fault,) = refused.value.faults
    assert (fault.code, fault.line) == ("invalid_picture", 3)
    assert "by its id" in str(fault.detail)


@pytest.mark.parametrize(
    ("source", "code"),
    [
        (f"[a map](picture:{ID})", "invalid_link"),
        (f"<picture:{ID}>", "invalid_link"),
        (f"![A map](picture:{ID} The river)", "unclosed_markup"),
        (f'![A map](picture:{ID} "The river"', "unclosed_markup"),
        (f'<img src="picture:{ID}">', "raw_html"),
    ],
)
def test_what_looks_like_a_picture_and_is_none_is_refused(source: str, code: str) -> None:
    """Nobody finds in print that a picture has become words."""
    assert faults(f"words\n\n{source}") == [(code, 3)]


def test_decoration_is_not_described() -> None:
    """It has either the mark or an alternative text; a caption it may have, which all read."""
    assert faults(f"a\n\n![A map](picture:{ID}#decorative)") == [("decorative_alt", 3)]
    assert accepted(f'![](picture:{ID}#decorative "The river")')


def test_titles_and_summaries_hold_no_pictures() -> None:
    """Those of the library neither."""
    with pytest.raises(Invalid) as refused:
        body.accept(Text(f"A {PICTURE}", PICTURE, ""))
    assert [(fault.code, fault.pointer) for fault in refused.value.faults] == [
        ("inline_only", "/title"),
        ("inline_only", "/summary"),
    ]


def test_the_lines_of_pictures_are_those_of_the_text_as_it_was_given() -> None:
    """Who is told that a picture is unknown looks for it in what they have sent."""
    given = f"Head\n====\n\n\n\nwords ![x](https://example.org/x)\n\n{PICTURE}\n"
    _, document = accepted(given)
    assert document.pictures == [("https://example.org/x", 6), (f"picture:{ID}", 8)]


def test_pictures_of_other_hosts_are_judged_as_before() -> None:
    """They may stand in a line of text, and come from https."""
    assert accepted("words ![x](https://example.org/x)")
    assert faults("![x](http://example.org/x)") == [("invalid_picture", 1)]


def test_a_lead_picture_is_told_of_in_one_line_of_plain_text() -> None:
    """White space is single, and signs of Markdown are only signs."""
    text, _ = accepted("words", Lead(ID, " The *river*\n in  May ", "\tA [map]"))
    assert text.lead == Lead(ID, "The *river* in May", "A [map]")
    assert body.accept(text)[0] == text


@pytest.mark.parametrize(
    ("lead", "fault"),
    [
        (Lead("abc"), ("unknown_picture", "/picture/id")),
        (Lead(f"picture:{ID}"), ("unknown_picture", "/picture/id")),
        (Lead(ID.upper()), ("unknown_picture", "/picture/id")),
        (Lead(ID, "A map", is_decorative=True), ("decorative_alt", "/picture/alt")),
        (Lead(ID, "a" * (LONGEST + 1)), ("too_long", "/picture/alt")),
        (Lead(ID, caption="a" * (LONGEST + 1)), ("too_long", "/picture/caption")),
        (Lead(ID, caption="*a " * markdown.MOST_IN_CAPTION), ("too_much_markup", "/picture/caption")),
        (Lead(ID, "a\u202eb"), ("invisible_character", "/picture/alt")),
    ],
)
def test_a_lead_picture_that_cannot_be_accepted_is_refused(lead: Lead, fault: tuple[str, str]) -> None:
    """Each fault has its pointer."""
    assert faults("words", lead) == [fault]


def test_a_decorative_lead_may_have_a_caption_and_blank_words_are_none() -> None:
    """A space in the field of the alternative text describes nothing."""
    text, _ = accepted("words", Lead(ID, " ", "The river", is_decorative=True))
    assert text.lead == Lead(ID, "", "The river", is_decorative=True)


def test_what_is_wrong_with_text_and_picture_is_told_together() -> None:
    """Whoever sends both learns of both."""
    assert faults(f"# {PICTURE}", Lead("abc")) == [("unknown_picture", "/picture/id"), ("picture_alone", 1)]
