"""What is measured at the moment of asking: how far the newsroom is, never whose or which text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime

from api.partners.sending import endpoints, standing
from api.platform import clock, db, holding, instance, letters
from api.platform.metrics import Sample

_STATES = ("scheduled", "published", "cancelled", "failed")


def read() -> Iterator[Sample]:
    """Give the generation, releases and their lateness, letters, holds, duties, webhooks, and who subscribes."""
    now = clock.now()
    (generation,) = db.rows("SELECT value FROM generation")[0]
    yield Sample("polyweek_generation", "How often what is public has changed.", generation)
    counted = dict(db.rows("SELECT state, COUNT(*) FROM release GROUP BY state"))
    for state in _STATES:
        labels = (("state", state),)
        yield Sample("polyweek_releases", "Releases, by their state.", counted.get(state, 0), labels)
    (due,) = db.rows("SELECT MIN(at) FROM release WHERE state = ?", ("scheduled",))[0]
    late = max(0.0, (now - db.read_time(due)).total_seconds()) if due else 0.0
    yield Sample("polyweek_release_late_seconds", "By how much the next release is over its hour.", late)
    for kind, count in letters.counts().items():
        yield Sample("polyweek_letters", "Letters of the last year, by what came of them.", count, (("state", kind),))
    held = float(holding.is_held())
    yield Sample("polyweek_outbound_held", "Whether webhooks, WebSub and letters are held.", held)
    for name, until in db.rows("SELECT name, until FROM lease ORDER BY name"):
        is_held = float(db.read_time(until) > now)
        yield Sample("polyweek_duty_held", "Whether a worker has the duty now.", is_held, (("duty", name),))
    yield from _webhooks(now)
    yield from _subscriptions(now)


def _webhooks(now: datetime) -> Iterator[Sample]:
    """Give how many endpoints and deliveries there are by state, and how long what should go out has waited."""
    found = standing.of(at=now)
    for kind in endpoints.STATES:
        count = sum(each.state == kind for each in found)
        yield Sample("polyweek_webhooks", "Endpoints of partners, by their state.", count, (("state", kind),))
    for state, count in standing.counts(at=now).items():
        labels, told = (("state", state),), "Deliveries that wait, and those that ended in the last hour."
        yield Sample("polyweek_webhook_deliveries", told, count, labels)
    oldest = (each.oldest_due_at for each in found)
    yield Sample("polyweek_webhook_oldest_seconds", "Age of the oldest delivery that is due.", _age(oldest, now))
    standstill = "For how long deliveries have been due to an endpoint at which nothing was tried."
    yield Sample("polyweek_webhook_standing_seconds", standstill, _age((each.stands_since for each in found), now))
    unfollowed = "Age of the oldest entry of the journal of which no deliveries have been made."
    yield Sample("polyweek_webhook_journal_seconds", unfollowed, _age([standing.unfollowed_since()], now))


def _age(times: Iterable[datetime | None], now: datetime) -> float:
    """Give how many seconds ago the oldest of some times was; 0 if there is none."""
    return max((max(0.0, (now - time).total_seconds()) for time in times if time is not None), default=0.0)


def _subscriptions(at: datetime) -> Iterator[Sample]:
    """Give how many have feeds sent to them, how many of these fail, and how many callbacks wait to be asked."""
    now = db.write_time(at)
    ((count, failing),) = db.rows(_SUBSCRIPTIONS, (now,))
    ((waiting,),) = db.rows("SELECT COUNT(*) FROM websub_intent")
    yield Sample("polyweek_websub_subscriptions", "Subscriptions to feeds.", count)
    yield Sample("polyweek_websub_failing", "Subscriptions to feeds whose callbacks fail.", failing)
    yield Sample("polyweek_websub_waiting", "Callbacks that wait to be asked.", waiting)
    has_hub = instance.hub() is not None  # without one nothing is sent
    for kind, sql in _OLDEST.items():
        (found,) = db.rows(sql, (now, now)) if has_hub else [(None,)]
        age, labels = _age([db.read_time(found[0]) if found[0] else None], at), (("kind", kind),)
        yield Sample("polyweek_websub_oldest_seconds", "Age of the oldest that is due to a callback.", age, labels)


_SUBSCRIPTIONS = """
SELECT COUNT(*), COUNT(CASE WHEN failures > 0 THEN 1 END) FROM websub_subscription WHERE expires_at > ?
"""

_FREE = "due_at <= ? AND (claimed_until IS NULL OR claimed_until <= ?)"
_OLDEST = {
    "feed": f"SELECT MIN(due_at) FROM websub_subscription WHERE {_FREE}",  # noqa: S608 - fixed pieces
    "question": f"SELECT MIN(due_at) FROM websub_intent WHERE {_FREE}",  # noqa: S608 - fixed pieces
}
