"""What is measured at the moment of asking: how far the newsroom is, never whose or which text."""

from __future__ import annotations

from collections.abc import Iterator

from api.platform import clock, db, letters
from api.platform.metrics import Sample

_STATES = ("scheduled", "published", "cancelled", "failed")


def read() -> Iterator[Sample]:
    """Give the generation, the releases by state, how late the latest one is, letters by state, and the duties held."""
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
    for name, until in db.rows("SELECT name, until FROM lease ORDER BY name"):
        is_held = float(db.read_time(until) > now)
        yield Sample("polyweek_duty_held", "Whether a worker has the duty now.", is_held, (("duty", name),))
