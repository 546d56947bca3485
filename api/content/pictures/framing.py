"""The words between this process and the decoder: frames of a JSON head and a body of bytes, over a pipe.

A frame is two lengths (4 bytes each, big-endian), the head and the body. Both sides bound what they read, since the
one who writes may have been taken over by what it decodes.
"""

from __future__ import annotations

import json
from typing import IO, Any

_LARGEST_HEAD = 65_536  # bytes
_LENGTHS = 8

Frame = tuple[dict[str, Any], bytes]


class BadFrame(ValueError):
    """What came is no frame, is larger than allowed, or broke off."""


def write(pipe: IO[bytes], head: dict[str, Any], body: bytes = b"") -> None:
    """Write one frame."""
    text = json.dumps(head, separators=(",", ":")).encode()
    pipe.write(len(text).to_bytes(4) + len(body).to_bytes(4) + text)
    pipe.write(body)
    pipe.flush()


def read(pipe: IO[bytes], *, largest: int) -> Frame | None:
    """Read one frame whose body has at most so many bytes, or nothing where the other side is done.

    Raises:
        BadFrame: it is none.
    """
    lengths = pipe.read(_LENGTHS)
    if not lengths:
        return None
    head, body = int.from_bytes(lengths[:4]), int.from_bytes(lengths[4:])
    if len(lengths) < _LENGTHS or head > _LARGEST_HEAD or body > largest:
        raise BadFrame
    found, rest = pipe.read(head), pipe.read(body)
    if len(found) < head or len(rest) < body:
        raise BadFrame
    try:
        words = json.loads(found)
    except (ValueError, RecursionError):
        raise BadFrame from None
    if not isinstance(words, dict):
        raise BadFrame
    return words, rest
