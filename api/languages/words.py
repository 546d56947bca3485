"""The API's own words in every language that it speaks: Babel catalogues, loaded straight from `.po`.

They need not be compiled: a catalogue is read once, at its first use.
"""

from __future__ import annotations

import gettext
from collections.abc import Callable
from functools import cache
from pathlib import Path

from babel import Locale
from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po
from babel.numbers import format_decimal

from api.languages import languages, romanisation
from api.platform.errors import LanguageName, Name, Phrase, Size, say

_HERE = Path(__file__).parent.parent
DIRECTORY = next(path for path in (_HERE / "translations", _HERE.parent / "translations") if path.is_dir())
SOURCE = "en"

_INNER = {"«»": "„“", "“”": "‘’"}  # by the marks around them: Belarusian and Russian, English


@cache
def spoken() -> tuple[str, ...]:
    """Give the languages that the API itself speaks, by code; English, in which it is written, is one of them."""
    return tuple(sorted(path.name for path in DIRECTORY.iterdir() if (path / "LC_MESSAGES" / "messages.po").exists()))


def speaking(header: str, asked: str | None = None) -> str:
    """Choose the language to speak to a caller in: the one asked for, else by Accept-Language, else English."""
    known = {code: languages.Known(code, code, (code,), is_default=code == SOURCE) for code in (SOURCE, *spoken())}
    if asked and (found := languages.negotiate(asked, known)) != SOURCE:
        return found
    return SOURCE if asked and asked.partition("-")[0] == SOURCE else languages.negotiate(header, known)


def say_in(phrase: Phrase, language: str) -> str:
    """Say a phrase in a language, with its parameters; in English where the catalogue lacks it.

    A language in Latin script that has no catalogue of its own, such as `be-Latn`, is said by its base language's,
    romanised.
    """
    catalogue = _catalogue(language)
    return said(phrase, catalogue, language if catalogue else SOURCE)


def said(phrase: Phrase, catalogue: Catalog | None, language: str = SOURCE) -> str:
    """Say a phrase by the catalogue of a language; in English where that has no finished entry for it."""
    params = {name: _param(value, catalogue, language) for name, value in phrase.params.items()}
    pattern = _chosen(phrase, catalogue)
    for name, value in phrase.params.items():
        if isinstance(value, Name):
            params[name] = _nested(value.text, name, pattern)
    return pattern.format_map(params)


def _nested(text: str, name: str, pattern: str) -> str:
    """Write a name with inner quotation marks in place of those in which the pattern has it."""
    outer = next((each for each in _INNER if f"{each[0]}{{{name}}}{each[1]}" in pattern), "")
    return text.translate(str.maketrans(outer, _INNER.get(outer, "")))


def _param(value: object, catalogue: Catalog | None, language: str) -> object:
    """Write a parameter as the language does: whole numbers in groups of digits, languages by name."""
    match value:
        case Phrase():
            return said(value, catalogue, language)
        case LanguageName():
            return languages.name_in(value.code, language)
        case Size():
            return said(_size(value.count), catalogue, language)
        case bool():
            return value
        case int():
            return format_decimal(value, locale=languages.locale_of(language) or Locale(SOURCE))
    return value


def _size(count: int) -> Phrase:
    """Say a number of bytes in the largest unit (IEC 80000-13) in which it is a whole number."""
    mebi, kibi = 1024 * 1024, 1024
    if count and count % mebi == 0:
        return say("{n}\u00a0MiB", n=count // mebi)
    return say("{n}\u00a0KiB", n=count // kibi) if count and count % kibi == 0 else say("{n}\u00a0B", n=count)


def _chosen(phrase: Phrase, catalogue: Catalog | None) -> str:
    key = phrase.text if phrase.plural is None else (phrase.text, phrase.plural)
    message = catalogue.get(key) if catalogue else None
    if catalogue is None or message is None or message.fuzzy or not all(forms := _forms(message)):
        return phrase.text if phrase.plural is None or phrase.n == 1 else phrase.plural
    if phrase.plural is None or len(forms) == 1:
        return forms[0]
    return forms[_plural_rule(catalogue.plural_expr)(phrase.n)]


def _forms(message: Message) -> tuple[str, ...]:
    return tuple(message.string) if isinstance(message.string, tuple | list) else (message.string or "",)


@cache
def _catalogue(language: str) -> Catalog | None:
    base = language.partition("-")[0]
    if language in spoken() or base not in spoken():
        return _read(language) if language in spoken() else None
    catalogue = _read(base)
    if "-Latn" in language:
        for message in catalogue:
            if message.id:
                forms = tuple(romanisation.romanise(form, language) for form in _forms(message))
                message.string = forms if message.pluralizable else forms[0]
    return catalogue


def _read(language: str) -> Catalog:
    with (DIRECTORY / language / "LC_MESSAGES" / "messages.po").open("rb") as file:
        return read_po(file, locale=language, abort_invalid=True)


@cache
def _plural_rule(expression: str) -> Callable[[int], int]:
    return gettext.c2py(expression)
