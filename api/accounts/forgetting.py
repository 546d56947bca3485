"""Deleting what is stored about people for a limited time only."""

from __future__ import annotations

from datetime import datetime

from api.accounts import audit, networks, tokens
from api.platform import counters, idempotency


def forget(*, at: datetime, audit_days: int) -> int:
    """Delete old audit entries, ended tokens, known networks, counted tries and stored answers; gives how many.

    Each kind is a transaction of its own.
    """
    of_people = audit.prune(at=at, days=audit_days) + tokens.prune(at=at) + networks.prune(at=at)
    return of_people + counters.prune(at=at) + idempotency.prune(at=at)
