"""Language tags in their conventional case."""

from __future__ import annotations

import pytest

from api.platform import language_tags


@pytest.mark.parametrize(
    ("tag", "written"),
    [
        ("BE", "be"),
        ("be-latn", "be-Latn"),
        ("PT-br", "pt-BR"),
        ("ES-419", "es-419"),
        ("ZH-HANT-tw", "zh-Hant-TW"),
        ("MN-cYRL-mn", "mn-Cyrl-MN"),
        ("BE-TARASK", "be-tarask"),
        ("EN-CA-X-CA", "en-CA-x-ca"),
        ("BE-LATN-1959ACAD", "be-Latn-1959acad"),
        ("EN-gb-OXENDICT", "en-GB-oxendict"),
        ("X-FR-CH", "x-fr-ch"),
        ("sl-1994", "sl-1994"),
        ("", ""),
        ("-", "-"),
        ("\u212aa", "\u212aa"),
    ],
)
def test_a_tag_is_written_in_one_way(tag: str, written: str) -> None:
    """Language lower, script title, region upper, the rest lower, as RFC 5646 section 2.1.1 has it; no text fails."""
    assert language_tags.conventional(tag) == written
    assert language_tags.conventional(written) == written
