from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from api.content import markdown, markdown_inline
from api.content.markdown_unclosed import unclosed

SIGNS = st.text(alphabet="*_`[]()!<>&\\\\ ab^1.:\\n«»ж5-—,", max_size=16)


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("**Паром ходит", "**Паром ходит"),
        ("Паром** ходит", "** ходит"),
        ("Паром **ходит.", "**ходит"),
        ("Он, *Паром, ходит", "*Паром, ходит"),
        ("_Паром ходит", "_Паром ходит"),
        ("Гэта *«Паром»", "*«Паром»"),
        ("***Паром ходит", "***Паром ходит"),
        ("Он __Паром ходит", "__Паром ходит"),
        ("Паром__ ходит", "__ ходит"),
        ("**Паром**** ходит", "** ходит"),
        ("[текст](www.e.org", "[текст](www.e.org"),
        ("[текст](аркуш", "[текст](аркуш"),
        ("[текст](https://e.org/a b)", "[текст](https://e.org/a b)"),
        ("**foo*", "*"),
        ("*foo**", "*"),
        ("`код", "`код"),
        ("[текст](https://e.org/a", "[текст](https://e.org/a"),
        ("![знак](https://e.org", "![знак](https://e.org"),
        ("слово[^1", "[^1"),
        ("<https://e.org", "<https://e.org"),
        ("**" + "я" * 100, "**" + "я" * 38),
    ],
)
def test_what_was_begun_and_not_closed_is_found(text: str, place: str) -> None:
    """The place is given, so that its writer finds it."""
    found = unclosed(markdown.inlines(text))
    assert found is not None
    assert found.piece == place


@pytest.mark.parametrize(
    "text",
    [
        "**Паром** *ходит* `так` [сюда](https://e.org) <https://e.org/a_b*c> ![x](https://e.org/x) и[^1]",
        "5 * 3 = 15, 5*3 тоже",
        "snake_case и __init__",
        "сям`я і аб`ект",
        "цена* и п**ц",
        "[sic] (так) и [ссылка] (потом)",
        "имя ____ фамилия, * * *",
        "\\*\\*Паром \\_x \\`y &#42;z",
        "* Примечание",
        "*Имена изменены по просьбе собеседников.",
        "Мария* рассказала, *) что",
        "**Мария*** рассказала",
        "х** знает",
        "бл***!",
        "f***, sh**, d***",
        "сук*",
        "п****ц",
        "иди на х**",
        "****ный",
        "@_mayor и @mayor_, t.me/_news, a=_x, $_x",
        "`Abd al-Rahman и `Али",
        "2 *3 и *2017",
        "отель 5** и 4*",
        "[1](см. ниже), [0; 1](включительно)",
        "a < b, a <b",
        "",
    ],
)
def test_signs_that_are_only_signs_are_left_alone(text: str) -> None:
    """Inside a word, between spaces or after a backslash nobody meant markup; nor where it is closed."""
    assert unclosed(markdown.inlines(text)) is None


@settings(deadline=None, max_examples=400)
@given(SIGNS)
def test_nothing_is_unclosed_in_a_normal_form(text: str) -> None:
    """What is kept can always be said again."""
    assert unclosed(markdown.inlines(markdown_inline.normal(text))) is None
