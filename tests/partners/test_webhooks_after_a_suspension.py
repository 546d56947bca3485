"""Webhooks of a partner who was suspended: what happened meanwhile is not sent, so they hear that they must read it."""

from __future__ import annotations

from api.partners import partners
from api.platform import clock
from tests.newsroom import Newsroom
from tests.partners import parties
from tests.partners.receivers import receiving, turn, verified, working


def test_who_is_let_in_again_is_told_to_read_what_happened_meanwhile(newsroom: Newsroom) -> None:
    """Nothing is sent to who is suspended; once let in again, `contract.changed` says that it is time to look."""
    with receiving() as there, working(newsroom) as worker:
        partner = parties.partner(newsroom)
        verified(newsroom, worker, parties.key(newsroom, partner, "webhooks"), there.url)
        article = newsroom.publish()
        turn(worker)
        partners.suspend(partner, by=None, at=clock.now())
        newsroom.post(f"/v1/desk/articles/{article}/versions/en/withdrawal", "editor", {"reason": "It was not so."})
        turn(worker)
        told = there.events()
        partners.resume(partner, by=None, at=clock.now())
        turn(worker)
        assert there.events()[len(told) :] == ["contract.changed"]


def test_who_missed_nothing_is_told_nothing(newsroom: Newsroom) -> None:
    """Where nothing happened while a partner was suspended, there is nothing to look for."""
    with receiving() as there, working(newsroom) as worker:
        partner = parties.partner(newsroom)
        verified(newsroom, worker, parties.key(newsroom, partner, "webhooks"), there.url)
        newsroom.publish()
        turn(worker)
        told = there.events()
        partners.suspend(partner, by=None, at=clock.now())
        turn(worker)
        partners.resume(partner, by=None, at=clock.now())
        turn(worker)
        assert there.events() == told
