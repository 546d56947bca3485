from __future__ import annotations

from typing import Any

import pytest
from click.testing import CliRunner

from api import cli
from api.partners import contracts, partners
from api.partners.models import Partner
from api.partners.sending import fanout
from api.platform import clock
from api.publishing.audience import FORMATS
from tests import databases
from tests.newsroom import Newsroom
from tests.partners import parties
from tests.partners.test_sync_of_partners import Mirror, readable

# Where each form is to be had; `{id}` is an article.
TAKEN = {
    "ninjs": ["/v1/articles/{id}?lang=en&format=ninjs", "/v1/issues/2017-W37?lang=en&format=ninjs"],
    "json_ld": ["/v1/articles/{id}?lang=en&format=jsonld", "/v1/issues/latest?lang=en&format=jsonld"],
    "atom": ["/v1/feeds/en.atom"],
    "rss": ["/v1/feeds/en.rss"],
    "json_feed": ["/v1/feeds/en.json"],
}


@pytest.fixture
def article(sqlite_newsroom: Newsroom) -> str:
    """Give an article in Belarusian and English."""
    return sqlite_newsroom.publish("be", "en", source_language="be")


def test_a_partner_takes_the_forms_of_its_contract(sqlite_newsroom: Newsroom, article: str) -> None:
    """Without formats a contract has all forms; with some the others are answered as addresses that are not there."""
    everything = parties.reader(sqlite_newsroom, per_minute=6_000)
    for number, form in enumerate(TAKEN):
        own = parties.key(sqlite_newsroom, parties.partner(sqlite_newsroom, f"Partner {number}", formats=[form]))
        for other, paths in TAKEN.items():
            for path in (each.format(id=article) for each in paths):
                assert parties.call(sqlite_newsroom, path, everything).status_code == 200, path
                answer = parties.call(sqlite_newsroom, path, own)
                assert answer.status_code == (200 if form == other else 404), path
                if form != other:
                    assert _said(answer) == _said(parties.call(sqlite_newsroom, "/v1/nothing", own))


def test_forms_outside_are_not_hinted_at(sqlite_newsroom: Newsroom, article: str) -> None:
    """No link, header or feed names a form that the contract has not, and everything else stays as it is."""
    key = parties.reader(sqlite_newsroom, formats=["atom"])
    site = parties.call(sqlite_newsroom, "/v1/site?lang=en", key)
    assert site.get_json()["links"]["feeds"] == {"atom": "/v1/feeds/en.atom", "rss": None, "json": None}
    feed = parties.call(sqlite_newsroom, "/v1/feeds/en.atom", key)
    assert b"<entry" in feed.data
    assert article
    told = b"".join([site.data, site.headers["Link"].encode(), feed.data])
    assert b"en.rss" not in told
    assert b"en.json" not in told
    assert parties.get(sqlite_newsroom, f"/v1/articles/{article}?lang=en", key)["rights"]["formats"] == ["json", "atom"]
    bare = parties.key(sqlite_newsroom, parties.partner(sqlite_newsroom, "Archive", formats=[]))
    shown = parties.call(sqlite_newsroom, "/v1/site?lang=en", bare)
    assert set(shown.get_json()["links"]["feeds"].values()) == {None}
    assert "feeds" not in shown.headers["Link"]
    assert not shown.headers["Link"].rstrip().endswith(",")


def test_formats_are_those_of_the_vocabulary(sqlite_newsroom: Newsroom) -> None:
    """JSON is in each list of formats, an unknown one is refused at its place, and null is all."""
    partner = parties.partner(sqlite_newsroom, formats=["zip", "ninjs", "zip"])
    path = f"{parties.PATH}/{partner}"
    assert sqlite_newsroom.get(path, "admin")["formats"] == ["json", "ninjs", "zip"]
    refused = sqlite_newsroom.call("PATCH", path, "admin", etag="*", json={"formats": ["json", "docx"]})
    assert parties.fault(refused) == (422, "invalid_choice")
    assert refused.get_json()["errors"][0]["pointer"] == "/formats/1"
    changed = sqlite_newsroom.call("PATCH", path, "admin", etag="*", json={"formats": None})
    assert changed.get_json()["formats"] is None
    assert FORMATS[0] == "json"


@pytest.mark.parametrize(
    "change",
    [
        {"licence": "CC BY-NC"},
        {"attribution": {"en": "Elsewhere first"}},
        {"formats": ["ninjs"]},
        {"ends_at": "2099-01-01T00:00:00Z"},
    ],
    ids=lambda change: next(iter(change)),
)
def test_changed_terms_bring_each_text_again(newsroom: Newsroom, change: dict[str, Any]) -> None:
    """What stands in the rights of each document is told by the journal, in pages of any size, once."""
    partner = parties.partner(newsroom, topics=["society"], licence="CC BY", per_minute=6_000)
    key = parties.key(newsroom, partner)
    mirror = Mirror(newsroom, key)
    for topic in ("society", "river", "society"):
        newsroom.publish("be", "en", source_language="be", topic=topic)
    mirror.sync()
    newsroom.call("PATCH", f"{parties.PATH}/{partner}", "admin", etag="*", json=change)
    mirror.types.clear()
    mirror.sync()
    assert mirror.types == ["updated"] * 4
    assert mirror.copy == readable(newsroom, key) != {}
    mirror.types.clear()
    mirror.sync()
    assert mirror.types == []
    begun = Mirror(newsroom, key)
    begun.sync(is_initial=True)
    assert begun.copy == mirror.copy
    assert begun.types == ["published"] * 4


def test_what_is_no_term_brings_nothing_again(sqlite_newsroom: Newsroom, article: str) -> None:
    """Another quota, network or contact changes no document, and the same terms again change nothing."""
    partner = parties.partner(sqlite_newsroom, licence="CC BY")
    key = parties.key(sqlite_newsroom, partner)
    mirror = Mirror(sqlite_newsroom, key)
    mirror.sync()
    assert article in {held for held, _ in mirror.copy}
    mirror.types.clear()
    for change in ({"per_day": 20_000}, {"contact": "other@radio.example"}, {"licence": "CC BY"}, {"formats": None}):
        partners.change(partner, change, by=None, at=clock.now())
    mirror.sync()
    assert mirror.types == []


def test_terms_are_among_what_endpoints_are_told_of(sqlite_newsroom: Newsroom) -> None:
    """A change of any term makes another digest, by which `contract.changed` goes out."""
    partner = parties.partner(sqlite_newsroom)
    seen = {_digest(partner)}
    for change in ({"formats": ["zip"]}, {"embargo_lead_minutes": 90}, {"licence": "CC BY"}, {"per_day": 7}):
        partners.change(partner, change, by=None, at=clock.now())
        seen.add(_digest(partner))
    assert len(seen) == 4


def test_a_contract_is_changed_from_the_command_line(sqlite_newsroom: Newsroom) -> None:
    """A lead is given in minutes or hours, formats one by one; what is not named stays, and what is wrong is said."""
    parties.partner(sqlite_newsroom, licence="CC BY", topics=["river"])

    def run(*words: str) -> Any:
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("POLYWEEK_DATA_DIR", str(sqlite_newsroom.settings.data_dir))
            patch.setenv("POLYWEEK_SECRET", databases.SECRET)
            return CliRunner().invoke(cli.main, ["partner", "change", "Radio Luzhana", *words])

    assert run("--embargo-lead", "24h", "--format", "ninjs", "--every", "topics").exit_code == 0
    shown = sqlite_newsroom.get(parties.PATH, "admin")["data"][0]
    assert (shown["embargo_lead_minutes"], shown["formats"], shown["topics"]) == (1440, ["json", "ninjs"], None)
    assert shown["licence"] == "CC BY"
    for words in (["--embargo-lead", "soon"], ["--embargo-lead", "²h"], ["--format", "docx"], ["--delay", "2"], []):
        assert run(*words).exit_code != 0, words
    assert sqlite_newsroom.get(parties.PATH, "admin")["data"] == [shown]


def _digest(partner: str) -> str:
    return fanout.digest(contracts.of(Partner.get_by_id(partner)))


def _said(answer: Any) -> Any:
    told = answer.get_json()
    return {name: told[name] for name in ("type", "title", "status", "detail", "code", "errors")}
