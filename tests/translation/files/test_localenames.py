from __future__ import annotations

import pytest

from api.translation.files.localenames import agree, name_of, tag_of

KNOWN = {"be", "be-Latn", "ru", "en", "pt", "pt-BR"}


@pytest.mark.parametrize(
    ("tag", "name"),
    [
        ("be", "be"),
        ("be-Latn", "be@latin"),
        ("be-tarask", "be@tarask"),
        ("pt-BR", "pt_BR"),
        ("zh-Hant-TW", "zh_Hant_TW"),
        ("be-Latn-tarask", "be-Latn-tarask"),
        ("x-none", "x-none"),
    ],
)
def test_a_name_is_read_back_as_its_tag(tag: str, name: str) -> None:
    """What we write is gettext's name, and means the same language when it comes back."""
    assert name_of(tag) == name
    assert tag_of(name) == tag


@pytest.mark.parametrize(
    ("written", "language", "is_meant"),
    [
        ("be", "be", True),
        ("BE", "be", True),
        ("be-Latn", "be", False),
        ("be", "be-Latn", False),
        ("be-latn", "be-Latn", True),
        ("be-Latn-BY", "be-Latn", True),
        ("be-BY", "be", True),
        ("be-Cyrl", "be", True),
        ("be-tarask", "be", False),
        ("ru-RU", "ru", True),
        ("ru", "en", False),
        ("pt", "pt-BR", False),
        ("pt-BR", "pt", False),
        ("pt-PT", "pt", True),
        ("en", "en-GB", False),
        ("de", "de-AT", True),
        ("de-DE", "de-AT", False),
        ("zh-TW", "zh", False),
        ("zh-TW", "zh-Hant", True),
        ("Belarusian", "be", False),
        ("Belarusian", "belarusian", True),
    ],
)
def test_only_another_language_contradicts(written: str, language: str, is_meant: bool) -> None:  # noqa: FBT001
    """A territory may be more or less where the newsroom tells none apart; script and variant may not."""
    assert agree(written, language, KNOWN) is is_meant
