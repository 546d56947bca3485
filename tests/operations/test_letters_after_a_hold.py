"""What letters do not lose by a hold."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from api.operations import outgoing
from api.platform import clock, db, letters
from api.platform.models import Letter

_DAY = timedelta(days=1)


def _letter(at: datetime) -> None:
    with db.transaction():
        letters.write("desk@radio.example", kind="test", subject="S", text="T", language="en", at=at)


@pytest.mark.usefixtures("newsroom")
def test_a_letter_has_its_days_after_a_hold() -> None:
    """Thirty days count from the end of a hold, however long that was; then it is given up as ever."""
    now = clock.now()
    _letter(now - 500 * _DAY)
    outgoing.hold(at=now - 499 * _DAY)
    outgoing.resume(at=now)
    for day in (0, 1, 29):
        letters.forget(days=30, at=now + day * _DAY)
        assert (letters.counts()["waiting"], Letter.get().text) == (1, "T"), day
    letters.forget(days=30, at=now + 30 * _DAY)
    assert letters.counts()["waiting"] == 0
    _letter(now + 31 * _DAY)
    letters.forget(days=30, at=now + 61 * _DAY)
    assert letters.counts()["waiting"] == 0
