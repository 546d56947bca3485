from __future__ import annotations

from datetime import timedelta
from typing import Any

from api.partners import contracts, partners
from api.partners.models import ContractChange, Partner
from api.platform import clock
from tests.contents import Contents
from tests.newsroom import Newsroom
from tests.partners import parties
from tests.partners.commands import typed

NEW = {"name": "Archive", "contact": "desk@archive.example"}

# What the command line is told, and the option that it then names.
REFUSED: list[tuple[list[str], str]] = [
    (["--delay", "99999999"], "--delay"),
    (["--delay", "99999999999999999999"], "--delay"),
    (["--embargo-lead", "100000h"], "--embargo-lead"),
    (["--embargo-lead", "169h"], "--embargo-lead"),
    (["--licence", "A" * 20_000], "--licence"),
    (["--licence", "CC BY\nand more"], "--licence"),
    (["--licence", "CC\x1b[31m BY"], "--licence"),
    (["--attribution", "be="], "--attribution be"),
    (["--attribution", "be=a\x1b[31mb"], "--attribution be"),
    (["--attribution", f"en={'A' * 501}"], "--attribution en"),
    (["--attribution", "xx=By the newsroom"], "--attribution xx"),
    ([word for n in range(51) for word in ("--network", f"192.0.2.{n}")], "--network"),
    (["--language", "xx"], "--language xx"),
    (["--topic", "nothing"], "--topic nothing"),
    (["--network", "192.0.2.1", "--network", "300.1.1.1"], "--network 300.1.1.1"),
    (["--contact", "nobody"], "--contact"),
    (["--delay", "2", "--embargo-lead", "90m"], "--embargo-lead"),
]


def test_the_command_line_takes_no_contract_that_the_api_would_not(sqlite_newsroom: Newsroom) -> None:
    """Each value out of bounds is refused in a sentence that names its option, for a new partner and for one there."""
    parties.partner(sqlite_newsroom)
    held = Contents(sqlite_newsroom.settings)
    before = held.now()
    for words, option in REFUSED:
        contact = [] if "--contact" in words else ["--contact", "desk@archive.example"]
        for told in (
            typed(sqlite_newsroom, "partner", "add", "Archive", *contact, *words),
            typed(sqlite_newsroom, "partner", "change", "Radio Luzhana", *words),
        ):
            assert told.exit_code in {1, 2}, (words, told.output)
            last = told.output.strip().splitlines()[-1]
            assert last.startswith((f"Error: {option}: ", f"Error: Invalid value for '{option}'")), (words, last)
            assert not any(name in last for name in contracts.DEFAULTS if "_" in name), last
            assert "\x1b" not in last
    assert held.now() == before
    held.close()


def test_the_verb_refuses_what_no_contract_may_say(sqlite_newsroom: Newsroom) -> None:
    """Whoever calls it: each bad value has a fault at its place, as the schema of the API says it."""
    partner = parties.partner(sqlite_newsroom)
    bad: list[tuple[dict[str, Any], str]] = [
        ({"delay_hours": contracts.LONGEST_HOURS + 1}, "/delay_hours"),
        ({"embargo_lead_minutes": -1}, "/embargo_lead_minutes"),
        ({"per_minute": 0}, "/per_minute"),
        ({"per_day": contracts.MOST_A_DAY + 1}, "/per_day"),
        ({"alarm_after_hours": contracts.LONGEST_SILENCE + 1}, "/alarm_after_hours"),
        ({"licence": "two\nlines"}, "/licence"),
        ({"attribution": {"be": " "}}, "/attribution/be"),
        ({"formats": ["docx"]}, "/formats/0"),
        ({"networks": ["192.0.2.1"] * 51}, "/networks"),
        ({"name": "two\nlines"}, "/name"),
    ]
    for change, pointer in bad:
        for refused in (_refused({**NEW, **change}), _refused(change, partner)):
            assert [fault.pointer for fault in refused.faults] == [pointer], change
            assert str(refused).startswith(f"{pointer} must "), change


def test_a_new_partner_has_a_contract_that_has_not_ended(sqlite_newsroom: Newsroom) -> None:
    """An end that has passed is refused for a new one; with one that is there it ends the contract at once."""
    past = clock.to_wire(clock.now() - timedelta(minutes=1))
    refused = sqlite_newsroom.call("POST", parties.PATH, "admin", json={**NEW, "ends_at": past})
    assert parties.fault(refused) == (422, "in_the_past")
    assert refused.get_json()["errors"][0]["pointer"] == "/ends_at"
    partner = parties.partner(sqlite_newsroom)
    changed = sqlite_newsroom.call("PATCH", f"{parties.PATH}/{partner}", "admin", etag="*", json={"ends_at": past})
    assert changed.get_json()["state"] == "ended"


def test_what_is_stored_out_of_bounds_is_read_within_them(newsroom: Newsroom) -> None:
    """With a contract that was let in before, each path answers as with the nearest that is allowed; no text breaks."""
    article = newsroom.publish("be", "en", source_language="be")
    partner = parties.partner(newsroom, "Delayed", per_minute=6_000)
    key = parties.key(newsroom, partner)
    sandbox = parties.key(newsroom, partner, sandbox=True)
    Partner.update(
        delay_hours=99_999_999,
        licence="CC BY\n" + "A" * 20_000,
        attribution='{"be": "a\\u001b[31mb", "en": ""}',
        per_day=2_000_000_000,
    ).where(Partner.id == partner).execute()
    ContractChange.create(partner=partner, generation=1, at=clock.now(), delay_hours=99_999_999)
    for path in ("articles", "changes?initial=true", "changes", "search?q=council", "issues/latest"):
        answer = parties.call(newsroom, f"/v1/{path}{'&' if '?' in path else '?'}lang=be", key)
        assert answer.status_code < 500, path
    assert parties.call(newsroom, "/v1/articles?lang=be", sandbox).status_code == 200
    assert newsroom.call("GET", f"{parties.PATH}/{partner}", "admin").status_code == 200
    shown = parties.get(newsroom, "/v1/partner/me", key)["contract"]
    assert (shown["delay_hours"], shown["attribution"]) == (contracts.LONGEST_HOURS, {"be": "a [31mb"})
    assert shown["licence"].startswith("CC BY AAA")
    assert len(shown["licence"]) == contracts.LONGEST_LINE
    partners.change(partner, {"delay_hours": 0, "contact": "new@archive.example"}, by=None, at=clock.now())
    assert parties.get(newsroom, f"/v1/articles/{article}?lang=be", key)["rights"]["licence"] == shown["licence"]


def test_a_lead_out_of_bounds_opens_no_more_than_the_longest(sqlite_newsroom: Newsroom) -> None:
    """Eleven years ahead are read as a week."""
    partner = parties.partner(sqlite_newsroom)
    Partner.update(embargo_lead_minutes=6_000_000).where(Partner.id == partner).execute()
    assert contracts.of(Partner.get_by_id(partner)).embargo_lead_minutes == contracts.LONGEST_LEAD


def test_every_and_single_ones_contradict_each_other(sqlite_newsroom: Newsroom) -> None:
    """Whoever says all topics and one of them is asked what was meant, and the contract stays."""
    parties.partner(sqlite_newsroom, topics=["society"], networks=["192.0.2.1"], licence="CC BY")
    for words, name in (
        (["--every", "topics", "--topic", "river"], "--topic"),
        (["--every", "networks", "--network", "192.0.2.7"], "--network"),
        (["--without", "licence", "--licence", "CC0"], "--licence"),
        (["--without", "end", "--ends", "2099-01-01"], "--ends"),
        (["--without", "attribution", "--attribution", "be=Ад рэдакцыі"], "--attribution"),
    ):
        told = typed(sqlite_newsroom, "partner", "change", "Radio Luzhana", *words)
        assert told.exit_code == 2, words
        assert f"{' '.join(words[:2])} and {name} contradict each other." in told.output
    (shown,) = sqlite_newsroom.get(parties.PATH, "admin")["data"]
    assert (shown["topics"], shown["networks"], shown["licence"]) == (["society"], ["192.0.2.1/32"], "CC BY")


def _refused(values: dict[str, Any], partner: str | None = None) -> partners.Invalid:
    try:
        if partner is None:
            partners.create(values, by=None, at=clock.now())
        else:
            partners.change(partner, values, by=None, at=clock.now())
    except partners.Invalid as refused:
        return refused
    raise AssertionError(values)
