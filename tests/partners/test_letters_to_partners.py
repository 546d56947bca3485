from __future__ import annotations

import re
import shlex
from datetime import UTC, datetime
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

import pytest

from api.content import site
from api.content.site import SiteWords
from api.languages import dates
from api.partners import notices
from api.partners.models import Partner
from api.partners.notices import Readers, Silence, Stopped
from api.platform import db, letters
from api.platform.models import Letter
from tests.newsroom import Newsroom
from tests.partners import parties, receivers
from tests.partners.receivers import receiving, turn, working

_AT = datetime(2026, 11, 25, 18, tzinfo=UTC)
_URL = "https://hooks.radio.example/secret"
_GAP = "\u00a0"
_SAID = {
    "be": f"25 лістапада 2026{_GAP}г., 19:00 (UTC+1, Варшава)",
    "ru": f"25 ноября 2026{_GAP}г., 19:00 (UTC+1, Варшава)",
    "en": f"November 25, 2026, 7:00{_GAP}PM (UTC+1, Warsaw)",
}


def _written(newsroom: Newsroom, language: str = "en", *, name: str = "Radio Luzhana", answer: str = "503") -> None:
    """Write each letter that there is."""
    partner = Partner.get_by_id(parties.partner(newsroom, name, contact_language=language))
    with db.transaction():
        for is_gone in (False, True):
            stopped = Stopped("01-a", "Our site", _URL, is_gone, _AT, ("01-b", _AT), answer, 14)
            notices.webhook_stopped(partner, stopped, at=_AT)
        for has_key in (False, True):
            silence = Silence(_AT, 3, has_key=has_key)
            notices.silent(partner, silence, at=_AT)
            notices.silent_to_newsroom(partner, silence, Readers(("ops@news.example",), language), at=_AT)


def _prose(letter: Letter) -> str:
    return " ".join(line for line in str(letter.text).splitlines() if not line.startswith("  "))


def test_the_link_of_a_stopped_webhook_shows_what_failed(sqlite_newsroom: Newsroom) -> None:
    """What could not be delivered waits in the log, and the address in the letter is where it is seen."""
    text = receivers.key(sqlite_newsroom)
    with receiving() as there, working(sqlite_newsroom) as worker:
        receivers.verified(sqlite_newsroom, worker, text, there.url, events=["article.published"])
        there.answer = lambda _: 410
        sqlite_newsroom.publish("ru")
        turn(worker)
        receivers.make_due()
        turn(worker)
    (letter,) = letters.unsent()
    found = re.search(r"GET (\S+/deliveries\S*)", letter.text)
    assert found is not None
    target = urlsplit(found[1])
    path = f"{target.path}?{target.query}" if target.query else target.path
    failed = [each for each in parties.get(sqlite_newsroom, path, text)["data"] if each["attempt_count"]]
    assert any(each["id"] in letter.text for each in failed if each["state"] != "delivered")


@pytest.mark.parametrize("language", ["be", "ru", "en"])
def test_a_letter_says_of_whom_it_is(sqlite_newsroom: Newsroom, language: str) -> None:
    """The newsroom in the subject, partner and endpoint by their names, times as its readers write them."""
    _written(sqlite_newsroom, language)
    for letter in Letter.select():
        prose = _prose(letter)
        assert letter.subject.startswith("Neman Review: ")
        assert "Radio Luzhana" in prose
        assert _SAID[language] in prose
        assert "01-a" not in prose
        assert not re.search(r"\d{4}-\d\d-\d\d", prose)
        if letter.kind.startswith("webhook"):
            assert "Our site" in letter.subject
            assert "Our site" in prose
            assert "hooks.radio.example" in prose


@pytest.mark.parametrize("language", ["be", "ru", "en"])
def test_a_letter_is_as_wide_as_a_screen(sqlite_newsroom: Newsroom, language: str) -> None:
    """Prose is broken into lines of 72; the subject is short, whatever everybody is called."""
    site.put("en", SiteWords("The Review of the Neman and of all its Tributaries, with the Sea", "Weekly", ""))
    _written(sqlite_newsroom, language, name="The Society of Friends of Wireless Telegraphy in Luzhana and Around")
    for letter in Letter.select():
        lines = [line for line in letter.text.splitlines() if not line.startswith("  ")]
        assert max(map(len, lines)) <= 72
        assert len(letter.subject) <= 120


def test_operators_are_told_what_to_type(sqlite_newsroom: Newsroom) -> None:
    """With the partner's name as a shell takes it, whatever is in it."""
    name = "O'Neill; rm -rf $HOME"
    _written(sqlite_newsroom, name=name)
    typed = [
        shlex.split(line)
        for letter in Letter.select().where(Letter.kind == "partner_silent_newsroom")
        for line in letter.text.splitlines()
        if line.startswith("  polyweek")
    ]
    assert ["polyweek", "partner", "letters", name, "--alarm-after", "48"] in typed
    assert ["polyweek", "partner", "key", "issue", name] in typed
    assert ["polyweek", "partner", "polls"] in typed


@pytest.mark.parametrize(
    ("answer", "said"), [("503", "status 503"), ("dns", "the name of the host was not found"), ("timeout", "no answer")]
)
def test_how_an_attempt_ended_is_said_in_words(sqlite_newsroom: Newsroom, answer: str, said: str) -> None:
    """Names of failures are for programs."""
    _written(sqlite_newsroom, answer=answer)
    assert f"The last attempt: {said}" in _prose(Letter.get(Letter.kind == "webhook_paused"))


@pytest.mark.parametrize(
    ("zone", "language", "expected"),
    [
        ("Europe/Warsaw", "en", _SAID["en"]),
        ("Europe/Warsaw", "be", _SAID["be"]),
        ("UTC", "ru", f"25 ноября 2026{_GAP}г., 18:00 (UTC)"),
        ("Etc/UTC", "ru", f"25 ноября 2026{_GAP}г., 18:00 (UTC)"),
        ("Asia/Tehran", "ru", f"25 ноября 2026{_GAP}г., 21:30 (UTC+3:30, Тегеран)"),
        ("America/St_Johns", "en", f"November 25, 2026, 2:30{_GAP}PM (UTC−3:30, St. John’s)"),
        ("Europe/Warsaw", "be-Latn", f"25 listapada 2026{_GAP}h., 19:00 (UTC+1, Varšava)"),
        ("Europe/Warsaw", "zz", "2026-11-25 19:00 (UTC+1)"),
    ],
)
def test_a_moment_is_said_with_its_zone(zone: str, language: str, expected: str) -> None:
    """By the clock of a place, with how far that is from UTC, as people of a language write it."""
    assert dates.moment(_AT, ZoneInfo(zone), language) == expected
