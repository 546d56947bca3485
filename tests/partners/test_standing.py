from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from api.operations import measures, webhooks
from api.partners.sending import fanout, standing
from api.partners.sending.models import Webhook
from api.platform import clock
from tests.newsroom import Newsroom
from tests.partners import parties, receivers
from tests.partners.receivers import receiving, turn, working


def test_what_should_have_gone_out_and_did_not_is_noticed(newsroom: Newsroom) -> None:
    """By the measures, by the doctor and by administrators; once it has gone out, all is well again."""
    partner, text = _partner(newsroom)
    with receiving() as there, working(newsroom) as worker:
        receivers.verified(newsroom, worker, text, f"{there.url}?token=secret", events=["article.published"])
        newsroom.publish()
        fanout.follow(at=clock.now())
        later = clock.now() + timedelta(minutes=5)
        (stands,) = standing.of(partner, at=later)
        assert stands.oldest_due_at is not None
        assert stands.stands_since is not None
        assert stands.stands_since >= stands.oldest_due_at
        assert [(found.level, found.about) for found in webhooks.look(at=later)] == [("fault", "webhooks")]
        assert [found.level for found in webhooks.look(at=clock.now())] == ["well"]
        told = _measured()
        assert told["polyweek_webhooks", ("state", "active")] == 1
        assert told["polyweek_webhook_deliveries", ("state", "queued")] == 1
        assert told["polyweek_webhook_oldest_seconds",] > 0
        (shown,) = newsroom.get(f"/v1/admin/partners/{partner}/webhooks", "admin")["data"]
        assert (shown["state"], shown["queued_count"], shown["last_failure"]) == ("active", 1, None)
        assert shown["oldest_due_at"] is not None
        assert shown["host"] == "127.0.0.1"
        assert "secret" not in str(shown)
        turn(worker)
        assert [found.level for found in webhooks.look(at=clock.now() + timedelta(minutes=5))] == ["well"]
        told = _measured()
        assert told["polyweek_webhook_deliveries", ("state", "queued")] == 0
        assert told["polyweek_webhook_deliveries", ("state", "delivered")] == 2
        assert told["polyweek_webhook_oldest_seconds",] == told["polyweek_webhook_standing_seconds",] == 0


def test_what_is_held_back_does_not_stand_still(newsroom: Newsroom) -> None:
    """Neither after a failure, nor behind one of the same text, nor while the partner is suspended."""
    partner, text = _partner(newsroom)
    with receiving() as there, working(newsroom) as worker:
        receivers.verified(newsroom, worker, text, there.url)
        there.answer = lambda _: 500
        article = newsroom.publish()
        turn(worker)
        newsroom.revise(article, body="Quite another text, with other words.", weight="correction", note="Wrong.")
        newsroom.approve(article, "en")
        newsroom.release(article, "en")
        fanout.follow(at=clock.now())
        worker.run(seconds=0.3)
        (stands,) = standing.of(partner, at=clock.now())
        assert stands.queued_count >= 2
        assert (stands.oldest_due_at, stands.stands_since) == (None, None)
        assert (stands.last_failure, stands.last_failure_at is not None) == ("500", True)
        receivers.make_due()
        (stands,) = standing.of(partner, at=clock.now())
        assert stands.stands_since is not None
        newsroom.call("PUT", f"/v1/admin/partners/{partner}/suspension", "admin")
        assert standing.of(partner, at=clock.now())[0].stands_since is None


def test_an_endpoint_that_is_left_alone_does_not_stand_still(newsroom: Newsroom) -> None:
    """Before its time nothing is due to it but a withdrawal, and after it, it has waited since that time at most."""
    partner, text = _partner(newsroom)
    with receiving() as there, working(newsroom) as worker:
        receivers.verified(newsroom, worker, text, there.url)
        newsroom.publish()
        fanout.follow(at=clock.now())
        pause = clock.now() + timedelta(hours=1)
        Webhook.update(not_before=pause).execute()
        assert standing.of(partner, at=clock.now())[0].stands_since is None
        assert standing.of(partner, at=pause + timedelta(minutes=1))[0].stands_since == pause


def test_a_journal_that_nobody_follows_is_noticed(newsroom: Newsroom) -> None:
    """What was published long ago and has not become deliveries is a fault, and has a measure."""
    fanout.follow(at=clock.now())
    assert standing.unfollowed_since() is None
    newsroom.publish()
    later = clock.now() + timedelta(minutes=5)
    assert [found.level for found in webhooks.look(at=later)] == ["fault", "well"]
    assert _measured()["polyweek_webhook_journal_seconds",] > 0
    fanout.follow(at=clock.now())
    assert _measured()["polyweek_webhook_journal_seconds",] == 0


@pytest.mark.parametrize("person", ["editor", "translator-ru"])
def test_only_administrators_see_how_webhooks_stand(sqlite_newsroom: Newsroom, person: str) -> None:
    """Nobody else of the newsroom, and nobody a partner that there is not."""
    partner, _ = _partner(sqlite_newsroom)
    assert sqlite_newsroom.call("GET", f"/v1/admin/partners/{partner}/webhooks", person).status_code == 403
    assert sqlite_newsroom.call("GET", "/v1/admin/partners/none/webhooks", "admin").status_code == 404


def _partner(newsroom: Newsroom) -> tuple[str, str]:
    partner = parties.partner(newsroom, per_minute=6000)
    return partner, parties.key(newsroom, partner, "webhooks", "read")


def _measured() -> dict[tuple[Any, ...], float]:
    return {(sample.name, *sample.labels): sample.value for sample in measures.read()}
