from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from api.partners import keys, partners
from api.platform import clock
from tests.newsroom import Newsroom
from tests.partners import accounts, parties

ACKNOWLEDGEMENTS = "/v1/partner/acknowledgements"
OUTSTANDING = "/v1/partner/outstanding"
OPEN = {("GET", OUTSTANDING), ("HEAD", OUTSTANDING), ("POST", ACKNOWLEDGEMENTS)}
LOCAL = ["127.0.0.1"]


def _suspend(partner: str) -> None:
    partners.suspend(partner, by=None, at=clock.now())


def _end(partner: str) -> None:
    partners.change(partner, {"ends_at": clock.now() - timedelta(minutes=1)}, by=None, at=clock.now())


both = pytest.mark.parametrize(
    ("part", "code"), [(_suspend, "partner_suspended"), (_end, "contract_ended")], ids=["suspended", "ended"]
)


@both
def test_who_has_parted_still_says_that_a_text_is_gone(
    newsroom: Newsroom, part: Callable[[str], None], code: str
) -> None:
    """They see what was withdrawn of what they hold, and say what they did; the report is complete then."""
    partner = accounts.partner(newsroom)
    key = parties.key(newsroom, partner)
    article = accounts.given(newsroom, key)
    part(partner)
    assert parties.get(newsroom, OUTSTANDING, key)["data"] == []
    accounts.withdraw(newsroom, article)
    (shown,) = parties.get(newsroom, OUTSTANDING, key)["data"]
    assert (shown["type"], shown["article_id"], shown["revision"]) == ("withdrawn", article, 1)
    assert _acknowledge(newsroom, key, article).status_code == 200
    assert parties.get(newsroom, OUTSTANDING, key)["data"] == []
    assert newsroom.get("/v1/admin/takedowns?state=unacknowledged", "editor")["data"] == []
    assert parties.fault(parties.call(newsroom, ACKNOWLEDGEMENTS, key)) == (403, code)


@both
def test_nothing_else_opens(sqlite_newsroom: Newsroom, part: Callable[[str], None], code: str) -> None:
    """Each other route refuses them, their own and all that is public, whatever the method."""
    partner = parties.partner(sqlite_newsroom, per_minute=6_000, per_day=100_000)
    key, token = (
        parties.key(sqlite_newsroom, partner, *scopes, name=scopes[0]) for scopes in (("read", "webhooks"), ("feed",))
    )
    sqlite_newsroom.publish()
    part(partner)
    let_in = []
    for method, path in _addresses(sqlite_newsroom):
        answer = parties.call(sqlite_newsroom, path, key, method, json={} if method not in {"GET", "HEAD"} else None)
        if answer.status_code != 403 and (method, path) not in OPEN:
            let_in.append((method, path, answer.status_code))
    assert let_in == []
    for form in ("atom", "rss", "json"):
        answer = sqlite_newsroom.call("GET", f"/v1/feeds/by-token/{token}/en.{form}")
        assert parties.fault(answer) == (403, code)


@both
def test_the_key_must_live_and_come_from_its_place(
    sqlite_newsroom: Newsroom, part: Callable[[str], None], code: str
) -> None:
    """Revoked, from a wrong address or without its scope it says nothing, as before; a quota holds too."""
    partner = parties.partner(sqlite_newsroom, networks=LOCAL, per_minute=4)
    made = [
        sqlite_newsroom.post(f"{parties.PATH}/{partner}/keys", "admin", {"name": "site", "scopes": [scope]})
        for scope in ("read", "webhooks")
    ]
    part(partner)
    (text, other) = (each["key"] for each in made)
    entries = {"entries": [{"type": "withdrawn", "article_id": "x", "language": "en"}]}
    assert parties.call(sqlite_newsroom, OUTSTANDING, text).status_code == 200
    answer = parties.call(sqlite_newsroom, ACKNOWLEDGEMENTS, text, "POST", json=entries)
    assert parties.fault(answer) == (422, "unknown_entry")
    assert parties.fault(parties.call(sqlite_newsroom, OUTSTANDING, other)) == (403, "missing_scope")
    statuses = [parties.call(sqlite_newsroom, OUTSTANDING, text).status_code for _ in range(3)]
    assert statuses == [200, 200, 429]
    partners.change(partner, {"networks": ["192.0.2.0/24"]}, by=None, at=clock.now())
    assert parties.fault(parties.call(sqlite_newsroom, OUTSTANDING, text)) == (403, "wrong_address")
    keys.revoke(partner, made[0]["id"], by=None, at=clock.now())
    assert parties.fault(parties.call(sqlite_newsroom, OUTSTANDING, text)) == (401, "revoked_key")


def test_a_sandbox_stays_closed(with_seed: Newsroom) -> None:
    """What is tried there is no takedown."""
    partner = parties.partner(with_seed)
    key = parties.key(with_seed, partner, sandbox=True)
    _suspend(partner)
    assert parties.fault(parties.call(with_seed, OUTSTANDING, key)) == (403, "partner_suspended")


def test_what_stands_cannot_be_acknowledged_away(sqlite_newsroom: Newsroom) -> None:
    """Suspended or not, nobody says of a text that stands within their contract that it is withdrawn."""
    partner = accounts.partner(sqlite_newsroom)
    key = parties.key(sqlite_newsroom, partner)
    article = accounts.given(sqlite_newsroom, key)
    _suspend(partner)
    assert parties.fault(_acknowledge(sqlite_newsroom, key, article)) == (422, "unknown_entry")


def _addresses(newsroom: Newsroom) -> list[tuple[str, str]]:
    """Give the methods and addresses of all that a key opens: a partner's own routes, and public ones but for files."""
    found = []
    for rule in newsroom.app.url_map.iter_rules():
        is_own = rule.rule.startswith("/v1/partner/")
        if is_own or getattr(newsroom.app.view_functions[rule.endpoint], "is_narrowed", False):
            path = re.sub(r"<[^>]+>", "en", rule.rule)
            found += [(method, path) for method in sorted((rule.methods or set()) - {"OPTIONS"})]
    own = {path for _, path in found if path.startswith("/v1/partner/")}
    assert {"/v1/partner/me", OUTSTANDING, ACKNOWLEDGEMENTS} <= own
    assert len(found) - len(own) > 20
    return [each for each in found if "by-token" not in each[1] and not each[1].startswith("/media/")]


def _acknowledge(newsroom: Newsroom, key: str, article: str) -> Any:
    entry = {"type": "withdrawn", "article_id": article, "language": "en", "action": "removed"}
    return parties.call(newsroom, ACKNOWLEDGEMENTS, key, "POST", json={"entries": [entry]})
