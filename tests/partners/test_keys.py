"""Keys: shown once, known by their digest, rotated with an overlap, and dead at the next request."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from api.accounts import tokens
from api.partners import callers, keys, partners
from api.partners.models import ApiKey
from api.platform import clock, db
from api.platform.errors import Forbidden, Unauthenticated
from tests.newsroom import Newsroom
from tests.partners import parties

ME = "/v1/partner/me"


def test_a_key_is_shown_once(newsroom: Newsroom) -> None:
    """A key's text stands in the answer that made it and nowhere else, least of all in the database."""
    partner = parties.partner(newsroom)
    made = newsroom.post(f"{parties.PATH}/{partner}/keys", "admin", {"name": "site"})
    assert made["key"].startswith("pwk_")
    assert made["scopes"] == ["read"]
    assert tokens.is_well_formed(made["key"], prefix="pwk_")
    listed = newsroom.get(f"{parties.PATH}/{partner}/keys", "admin")["data"]
    assert [key["id"] for key in listed] == [made["id"]]
    assert "key" not in listed[0]
    assert ApiKey.get_by_id(made["id"]).hash == tokens.digest(made["key"])


def test_a_partner_reads_its_contract(newsroom: Newsroom) -> None:
    """A partner reads its contract, its quotas and its keys, and which of them it came with."""
    partner = parties.partner(newsroom, topics=["society"], languages=["be", "en"], per_minute=5)
    text = parties.key(newsroom, partner)
    shown = parties.get(newsroom, ME, text)
    assert shown["contract"]["topics"] == ["society"]
    assert shown["contract"]["languages"] == ["be", "en"]
    assert [(quota["name"], quota["quota"], quota["left"]) for quota in shown["quotas"]] == [
        ("minute", 5, 4),
        ("day", 10_000, 9_999),
    ]
    assert [key["id"] for key in shown["keys"]] == [shown["key"]]
    assert text not in parties.call(newsroom, ME, text).get_data(as_text=True)


def test_what_is_wrong_with_a_key_is_told(newsroom: Newsroom) -> None:
    """Whoever holds a key is told why it does not work, and everybody else the same whatever there is."""
    partner = parties.partner(newsroom)
    text = parties.key(newsroom, partner)
    assert parties.fault(parties.call(newsroom, ME, text[:-1])) == (401, "malformed_key")
    assert parties.fault(parties.call(newsroom, ME, tokens.make(prefix="pwk_"))) == (401, "unknown_key")
    assert parties.fault(newsroom.call("GET", f"{ME}?key={text}")) == (401, "key_in_query")
    assert newsroom.call("GET", ME).status_code == 401
    assert newsroom.call("GET", ME, "admin").status_code == 401
    key_id = parties.get(newsroom, ME, text)["key"]
    path = f"{parties.PATH}/{partner}/keys/{key_id}"
    assert newsroom.call("DELETE", path, "admin", etag=f'"{key_id}"').status_code == 204
    assert parties.fault(parties.call(newsroom, ME, text)) == (401, "revoked_key")


def test_a_rotated_key_lives_for_its_overlap(newsroom: Newsroom) -> None:
    """The key that was taken over from stays valid until the overlap has passed, and the new one may the same."""
    partner = parties.partner(newsroom)
    at = clock.now()
    made = keys.issue(partner, name="site", scopes=["read"], expires_at=None, by=None, at=at)
    again = keys.rotate(partner, made["id"], overlap=timedelta(hours=2), by=None, at=at)
    assert (again["scopes"], again["succeeds"]) == (["read"], made["id"])
    for text in (made["key"], again["key"]):
        assert callers.find(text, "192.0.2.1", at=at + timedelta(hours=1)).partner_id == partner
    with pytest.raises(Unauthenticated, match="expired"):
        callers.find(made["key"], "192.0.2.1", at=at + timedelta(hours=3))
    assert callers.find(again["key"], "192.0.2.1", at=at + timedelta(hours=3)).partner_id == partner


def test_the_last_use_is_an_hour(newsroom: Newsroom) -> None:
    """Of a key's use nothing finer than the hour is kept."""
    partner = parties.partner(newsroom)
    at = datetime(2026, 11, 25, 18, 47, 12, 345, tzinfo=UTC)
    made = keys.issue(partner, name="site", scopes=["read"], expires_at=None, by=None, at=at)
    callers.find(made["key"], "192.0.2.1", at=at)
    assert ApiKey.get_by_id(made["id"]).last_used_at == datetime(2026, 11, 25, 18, tzinfo=UTC)


def test_a_suspended_partner_is_out_at_once(newsroom: Newsroom) -> None:
    """No key of a suspended partner works at the next request; they work again when it is let in again."""
    partner = parties.partner(newsroom)
    text = parties.key(newsroom, partner)
    newsroom.call("PUT", f"{parties.PATH}/{partner}/suspension", "admin")
    assert parties.fault(parties.call(newsroom, ME, text)) == (403, "partner_suspended")
    etag = newsroom.etag(f"{parties.PATH}/{partner}", "admin")
    assert newsroom.call("DELETE", f"{parties.PATH}/{partner}/suspension", "admin", etag=etag).status_code == 204
    assert parties.call(newsroom, ME, text).status_code == 200


def test_a_contract_that_ends_ends_its_keys(newsroom: Newsroom) -> None:
    """From the end of the contract on its keys are refused."""
    partner = parties.partner(newsroom, ends_at="2030-01-01T00:00:00Z")
    text = parties.key(newsroom, partner)
    ends = datetime(2030, 1, 1, tzinfo=UTC)
    ApiKey.update(expires_at=ends + timedelta(days=9)).execute()
    assert callers.find(text, "", at=ends - timedelta(seconds=1)).partner_id == partner
    with pytest.raises(Forbidden, match="ended"):
        callers.find(text, "", at=ends)


def test_a_key_comes_from_its_networks_only(sqlite_newsroom: Newsroom) -> None:
    """A key is refused from every address that its contract does not name, in IPv4, IPv6 and IPv4 written as IPv6."""
    at = clock.now()
    partner = parties.partner(sqlite_newsroom, networks=["192.0.2.0/24", "2001:db8::1"])
    text = parties.key(sqlite_newsroom, partner)
    for address in ("192.0.2.7", "::ffff:192.0.2.7", "2001:db8::1", "[2001:db8::1]"):
        assert callers.find(text, address, at=at).partner_id == partner
    for address in ("192.0.3.1", "2001:db8::2", "::1", "", "nonsense"):
        with pytest.raises(Forbidden):
            callers.find(text, address, at=at)
    response = parties.call(sqlite_newsroom, ME, text)
    assert parties.fault(response) == (403, "wrong_address")


def test_a_scope_that_is_missing_is_named(sqlite_newsroom: Newsroom) -> None:
    """A key without the scope of a route is 403 there."""
    text = parties.key(sqlite_newsroom, parties.partner(sqlite_newsroom))
    ApiKey.update(scopes="[]").execute()
    assert parties.fault(parties.call(sqlite_newsroom, ME, text)) == (403, "missing_scope")


def test_a_write_asks_for_the_key_again(newsroom: Newsroom) -> None:
    """In the transaction of a write a key that has died meanwhile is refused."""
    partner = parties.partner(newsroom)
    at = clock.now()
    made = keys.issue(partner, name="site", scopes=["read"], expires_at=None, by=None, at=at)
    caller = callers.find(made["key"], "192.0.2.1", at=at)
    with db.transaction():
        callers.hold(caller, made["key"], "192.0.2.1", at=at)
    keys.revoke(partner, made["id"], by=None, at=at)
    with pytest.raises(Unauthenticated), db.transaction():
        callers.hold(caller, made["key"], "192.0.2.1", at=at)


def test_old_keys_are_forgotten(newsroom: Newsroom) -> None:
    """A key that has ended stays for a while, so that its holder is told why, and goes then."""
    partner = parties.partner(newsroom)
    at = clock.now()
    made = keys.issue(partner, name="site", scopes=["read"], expires_at=None, by=None, at=at)
    keys.revoke(partner, made["id"], by=None, at=at)
    assert keys.prune(at=at + timedelta(days=1)) == 0
    assert keys.prune(at=at + timedelta(days=91)) == 1


def test_a_partner_has_not_more_keys_than_it_can_know(sqlite_newsroom: Newsroom) -> None:
    """Beyond twenty valid keys a partner gets none: somebody has lost count."""
    partner = parties.partner(sqlite_newsroom)
    for _ in range(keys.MOST):
        keys.issue(partner, name="site", scopes=["read"], expires_at=None, by=None, at=clock.now())
    response = sqlite_newsroom.call("POST", f"{parties.PATH}/{partner}/keys", "admin", json={"name": "site"})
    assert response.status_code == 409


def test_suspension_is_written_down(newsroom: Newsroom) -> None:
    """Each deed to a partner or key has its entry in the audit."""
    partner = parties.partner(newsroom)
    at = clock.now()
    made = keys.issue(partner, name="site", scopes=["read"], expires_at=None, by=None, at=at)
    made = keys.rotate(partner, made["id"], overlap=timedelta(), by=None, at=at)
    keys.revoke(partner, made["id"], by=None, at=at)
    partners.change(partner, {"per_day": 7}, by=None, at=at)
    partners.suspend(partner, by=None, at=at)
    partners.resume(partner, by=None, at=at)
    found = [entry["action"] for entry in newsroom.get("/v1/admin/audit", "admin")["data"]]
    wanted = [
        "partner.resume",
        "partner.suspend",
        "partner.change",
        "key.revoke",
        "key.rotate",
        "key.issue",
        "partner.add",
    ]
    assert found[: len(wanted)] == wanted
