"""The audit: who did what to which thing, to the minute, written in the transaction of the action itself.

It holds no texts and no addresses: the thing is named by its id, and the details are small facts such as a role, or the
reason of an override.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Literal, get_args

from api.accounts.models import AuditEntry
from api.platform import db

Action = Literal[
    "article.write",
    "article.change",
    "article.revise",
    "byline.add",
    "byline.change",
    "byline.remove",
    "clock.confirm",
    "grant.give",
    "grant.take",
    "issue.add",
    "issue.change",
    "issue.preview",
    "issue.preview_end",
    "key.issue",
    "key.revoke",
    "key.rotate",
    "language.add",
    "language.change",
    "language.remove",
    "partner.add",
    "partner.change",
    "partner.resume",
    "partner.suspend",
    "person.add",
    "person.change",
    "person.password",
    "person.suspend",
    "person.resume",
    "person.unlock",
    "person.log_in",
    "person.log_out",
    "picture.add",
    "picture.change",
    "picture.delete",
    "picture.redact",
    "picture.withdraw",
    "picture.restore",
    "release.schedule",
    "release.cancel",
    "release.publish",
    "release.fail",
    "signing.revoke",
    "signing.rotate",
    "site.change",
    "token.make",
    "token.revoke",
    "topic.add",
    "topic.change",
    "topic.remove",
    "version.assign",
    "version.edit",
    "version.import",
    "version.carry",
    "version.comment",
    "version.submit",
    "version.return",
    "version.approve",
    "version.withdraw_approval",
    "version.publish",
    "version.withdraw",
    "version.address",
    "version.seo",
    "version.preview",
    "version.preview_end",
]
Thing = Literal[
    "article",
    "byline",
    "clock",
    "issue",
    "key",
    "language",
    "partner",
    "person",
    "picture",
    "release",
    "signing_key",
    "site",
    "token",
    "topic",
]
ACTIONS: tuple[Action, ...] = get_args(Action)
THINGS: tuple[Thing, ...] = get_args(Thing)

OPERATOR = ""  # who acts from the command line: no person


def note(
    action: Action,
    *,
    by: str,
    at: datetime,
    thing: Thing,
    thing_id: str,
    language: str | None = None,
    **details: str | int | None,
) -> None:
    """Write down what a person does (`by` is their id) to a thing. A step inside the transaction of the deed.

    The time is cut to the minute; details without a value are left out.
    """
    note_each([entry(action, by=by, at=at, thing=thing, thing_id=thing_id, language=language, **details)])


def entry(
    action: Action,
    *,
    by: str,
    at: datetime,
    thing: Thing,
    thing_id: str,
    language: str | None = None,
    **details: str | int | None,
) -> dict[str, object]:
    """Make what `note` writes, to be written with others by `note_each`."""
    return {
        "at": at.replace(second=0, microsecond=0),
        "person": by or None,
        "action": action,
        "thing": thing,
        "thing_id": thing_id,
        "language": language,
        "details": json.dumps(
            {name: value for name, value in details.items() if value is not None}, ensure_ascii=False
        ),
    }


def note_each(entries: Sequence[Mapping[str, object]]) -> None:
    """Write down several things that were done together, in their order. A step inside the transaction of the deed."""
    db.append(AuditEntry, entries)


def prune(*, at: datetime, days: int) -> int:
    """Delete the entries that are older than some days; gives how many. One transaction."""
    with db.transaction():
        return int(AuditEntry.delete().where(AuditEntry.at < at - timedelta(days=days)).execute())
