from __future__ import annotations

import pytest

from api.content import body
from api.content.texts import Text
from api.platform.errors import Invalid, RawHtml, TooLarge
from tests.effort import effort


def normal(source: str) -> str:
    """Give the normal form of a body."""
    return body.normal(Text("Title", "", source)).body


def faults(source: str) -> list[tuple[str, int | None]]:
    """Give code and line of each fault of a body that is refused."""
    with pytest.raises(Invalid) as refused:
        normal(source)
    return [(fault.code, fault.line) for fault in refused.value.faults]


@pytest.mark.parametrize(
    ("source", "written"),
    [
        ("a\nb", "a b\n"),
        ("a  \nb", "a\\\nb\n"),
        ("- a  \n  b", "- a b\n"),
        ("Head\n====", "# Head\n"),
        ("* a\n* b", "- a\n- b\n"),
        ("3) a\n4) b", "3. a\n1. b\n"),
        ("- a\n\n* b", "- a\n\n* b\n"),
        ("    code", "```\ncode\n```\n"),
        ("[sic] 5 * 3 snake_case AT&T 2 < 3!", "[sic] 5 * 3 snake_case AT&T 2 < 3!\n"),
        ("[a][b] [b]\n\n[b]: https://e.org 'T'", '[a](https://e.org "T") [b](https://e.org "T")\n'),
        ("\\[b]\n\n[b]: https://e.org", "[b]\n"),
        (
            "[Рака](https://be.wikipedia.org/wiki/Рака_(значэнні))",
            "[Рака](<https://be.wikipedia.org/wiki/Рака_(значэнні)>)\n",
        ),
        ("|a|b|\n|-|-:|\n|`x\\|y`|", "| a | b |\n| -- | -: |\n| `x\\|y` |  |\n"),
        ("a[^1]\n\n> [^1]: note\n\nb", "a[^1]\n\n>\n\nb\n\n[^1]: note\n"),
        ("2017\\. b", "2017\\. b\n"),
        ("&nbsp;\n\n#\n\nx", "x\n"),
        ("[a](b.html#c) \x91d\x92", "[a](b.html#c) ‘d’\n"),
        ("a\r\n\r\nb\u2028c", "a\n\nb c\n"),
        ("", ""),
    ],
)
def test_the_normal_form_is_plain_and_stable(source: str, written: str) -> None:
    """One way to write each thing, without escapes that nobody needs, and the same when written again."""
    assert normal(source) == written
    assert normal(written) == written


def test_title_and_summary_are_one_line() -> None:
    """They are inline Markdown: what would be a heading in a body is text in them."""
    text = body.normal(Text(" # A\nb *c* ", "- d\\\ne", ""))
    assert (text.title, text.summary) == ("# A b *c*", "- d e")


@pytest.mark.parametrize(
    ("title", "code"), [("a <b>", "raw_html"), ("![a](https://e.org/a)", "inline_only"), ("a[^1]", "inline_only")]
)
def test_a_fault_of_the_title_names_it(title: str, code: str) -> None:
    """The place of such a fault is a pointer, not a line."""
    with pytest.raises(Invalid) as refused:
        body.normal(Text(title, "", ""))
    assert [(fault.code, fault.pointer, fault.line) for fault in refused.value.faults] == [(code, "/title", None)]


@pytest.mark.parametrize(
    "html", ["<b>x</b>", "<!-- x -->", "a <br> b", "<script>", "<![CDATA[x]]>", "<?php ?>", "<x y>"]
)
def test_raw_html_is_refused_with_its_line(html: str) -> None:
    """Each form of HTML is named by the line in which it begins."""
    with pytest.raises(RawHtml) as refused:
        normal(f"one\n\ntwo\nthree {html}\n\n{html}\n")
    assert {fault.line for fault in refused.value.faults} == {4, 6}


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)",
        "JavaScript:x",
        "data:text/html,x",
        "//e.org",
        "vbscript:x",
        "file:///etc",
        "<>",
        "/\\e.org",
    ],
)
def test_unsafe_links_are_refused(address: str) -> None:
    """A link goes to the web, a mailbox, this site or this page, and nowhere else."""
    assert faults(f"ok\n\n[a]({address})") == [("invalid_link", 3)]


def test_pictures_come_by_https() -> None:
    """A picture from elsewhere would tell who reads."""
    assert faults("a\n![b](http://e.org/a.jpg)") == [("invalid_picture", 2)]
    assert faults("![b](/a.jpg)") == [("invalid_picture", 1)]


@pytest.mark.parametrize(
    "hidden", ["\u202e", "\u2066", "\u200f", "\u061c", "\u200b", "\u2061", "\ufeff", "\0", "\x1b", "\x0b"]
)
def test_invisible_characters_are_refused_with_their_line(hidden: str) -> None:
    """What turns or hides text is found, also in code, where no escape would show it."""
    assert faults(f"a\n\nb{hidden}c") == [("invisible_character", 3)]
    assert faults(f"```\na{hidden}\n```") == [("invisible_character", 2)]


def test_an_invisible_character_cannot_hide_in_a_reference() -> None:
    """A character reference is the character."""
    assert faults("a\nb&#x202e;c") == [("invisible_character", 2)]


def test_joiners_are_letters_business() -> None:
    """Zero-width joiner and non-joiner belong to some scripts."""
    assert normal("می\u200cخواهم") == "می\u200cخواهم\n"


@pytest.mark.parametrize(
    ("source", "fault"),
    [
        ("a\n\n[^1]: b", ("footnote_unreferenced", 3)),
        ("a\n\nb[^1]", ("footnote_undefined", 3)),
        ("a[^1]\n\n[^1]: b\n\n[^1]: c", ("footnote_duplicate", 5)),
        ("a[^1]\n\n[^1]:", ("footnote_empty", 3)),
    ],
)
def test_footnotes_that_would_be_lost_are_refused(source: str, fault: tuple[str, int]) -> None:
    """Each footnote is defined once, referred to, and says something."""
    assert faults(source) == [fault]


HOSTILE = {
    "quotations": ">" * 10_000 + "a",
    "lists": "- 1. " * 5_000 + "a",
    "brackets": "[" * 50_000,
    "pictures": "![](" * 50_000,
    "stars": "*a " * 100_000,
    "backticks": " ".join("`" * (n % 99) for n in range(5_000)),
    "columns": "|a" * 10_000 + "|\n" + "|-" * 10_000 + "|\n" + "|\n" * 9_000,
    "rows": "|a|b|\n|-|-|\n" + "|\n" * 300_000,
    "lists side by side": "- a\n* b\n" * 60_000,
    "definitions": "\n".join(f"[a{n}]: /x" for n in range(50_000)),
    "footnotes": "\n".join(f"[^{n}]: x" for n in range(50_000)),
    "footnotes in footnotes": "[^a]: " * 10_000,
    "tags": "<a " * 6_000,
    "rules": "***\n" * 19_000,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_what_would_exhaust_the_parser_is_refused_soon(name: str) -> None:
    """Each known blow-up is answered in about a second, by its line."""
    refused: list[Invalid | TooLarge] = []

    def refuse() -> None:
        with pytest.raises((Invalid, TooLarge)) as caught:
            normal(HOSTILE[name])
        refused.append(caught.value)

    assert effort(refuse) < 1_000
    assert isinstance(refused[0], TooLarge) or all(fault.line for fault in refused[0].faults)


def test_three_thousand_footnotes_are_read() -> None:
    """Many footnotes are no attack."""
    source = "".join(f"a[^{n}]\n\n" for n in range(3_000)) + "".join(f"[^{n}]: b\n\n" for n in range(3_000))
    assert normal(source).count("]: b") == 3_000


def test_five_thousand_paragraphs_with_links_are_read() -> None:
    """A long text as people write it is far from every bound."""
    source = "The *council* said on [Monday](https://example.org/a) that it would not vote on the ferry.\n\n" * 5_000
    assert normal(source) == source.rstrip("\n") + "\n"


@pytest.mark.parametrize(
    ("source", "code", "line"),
    [
        ("a\n\n" * 6_001, "too_many_blocks", 12_001),
        (("a* " * 900 + "\n\n") * 34, "too_much_markup", 67),
        ("ok\n\n" + "a* " * 1_001, "too_much_markup", 3),
        ("ok\n\n" + "\\a" * 1_001, "too_much_markup", 3),
        ("ok\n\n" + "a\n" * 1_002, "too_much_markup", 3),
        ("[a]: /" + "x" * 19_000 + "\n\nok\n\n[a] [a]", "too_long", 5),
    ],
)
def test_what_is_too_much_is_refused_with_its_line(source: str, code: str, line: int) -> None:
    """Each bound names the paragraph that goes beyond it, so that a writer can find it."""
    assert faults(source)[0] == (code, line)


def test_a_normal_form_is_within_the_bounds_that_its_text_was() -> None:
    """What was saved can be read, edited and saved again: escapes that were added count for nothing."""
    source = ("a* " * 990).strip() + "\n\n" + ("\\[" * 990)
    written = normal(source)
    assert len(written) > len(source)
    assert normal(written) == written


def test_pictures_in_pictures_end() -> None:
    """The parser calls itself for the text of a picture; a few levels are enough for anybody."""
    assert body.read("![" * 300 + "a" + "](https://e.org/a)" * 300).places


def test_a_body_has_at_most_a_mebibyte() -> None:
    """The limit counts bytes."""
    with pytest.raises(TooLarge):
        normal("ў" * (body.LARGEST // 2 + 1))
