from __future__ import annotations

import logging
import re
from datetime import timedelta
from typing import Any

import pytest
from werkzeug.test import Client, TestResponse

from api.accounts import tokens
from api.delivery.edge import Edge
from api.partners.models import ApiKey, Partner
from api.platform import clock
from tests.delivery import exhibits, feeds
from tests.delivery.feeds import BODY
from tests.formats import feed_rules
from tests.newsroom import Newsroom
from tests.partners import parties


def _token(newsroom: Newsroom, **contract: Any) -> str:
    """Add a partner with this contract and give a feed token of theirs."""
    return parties.key(newsroom, parties.partner(newsroom, **contract), "feed")


def _path(token: str, name: str = "en.json") -> str:
    return f"/v1/feeds/by-token/{token}/{name}"


def _get(newsroom: Newsroom, token: str, name: str = "en.json") -> TestResponse:
    return newsroom.call("GET", _path(token, name))


def _fault(response: TestResponse) -> tuple[int, str, str | None]:
    (fault,) = response.get_json()["errors"]
    return response.status_code, fault["code"], fault.get("parameter") or fault.get("header")


def test_a_feed_token_reads_each_feed_of_its_contract(newsroom: Newsroom) -> None:
    """All three forms are sound, with the texts of the contract, in full, and of no other topic or language."""
    token = _token(
        newsroom, languages=["en"], topics=["society"], attribution={"en": "From the Review"}, licence="CC BY"
    )
    assert re.fullmatch("pwf_[0-9A-Za-z]{49}", token)
    newsroom.publish("ru", title="Council meets")
    newsroom.publish("ru", title="Sturgeon", topic="river")
    for form in feeds.FORMS:
        answer = _get(newsroom, token, f"en.{form}")
        assert answer.status_code == 200, answer.get_data(as_text=True)
        feed_rules.CHECKS[form](answer.data)
        text = answer.get_data(as_text=True)
        assert "The second paragraph has a" in text
        assert "From the Review · CC BY" in text
        assert "Sturgeon" not in text
        if form != "json":
            found = feed_rules.read(answer.data, answer.headers["Content-Type"])
            assert [entry.title for entry in found.entries] == ["Council meets"]
            assert found.entries[0].rights == "From the Review · CC BY"
        assert _get(newsroom, token, f"ru.{form}").status_code == 404
    (item,) = feeds.told(newsroom, _path(token))["items"]
    assert item["_polyweek"]["rights"]["attribution"] == "From the Review"
    assert "rights" not in feeds.told(newsroom, "/v1/feeds/en.json")["items"][0]["_polyweek"]


def test_a_delay_holds_for_feed_tokens(sqlite_newsroom: Newsroom) -> None:
    """What is too new for the contract is not in the feed; everybody else has it."""
    token = _token(sqlite_newsroom, delay_hours=2)
    sqlite_newsroom.publish()
    assert feeds.told(sqlite_newsroom, _path(token))["items"] == []
    assert len(feeds.told(sqlite_newsroom, "/v1/feeds/en.json")["items"]) == 1


def test_a_withdrawal_leaves_a_tombstone(sqlite_newsroom: Newsroom) -> None:
    """What the partner may hold and is withdrawn stands in its feed as deleted, without its title."""
    token = _token(sqlite_newsroom)
    gone = sqlite_newsroom.publish(title="Ferry goes", body=BODY)
    (item,) = feeds.told(sqlite_newsroom, _path(token))["items"]
    exhibits.withdraw(sqlite_newsroom, gone, "en")
    shown = feeds.told(sqlite_newsroom, _path(token))
    assert (shown["items"], [each["id"] for each in shown["_polyweek"]["deleted"]]) == ([], [item["id"]])
    for form in feeds.FORMS:
        assert "Ferry goes" not in _get(sqlite_newsroom, token, f"en.{form}").get_data(as_text=True)


def test_no_cache_keeps_what_a_feed_token_reads(sqlite_newsroom: Newsroom) -> None:
    """It is private and in no index, tells no other site where it was read, passes the edge, and answers 304."""
    token = _token(sqlite_newsroom)
    sqlite_newsroom.publish()
    client = Client(Edge(sqlite_newsroom.app))
    answers = [client.get(_path(token, "en.atom")) for _ in range(2)]
    for answer in answers:
        assert answer.headers["Cache-Control"] == "private, no-store"
        assert answer.headers["Referrer-Policy"] == "no-referrer"
        assert answer.headers["X-Robots-Tag"] == "noindex"
        assert "Age" not in answer.headers
        assert "Link" not in answer.headers
        assert "RateLimit" in answer.headers
    tag = answers[0].headers["ETag"]
    assert client.get(_path(token, "en.atom"), headers={"If-None-Match": tag}).status_code == 304


def test_pages_and_the_feed_itself_are_at_the_token(sqlite_newsroom: Newsroom) -> None:
    """Each address of a page has the token, so the next page is the partner's too; no other address has it."""
    token = _token(sqlite_newsroom)
    for number in range(3):
        sqlite_newsroom.publish(title=f"Ferry {number}", body=BODY)
    pages = feeds.followed(sqlite_newsroom, _path(token, "en.json?limit=1"))
    assert [page["items"][0]["title"] for page in pages] == ["Ferry 2", "Ferry 1", "Ferry 0"]
    first = pages[0]
    for address in (first["feed_url"], first["next_url"], first["_polyweek"]["first_url"]):
        assert feeds.local(address).startswith(f"/v1/feeds/by-token/{token}/en.json")  # type: ignore[union-attr]
    assert token not in first["home_page_url"]
    assert token not in str(first["items"])
    atom = feeds.parsed(sqlite_newsroom, _path(token, "en.atom"))
    assert not [link for link in atom.feed.links if link.rel == "hub"]


def test_a_partners_feed_is_one_of_its_own(sqlite_newsroom: Newsroom) -> None:
    """It has another id than everybody's and than another partner's, and keeps it when the token is rotated."""
    partner = parties.partner(sqlite_newsroom)
    made = sqlite_newsroom.post(f"{parties.PATH}/{partner}/keys", "admin", {"name": "feed", "scopes": ["feed"]})
    for number in range(2):
        sqlite_newsroom.publish(title=f"Ferry {number}", body=BODY)
    shown = feeds.told(sqlite_newsroom, _path(made["key"], "en.json?limit=1"))
    path = f"{parties.PATH}/{partner}/keys/{made['id']}/rotation"
    rotated = sqlite_newsroom.post(path, "admin", {"overlap_hours": 1})
    assert rotated["key"].startswith("pwf_")
    assert rotated["scopes"] == ["feed"]
    again = feeds.told(sqlite_newsroom, _path(rotated["key"], "en.json?limit=1"))
    other = _token(sqlite_newsroom, name="Archive")
    ids = [feeds.told(sqlite_newsroom, path)["_polyweek"]["id"] for path in (_path(other), "/v1/feeds/en.json")]
    assert len({shown["_polyweek"]["id"], *ids}) == 3
    assert again["_polyweek"]["id"] == shown["_polyweek"]["id"]
    place = shown["next_url"].partition("cursor=")[2]
    following = _path(rotated["key"], f"en.json?limit=1&cursor={place}")
    assert len(feeds.told(sqlite_newsroom, following)["items"]) == 1
    stolen = sqlite_newsroom.call("GET", _path(other, f"en.json?limit=1&cursor={place}"))
    assert _fault(stolen) == (422, "invalid_cursor", "cursor")


def test_a_feed_token_opens_nothing_else(sqlite_newsroom: Newsroom) -> None:
    """In the header it is 401 on every route, in a query too; and so is a key in the place of the token."""
    partner = parties.partner(sqlite_newsroom)
    token, key = parties.key(sqlite_newsroom, partner, "feed"), parties.key(sqlite_newsroom, partner)
    for path in ("/v1/partner/me", "/v1/articles", "/v1/feeds/en.json", "/v1/changes", _path(token)):
        assert _fault(parties.call(sqlite_newsroom, path, token)) == (401, "feed_token", "Authorization"), path
    assert parties.call(sqlite_newsroom, "/v1/desk/me", token).status_code == 401
    for path in (f"/v1/feeds/en.json?token={token}", f"/v1/articles?key={token}", f"{_path(token)}?key={key}"):
        assert _fault(sqlite_newsroom.call("GET", path))[:2] == (401, "key_in_query"), path
    assert _fault(_get(sqlite_newsroom, key))[:2] == (401, "key_in_query")
    assert _get(sqlite_newsroom, token).status_code == 200


def test_what_is_wrong_with_a_feed_token_is_told(sqlite_newsroom: Newsroom) -> None:
    """Mistyped, unknown, expired, revoked, from a wrong address, of a suspended partner: each by its code."""
    partner = parties.partner(sqlite_newsroom)
    token = parties.key(sqlite_newsroom, partner, "feed")
    (key_id,) = (key.id for key in ApiKey.select())
    assert _fault(_get(sqlite_newsroom, "x")) == (401, "malformed_key", "token")
    assert _fault(_get(sqlite_newsroom, token[:-1])) == (401, "malformed_key", "token")
    assert _fault(_get(sqlite_newsroom, tokens.make(prefix="pwf_"))) == (401, "unknown_key", "token")
    for column, value, code in (
        ("networks", '["192.0.2.0/24"]', (403, "wrong_address", "token")),
        ("ends_at", clock.now() - timedelta(hours=1), (403, "contract_ended", "token")),
        ("suspended_at", clock.now(), (403, "partner_suspended", "token")),
    ):
        before = getattr(Partner.get_by_id(partner), column)
        Partner.update(**{column: value}).execute()
        assert _fault(_get(sqlite_newsroom, token)) == code
        Partner.update(**{column: before}).execute()
    ApiKey.update(expires_at=clock.now() - timedelta(hours=1)).execute()
    assert _fault(_get(sqlite_newsroom, token)) == (401, "expired_key", "token")
    ApiKey.update(expires_at=clock.now() + timedelta(hours=1)).execute()
    path = f"{parties.PATH}/{partner}/keys/{key_id}"
    assert sqlite_newsroom.call("DELETE", path, "admin", etag=f'"{key_id}"').status_code == 204
    refused = _get(sqlite_newsroom, token)
    assert _fault(refused) == (401, "revoked_key", "token")
    assert "no-store" in refused.headers["Cache-Control"]


def test_a_quota_holds_for_feed_tokens(sqlite_newsroom: Newsroom) -> None:
    """They use up the same quota as the partner's keys."""
    token = _token(sqlite_newsroom, per_minute=1)
    assert _get(sqlite_newsroom, token).status_code == 200
    refused = _get(sqlite_newsroom, token)
    assert refused.status_code == 429
    assert int(refused.headers["Retry-After"]) > 0


def test_the_scope_feed_stands_alone(sqlite_newsroom: Newsroom) -> None:
    """What stands in addresses may do nothing else, so a key with another scope beside it is refused."""
    partner = parties.partner(sqlite_newsroom)
    data = {"name": "all", "scopes": ["feed", "read"]}
    refused = sqlite_newsroom.call("POST", f"{parties.PATH}/{partner}/keys", "admin", json=data)
    assert refused.status_code == 422
    assert [fault["pointer"] for fault in refused.get_json()["errors"]] == ["/scopes"]


def test_a_feed_token_is_in_no_log_and_no_problem(
    sqlite_newsroom: Newsroom, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither an answer, nor a refusal, nor a failure writes it down: logs have the route's template."""
    token = _token(sqlite_newsroom)
    caplog.set_level(logging.DEBUG)
    access = logging.getLogger("polyweek.access")
    monkeypatch.setattr(access, "propagate", True)
    _get(sqlite_newsroom, token)
    for path in (_path(token, "pl.json"), _path(token, "en.json?limit=0"), _path(token, "en.pdf"), _path(token) + "/x"):
        refused = sqlite_newsroom.call("GET", path)
        assert refused.status_code in {404, 422}
        assert token not in refused.get_data(as_text=True)
    monkeypatch.setitem(sqlite_newsroom.app.extensions, "audience_of_feed", _broken)
    assert _get(sqlite_newsroom, token).status_code == 500
    told = " ".join(str(record.__dict__) for record in caplog.records)
    assert "<token>" in told
    assert token not in told


def _broken(_token: str) -> None:
    raise RuntimeError("out of order")
