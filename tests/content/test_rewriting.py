from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.content import markdown, markdown_inline, rewriting
from api.languages import scripts

_LETTERS = scripts.rules("be", "be-Latn")
assert _LETTERS is not None
LETTERS = _LETTERS


@pytest.mark.parametrize(
    ("source", "latin"),
    [
        ("Рака *Лужана*", "Raka *Łužana*"),
        ("л*ё*н, **л**ён, [л](https://a.by/ё)ён", "l*o*n, **l**on, [l](https://a.by/ё)on"),
        ("`код` і ён", "`код` i jon"),
        ("ён`код`ён", "jon`код`jon"),
        ("заўвага[^лён]", "zaŭvaha[^лён]"),
        ('![Лён](picture:x "Поле") ды', '![Lon](picture:x "Pole") dy'),
        ("<https://наша.бел/лён>", "<https://наша.бел/лён>"),
        ("[https://наша.бел/лён](https://наша.бел/лён)", "[https://наша.бел/лён](https://наша.бел/лён)"),
        ("<бр> і <сцріпт>", r"\<br> i \<script>"),
        ("&амп; і 5 * 3", r"\&amp; i 5 * 3"),
        ("*ь*", "*ь*"),
        ("дзень\\\nі ноч", "dzień\\\ni noč"),
    ],
)
def test_words_are_rewritten_and_marks_stay(source: str, latin: str) -> None:
    """Emphasis inside a word does not part it; code, addresses and footnotes stay; what would become markup is text."""
    assert rewriting.inline(source, LETTERS, breaks=True) == latin


@given(st.text(st.sampled_from("лЛёньсця'’ *_`[]()<>!&\\#;:/@.\u0301^amp1"), max_size=40))
def test_the_structure_of_a_message_stays(text: str) -> None:
    """Whatever stands in a message, the other script has the same marks with the same addresses."""
    source = markdown_inline.normal(text)
    written = markdown_inline.normal(rewriting.inline(source, LETTERS))
    shapes = [
        [(token.type, token.attrs.get("href"), token.attrs.get("src")) for token in markdown.inlines(each)]
        for each in (source, written)
    ]
    kept = [[shape for shape in each if shape[0] not in {"text", "text_special"}] for each in shapes]
    assert kept[0] == kept[1]
