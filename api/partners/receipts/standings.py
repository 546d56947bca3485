"""Standings: how a version stands for a partner, and whether that has come to them. Pure, and the same as SQL.

Generations tell what was later, since each withdrawal has its own. Of a text that was never public only times do: under
embargo it comes and goes within one generation.
"""

from __future__ import annotations

from datetime import datetime
from typing import Literal, get_args

from api.publishing.embargoes import visible

Standing = Literal["public", "embargoed", "withdrawn", "pulled", "outside_contract"]
STANDINGS: tuple[Standing, ...] = get_args(Standing)


def of(*, is_readable: bool, was_public: bool, is_withdrawn: bool) -> Standing:
    """Tell how a version stands for a partner: whether they read it now, ever was public, and was withdrawn."""
    if is_readable:
        return "public" if was_public else "embargoed"
    if not was_public:
        return "pulled"
    return "withdrawn" if is_withdrawn else "outside_contract"


def has_arrived(known: int | None, got: int, *, known_at: datetime | None, fetched_at: datetime | None) -> bool:
    """Tell whether who knows that a text is gone, up to a generation and since a time, knows it of what they got."""
    if known is None or known_at is None or known < got:
        return False
    return known > got or fetched_at is None or known_at > fetched_at


def is_acknowledged(reached: int | None, got: int, *, at: datetime | None, fetched_at: datetime | None) -> bool:
    """Tell whether a withdrawal is acknowledged, and the text was not handed over once more since."""
    if reached is None or reached <= got:
        return False
    return at is None or fetched_at is None or at >= fetched_at


# Of a receipt (`c`).
GOT = """
CASE WHEN COALESCE(c.fetched_generation, -1) > COALESCE(c.delivered_generation, -1)
     THEN COALESCE(c.fetched_generation, -1) ELSE COALESCE(c.delivered_generation, -1) END"""

HAS_ARRIVED = f"""
(c.known_is_gone AND (COALESCE(c.known_generation, -1) > {GOT}
                      OR COALESCE(c.known_generation = {GOT} AND c.known_at > c.fetched_at, FALSE)))"""

IS_ACKNOWLEDGED = f"""
(COALESCE(c.withdrawal_acknowledged, -1) > {GOT}
 AND COALESCE(c.gone_acknowledged_at >= c.fetched_at, TRUE))"""

# Of a receipt with what was offered ahead (`o`, a LEFT JOIN), where nothing was ever public: whether it is taken back.
# The worker notes that after some seconds; whether somebody could read it still, is asked of what decides it.
_STANDS = visible.rows("1", "planned.at", "ahead.article_id = c.article_id AND ahead.language = c.language")
IS_PULLED = f"(NOT COALESCE(o.is_held, TRUE) OR NOT EXISTS ({_STANDS}))"

OFFER = """
LEFT JOIN embargo_offer AS o
       ON o.partner_id = c.partner_id AND o.article_id = c.article_id AND o.language = c.language"""
