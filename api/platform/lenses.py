"""Lenses: through which a thread reads for somebody who may not see everything that a statement would find."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, Protocol


class Lens(Protocol):
    """What stands between a thread and the tables."""

    @property
    def pools(self) -> dict[str, Any] | None:
        """Keep what is counted of the texts that are seen, by language; None where all are seen."""
        ...

    @property
    def topics(self) -> Mapping[str, str] | None:
        """Give the topics that are seen by their ids, with their keys; None where all are."""
        ...

    def narrow(self, sql: str) -> str:
        """Give the statement to run in the place of one."""
        ...

    def document(self, value: bytes) -> bytes:
        """Give the bytes to read in the place of some."""
        ...


class _Held(threading.local):
    lens: Lens | None = None


held = _Held()  # `lens` is that of this thread; looked at before each statement, so there is nothing to call


@contextmanager
def through(lens: Lens | None) -> Iterator[None]:
    """Read through a lens in the block: each fixed statement of this thread is narrowed by it, and each value of bytes.

    None takes away one that is there. peewee's own statements, which verbs write with, are not touched.
    """
    before = held.lens
    held.lens = lens
    try:
        yield
    finally:
        held.lens = before


def read(lens: Lens, rows: Sequence[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    """Give rows as they are seen through a lens."""
    return [
        tuple(lens.document(bytes(value)) if isinstance(value, bytes | memoryview) else value for value in row)
        for row in rows
    ]
