"""Audiences: a partner's contract as reading needs it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from api.partners import contracts, views
from api.partners.callers import Caller
from api.partners.contracts import Contract
from api.platform import heartbeat
from api.publishing import journal
from api.publishing.audience import Audience, ContractChange, Terms


def of(caller: Caller, *, base_url: str, at: datetime) -> Audience:
    """Give the audience of a partner at a moment; one statement where the contract names topics.

    `base_url` is the address of this instance, for canonical addresses.
    """
    return by_contract(caller.partner_id, caller.contract, base_url=base_url, at=at)


def by_contract(partner_id: str, contract: Contract, *, base_url: str, at: datetime) -> Audience:
    """Give the audience of a partner with a contract, as `of`."""
    made = Audience(
        partner_id=partner_id,
        languages=None if contract.languages is None else frozenset(contract.languages),
        topics=None if contract.topics is None else views.topic_keys(contract.topics),
        delay=timedelta(hours=contract.delay_hours),
        ahead=_ahead(contract, at),
        terms=Terms(contract.licence, contract.attribution, contract.ends_at, base_url, contract.formats),
        at=at,
        generation=journal.generation(),
    )
    return replace(made, history=lambda: _history(made))


def _ahead(contract: Contract, at: datetime) -> datetime | None:
    """Give up to which planned release a contract lets see; by a clock that is not believed nobody sees further."""
    if not contract.embargo_lead_minutes:
        return None
    return heartbeat.believed(at, heartbeat.newest()) + timedelta(minutes=contract.embargo_lead_minutes)


def _history(now: Audience) -> Sequence[ContractChange]:
    """Give what a partner read before each change of its contract."""
    return [
        ContractChange(
            generation,
            at,
            replace(
                now,
                languages=None if languages is None else frozenset(json.loads(languages)),
                topics=None if topics is None else views.topic_keys(json.loads(topics)),
                delay=timedelta(hours=contracts.bounded("delay_hours", delay)),
            ),
            is_of_terms=is_of_terms,
        )
        for generation, at, languages, topics, delay, is_of_terms in views.contract_changes(now.partner_id)
    ]
