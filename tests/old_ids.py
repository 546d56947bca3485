"""Ids as they were made before they were cut to the day: of the millisecond, and counting within it."""

from __future__ import annotations

import itertools
import time
import uuid

_COUNT = itertools.count(0x2_1234_5678)


def new() -> str:
    """Make an id as of old."""
    milliseconds, counted = time.time_ns() // 1_000_000, next(_COUNT)
    noon = milliseconds if milliseconds % 86_400_000 else milliseconds + 1
    high = noon << 80 | 0x7 << 76 | (counted >> 30 & 0xFFF) << 64
    return str(uuid.UUID(int=high | 0x2 << 62 | (counted & 0x3FFF_FFFF) << 32 | uuid.uuid4().int & 0xFFFF_FFFF))


def moment(text: str) -> int:
    """Give the milliseconds since 1970 that a UUIDv7 tells."""
    return uuid.UUID(text).int >> 80
