"""Terms: what a partner's contract is in its sandbox, whose languages and topics are others. Pure."""

from __future__ import annotations

from typing import Any

from api.partners.contracts import Contract
from api.partners.sandboxes import corpus

_OTHERWISE = "en"  # the language of who has none that the sandbox has


def of(contract: Contract) -> dict[str, Any]:
    """Give the values of a contract in a sandbox, with topics by their keys; quotas, times and licence are the same.

    Of the languages it has those that the sandbox has, or English. Topics of a newsroom are not those of the sandbox:
    whoever has some of those has all but the last of these, so that there is something outside.
    """
    languages = contract.languages
    known = [code for code in corpus.CODES if languages is None or code in languages] or [_OTHERWISE]
    return {
        "languages": None if languages is None else known,
        "topics": None if contract.topics is None else corpus.topics()[:-1],
        "formats": None if contract.formats is None else list(contract.formats),
        "delay_hours": contract.delay_hours,
        "embargo_lead_minutes": contract.embargo_lead_minutes,
        "licence": contract.licence,
        "attribution": {code: line for code, line in contract.attribution.items() if code in corpus.CODES},
        "per_minute": contract.per_minute,
        "per_day": contract.per_day,
        "networks": list(contract.networks),
        "ends_at": contract.ends_at,
    }


def narrower(topics: list[str] | None) -> list[str]:
    """Give the topics of a contract that has lost one; the first is always left."""
    return (corpus.topics() if topics is None else topics)[:-1] or corpus.topics()[:1]
