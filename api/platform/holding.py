"""Holding: an instance that was restored sends nothing to anybody until an operator says that it is the real one.

Two instances with the same partners would tell them two stories, and a backup that somebody tries out has letters and
deliveries in it that have long arrived. What is held is only not sent: it is queued as ever, and goes out afterwards.
"""

from __future__ import annotations

from datetime import datetime

from api.platform import db
from api.platform.models import OutboundHold

_ALL = "all"  # its one row


def since() -> datetime | None:
    """Give since when nothing goes out; None where all does."""
    found = db.row('SELECT "at" FROM outbound_hold WHERE name = ?', (_ALL,))
    return db.read_time(found[0]) if found is not None else None


def hold(*, at: datetime) -> None:
    """Let nothing go out from now on; where nothing does already, it stays so. A step inside a transaction."""
    db.require_transaction()
    db.insert(OutboundHold, name=_ALL, at=at)


def end() -> bool:
    """Let all go out again, and tell whether it was held. A step inside a transaction."""
    db.require_transaction()
    return bool(OutboundHold.delete().where(OutboundHold.name == _ALL).execute())
