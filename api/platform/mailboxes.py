"""Mailboxes: which e-mail addresses are written to, and how they stand in a letter and before a relay. Pure.

An address is one as people write it (RFC 5321 section 4.1.2 without quoted strings and address literals, RFC 6531 for
letters beyond ASCII): nothing in it can end a line, a header or a command.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

LONGEST = 254  # characters (RFC 5321 section 4.5.3.1.3)
_LOCAL = re.compile(r"[^\s@<>\",;:\\()\[\]]{1,64}")
_LABEL = re.compile(r"(?!-)[a-z0-9-]{1,63}(?<!-)")
_UNSEEN = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp", "Zs"}
_READ_DIFFERENTLY = "ßς\u200c\u200d"  # IDNA 2003 and 2008 make other names of these


@dataclass(frozen=True, slots=True)
class Mailbox:
    """An address: `local` may have letters beyond ASCII, `domain` is in ASCII (A-labels, RFC 5890)."""

    local: str
    domain: str

    def __str__(self) -> str:
        """Write it as it stands between angle brackets."""
        return f"{self.local}@{self.domain}"

    @property
    def needs_utf8(self) -> bool:
        """Tell whether only a relay that knows SMTPUTF8 (RFC 6531) takes it."""
        return not self.local.isascii()


def read(text: str) -> Mailbox:
    """Read an address.

    Raises:
        ValueError: it is none.
    """
    local, at, host = text.rpartition("@")
    if not at or len(text) > LONGEST or not _LOCAL.fullmatch(local) or _is_unseen(text):
        raise ValueError("it must be an e-mail address such as desk@news.example.")
    if local.startswith(".") or local.endswith(".") or ".." in local:
        raise ValueError("the part before @ must not begin or end with a dot, nor have two in a row.")
    return Mailbox(unicodedata.normalize("NFC", local), _domain(host))


def is_address(text: str) -> bool:
    """Tell whether a text is an address that letters can go to."""
    try:
        read(text)
    except ValueError:
        return False
    return True


def several(text: str) -> tuple[str, ...]:
    """Read addresses with commas between them, none of them twice.

    Raises:
        ValueError: one is none.
    """
    found = dict.fromkeys(part.strip() for part in text.split(",") if part.strip())
    for each in found:
        read(each)
    return tuple(found)


def _domain(host: str) -> str:
    if any(letter in host for letter in _READ_DIFFERENTLY):
        raise ValueError("its domain has letters that programs read differently.")
    try:
        name = host.encode("idna").decode().lower()
    except UnicodeError:
        raise ValueError("what stands behind @ is no domain.") from None
    labels = name.split(".")
    if len(labels) < 2 or not all(map(_LABEL.fullmatch, labels)) or labels[-1].isdigit():  # noqa: PLR2004 - a dot
        raise ValueError("what stands behind @ is no domain.")
    return name


def _is_unseen(text: str) -> bool:
    return any(unicodedata.category(letter) in _UNSEEN for letter in text)
