from __future__ import annotations

import pytest

from api.languages import scripts


@pytest.mark.parametrize(
    ("parent", "language", "is_known"),
    [
        ("be", "be-Latn", True),
        ("be-tarask", "be-Latn-tarask", True),
        ("be", "be-Latn-tarask", False),
        ("be", "be", False),
        ("be", "be-BY", False),
        ("be-Latn", "be", False),
        ("be-Latn", "be-Latn", False),
        ("be", "ru", False),
        ("ru", "ru-Latn", False),
        ("sr", "sr-Latn", False),
        ("", "-Latn", False),
    ],
)
def test_only_pairs_with_a_rule_are_rewritten(parent: str, language: str, is_known: bool) -> None:  # noqa: FBT001
    """A language is written in another script only where somebody has written down how."""
    assert (scripts.rules(parent, language) is not None) == is_known


@pytest.mark.parametrize(
    ("text", "latin"),
    [
        ("Лужана і лён", "Łužana i lon"),
        ("Глядзіце https://наша.бел/навіны?ё=1 сёння", "Hladzicie https://наша.бел/навіны?ё=1 sionnia"),
        ("Пішыце на рэдакцыя@наша.бел, калі ласка", "Pišycie na рэдакцыя@наша.бел, kali łaska"),
        ("www.рака.бел – рака", "www.рака.бел – raka"),
        ("(гл.https://рака.бел/ё, там)", "(hł.https://рака.бел/ё, tam)"),
        ("@рака_няма піша @", "@рака_няма piša @"),
        ("рака/возера", "raka/voziera"),
        ("1 200,5 % № 7 – 2017-09-11", "1 200,5 % № 7 – 2017-09-11"),
        ("«Я», — сказала яна…", "«Ja», — skazała jana…"),
        ("don't and café", "don't and café"),
        ("", ""),
    ],
)
def test_words_are_written_and_nothing_else(text: str, latin: str) -> None:
    """Addresses, numbers, marks and words in other letters stay as they are, byte by byte."""
    assert scripts.written(text, "be", "be-Latn") == latin


def test_a_long_text_without_spaces_takes_no_longer() -> None:
    """A word of 20,000 signs, each of which may begin an address, is written in time linear in its length."""
    for part in ("л", "a", "www", "а@", "://", "'а", "\u0301а"):
        scripts.written(part * 20_000, "be", "be-Latn")


def test_without_a_rule_a_text_stays() -> None:
    """Nothing is guessed."""
    assert scripts.written("Рака", "ru", "ru-Latn") == "Рака"
