"""The newsroom's languages, their fallback chains, and the choice of one for a reader (Accept-Language)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from babel import Locale, UnknownLocaleError
from babel.localedata import locale_identifiers

from api.languages import romanisation, scripts, variants
from api.languages.models import Language
from api.platform import characters, db, locales
from api.platform.errors import Conflict, Fault, Invalid, InvalidParameter, LanguageName, Phrase, say

LONGEST_NAME = 100  # characters

# RFC 5646 section 2.1, without extlang (`zh-yue` is `yue`, section 4.5), extensions and private use.
_TAG = re.compile(
    r"[a-z]{2,3}(-[A-Z][a-z]{3})?(-([A-Z]{2}|[0-9]{3}))?(?P<variants>(-([a-z0-9]{5,8}|[0-9][a-z0-9]{3}))*)"
)
_VARIANT = re.compile(r"[a-z0-9]{5,8}|[0-9][a-z0-9]{3}")
# Werkzeug's parser takes three times as long, takes `q = 0.5` for 1, and drops all of a header for one lone quote.
_RANGE = re.compile(
    r"([A-Za-z]{1,8}(?:-[A-Za-z0-9]{1,8})*|\*)(?:[ \t]*;[ \t]*[qQ]=(0(?:\.[0-9]{0,3})?|1(?:\.0{0,3})?))?"
)
_LONGEST_HEADER = 1_000  # characters of Accept-Language that are looked at
_NO_LANGUAGES = {"mis", "mul", "und", "zxx"}  # ISO 639-2: uncoded, several, undetermined, none


@dataclass(frozen=True, slots=True)
class Known:
    """A language as it stands. `chain` starts with the language itself and goes on through its fallbacks.

    `transliteration_of` is the language that it is another script of, None for one that people write in.
    """

    code: str
    native_name: str
    chain: tuple[str, ...]
    is_default: bool
    transliteration_of: str | None = None

    @property
    def direction(self) -> str:
        """Writing direction, `ltr` or `rtl`, by CLDR."""
        return "rtl" if (locale := locale_of(self.code)) and locale.text_direction == "rtl" else "ltr"


def everything() -> dict[str, Known]:
    """Give all languages by code, in the newsroom's order; the first is the default."""
    found = db.rows("SELECT code, native_name, fallback, transliteration_of FROM language ORDER BY position, code")
    parents = {code: fallback for code, _, fallback, _ in found}
    return {
        code: Known(code, native_name, tuple(_chain(code, parents)), index == 0, transliteration_of)
        for index, (code, native_name, _, transliteration_of) in enumerate(found)
    }


def written() -> list[str]:
    """Give the languages that people write in, in the newsroom's order: all but transliterations."""
    return [code for code, language in everything().items() if language.transliteration_of is None]


def transliterations() -> dict[str, list[str]]:
    """Give by language its transliterations, in the newsroom's order; only languages that have some."""
    found: dict[str, list[str]] = {}
    for code, language in everything().items():
        if language.transliteration_of is not None:
            found.setdefault(language.transliteration_of, []).append(code)
    return found


def worked_in(code: str) -> str:
    """Give the language in which people work on the texts of a language: its own, or its transliteration's parent."""
    known = everything().get(code)
    return code if known is None else known.transliteration_of or code


def of_itself(code: str, parent: str) -> Phrase:
    """Say that nobody works in a transliteration."""
    return say(
        "{language} is written by itself from {parent}: work there instead.",
        language=LanguageName(code),
        parent=LanguageName(parent),
    )


def require(code: str, known: dict[str, Known], *, parameter: str = "lang") -> Known:
    """Give a language by its code.

    Raises:
        InvalidParameter: the newsroom has no such language; `parameter` is the place that named it.
    """
    if code not in known:
        detail = unknown(code)
        raise InvalidParameter(detail, Fault("unknown_language", detail, parameter=parameter))
    return known[code]


def unknown(code: str) -> Phrase:
    """Say that there is no such language: "here", since a contract may have fewer than the newsroom."""
    return say("There is no such language here: {language}.", language=LanguageName(code))


def negotiate(header: str, known: dict[str, Known]) -> str:
    """Choose a language by Accept-Language (RFC 9110 section 12.5.4), with the lookup of RFC 4647 section 3.4.

    Ranges are tried by quality, each from its longest form to its shortest. `*` and malformed ranges are ignored. If
    none fits, the first language that is not refused (`q=0`) is chosen, or else the default.
    """
    by_lower = {code.lower(): code for code in known}
    ranges = _ranges(header)
    for range_ in sorted((name for name, quality in ranges.items() if quality), key=lambda name: -ranges[name]):
        if (found := _lookup(range_, by_lower)) and not _is_refused(found, ranges):
            return found
    return next((code for code in known if not _is_refused(code, ranges)), next(iter(known)))


def add(code: str, *, native_name: str, fallback: str | None, transliteration_of: str | None = None) -> None:
    """Add a language at the end of the newsroom's order; one transaction.

    Raises:
        Invalid: the code is no language tag of the form that we use, CLDR does not know the language, the name is no
            line that can be read, the fallback is not known, or it cannot be a transliteration of the other language.
        Conflict: the language is there already.
    """
    with db.transaction():
        insert(code, native_name=native_name, fallback=fallback, transliteration_of=transliteration_of)


def is_tag(text: str) -> bool:
    """Tell whether a text has the form of a conventional language tag, of a language known or not."""
    return _TAG.fullmatch(text) is not None


def insert(code: str, *, native_name: str, fallback: str | None, transliteration_of: str | None = None) -> None:
    """Add a language at the end of the newsroom's order. A step inside a transaction; raises as `add`."""
    db.require_transaction()
    found = _TAG.fullmatch(code)
    variants_ = found["variants"].split("-")[1:] if found else []
    if found is None or len(set(variants_)) < len(variants_):  # section 2.2.5: none twice
        detail = say("{code} is not a language tag such as be, ru or be-Latn.", code=code)
        raise Invalid(detail, Fault("invalid_language", detail, pointer="/code"))
    if not _is_in_cldr(code.partition("-")[0]):
        detail = say("CLDR knows no language {code}.", code=code)
        raise Invalid(detail, Fault("invalid_language", detail, pointer="/code"))
    if unknown_variants := [each for each in variants_ if each not in variants.known()]:
        detail = say("CLDR knows no variant {code}.", code=unknown_variants[0])
        raise Invalid(detail, Fault("invalid_language", detail, pointer="/code"))
    require_name(native_name)
    known = everything()
    if code in known:
        raise Conflict(say("The newsroom already publishes in {language}.", language=LanguageName(code)))
    require_transliteration(code, transliteration_of, known)
    if fallback is not None and fallback not in known:
        detail = unknown(fallback)
        raise Invalid(detail, Fault("unknown_language", detail, pointer="/fallback"))
    Language.create(
        code=code,
        native_name=native_name,
        fallback=fallback,
        transliteration_of=transliteration_of,
        position=len(known),
    )


def require_transliteration(code: str, parent: str | None, known: dict[str, Known]) -> None:
    """Check that a language can be a transliteration of another; None can always be.

    Raises:
        Invalid: the newsroom does not publish in the other, it is a transliteration itself, the language has
            transliterations of its own, or it is not known how one is written in the script of the other; the place
            is `/transliteration_of`.
    """
    detail = None
    if parent is None:
        return
    if parent not in known:
        detail = unknown(parent)
    elif known[parent].transliteration_of or any(each.transliteration_of == code for each in known.values()):
        detail = say("A transliteration is of a language that people write in, and has none itself.")
    elif scripts.rules(parent, code) is None:
        detail = say(
            "It is not known how to write {parent} as {language}.",
            parent=LanguageName(parent),
            language=LanguageName(code),
        )
    if detail is not None:
        fault = "unknown_language" if parent not in known else "transliteration"
        raise Invalid(detail, Fault(fault, detail, pointer="/transliteration_of"))


def require_name(native_name: str) -> None:
    """Check the name of a language.

    Raises:
        Invalid: it is no line that can be read; the place is `/native_name`.
    """
    if faults := characters.name_faults(native_name, LONGEST_NAME, "/native_name"):
        raise Invalid(faults[0].detail, *faults)


def locale_of(code: str) -> Locale | None:
    """Give the locale that shows a language: the operator's choice, or CLDR's of the longest part of the tag, or None.

    Variants are left out where CLDR has no data of theirs: Babel would leave out the script too (`sr-Latn-ekavsk`).
    """
    for tag in _shorter(locales.of(code)):
        try:
            if not _VARIANT.fullmatch(tag.rpartition("-")[2]) or tag.replace("-", "_").lower() in _with_data():
                return Locale.parse(tag, sep="-")
        except (UnknownLocaleError, ValueError):
            continue
    return None


@cache
def _with_data() -> frozenset[str]:
    return frozenset(map(str.lower, locale_identifiers()))


def name_in(code: str, reader: str) -> str:
    """Name a language in the reader's language and script, by CLDR; its tag where CLDR has no name.

    Script, region and variants follow in brackets. They are put together here, because Babel drops a script for which
    it has no data: `be-Latn` would be Belarusian and no more.
    """
    base, *subtags = code.split("-")
    spoken = locale_of(reader)
    if spoken is None or not all(subtags) or (name := spoken.languages.get(base)) is None:
        return code
    details = [
        spoken.scripts.get(subtag) or spoken.territories.get(subtag) or variants.name_in(subtag, spoken) or subtag
        for subtag in subtags
    ]
    said = f"{name} ({', '.join(details)})" if details else str(name)
    return romanisation.romanise(said, reader) if "-Latn" in reader else said


def _is_in_cldr(base: str) -> bool:
    """Say whether CLDR has a name for a language, or at least its data."""
    return base not in _NO_LANGUAGES and (base in Locale("en").languages or base in locale_identifiers())


def _chain(code: str, parents: dict[str, str | None]) -> list[str]:
    """Follow the fallbacks from a language on, up to the first that has been met already."""
    chain = {code: None}
    while (following := parents.get(code)) is not None and following not in chain:
        chain[following], code = None, following
    return list(chain)


def _ranges(header: str) -> dict[str, float]:
    """Give the qualities of the language ranges in a header, lower-case, in its order; the best where one stands twice.

    Of a header longer than `_LONGEST_HEADER` only the whole ranges in its first part are read.
    """
    if len(header) > _LONGEST_HEADER:
        header = header[:_LONGEST_HEADER].rpartition(",")[0]
    found: dict[str, float] = {}
    for part in header.split(","):
        if match := _RANGE.fullmatch(part.strip(" \t")):
            name = match[1].lower()
            found[name] = max(float(match[2] or 1), found.get(name, 0))
    return found


def _is_refused(code: str, ranges: dict[str, float]) -> bool:
    """Say whether the longest range that covers a language has the quality 0."""
    covering = next((name for name in _shorter(code.lower()) if name in ranges), None)
    return covering is not None and not ranges[covering]


def _lookup(range_: str, by_lower: dict[str, str]) -> str | None:
    return next((by_lower[name] for name in _shorter(range_) if name in by_lower), None)


def _shorter(tag: str) -> Iterator[str]:
    """Give a tag and what remains as its last subtags are taken away; no code of ours ends in a lone letter."""
    while tag:
        yield tag
        tag = tag.rpartition("-")[0]
