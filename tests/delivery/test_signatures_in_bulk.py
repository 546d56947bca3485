from __future__ import annotations

from typing import Any

import pytest

from api.content.pictures import storage
from api.platform import clock
from api.publishing import signing
from examples.python import verify
from tests.content.pictures import shelf
from tests.content.pictures.specimens import png
from tests.delivery import exhibits
from tests.newsroom import NOW, Newsroom
from tests.partners import ahead, parties

SIGNED = "/v1/changes?initial=true&include=document,signature"


@pytest.fixture
def signed(sqlite_newsroom: Newsroom) -> Newsroom:
    """Give a newsroom that has a key."""
    signing.begin(at=NOW)
    return sqlite_newsroom


def _articles(page: Any) -> list[dict[str, Any]]:
    return [entry for entry in page["data"] if entry["resource"] == "article"]


def test_signatures_come_with_what_they_are_of(signed: Newsroom) -> None:
    """Beside each article stands what its own route gives, it verifies, and other entries have null."""
    signed.publish("ru")
    signed.publish(title="Another")
    page, keys = signed.get(SIGNED), signed.get("/.well-known/jwks.json")
    found = _articles(page)
    assert len(found) == 3
    for entry in found:
        own = signed.get(f"/v1/articles/{entry['article_id']}/signature?lang={entry['language']}")
        assert entry["signature"] == own
        assert verify.is_genuine(entry["document"], entry["signature"], keys)
    assert {str(entry["signature"]) for entry in page["data"] if entry["resource"] != "article"} == {"None"}
    assert all("signature" not in entry for entry in signed.get("/v1/changes?include=document")["data"])


def test_a_partner_verifies_as_it_syncs(signed: Newsroom) -> None:
    """With rights of its own and a picture left out, each document has the signature that everybody gets."""
    picture = shelf.add(png(700, 500), storage.current(), told={"syndication": False}).picture_id
    article = signed.publish("ru", body=exhibits.body(picture))
    key = parties.reader(signed, languages=["en"], licence="CC BY", attribution={"en": "By us"})
    (entry,) = _articles(parties.get(signed, SIGNED, key))
    assert "rights" in entry["document"]
    assert entry["signature"] == signed.get(f"/v1/articles/{article}/signature?lang=en")
    assert verify.is_genuine(entry["document"], entry["signature"], signed.get("/.well-known/jwks.json"))


def test_signatures_may_come_alone(signed: Newsroom) -> None:
    """Who has the documents asks for signatures only; next pages ask for the same."""
    signed.publish("ru")
    page = signed.get("/v1/changes?initial=true&include=signature&limit=1")
    assert "include=signature" in page["links"]["next"]
    (entry, *_) = _articles(signed.get("/v1/changes?initial=true&include=signature&fields=resource,language"))
    assert entry.keys() == {"resource", "language", "signature"}
    assert entry["signature"]["language"] == entry["language"]


def test_what_was_withdrawn_has_no_signature(signed: Newsroom) -> None:
    """Its entries, also those of before, say null."""
    exhibits.withdraw(signed, signed.publish())
    entries = _articles(signed.get("/v1/changes?include=document,signature"))
    assert {entry["type"] for entry in entries} >= {"withdrawn"}
    assert {str(entry["signature"]) for entry in entries} == {"None"}


def test_what_is_under_embargo_is_not_signed_yet(signed: Newsroom) -> None:
    """Who reads it ahead gets it without a signature, as at its own address, and with one after the release."""
    key = parties.key(signed, ahead.partner(signed))
    article, until = ahead.planned(signed, hours=1)
    ahead.follow()
    found = [entry for entry in _articles(parties.get(signed, SIGNED, key)) if entry["article_id"] == article]
    assert {entry["language"]: (entry["embargoed_until"], entry["signature"]) for entry in found} == {
        "be": (until, None),
        "en": (until, None),
    }
    assert all(entry["document"] is not None for entry in found)
    assert parties.call(signed, f"/v1/articles/{article}/signature?lang=en", key).status_code == 404


def test_caches_drop_signatures_with_their_key(signed: Newsroom) -> None:
    """A page with signatures has the tag by which they are purged on the day on which a key is lost."""
    signed.publish()
    assert "signing" in signed.call("GET", SIGNED).headers["Cache-Tag"].split(",")
    assert "signing" not in signed.call("GET", "/v1/changes").headers["Cache-Tag"].split(",")


def test_without_a_key_a_mirror_is_to_wait(sqlite_newsroom: Newsroom) -> None:
    """Before the first key is made nobody gets a page that lacks its signatures, but one without is to be had."""
    sqlite_newsroom.publish()
    response = sqlite_newsroom.call("GET", SIGNED)
    assert (response.status_code, "Retry-After" in response.headers) == (503, True)
    assert sqlite_newsroom.call("GET", "/v1/changes?include=document").status_code == 200


def test_a_page_reads_its_key_once(signed: Newsroom) -> None:
    """However many signatures a page has, they are by one key, and equal to those made one by one."""
    sign = signing.signer()
    assert [sign(data) for data in (b"x", b"y")] == [signing.sign(b"x"), signing.sign(b"y")]
    signing.rotate(at=clock.now())
    assert signing.signer()(b"x") != sign(b"x")
