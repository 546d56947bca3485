"""Ends of waits: a partner whose contract or key ends while it waits is told so when the wait is over."""

from __future__ import annotations

import time
from datetime import timedelta

from api.platform import clock
from tests.newsroom import Newsroom
from tests.partners import parties

_SECONDS = 2


def test_a_contract_that_ends_during_a_wait_is_told_at_its_end(newsroom: Newsroom) -> None:
    """Nothing happens meanwhile, and still it is no empty page: the last word is 403 with its code."""
    newsroom.publish()
    ends_at = clock.to_wire(clock.now() + timedelta(seconds=_SECONDS))
    key = parties.reader(newsroom, ends_at=ends_at)
    cursor = parties.get(newsroom, "/v1/changes?limit=100", key)["meta"]["cursor"]
    began = time.monotonic()
    answer = parties.call(newsroom, f"/v1/changes?since={cursor}&wait={_SECONDS + 1}", key)
    assert time.monotonic() - began > _SECONDS / 2
    assert parties.fault(answer) == (403, "contract_ended")


def test_a_contract_that_stands_waits_in_vain(newsroom: Newsroom) -> None:
    """Its page is empty, and the wait was one request of its quota."""
    newsroom.publish()
    key = parties.reader(newsroom)
    page = parties.get(newsroom, "/v1/changes?limit=100", key)
    answer = parties.call(newsroom, f"/v1/changes?since={page['meta']['cursor']}&wait=1", key)
    assert (answer.status_code, answer.get_json()["data"]) == (200, [])
    again = parties.call(newsroom, "/v1/changes?limit=1", key)
    assert _left(answer) - _left(again) == 1


def _left(answer: object) -> int:
    field = answer.headers["RateLimit"]  # type: ignore[attr-defined]
    return int(field.partition("r=")[2].partition(";")[0])
