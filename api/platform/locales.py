"""Which of CLDR's locales shows a language: an operator may say that `en` is British, and `pt` that of Portugal.

Set when the database is opened, as everything that an instance decides about itself, and the same in all its processes.
"""

from __future__ import annotations

from collections.abc import Mapping

_shown: dict[str, str] = {}


def use(by_language: Mapping[str, str]) -> None:
    """Show each of these languages by a locale from now on, the others by their own; both are BCP 47 tags."""
    _shown.clear()
    _shown.update(by_language)


def of(language: str) -> str:
    """Give the tag of the locale that shows a language: dates, numbers and the names of other languages."""
    return _shown.get(language, language)
