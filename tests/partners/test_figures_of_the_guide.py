"""Figures of the partners' guide: what it tells people to keep to is what the programs keep to."""

from __future__ import annotations

import re
from pathlib import Path

from api.partners.schemas.own import ContractSchema
from api.partners.sending import dispatch

_GUIDE = Path("docs/partners.md").read_text("utf-8")


def test_an_endpoint_has_as_long_as_the_guide_says() -> None:
    """Whoever begins to answer within that time is waited for."""
    found = re.search(r"\*\*Answer 2xx within (\d+) seconds\*\*", _GUIDE)
    assert found is not None
    assert float(found[1]) == dispatch.LIMITS.silence


def test_the_sample_of_a_contract_has_all_of_it() -> None:
    """A partner compares line by line what it is given with what the guide shows."""
    sample = _GUIDE.partition('"contract": {')[2].partition('"ends_at"')[0]
    assert [name for name in ContractSchema().fields if f'"{name}"' not in sample] == ["ends_at"]
