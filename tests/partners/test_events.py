from __future__ import annotations

from typing import Any

import jsonschema_rs
import pytest

from api.partners import partners
from api.partners.sending import endpoints
from api.platform import clock
from tests.contract import described
from tests.newsroom import Newsroom
from tests.partners import parties, receivers
from tests.partners.receivers import receiving, turn, working
from tools import openapi


@pytest.fixture(scope="module")
def event() -> jsonschema_rs.Draft202012Validator:
    """Give what the reference says of what a webhook gets, with no field that it does not name."""
    strict = described.closed(openapi.document())
    called = strict["paths"]["/v1/partner/webhooks"]["post"]["callbacks"]["event"]["{$request.body#/url}"]["post"]
    schema = called["requestBody"]["content"]["application/json"]["schema"]
    return jsonschema_rs.Draft202012Validator({"components": strict["components"], **schema}, validate_formats=True)


@pytest.mark.parametrize("payload", ["thin", "full"])
def test_what_is_sent_is_what_the_reference_says(
    sqlite_newsroom: Newsroom, event: jsonschema_rs.Draft202012Validator, payload: str
) -> None:
    """Each kind of event, thin or full, is one of the forms that generated clients know, and each is sent here."""
    partner = parties.partner(sqlite_newsroom, per_minute=6000)
    text = parties.key(sqlite_newsroom, partner, "webhooks", "read")
    with receiving() as there, working(sqlite_newsroom) as worker:
        receivers.verified(sqlite_newsroom, worker, text, there.url, payload=payload)
        _live(sqlite_newsroom, worker)
        partners.change(partner, {"topics": ["society"]}, by=None, at=clock.now())
        turn(worker)
    assert {got.event for got in there.got} == {*endpoints.EVENTS}
    for got in there.got:
        assert [error.message for error in event.iter_errors(got.body)] == [], got.body
    forms = {got.event: got.body["data"]["form"] for got in there.got if got.event.startswith("article.")}
    assert forms == {each: "thin" if each == "article.withdrawn" else payload for each in forms}


def _live(newsroom: Newsroom, worker: Any) -> None:
    """Let a text be published, changed, corrected and withdrawn, each told before the next."""
    article = newsroom.publish()
    turn(worker)
    for weight, text in (("meaning", "Other words than before."), ("correction", "Right words now.")):
        newsroom.revise(article, body=text, weight=weight, note="The number was wrong.")
        newsroom.approve(article, "en")
        newsroom.release(article, "en")
        turn(worker)
    path = f"/v1/desk/articles/{article}/versions/en/withdrawal"
    newsroom.post(path, "editor", {"reason": "A name was in it."}, etag="*")
    turn(worker)
