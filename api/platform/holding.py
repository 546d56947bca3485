"""Holding: an instance that was restored sends nothing to anybody until an operator says that it is the real one.

Two instances with the same partners would tell them two stories, and a backup that somebody tries out has letters and
deliveries in it that have long arrived. What is held is only not sent: it is queued as ever, and goes out afterwards.
A copy of the folder of data knows nothing of being one: that is held by a setting.
"""

from __future__ import annotations

from datetime import datetime

from api.platform import db, instance
from api.platform.models import OutboundHold

_ALL = "all"  # held by a restore or by hand
_SETTING = "setting"  # held because the operator's setting says so, noted so that its end is noticed
_ENDED = "ended"  # when the latest hold ended


def is_held() -> bool:
    """Tell whether nothing goes out now, for whatever reason."""
    return not instance.sends() or since() is not None


def since() -> datetime | None:
    """Give since when nothing goes out; None where all does, and where a setting holds it that no worker has met."""
    found = db.row('SELECT MIN("at") FROM outbound_hold WHERE name IN (?, ?)', (_ALL, _SETTING))
    return db.read_time(found[0]) if found is not None and found[0] is not None else None


def ended_at() -> datetime | None:
    """Give when the latest hold ended; None where there has been none."""
    found = db.row('SELECT "at" FROM outbound_hold WHERE name = ?', (_ENDED,))
    return db.read_time(found[0]) if found is not None else None


def hold(*, at: datetime) -> None:
    """Let nothing go out from now on; where nothing does already, it stays so. A step inside a transaction."""
    db.require_transaction()
    db.insert(OutboundHold, name=_ALL, at=at)


def end(*, at: datetime) -> bool:
    """Let all go out again that a setting does not hold, and tell whether it was. A step inside a transaction."""
    return _end((_ALL, _SETTING) if instance.sends() else (_ALL,), at=at)


def note_end(*, at: datetime) -> None:
    """Note when the latest hold ended, where that was in another database than the present. A step."""
    db.require_transaction()
    db.put(OutboundHold, [{"name": _ENDED, "at": at}], key=["name"])


def follow_setting(*, at: datetime) -> bool:
    """Note that the setting holds what goes out, or does no longer, and tell whether that is the end of its hold.

    A step inside a transaction.
    """
    db.require_transaction()
    if instance.sends():
        return _end((_SETTING,), at=at)
    db.insert(OutboundHold, name=_SETTING, at=at)
    return False


def _end(names: tuple[str, ...], *, at: datetime) -> bool:
    db.require_transaction()
    if not OutboundHold.delete().where(OutboundHold.name.in_(names)).execute():
        return False
    note_end(at=at)
    return True
