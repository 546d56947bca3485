"""Variants of languages, such as the two orthographies of Belarusian: which are accepted, and their names.

Those are accepted that CLDR has a name for. It has few outside of English, and some are unclear without their language
("Academic"), so the variants that a newsroom here may need are named in this module.
"""

from __future__ import annotations

from functools import cache

from babel import Locale

_NOT_REGISTERED = {"posix", "revised", "saaho"}  # CLDR's own: they stand in no registry of BCP 47

_NAMES: dict[str, dict[str, str]] = {
    "tarask": {"be": "тарашкевіца", "ru": "тарашкевица", "en": "Taraškievica"},
    "1959acad": {"be": "афіцыйны правапіс", "ru": "официальная орфография", "en": "official orthography"},
    "oxendict": {"be": "оксфардскі правапіс", "ru": "оксфордская орфография", "en": "Oxford spelling"},
    "ekavsk": {"be": "экаўскае вымаўленне", "ru": "экавское произношение", "en": "Ekavian"},
    "ijekavsk": {"be": "іекаўскае вымаўленне", "ru": "иекавское произношение", "en": "Ijekavian"},
    "valencia": {"be": "валенсійская", "ru": "валенсийский", "en": "Valencian"},
    "1996": {"be": "правапіс 1996 года", "ru": "орфография 1996 года", "en": "orthography of 1996"},
    "1901": {"be": "правапіс 1901 года", "ru": "орфография 1901 года", "en": "orthography of 1901"},
}


@cache
def known() -> frozenset[str]:
    """Give the subtags of all variants that can be named, in lower case."""
    return frozenset(map(str.lower, Locale("en").variants)) - _NOT_REGISTERED


def name_in(variant: str, reader: Locale) -> str | None:
    """Name a variant in the reader's language; None where neither we nor CLDR do."""
    named = _NAMES.get(variant, {}).get(reader.language)
    return named or reader.variants.get(variant.upper())
