"""Names of one line and texts of several, judged by what can be seen of them."""

from __future__ import annotations

import pytest

from api.platform import characters

FINE = ["Ada", "Неман", "می\u200cخواهم", "क्\u200dष", "👩\u200d💻", "❤\ufe0f", "№ 7", "ß", "…", "e\u0301"]
HIDDEN = ["a\nb", "a\tb", "a\x00b", "a\x85b", "a\u2028b", "a\u202eb", "a\u200bb", "\ufeffa", "a\xadb", "a\ud800b"]
BLANK = ["", " ", "\xa0", "\u3164", "\u2800", "\u0301", "\ufe0f"]


@pytest.mark.parametrize("name", FINE)
def test_a_name_may_be_of_any_script(name: str) -> None:
    """Letters with their marks, joiners between them, signs and emoji make a name."""
    assert characters.of_line(name, 1, 20) is None
    assert characters.of_text(name, 1, 20) is None


@pytest.mark.parametrize("name", [*HIDDEN, "a\u200d", "\u200ca"])
def test_a_name_is_one_line_without_what_nobody_sees(name: str) -> None:
    """Controls, format characters, line separators and joiners that join nothing are refused, wherever they stand."""
    complaint = characters.of_line(name, 1, 20)
    assert complaint is not None
    assert complaint[0] == "invalid_text"


TURNING = [chr(code) for code in (*range(0x202A, 0x202F), *range(0x2066, 0x206A), 0x200E, 0x200F, 0x61C)]
UNSEEN = ["\u200b", "\ufeff", "\u2061", "\U000e0041", "\u180e", "\ufff9"]


@pytest.mark.parametrize("sign", [*TURNING, *UNSEEN])
def test_what_turns_or_hides_a_text_is_refused_in_names_and_notes(sign: str) -> None:
    """Bidi marks, overrides and isolates, zero-width spaces, tags: a public reason reads as it is written."""
    for text in (f"a{sign}b", f"{sign}ab", f"ab{sign}", f"שלום{sign}עולם"):
        assert characters.of_line(text, 1, 20) is not None
        assert characters.of_text(text, 1, 20) is not None


@pytest.mark.parametrize(
    "name", ["Ган\u200dна", "Ган\u200cна", "An\u200dna", "Anna\u200d7", "Ян\u200d Дзень", "مي\u200dA"]
)
def test_a_joiner_between_letters_that_do_not_join_is_refused(name: str) -> None:
    """Such a name would look like another one."""
    assert characters.of_line(name, 1, 20) is not None
    assert characters.of_text(name, 1, 20) is not None


def test_a_note_may_have_the_word_breaks_of_a_text() -> None:
    """A soft hyphen or a word joiner comes along with what is pasted; a name has none."""
    assert characters.of_text("жыццё\xadпіс і 5\u2060км", 1, 50) is None
    assert characters.of_line("жыццё\xadпіс", 1, 50) is not None


@pytest.mark.parametrize("text", [*BLANK, "\u200b", "\u200d", "\n"])
def test_a_text_has_something_to_be_seen(text: str) -> None:
    """White space, fillers, lone marks and zero-width characters are no name and no text."""
    assert characters.of_line(text, 1, 20) is not None
    assert characters.of_text(text, 1, 20) is not None


def test_a_text_may_have_lines() -> None:
    """Tabs and line ends are part of a text; other controls are not, and its length counts without white space."""
    assert characters.of_text("One.\r\n\n\tTwo.\n", 1, 12) is None
    assert characters.of_text("One.\x07", 1, 12) is not None
    assert characters.of_text("One. Two. Three.", 1, 12) is not None


def test_what_may_be_empty_is_empty_or_can_be_seen() -> None:
    """Where no character is needed, none is accepted, and an invisible one is not."""
    assert characters.of_line("", 0, 5) is characters.of_text("", 0, 5) is None
    assert characters.of_text("\u200b", 0, 5) is not None
