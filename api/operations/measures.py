"""What is measured at the moment of asking: how far the newsroom is, never whose or which text."""

from __future__ import annotations

from collections.abc import Iterator

from api.platform import clock, db, holding, letters
from api.platform.metrics import Sample

_STATES = ("scheduled", "published", "cancelled", "failed")


def read() -> Iterator[Sample]:
    """Give the generation, the releases by state and their lateness, letters, holds, duties, and who subscribes."""
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
    yield from _subscriptions(db.write_time(now))


def _subscriptions(now: str) -> Iterator[Sample]:
    """Give how many have feeds sent to them, how many of these fail, and how many callbacks wait to be asked."""
    ((count, failing),) = db.rows(_SUBSCRIPTIONS, (now,))
    ((waiting,),) = db.rows("SELECT COUNT(*) FROM websub_intent")
    yield Sample("polyweek_websub_subscriptions", "Subscriptions to feeds.", count)
    yield Sample("polyweek_websub_failing", "Subscriptions to feeds whose callbacks fail.", failing)
    yield Sample("polyweek_websub_waiting", "Callbacks that wait to be asked.", waiting)


_SUBSCRIPTIONS = """
SELECT COUNT(*), COUNT(CASE WHEN failures > 0 THEN 1 END) FROM websub_subscription WHERE expires_at > ?
"""
