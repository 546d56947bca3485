"""Letters: what is to be told by e-mail is written down here, in the transaction that makes it so.

Who sends them comes for those that have no `sent_at`, and sets it.
"""

from __future__ import annotations

from datetime import datetime

from api.platform import db, ids
from api.platform.models import Letter


def write(address: str, *, kind: str, subject: str, text: str, at: datetime) -> None:
    """Write a letter to an address. A step inside a transaction."""
    db.require_transaction()
    Letter.insert(id=ids.new(), address=address, kind=kind, subject=subject, text=text, created_at=at).execute()


def unsent() -> list[Letter]:
    """Give the letters that nobody has sent, the oldest first."""
    return list(Letter.select().where(Letter.sent_at.is_null()).order_by(Letter.created_at, Letter.id))
