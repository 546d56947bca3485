"""Which locale of CLDR is used for a language: an operator may choose `en-GB` for `en`, and `pt-PT` for `pt`.

Set for the process when the database is opened, from the setting POLYWEEK_LOCALES.
"""

from __future__ import annotations

from collections.abc import Mapping

_shown: dict[str, str] = {}


def use(by_language: Mapping[str, str]) -> None:
    """Set the locale of some languages, the others having their own; keys and values are BCP 47 tags."""
    _shown.clear()
    _shown.update(by_language)


def of(language: str) -> str:
    """Give the tag of the locale by which dates, numbers and language names are written in a language."""
    return _shown.get(language, language)
