"""The list of a partner's webhooks is paged as all lists are."""

from __future__ import annotations

from tests.newsroom import Newsroom
from tests.partners import parties, receivers

_PATH = "/v1/partner/webhooks"


def test_webhooks_are_paged(newsroom: Newsroom) -> None:
    """`limit` is what was asked for, not how many there are; the pages together have each once, the oldest first."""
    text = receivers.key(newsroom)
    empty = parties.get(newsroom, _PATH, text)
    assert (empty["data"], empty["meta"]["limit"]) == ([], 20)
    made = [receivers.hook(newsroom, text, f"https://radio.example/{number}")["id"] for number in range(3)]
    first = parties.get(newsroom, f"{_PATH}?limit=2", text)
    assert (first["meta"]["limit"], [each["id"] for each in first["data"]]) == (2, made[:2])
    last = parties.get(newsroom, first["links"]["next"], text)
    assert ([each["id"] for each in last["data"]], last["links"]["next"]) == (made[2:], None)
    assert [each["id"] for each in parties.get(newsroom, last["links"]["prev"], text)["data"]] == made[:2]
    assert parties.call(newsroom, f"{_PATH}?limit=0", text).status_code == 422
    other = receivers.key(newsroom, "Other")
    assert parties.call(newsroom, first["links"]["next"], other).status_code == 422
