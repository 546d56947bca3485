"""Forgetting: what is kept of people for a time, and no longer."""

from __future__ import annotations

from datetime import datetime

from api.accounts import audit, networks, tokens
from api.platform import counters, idempotency


def forget(*, at: datetime, audit_days: int) -> int:
    """Forget old audit entries, dead tokens, known networks, counted tries and remembered answers; gives how many.

    Each kind is a transaction of its own.
    """
    of_people = audit.prune(at=at, days=audit_days) + tokens.prune(at=at) + networks.prune(at=at)
    return of_people + counters.prune(at=at) + idempotency.prune(at=at)
