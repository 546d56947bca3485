"""Keyset paging: lists that neither skip nor repeat a row while rows come and go, by opaque sealed cursors.

A cursor holds the place of the last row seen and the direction. One that was tampered with, or belongs to another list
or other filters, is refused. And nobody reads a place out of it, since that is a time to the microsecond, or counts
what was done in the newsroom, and neither is for readers.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESSIV

from api.platform.errors import Fault, InvalidParameter, say

DEFAULT_LIMIT = 20
LARGEST_LIMIT = 100

Direction = Literal["next", "prev"]


@dataclass(frozen=True, slots=True)
class Cursor:
    """A place in a list: the sort values of a row there, and which way to go from it."""

    direction: Direction
    place: tuple[Any, ...]


class Signer:
    """Makes and reads cursors with the instance's secret.

    They are sealed by AES-SIV (RFC 5297), which needs no nonce: the same place makes the same cursor, and the same list
    the same ETag. What the list was asked for is authenticated with the place, and stands in no cursor.
    """

    def __init__(self, secret: bytes) -> None:
        self._cipher = AESSIV(hmac.digest(secret, b"cursor by AES-SIV", "sha512"))
        self._former = _FormerSeal(secret)

    def write(self, cursor: Cursor, purpose: str) -> str:
        """Write a cursor for a list that was asked for in this way."""
        payload = json.dumps([cursor.direction[0], *cursor.place], separators=(",", ":")).encode()
        return _text(self._cipher.encrypt(payload, [purpose.encode()]))

    def read(self, text: str, purpose: str, *, parameter: str = "cursor") -> Cursor:
        """Read a cursor back, whichever version wrote it.

        Raises:
            InvalidParameter: it is none of ours, or belongs to another list.
        """
        try:
            data = base64.urlsafe_b64decode(text.encode("ascii") + b"==")  # more padding than it takes is ignored
            if _text(data) == text:
                direction, *place = json.loads(self._opened(data, purpose))
                return Cursor("next" if direction == "n" else "prev", tuple(place))
        except (UnicodeEncodeError, binascii.Error, InvalidTag):
            pass
        detail = say("This cursor does not belong to this list.")
        raise InvalidParameter(detail, Fault("invalid_cursor", detail, parameter=parameter))

    def _opened(self, data: bytes, purpose: str) -> bytes:
        try:
            return self._cipher.decrypt(data, [purpose.encode()])
        except InvalidTag:
            return self._former.opened(data, purpose)


class _FormerSeal:
    """Reads the cursors of versions that sealed them by HMAC-SHA-256: partners keep their place in the journal.

    A MAC of twelve bytes stands first, and is the nonce of the key stream that hides the place behind it.
    """

    _MAC = 12

    def __init__(self, secret: bytes) -> None:
        self._key = hmac.digest(secret, b"cursor", "sha256")
        self._stream_key = hmac.digest(secret, b"cursor stream", "sha256")

    def opened(self, data: bytes, purpose: str) -> bytes:
        """Give what is sealed.

        Raises:
            InvalidTag: this secret did not seal it, or not for this list.
        """
        mac, hidden = data[: self._MAC], data[self._MAC :]
        blocks = (mac + at.to_bytes(4) for at in range(0, len(hidden), 32))
        stream = b"".join(hmac.digest(self._stream_key, block, "sha256") for block in blocks)
        payload = bytes(a ^ b for a, b in zip(hidden, stream, strict=False))
        expected = hmac.digest(self._key, hashlib.sha256(purpose.encode()).digest() + payload, "sha256")
        if not hmac.compare_digest(expected[: self._MAC], mac):
            raise InvalidTag
        return payload


def _text(data: bytes) -> str:
    """Write bytes as they may stand in an address."""
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


@dataclass(frozen=True, slots=True)
class Page:
    """One page of rows, in the list's order, with the cursors around it."""

    rows: list[tuple[Any, ...]]
    next: Cursor | None
    prev: Cursor | None


def page(
    fetch: Callable[[bool, tuple[Any, ...] | None, int], list[tuple[Any, ...]]],
    cursor: Cursor | None,
    limit: int,
    place: Callable[[tuple[Any, ...]], Sequence[Any]],
) -> Page:
    """Fetch one page.

    `fetch(backwards, place, count)` gives rows after a place in the list's order, or before it in the reversed order;
    `place(row)` gives the sort values of a row, as JSON can hold them.
    """
    backwards = cursor is not None and cursor.direction == "prev"
    found = fetch(backwards, cursor.place if cursor is not None else None, limit + 1)
    has_more = len(found) > limit
    found = found[:limit]
    if backwards:
        found.reverse()
    has_next = bool(found) and (has_more or backwards)
    has_prev = bool(found) and (has_more if backwards else cursor is not None)
    return Page(
        found,
        Cursor("next", tuple(place(found[-1]))) if has_next else None,
        Cursor("prev", tuple(place(found[0]))) if has_prev else None,
    )
