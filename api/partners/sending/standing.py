"""How sending stands: what waits, since when, and whether something stands still that nothing holds back.

A delivery is held back while its endpoint is left alone, stopped or not verified, while an earlier one of its subject
waits whose time has come, while it is being sent, and while its partner is not let in. One that is due and free should
go out in a second; where an endpoint is slow, it waits for those before it, and then something was tried a moment ago.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from api.platform import db

_RECENT = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Standing:
    """How it stands with an endpoint.

    `oldest_due_at` is of the oldest delivery that is due and free. `stands_since` is since when such a one waits and
    nothing has been tried at this endpoint; both None where there is none.
    """

    id: str
    name: str
    host: str
    state: str
    cause: str | None
    queued_count: int
    dead_count: int
    oldest_due_at: datetime | None
    stands_since: datetime | None
    paused_until: datetime | None
    failing_since: datetime | None
    last_success_at: datetime | None
    last_failure_at: datetime | None
    last_failure: str | None


def of(partner_id: str | None = None, *, at: datetime) -> list[Standing]:
    """Give how it stands with the endpoints of a partner, or of all; one statement, some look-ups for each."""
    chosen, values = ("", ()) if partner_id is None else ("WHERE w.partner_id = ?", (partner_id,))
    now = db.write_time(at)
    found = db.rows(_STANDING.format(chosen=chosen), ((now,) * 9 + values))
    return [_standing(row, at=at) for row in found]


def counts(*, at: datetime) -> dict[str, int]:
    """Give how many deliveries wait, and how many ended in the last hour, by state; one statement.

    Those of a month would be too many to count whenever measures are read.
    """
    (counted,) = db.rows(_COUNTS, (db.write_time(at - _RECENT),))
    return dict(zip(("queued", "delivered", "dead", "replaced"), map(int, counted), strict=True))


def unfollowed_since() -> datetime | None:
    """Give the time of the oldest entry of the journal of which no deliveries have been made yet; one statement."""
    found = db.row(_UNFOLLOWED)
    return db.read_time(found[0]) if found else None


def _standing(row: tuple[Any, ...], *, at: datetime) -> Standing:
    id_, name, url, state, cause, queued, dead, is_in_force, urgent, other, *times, last_failure = row
    pause, failing, success, failure = (db.read_time(time) if time is not None else None for time in times)
    last = max((time for time in (success, failure) if time), default=None)
    due = []
    if is_in_force and state in {"active", "unverified"} and urgent is not None:
        due.append((db.read_time(urgent), last))
    if is_in_force and state == "active" and other is not None and (pause is None or pause <= at):
        due.append((db.read_time(other), max((time for time in (last, pause) if time), default=None)))
    since = [max(oldest, tried or oldest) for oldest, tried in due]
    return Standing(
        id_,
        name,
        urlsplit(url).hostname or "",
        state,
        cause,
        int(queued),
        int(dead),
        min((oldest for oldest, _ in due), default=None),
        min(since, default=None),
        pause if pause is not None and pause > at else None,
        failing,
        success,
        failure,
        last_failure,
    )


_FREE = """
(SELECT d.due_at
   FROM delivery AS d
  WHERE d.webhook_id = w.id AND d.state = 'queued' AND {urgent} AND d.due_at <= ?
    AND (w.state = 'active' OR d.event = 'ping') AND (d.claimed_until IS NULL OR d.claimed_until <= ?)
    AND NOT EXISTS (
        SELECT 1 FROM delivery AS e
         WHERE e.webhook_id = d.webhook_id AND e.state = 'queued' AND e.subject = d.subject AND e.id <> d.id
           AND ((e.number < d.number AND (e.is_urgent OR NOT d.is_urgent) AND (e.attempts > 0 OR e.due_at <= ?))
                OR e.claimed_until > ?)
    )
  ORDER BY d.due_at
  LIMIT 1)
"""

_STANDING = f"""
SELECT w.id, w.name, w.url, w.state, w.cause,
       (SELECT COUNT(*) FROM delivery AS d WHERE d.webhook_id = w.id AND d.state = 'queued'),
       (SELECT COUNT(*) FROM delivery AS d WHERE d.webhook_id = w.id AND d.state = 'dead'),
       p.suspended_at IS NULL AND (p.ends_at IS NULL OR p.ends_at > ?),
       {_FREE.format(urgent="d.is_urgent")}, {_FREE.format(urgent="NOT d.is_urgent")},
       w.not_before, w.failing_since, w.last_success_at, w.last_failure_at, w.last_failure
  FROM webhook AS w JOIN partner AS p ON p.id = w.partner_id
 {{chosen}}
 ORDER BY w.created_at, w.id
"""  # noqa: S608 - fixed pieces

_COUNTS = """
SELECT (SELECT COUNT(*) FROM delivery WHERE state = 'queued'), COUNT(CASE WHEN state = 'delivered' THEN 1 END),
       COUNT(CASE WHEN state = 'dead' THEN 1 END), COUNT(CASE WHEN state = 'replaced' THEN 1 END)
  FROM delivery
 WHERE finished_at > ?
"""

_UNFOLLOWED = """
SELECT c.at
  FROM change AS c
 WHERE (c.generation, c.position) > (SELECT generation, position FROM followed_journal WHERE name = 'webhooks')
 ORDER BY c.generation, c.position
 LIMIT 1
"""
