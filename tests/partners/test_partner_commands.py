from __future__ import annotations

import json
import re

import pytest
from click.testing import CliRunner

from api import cli
from tests.newsroom import Newsroom
from tests.partners import parties
from tests.partners.commands import typed

ADD = (
    *("partner", "add", "Radio Luzhana", "--contact", "desk@radio.example", "--language", "BE", "--language", "ru"),
    *("--topic", "society", "--delay", "2", "--format", "ninjs", "--licence", "CC BY", "--per-minute", "7"),
    *("--attribution", "be=Ад рэдакцыі", "--attribution", "ru=От редакции", "--network", "192.0.2.7"),
    *("--ends", "2099-06-30"),
)


@pytest.fixture
def radio(sqlite_newsroom: Newsroom) -> str:
    """Give the id of a partner that was added at the command line with each option of a contract."""
    assert typed(sqlite_newsroom, *ADD).exit_code == 0
    (shown,) = sqlite_newsroom.get(parties.PATH, "admin")["data"]
    return str(shown["id"])


def test_all_of_a_contract_is_shown(sqlite_newsroom: Newsroom, radio: str) -> None:
    """People get a line for each thing, in words; programs what the API gives, of one partner and of all."""
    told = typed(sqlite_newsroom, "partner", "show", "Radio Luzhana").output
    assert dict(line.split("\t") for line in told.splitlines()) == {
        "name": "Radio Luzhana",
        "id": radio,
        "state": "active",
        "contact": "desk@radio.example",
        "letters": "in en, alarm by habit",
        "languages": "be ru",
        "topics": "society",
        "formats": "json ninjs",
        "delay": "2 h after publication",
        "embargo lead": "none",
        "licence": "CC BY",
        "attribution be": "Ад рэдакцыі",
        "attribution ru": "От редакции",
        "requests": "7 a minute, 10000 a day",
        "networks": "192.0.2.7/32",
        "ends": "2099-06-30T23:59:00Z",
        "keys": "0",
        "asked for changes": "never",
    }
    by_api = sqlite_newsroom.get(f"{parties.PATH}/{radio}", "admin")
    assert json.loads(typed(sqlite_newsroom, "partner", "show", "Radio Luzhana", "--json").output) == by_api
    assert json.loads(typed(sqlite_newsroom, "partner", "list", "--json").output) == [by_api]


def test_each_term_can_be_changed_and_taken_away(sqlite_newsroom: Newsroom, radio: str) -> None:
    """Name, contact, end, networks, licence and lines: whatever was given is changed or lifted, and the rest stays."""
    path = f"{parties.PATH}/{radio}"
    before = sqlite_newsroom.get(path, "admin")
    told = typed(
        sqlite_newsroom,
        *("partner", "change", "Radio Luzhana", "--name", "Radio Neman", "--contact", "new@radio.example"),
        *("--ends", "2098-01-31T18:00:00+02:00", "--attribution", "be=Спачатку ў нас", "--delay", "0"),
    )
    assert told.output == "The contract of Radio Neman is changed.\n"
    changed = sqlite_newsroom.get(path, "admin")
    assert changed == {
        **before,
        "name": "Radio Neman",
        "contact": "new@radio.example",
        "ends_at": "2098-01-31T16:00:00Z",
        "attribution": {"be": "Спачатку ў нас"},
        "delay_hours": 0,
    }
    every = [word for name in ("languages", "topics", "formats", "networks") for word in ("--every", name)]
    without = [word for name in ("licence", "attribution", "end") for word in ("--without", name)]
    assert typed(sqlite_newsroom, "partner", "change", "Radio Neman", *every, *without).exit_code == 0
    assert sqlite_newsroom.get(path, "admin") == {
        **changed,
        **dict.fromkeys(("languages", "topics", "formats", "ends_at")),
        "networks": [],
        "licence": "",
        "attribution": {},
    }
    assert "attribution\tnone\n" in typed(sqlite_newsroom, "partner", "show", "Radio Neman").output


def test_what_is_no_end_is_refused(sqlite_newsroom: Newsroom, radio: str) -> None:
    """A day or a time is one, in this calendar; and a new contract has not ended yet."""
    for words in ("soon", "2027-02-30", "30.06.2027", "2027-06-30T18:00:00", "20270630", ""):
        told = typed(sqlite_newsroom, "partner", "change", "Radio Luzhana", "--ends", words)
        assert told.exit_code == 2, words
        assert "neither a day (2027-06-30) nor a time (2027-06-30T18:00:00Z)" in told.output
    told = typed(sqlite_newsroom, "partner", "add", "Archive", "--contact", "desk@a.example", "--ends", "2020-01-01")
    assert told.output == "Error: --ends: must lie in the future\n"
    assert sqlite_newsroom.get(f"{parties.PATH}/{radio}", "admin")["ends_at"] == "2099-06-30T23:59:59Z"


def test_each_option_that_may_be_repeated_says_so() -> None:
    """Whoever reads the help of any command learns how to give two of a thing."""
    for words in (("partner", "add"), ("partner", "change"), ("key", "issue")):
        told = " ".join(CliRunner().invoke(cli.main, [*words, "--help"]).output.split())
        options = cli.main.commands[words[0]].commands[words[1]].params  # type: ignore[attr-defined]
        many = [each.opts[0] for each in options if each.multiple]
        assert many
        for option in many:
            assert re.search(rf"{option} (?:(?! --).)*May be repeated\.", told), (words, option)


def test_who_or_what_is_not_there_is_named(sqlite_newsroom: Newsroom, radio: str) -> None:
    """An error says which partner or which key is not there, and a name with its argument."""
    assert radio
    for words, said in (
        (("partner", "show", "Rado"), "Error: There is no partner Rado.\n"),
        (("key", "revoke", "Radio Luzhana", "01"), "Error: Radio Luzhana has no key 01; `polyweek key list` shows "),
        (("key", "rotate", "Radio Luzhana", "01"), "Error: Radio Luzhana has no key 01; `polyweek key list` shows "),
        (("key", "issue", "Radio Luzhana", "--name", " "), "Error: --name: must have 1 to "),
        (("partner", "add", " ", "--contact", "desk@a.example"), "Error: NAME: must have 1 to 200 characters\n"),
        (("partner", "change", "Radio Luzhana", "--name", "a\nb"), "Error: --name: must be one line "),
        (("partner", "letters", "Radio Luzhana", "--contact", "x"), "Error: --contact: must be an e-mail address\n"),
    ):
        told = typed(sqlite_newsroom, *words)
        assert (told.exit_code, told.output.startswith(said)) == (1, True), told.output


def test_each_fault_has_a_line(sqlite_newsroom: Newsroom, radio: str) -> None:
    """Two that are wrong are told at once, one below the other."""
    assert radio
    told = typed(sqlite_newsroom, "partner", "change", "Radio Luzhana", "--contact", "x", "--licence", "a\nb")
    assert told.output.splitlines() == [
        "Error: --licence: must be one line without invisible characters",
        "       --contact: must be an e-mail address",
    ]


def test_the_detail_of_a_refusal_is_a_sentence(sqlite_newsroom: Newsroom) -> None:
    """In each language, also where a verb found it; each fault keeps the words that follow its place."""
    partner = parties.partner(sqlite_newsroom)
    for language, detail, single in (
        ("en", "/contact must be an e-mail address.", "must be an e-mail address"),
        ("be", "/contact: павінна быць адрасам электроннай пошты.", "павінна быць адрасам электроннай пошты"),
        ("ru", "/contact: должно быть адресом электронной почты.", "должно быть адресом электронной почты"),
    ):
        refused = sqlite_newsroom.call(
            "PATCH", f"{parties.PATH}/{partner}?lang={language}", "admin", etag="*", json={"contact": "nobody"}
        ).get_json()
        assert (refused["detail"], refused["errors"][0]["detail"]) == (detail, single)
    key = sqlite_newsroom.call("POST", f"{parties.PATH}/{partner}/keys", "admin", json={"name": "k", "scopes": []})
    assert key.get_json()["detail"] == "/scopes must name at least one."
