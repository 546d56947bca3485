"""What the doctor looks at of letters: whether the relay can be spoken to, and what waits or was given up."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from api.operations.findings import Finding, fault, note, well
from api.platform import clock, holding, letters, postman, relays
from api.platform.models import Letter
from api.platform.settings import Settings

_LATE = timedelta(hours=1)
_RECENT = timedelta(days=7)
_LIST = "polyweek letters list"


def look(settings: Settings, *, at: datetime) -> Iterator[Finding]:
    """Look at the relay and at the letters in an open database, and whether anything goes out at all."""
    waiting = letters.unsent()
    held = holding.since()
    if not settings.sends:
        says = "no webhook, WebSub or letter goes out, since POLYWEEK_OUTBOUND is off"
        yield note("outbound", says, "Where this is the newsroom: POLYWEEK_OUTBOUND=on")
    elif held is not None:
        says = f"no webhook, WebSub or letter goes out since {clock.to_readers(held)}, as after a restore"
        yield note("outbound", says, "If this is the newsroom now: polyweek outbound resume")
    yield from _relay(settings, len(waiting))
    if waiting and not holding.is_held() and settings.relay is not None and waiting[0].created_at <= at - _LATE:
        says = f"{len(waiting)} wait, the first since {clock.to_readers(waiting[0].created_at)}"
        told = f"{says}: {waiting[0].error}" if waiting[0].error else says
        yield note("letters", told, f"See that polyweek worker runs; then {_LIST} --state waiting.")
    given_up = Letter.select().where(Letter.sent_at.is_null(), Letter.given_up_at > at - _RECENT).count()
    if given_up:
        says = f"{given_up} were given up in the last week"
        yield note("letters", says, f"{_LIST} --state given_up says why; polyweek letters retry tries them again.")


def _relay(settings: Settings, waiting: int) -> Iterator[Finding]:
    connector = postman.connector(settings)
    if connector is None and waiting:
        says = f"{waiting} wait, and there is no relay to hand them to"
        yield note("letters", says, "Set POLYWEEK_SMTP_URL and POLYWEEK_MAIL_FROM.")
    elif connector is None:
        yield well("letters", "none waits; there is no relay to hand them to")
    else:
        try:
            with connector.session():
                yield well("letters", "the relay can be spoken to")
        except relays.Failed as error:
            yield fault("letters", f"the relay cannot be spoken to: {error}", "Look at POLYWEEK_SMTP_URL.")
