"""Keyset paging: lists that neither skip nor repeat a row while rows come and go, by opaque signed cursors.

A cursor holds the place of the last row seen and the direction. It is signed together with what the list was asked
for, so one that was tampered with, or belongs to another list or other filters, is refused. And it is sealed, since a
place is a time to the microsecond, or counts what was done in the newsroom, and neither is for readers.
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

from api.platform.errors import Fault, InvalidParameter, say

DEFAULT_LIMIT = 20
LARGEST_LIMIT = 100
_MAC = 12  # bytes: nobody gains more by a forged cursor than a place in a public list

Direction = Literal["next", "prev"]


@dataclass(frozen=True, slots=True)
class Cursor:
    """A place in a list: the sort values of a row there, and which way to go from it."""

    direction: Direction
    place: tuple[Any, ...]


class Signer:
    """Makes and reads cursors with the instance's secret.

    The seal is a synthetic initialisation vector, as in RFC 5297 but with HMAC-SHA-256 for both parts: the MAC of the
    place is the nonce under which it is hidden. So the same place makes the same cursor, and the same list the same
    ETag, and two places never share a key stream.
    """

    def __init__(self, secret: bytes) -> None:
        self._key = hmac.digest(secret, b"cursor", "sha256")
        self._stream_key = hmac.digest(secret, b"cursor stream", "sha256")

    def write(self, cursor: Cursor, purpose: str) -> str:
        """Write a cursor for a list that was asked for in this way."""
        payload = json.dumps([cursor.direction[0], *cursor.place], separators=(",", ":")).encode()
        mac = self._mac(payload, purpose)
        return base64.urlsafe_b64encode(mac + self._hidden(payload, mac)).rstrip(b"=").decode()

    def read(self, text: str, purpose: str, *, parameter: str = "cursor") -> Cursor:
        """Read a cursor back.

        Raises:
            InvalidParameter: it is none of ours, or belongs to another list.
        """
        try:
            data = base64.urlsafe_b64decode(text.encode("ascii") + b"==")  # more padding than it takes is ignored
            payload = self._hidden(data[_MAC:], data[:_MAC])
            if base64.urlsafe_b64encode(data).rstrip(b"=").decode() == text and hmac.compare_digest(
                self._mac(payload, purpose), data[:_MAC]
            ):
                direction, *place = json.loads(payload)
                return Cursor("next" if direction == "n" else "prev", tuple(place))
        except (UnicodeEncodeError, binascii.Error, ValueError):
            pass
        detail = say("This cursor does not belong to this list.")
        raise InvalidParameter(detail, Fault("invalid_cursor", detail, parameter=parameter))

    def _hidden(self, payload: bytes, mac: bytes) -> bytes:
        """Hide a payload, or show a hidden one."""
        blocks = range(0, len(payload), 32)
        stream = b"".join(hmac.digest(self._stream_key, mac + at.to_bytes(4), "sha256") for at in blocks)
        return bytes(a ^ b for a, b in zip(payload, stream, strict=False))

    def _mac(self, payload: bytes, purpose: str) -> bytes:
        return hmac.digest(self._key, hashlib.sha256(purpose.encode()).digest() + payload, "sha256")[:_MAC]


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
