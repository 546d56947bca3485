"""Nothing that a test of this room opened stays open."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.platform import senders


@pytest.fixture(autouse=True)
def _no_connection_is_left() -> Iterator[None]:
    """Close the connections that requests of a test have kept."""
    yield
    senders.close()
