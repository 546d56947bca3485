"""Ids: UUIDv7 text (RFC 9562 section 5.7), made in time order and never reused."""

from __future__ import annotations

import re

import uuid_utils

_UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")


def new() -> str:
    """Make an id, later in order than all that this process made before."""
    return str(uuid_utils.uuid7())


def is_id(text: str) -> bool:
    """Tell whether a text has the shape of an id, in lower case as we write them."""
    return _UUID.fullmatch(text) is not None
