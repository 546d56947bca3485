"""Texts that are cut: between words, else between what readers see as signs."""

from __future__ import annotations

import pytest

from api.platform.shortening import shortened

FAMILY = "\U0001f468\u200d\U0001f469\u200d\U0001f467"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Short", "Short"),
        ("exactly ten", "exactly…"),
        ("0123456789", "0123456789"),
        ("01234567890", "012345678…"),
        ("one two, three", "one two…"),
        ("a bcdefghijklm", "a bcdefgh…"),
        ("12345678e\u0301xyz", "12345678…"),
    ],
)
def test_what_is_too_long_is_cut_between_words(text: str, shown: str) -> None:
    """At most so many characters, whole words where that leaves most of it, never half a letter."""
    assert shortened(text, 10) == shown
    assert len(shown) <= 10


@pytest.mark.parametrize(
    "sign",
    [
        "е\u0301",
        "e\u0301\u0323",
        FAMILY,
        "\u2764\ufe0f",
        "\U0001f44b\U0001f3fd",
        "\U0001f469\U0001f3fd\u200d\U0001f4bb",
        "\U0001f1e7\U0001f1fe",
        "\U0001f3f4\U000e0067\U000e0062\U000e0073\U000e0063\U000e0074\U000e007f",
        "1\ufe0f\u20e3",
        "\u0915\u094d\u0937",
        "\u0e19\u0e33",
        "\u1112\u1161\u11ab",
    ],
)
def test_no_sign_is_cut(sign: str) -> None:
    """A letter keeps its marks, an emoji its colour, its variant and its family, a flag both of its letters."""
    for most in (109, 110, 111, 120):
        cut = shortened(sign * 90, most)
        assert cut == sign * ((most - 1) // len(sign)) + "…"


def test_what_has_no_end_is_cut_all_the_same() -> None:
    """A letter with more marks than fit is no letter that anybody reads."""
    assert shortened("e" + "\u0301" * 300, 110) == "e" + "\u0301" * 108 + "…"
