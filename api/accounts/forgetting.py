"""Forgetting: what is kept of people for a time, and no longer."""

from __future__ import annotations

from datetime import datetime

from api.accounts import audit, tokens
from api.platform import counters, idempotency


def forget(*, at: datetime, audit_days: int) -> int:
    """Forget old audit entries, dead tokens, counted tries and remembered answers; gives how many.

    Each kind is a transaction of its own.
    """
    return audit.prune(at=at, days=audit_days) + tokens.prune(at=at) + counters.prune(at=at) + idempotency.prune(at=at)
