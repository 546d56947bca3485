from __future__ import annotations

import ast
import itertools
import re
from collections.abc import Iterator

import pytest

from api.languages import words
from api.platform.errors import LanguageName, Phrase
from tools import catalogues

LANGUAGES = {"language", "fallback", "locale"}  # the parameters that stand for a language wherever they are used
WRONG_TAGS = {  # here the tag itself is what is wrong, and has no name
    "{code} is not a language tag such as be, ru or be-Latn.",
    "CLDR knows no language {code}.",
    "CLDR knows no variant {code}.",
}
NAMES = {
    "be": {"ru": "руская", "be-Latn": "беларуская (лацініца)"},
    "ru": {"ru": "русский", "be-Latn": "белорусский (латиница)"},
    "en": {"ru": "Russian", "be-Latn": "Belarusian (Latin)"},
    "be-Latn": {"ru": "ruskaja"},
}


def _calls() -> Iterator[tuple[str, ast.Call]]:
    for path in sorted((catalogues.ROOT / "api").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            name = getattr(node.func, "id", getattr(node.func, "attr", "")) if isinstance(node, ast.Call) else ""
            if isinstance(node, ast.Call) and name in {"say", "say_n"}:
                yield f"{path.relative_to(catalogues.ROOT)}:{node.lineno}", node


def _sentences() -> list[str]:
    said = {call.key for call in catalogues.extract(catalogues.ROOT)}
    return sorted(key for key in said if isinstance(key, str) and _placeholders(key) & LANGUAGES)


def _placeholders(text: str) -> set[str]:
    return set(re.findall(r"{(\w+)}", text))


def test_every_language_in_a_sentence_is_a_name() -> None:
    """No sentence is given a language's code: what stands for a language is a `LanguageName`, and is called so."""
    bare = [
        f"{place}: {keyword.arg}"
        for place, call in _calls()
        for keyword in call.keywords
        if keyword.arg in LANGUAGES and not ast.unparse(keyword.value).startswith("LanguageName(")
    ]
    assert bare == []
    codes = {str(call.args[0].value) for _, call in _calls() if isinstance(call.args[0], ast.Constant)}
    assert {text for text in codes if "{code}" in text} == WRONG_TAGS


@pytest.mark.parametrize("reader", NAMES)
def test_a_person_reads_names_of_languages(reader: str) -> None:
    """Each sentence that speaks of a language gives its name in the reader's language, and never its code."""
    failed = []
    for sentence, (code, name) in itertools.product(_sentences(), NAMES[reader].items()):
        params: dict[str, object] = dict.fromkeys(_placeholders(sentence), "…")
        params |= {name: LanguageName(code) for name in params if name in LANGUAGES}
        said = words.say_in(Phrase(sentence, params), reader)
        if name not in said or re.search(rf"\b{code}\b", said):
            failed.append(said)
    assert failed == []


def test_there_are_such_sentences() -> None:
    """The tests above find what they judge: a dozen sentences and more."""
    assert len(_sentences()) > 12
