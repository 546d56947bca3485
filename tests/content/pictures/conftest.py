"""What all tests of pictures are held to."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.content.pictures.opened import decoders


@pytest.fixture(autouse=True)
def _no_process_stays() -> Iterator[None]:
    """Hold every test here to it: when it ends, so has every process that it had started."""
    yield
    assert decoders() == []
