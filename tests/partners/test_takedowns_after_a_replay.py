"""A text that was sent whole after its partner knew that it was gone: they hold it again, and must hear again."""

from __future__ import annotations

from api.partners import partners
from api.platform import clock
from tests.newsroom import Newsroom
from tests.partners import accounts, parties
from tests.partners.receivers import receiving, turn, verified, working


def test_who_was_sent_the_text_again_has_not_heard_of_its_withdrawal(newsroom: Newsroom) -> None:
    """What is sent whole is the text of now, also by the replay of an event of before."""
    with receiving() as there, working(newsroom) as worker:
        partner = accounts.partner(newsroom)
        key = parties.key(newsroom, partner, "webhooks", "read")
        hook = verified(newsroom, worker, key, there.url, payload="full")["id"]
        article = newsroom.publish(topic="river")
        turn(worker)
        partners.change(partner, {"topics": ["society"]}, by=None, at=clock.now())
        assert parties.call(newsroom, f"/v1/articles/{article}?lang=en", key).status_code == 404
        accounts.write()
        partners.change(partner, {"topics": ["river", "society"]}, by=None, at=clock.now())
        replay = {"since": "2017-01-01T00:00:00Z"}
        answer = parties.call(newsroom, f"/v1/partner/webhooks/{hook}/replays", key, "POST", json=replay)
        assert answer.status_code == 201
        turn(worker)
        told = [got.body["data"]["form"] for got in there.got if got.event.startswith("article.")]
        assert told == ["full", "full"]
        accounts.withdraw(newsroom, article)
        assert _has_arrived(newsroom, article) is False
        turn(worker)
        assert _has_arrived(newsroom, article) is True


def _has_arrived(newsroom: Newsroom, article: str) -> bool:
    ((taken,),) = [newsroom.get(f"/v1/admin/takedowns/{article}", "editor")["data"]]
    (holder,) = taken["partners"]
    return bool(holder["has_arrived"])
