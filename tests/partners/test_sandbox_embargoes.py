"""Embargoes in a sandbox: a text comes ahead of its release, goes out at its hour, or is pulled before."""

from __future__ import annotations

from typing import Any

from api.partners.models import Partner
from api.partners.sandboxes import files
from tests.newsroom import Newsroom
from tests.partners import ahead, parties, receivers, sandboxes
from tests.partners.receivers import receiving
from tests.partners.sandboxes import BREAD, FERRY, LIBRARY, STORM
from tests.partners.test_sandbox_webhooks import go, going_round


def test_a_text_under_embargo_goes_out_at_its_hour(with_seed: Newsroom) -> None:
    """It is told at once and read with the mark; no webhook tells of it until the release, which takes the mark off."""
    text = _key(with_seed, embargo_lead_minutes=120)
    assert parties.get(with_seed, "/v1/partner/me", text)["contract"]["embargo_lead_minutes"] == 120
    with receiving() as there, going_round(with_seed) as goes:
        receivers.hook(with_seed, text, there.url)
        go(goes)
        cursor = _cursor(with_seed, text)
        made = sandboxes.play(with_seed, text, "article.embargoed")
        until = made["embargoed_until"]
        assert (made["event"], made["article_id"], made["issue"]) == ("article.embargoed", STORM, None)
        page = parties.get(with_seed, f"/v1/changes?since={cursor}&limit=100&include=document", text)
        assert {(each["article_id"], each["language"], each["type"]) for each in page["data"]} == {
            (STORM, language, "published") for language in ("be", "ru", "en")
        }
        for each in page["data"]:
            assert each["embargoed_until"] == each["document"]["embargoed_until"] == until
        read = parties.get(with_seed, f"/v1/articles/{STORM}?lang=en", text)
        assert (read["embargoed_until"], read["slug"]) == (until, STORM)
        assert _shown(with_seed, text, "storm-wall") == ("waiting", until)
        go(goes)
        assert there.events() == []
        with ahead.at(minutes=6):
            go(goes)
            told = [(got.event, got.body["data"].get("article_id")) for got in there.got if got.event != "ping"]
            assert told.count(("article.published", STORM)) == 3
            assert "embargoed_until" not in parties.get(with_seed, f"/v1/articles/{STORM}?lang=en", text)
            page = parties.get(with_seed, f"/v1/changes?since={page['meta']['cursor']}&limit=100", text)
            of_text = [each for each in page["data"] if each["article_id"] == STORM]
            assert [(each["type"], each.get("embargoed_until")) for each in of_text] == [("published", None)] * 3
            assert _shown(with_seed, text, "storm-wall") == ("public", None)


def test_a_text_is_pulled_before_its_hour(with_seed: Newsroom) -> None:
    """It is 404 from that moment, told as withdrawn, and nothing comes at its hour; it can be planned again."""
    text = _key(with_seed, embargo_lead_minutes=2)
    sandboxes.play(with_seed, text, "article.embargoed", LIBRARY)
    cursor = _cursor(with_seed, text)
    made = sandboxes.play(with_seed, text, "article.pulled")
    assert (made["article_id"], made["embargoed_until"]) == (LIBRARY, None)
    assert parties.call(with_seed, f"/v1/articles/{LIBRARY}", text).status_code == 404
    page = parties.get(with_seed, f"/v1/changes?since={cursor}&lang=ru", text)["data"]
    assert [(each["article_id"], each["type"], each["embargoed_until"]) for each in page] == [
        (LIBRARY, "withdrawn", None)
    ]
    with going_round(with_seed) as goes, ahead.at(minutes=6):
        go(goes)
        assert _shown(with_seed, text, "island-library") == ("waiting", None)
        assert sandboxes.play(with_seed, text, "article.embargoed", LIBRARY)["embargoed_until"]
        assert parties.call(with_seed, f"/v1/articles/{LIBRARY}", text).status_code == 200


def test_what_cannot_be_under_embargo_is_refused_with_why(with_seed: Newsroom) -> None:
    """Without a lead, for what readers had, twice, or with nothing planned: 409, in the languages of partners too."""
    without = _key(with_seed)
    for accepted, word in (("en", "lead"), ("ru", "опереж"), ("be", "апярэдж")):
        refused = parties.call(
            with_seed,
            sandboxes.EVENTS,
            without,
            "POST",
            json={"event": "article.embargoed"},
            headers={"Accept-Language": accepted},
        )
        assert (refused.status_code, word in refused.get_json()["detail"]) == (409, True), refused.get_json()
    text = _key(with_seed, "Archive", topics=["river"], embargo_lead_minutes=60)
    assert sandboxes.event(with_seed, text, "article.pulled").status_code == 409
    assert sandboxes.event(with_seed, text, "article.embargoed", FERRY).status_code == 409
    sandboxes.play(with_seed, text, "article.embargoed", BREAD)
    assert sandboxes.event(with_seed, text, "article.embargoed", BREAD).status_code == 409
    sandboxes.play(with_seed, text, "contract.changed")
    refused = sandboxes.event(with_seed, text, "article.embargoed")
    assert (refused.status_code, "contract.changed" in refused.get_json()["detail"]) == (409, True)


def test_a_release_before_the_hour_leaves_nothing_to_do_then(with_seed: Newsroom) -> None:
    """The issue comes out while one of its texts waits for its hour: readers have it once, and no more is told."""
    text = _key(with_seed, embargo_lead_minutes=60)
    sandboxes.play(with_seed, text, "article.embargoed")
    sandboxes.play(with_seed, text, "issue.released")
    assert "embargoed_until" not in parties.get(with_seed, f"/v1/articles/{STORM}?lang=en", text)
    with going_round(with_seed) as goes:
        go(goes)
        cursor = _cursor(with_seed, text)
        with ahead.at(minutes=6):
            go(goes)
            assert parties.get(with_seed, f"/v1/changes?since={cursor}", text)["data"] == []
            assert _shown(with_seed, text, "storm-wall") == ("public", None)


def test_a_sandbox_that_had_no_lead_has_that_of_the_contract(with_seed: Newsroom) -> None:
    """Those that were begun before leads were tried there learn it with the next request."""
    partner = parties.partner(with_seed, embargo_lead_minutes=60)
    text = sandboxes.key(with_seed, partner)
    sandboxes.play(with_seed, text, "article.corrected")
    with files.inside(files.database(partner, 1)):
        Partner.update(embargo_lead_minutes=0).execute()
    assert parties.get(with_seed, "/v1/partner/me", text)["contract"]["embargo_lead_minutes"] == 60


def _key(newsroom: Newsroom, name: str = "Radio Luzhana", **contract: Any) -> str:
    return sandboxes.key(newsroom, parties.partner(newsroom, name, per_minute=600, **contract))


def _cursor(newsroom: Newsroom, text: str) -> str:
    return str(parties.get(newsroom, "/v1/changes?initial=true&limit=100", text)["meta"]["cursor"])


def _shown(newsroom: Newsroom, text: str, key: str) -> tuple[str, str | None]:
    found = parties.get(newsroom, "/v1/partner/sandbox", text)["articles"]
    return next((each["state"], each["embargoed_until"]) for each in found if each["key"] == key)
