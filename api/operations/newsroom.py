"""What the doctor looks at in the newsroom: whether somebody can run it, and whether its background work gets done."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from api.operations.findings import Finding, fault, note, well
from api.platform import db, heartbeat
from api.translation import tallies

_LATE = timedelta(minutes=1)
_RECENT = timedelta(days=7)
_COUNTED = 500  # articles; a second or two


def look(*, at: datetime) -> Iterator[Finding]:
    """Look at what is in an open database with this version's tables."""
    yield _administrators()
    yield _languages()
    yield _past(at)
    yield _clock(at)
    yield _worker(at)
    yield from _releases(at)
    yield _tallies()


def has_people() -> bool:
    """Tell whether there is anybody in an open database, whatever version its tables are of."""
    return "person" in db.database.get_tables() and db.row("SELECT 1 FROM person LIMIT 1") is not None


def _administrators() -> Finding:
    (count,) = db.rows(
        "SELECT COUNT(*) FROM person WHERE suspended_at IS NULL"
        ' AND id IN (SELECT person_id FROM "grant" WHERE role = ?)',
        ("administrator",),
    )[0]
    if not count:
        advice = "polyweek person add LOGIN --name NAME --grant administrator"
        return fault("administrators", "there is none who could let people in or out", advice)
    return well("administrators", str(count))


def _languages() -> Finding:
    codes = [str(code) for (code,) in db.rows("SELECT code FROM language ORDER BY position, code")]
    if not codes:
        return fault("languages", "there is none to write in", "polyweek language add CODE --name NAME")
    return well("languages", ", ".join(codes))


def _past(at: datetime) -> Finding:
    """See that the clock does not stand before what has been published already: the journal's order goes by it."""
    (last,) = db.rows("SELECT MAX(at) FROM change")[0]
    if last is not None and db.read_time(last) > at + _LATE:
        says = f"it is {at:%Y-%m-%d %H:%M} UTC here, and the journal ends at {db.read_time(last):%Y-%m-%d %H:%M}"
        return fault("journal", says, "Set the machine's clock, by NTP.")
    return well("journal", f"ends at {db.read_time(last):%Y-%m-%d %H:%M} UTC" if last else "nothing is published yet")


def _clock(at: datetime) -> Finding:
    """See that the clock is believed: more than a day ahead of the newest moment known, it is waited for."""
    known = heartbeat.newest()
    if known is not None and heartbeat.is_ahead(at, known):
        says = f"it is {at:%Y-%m-%d %H:%M} UTC here, and the newest moment known is {known:%Y-%m-%d %H:%M}"
        advice = "Set the clock. If it is right (the machine was off for days): polyweek clock --confirm"
        return fault("clock", f"{says}: nothing scheduled goes out, nothing is forgotten", advice)
    return well("clock", f"{at:%Y-%m-%d %H:%M} UTC")


def _worker(at: datetime) -> Finding:
    held = [str(name) for name, until in db.rows("SELECT name, until FROM lease") if db.read_time(until) > at]
    if not held:
        return note("worker", "none is at work: nothing scheduled goes out", "Start polyweek worker.")
    return well("worker", f"at work on {', '.join(sorted(held))}")


def _releases(at: datetime) -> Iterator[Finding]:
    late = db.rows(
        "SELECT id FROM release WHERE state = ? AND at <= ? ORDER BY at", ("scheduled", db.write_time(at - _LATE))
    )
    if late:
        says = f"{len(late)} should have gone out and did not, the first is {late[0][0]}"
        yield fault("releases", says, "Start polyweek worker; if it runs, its log says why.")
    failed = db.rows(
        "SELECT id FROM release WHERE state = ? AND at > ? ORDER BY at DESC", ("failed", db.write_time(at - _RECENT))
    )
    if failed:
        says = f"{len(failed)} failed in the last week, the latest is {failed[0][0]}"
        yield note("releases", says, "An editor sees at GET /v1/desk/releases/{id} what was not ready.")
    if not late and not failed:
        yield well("releases", "none is late, none has failed this week")


def _tallies() -> Finding:
    """See that what lists say of versions is what their messages come to, in the articles that were last worked on."""
    chosen = [article_id for (article_id,) in db.rows(_LATEST, (_COUNTED,))]
    found = list(tallies.differences_in(chosen))
    if found:
        first = f"{found[0].language} of {found[0].article_id}"
        says = f"{len(found)} versions are not as lists tell of them, the first is {first}"
        advice = "Save a message of each, which counts it anew, and report it. Releases count for themselves."
        return fault("tallies", says, advice)
    return well("tallies", f"right in the {len(chosen)} articles last worked on")


_LATEST = "SELECT article_id FROM revision GROUP BY article_id ORDER BY MAX(created_at) DESC, article_id LIMIT ?"
