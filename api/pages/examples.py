"""Examples of requests and answers, taken from the demo newsroom by `python -m tools.examples`."""

from __future__ import annotations

import functools
from pathlib import Path
from typing import Any

import orjson

PATH = Path(__file__).parent / "examples.json"


@functools.cache
def load() -> dict[str, Any]:
    """Give examples by operation id, as `platform/reference` takes them."""
    return dict(orjson.loads(PATH.read_bytes())) if PATH.exists() else {}
