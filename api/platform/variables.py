"""Values of the environment, read: each function takes a text and gives what it means.

Raises:
    ValueError: by each of them, with a clause that says what it must be, fit to be shown to an operator.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from zoneinfo import ZoneInfo

from babel import Locale, UnknownLocaleError

from api.platform import addresses, language_tags

SECRET_LENGTH = 32  # characters, at least
_DIGITS = 9  # of any number here
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")


def directory(text: str) -> Path:
    """Read a folder, which need not be there yet; gives its absolute path."""
    try:
        path = Path(text).expanduser().absolute()
    except RuntimeError:  # ~someone who is not
        raise ValueError("it must be a folder; nobody has that home.") from None
    if "\0" in text:
        raise ValueError("it must be a folder.")
    if path.exists() and not path.is_dir():
        raise ValueError("it must be a folder, and a file of that name stands there.")
    return path


def optional_directory(text: str) -> Path | None:
    """Read a folder, or nothing."""
    return directory(text) if text else None


def whole(low: int, high: int) -> Callable[[str], int]:
    """Give what reads a whole number from `low` to `high`."""

    def parse(text: str) -> int:
        if not (text.isascii() and text.isdigit() and len(text) <= _DIGITS and low <= int(text) <= high):
            raise ValueError(f"it must be a whole number from {low} to {high}.")
        return int(text)

    return parse


def optional_whole(low: int, high: int) -> Callable[[str], int | None]:
    """Give what reads a whole number from `low` to `high`, or nothing."""
    parse = whole(low, high)
    return lambda text: parse(text) if text else None


def optional_port(taken: int | None) -> Callable[[str], int | None]:
    """Give what reads a port, or nothing; `taken` is that of PORT."""
    parse = optional_whole(1, 65_535)

    def optional(text: str) -> int | None:
        port = parse(text)
        if port is not None and port == taken:
            raise ValueError("it must not be that of PORT.")
        return port

    return optional


def switch(text: str) -> bool:
    """Read `on` or `off`."""
    if text not in {"on", "off"}:
        raise ValueError("it must be on or off.")
    return text == "on"


def timezone(text: str) -> ZoneInfo:
    """Read a time zone of the IANA database."""
    try:
        return ZoneInfo(text)
    except (ValueError, OSError, KeyError):
        raise ValueError("it must be a time zone of the IANA database, such as Europe/Vilnius.") from None


def locales(text: str) -> dict[str, str]:
    """Read `en=en-GB, pt=pt-PT`: by which of CLDR's locales each language is shown."""
    found: dict[str, str] = {}
    for pair in filter(None, text.replace(",", " ").split()):
        language, _, shown = (language_tags.conventional(tag) for tag in pair.partition("="))
        if language in found or not _is_locale_of(language, shown):
            raise ValueError("it must be pairs of a language and a locale of it in CLDR, such as en=en-GB.")
        found[language] = shown
    return found


def language(text: str) -> str:
    """Read a language as `be` or `pt-BR`."""
    found = language_tags.conventional(text)
    if not _LANGUAGE.fullmatch(found):
        raise ValueError("it must be a language such as be, ru or en.")
    return found


def database(text: str) -> str:
    """Read where the database is, SQLite's file or a PostgreSQL server; of `postgres://` it makes `postgresql://`."""
    parts = addresses.split(text)
    if parts is not None and parts.scheme in {"postgres", "postgresql"} and parts.path.strip("/"):
        return f"postgresql:{text.partition(':')[2]}"
    if parts is not None and parts.scheme == "sqlite" and not parts.netloc and len(parts.path) > 1:
        return text
    raise ValueError("it must be sqlite:///path/to/file.db or postgresql://user:password@host/name.")


def secret(text: str) -> str | None:
    """Read a secret, or nothing."""
    if text and len(text) < SECRET_LENGTH:
        raise ValueError(f"it must have at least {SECRET_LENGTH} characters (or be left out, and one is made).")
    return text or None


def _is_locale_of(language: str, shown: str) -> bool:
    if not language or shown.partition("-")[0] != language.partition("-")[0]:
        return False
    try:
        return str(Locale.parse(shown, sep="-")) == shown.replace("-", "_")
    except (UnknownLocaleError, ValueError):
        return False
