"""The audit: who did what to which thing, to the minute, written with the deed itself.

It holds no words of texts and no addresses: what an action was about stands there by its id, and the details are small
facts such as a role, or the reason of an override.
"""

from __future__ import annotations

import json
from datetime import datetime, timedelta

from api.accounts.models import AuditEntry
from api.platform import db

OPERATOR = ""  # who acts from the command line: no person


def note(
    action: str,
    *,
    by: str,
    at: datetime,
    thing: str,
    thing_id: str,
    language: str | None = None,
    **details: str | int | None,
) -> None:
    """Write down what a person does (`by` is their id) to a thing. A step inside the transaction of the deed.

    `action` is a verb of the house such as `person.suspend` or `version.approve`, `thing` a kind such as `person`,
    `article` or `release`. The time is cut to the minute; details without a value are left out.
    """
    db.require_transaction()
    AuditEntry.create(
        at=at.replace(second=0, microsecond=0),
        person=by or None,
        action=action,
        thing=thing,
        thing_id=thing_id,
        language=language,
        details=json.dumps({name: value for name, value in details.items() if value is not None}, ensure_ascii=False),
    )


def prune(*, at: datetime, days: int) -> int:
    """Forget what is older than some days; gives how many entries. One transaction."""
    with db.transaction():
        return int(AuditEntry.delete().where(AuditEntry.at < at - timedelta(days=days)).execute())
