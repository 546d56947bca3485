"""Audiences: a partner's contract as reading needs it."""

from __future__ import annotations

from datetime import datetime, timedelta

from api.partners import views
from api.partners.contracts import Contract
from api.partners.keys import Caller
from api.publishing.audience import Audience, Terms


def of(caller: Caller, *, base_url: str, at: datetime) -> Audience:
    """Give the audience of a partner at a moment; one statement where the contract names topics.

    `base_url` is the address of this instance, for canonical addresses.
    """
    return _made(caller.partner_id, caller.contract, base_url=base_url, at=at)


def _made(partner_id: str, contract: Contract, *, base_url: str, at: datetime) -> Audience:
    return Audience(
        partner_id=partner_id,
        languages=None if contract.languages is None else frozenset(contract.languages),
        topics=None if contract.topics is None else views.topic_keys(contract.topics),
        delay=timedelta(hours=contract.delay_hours),
        terms=Terms(contract.licence, contract.attribution, contract.ends_at, base_url),
        at=at,
    )
