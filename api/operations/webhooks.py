"""What the doctor looks at of webhooks: whether what is due to partners goes out."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from api.operations.findings import Finding, fault, note, well
from api.partners.sending import standing
from api.platform import clock, holding

_LATE = timedelta(minutes=2)  # longer than any attempt takes, and the claim of a worker that was killed


def look(*, at: datetime) -> Iterator[Finding]:
    """Look at what waits in an open database with this version's tables."""
    found, is_held = standing.of(at=at), holding.since() is not None  # of which the doctor tells by itself
    still = (
        [] if is_held else [each.stands_since for each in found if each.stands_since and at - each.stands_since > _LATE]
    )
    unfollowed = standing.unfollowed_since()
    if still:
        since = clock.to_readers(min(still))
        says = f"nothing is sent to {len(still)} of {len(found)} though deliveries are due, since {since}"
        yield fault("webhooks", says, "Start polyweek worker; if it runs, its log says why. Else start it anew.")
    if unfollowed is not None and at - unfollowed > _LATE:
        says = f"partners have not been told of what was published or withdrawn since {clock.to_readers(unfollowed)}"
        yield fault("webhooks", says, "Start polyweek worker; if it runs, its log says why.")
    stopped = sum(each.state in {"paused", "disabled"} for each in found)
    if stopped:
        says = f"{stopped} of {len(found)} get nothing any longer"
        yield note("webhooks", says, "GET /v1/admin/partners/{id}/webhooks says which, and why.")
    elif not still:
        waiting = sum(each.queued_count for each in found)
        yield well("webhooks", f"{len(found)}, for which {waiting} deliveries wait")
