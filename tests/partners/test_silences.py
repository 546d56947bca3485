from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from click.testing import CliRunner

from api import cli
from api.partners import keys, notices, polls, silences
from api.partners.models import PartnerPoll, PartnerSilence
from api.partners.notices import Readers
from api.platform import bookkeeping, clock, db, letters
from api.platform.errors import Unavailable, say
from api.platform.models import Letter
from tests import databases
from tests.at_once import at_once
from tests.newsroom import Newsroom
from tests.partners import parties

_HOUR = timedelta(hours=1)
_DAY = timedelta(days=1)
_MONDAY = datetime(2026, 11, 2, 9, tzinfo=UTC)
_NOBODY = Readers((), "en")
_OPS = Readers(("ops@news.example", "desk@news.example"), "ru")


def _now() -> datetime:
    return clock.now().replace(minute=0, second=0, microsecond=0)


def _polled(partner_id: str, *, until: datetime, days: int = 5, every: int = 6) -> None:
    hours = [until - timedelta(hours=every * number) for number in range(days * 24 // every)]
    PartnerPoll.insert_many([{"partner": partner_id, "hour": hour} for hour in hours]).execute()


def _shown(newsroom: Newsroom, partner_id: str) -> tuple[str | None, str | None]:
    found = newsroom.get(f"{parties.PATH}/{partner_id}", "admin")
    return found["last_polled_at"], found["silent_since"]


def test_a_poll_is_noted_once_in_an_hour(newsroom: Newsroom) -> None:
    """By whichever key and however often; only what was answered counts, and only of /v1/changes."""
    partner_id = parties.partner(newsroom)
    text, other = parties.key(newsroom, partner_id), parties.key(newsroom, partner_id)
    parties.get(newsroom, "/v1/articles", text)
    assert parties.call(newsroom, "/v1/changes?since=nonsense", text).status_code == 422
    assert _shown(newsroom, partner_id) == (None, None)
    for _ in range(3):
        parties.get(newsroom, "/v1/changes", text)
        parties.get(newsroom, "/v1/changes?initial=true", other)
    newsroom.get("/v1/changes")
    polls._noted.clear()
    parties.get(newsroom, "/v1/changes", text)
    assert PartnerPoll.select().count() == 1
    assert _shown(newsroom, partner_id) == (clock.to_wire(_now()), None)


def test_a_poll_that_cannot_be_noted_costs_no_answer(
    sqlite_newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    """While the database cannot write, or is busy, the answer comes all the same, and it is not tried at each."""
    text = parties.reader(sqlite_newsroom)
    tries: list[int] = []

    def refuse() -> None:
        tries.append(1)
        raise Unavailable(say("The database cannot write just now."))

    monkeypatch.setattr(bookkeeping, "now", refuse)
    keys.ApiKey.update(last_used_at=_now()).execute()
    for _ in range(3):
        parties.get(sqlite_newsroom, "/v1/changes", text)
    assert (len(tries), PartnerPoll.select().count()) == (1, 0)


@pytest.mark.parametrize(
    ("gaps", "expected"),
    [
        ([1] * 100, (1, 24.0)),
        ([24] * 6, (24, 96)),
        ([6] * 40, (6, 24.0)),
        ([12] * 3, None),
        ([168] * 4, None),
        ([1] * 8 + [16] + [1] * 8 + [16] + [1] * 8, (1, 24.0)),
        (([1] * 8 + [16]) * 4 + [1] * 8 + [64], (1, 24.0)),
        ((([1] * 8 + [16]) * 4 + [1] * 8 + [64]) * 2 + ([1] * 8 + [16]) * 4 + [1] * 8, (1, 80.0)),
    ],
    ids=["hourly", "daily", "each six hours", "two days", "weekly", "three days", "after a week-end", "working days"],
)
def test_a_habit_is_learned(gaps: list[int], expected: tuple[int, float] | None) -> None:
    """On three days of the last week at least; patience is a day, four usual gaps, or more than what came twice."""
    hours = [_MONDAY]
    for gap in gaps:
        hours.append(hours[-1] + gap * _HOUR)
    found = polls.habit(hours)
    assert (found and (found.usual, found.patience)) == expected


def test_a_silence_is_told_once_to_both(newsroom: Newsroom) -> None:
    """The partner in its language, the newsroom's people in theirs; not again until it has asked again."""
    partner_id = parties.partner(newsroom, contact_language="be")
    parties.key(newsroom, partner_id)
    now = _now()
    _polled(partner_id, until=now - 20 * _HOUR)
    assert silences.notice(_OPS, at=now) == 0
    assert _shown(newsroom, partner_id)[1] is None
    later = now + 6 * _HOUR
    assert [silences.notice(_OPS, at=later + n * _DAY) for n in range(3)] == [1, 0, 0]
    told = {letter.address: letter for letter in letters.unsent()}
    assert {address: letter.language for address, letter in told.items()} == {
        "desk@radio.example": "be",
        "ops@news.example": "ru",
        "desk@news.example": "ru",
    }
    assert told["desk@radio.example"].subject == "Neman Review: ваша праграма больш не запытвае змены"
    assert told["ops@news.example"].subject == "Neman Review: партнёр «Radio Luzhana» молчит"
    since = clock.to_wire(now - 20 * _HOUR)
    assert _shown(newsroom, partner_id) == (since, since)
    _polled(partner_id, until=later, days=1)
    assert _shown(newsroom, partner_id) == (clock.to_wire(later), None)
    assert silences.notice(_OPS, at=later + 2 * _DAY) == 1
    assert len(letters.unsent()) == 6


def test_two_workers_tell_of_a_silence_once(newsroom: Newsroom) -> None:
    """Whoever comes second finds that it is told."""
    partner_id = parties.partner(newsroom)
    _polled(partner_id, until=_now() - 3 * _DAY)
    at_once(*[lambda: silences.notice(_NOBODY, at=clock.now())] * 2)
    assert (len(letters.unsent()), PartnerSilence.select().count()) == (1, 1)


def test_the_alarm_is_set_for_each_partner(sqlite_newsroom: Newsroom) -> None:
    """After so many hours, also without a habit; with 0 never; null goes by the habit again."""
    now = _now()
    path = f"{parties.PATH}/{(partner_id := parties.partner(sqlite_newsroom, alarm_after_hours=0))}"
    _polled(partner_id, until=now - 9 * _DAY)
    assert silences.notice(_NOBODY, at=now) == 0
    sqlite_newsroom.call("PATCH", path, "admin", etag="*", json={"alarm_after_hours": None})
    assert silences.notice(_NOBODY, at=now) == 1
    other = parties.partner(sqlite_newsroom, "Other", alarm_after_hours=3)
    PartnerPoll.create(partner=other, hour=now - 3 * _HOUR)
    assert silences.notice(_NOBODY, at=now) == 0
    assert silences.notice(_NOBODY, at=now + _HOUR) == 1
    shown = sqlite_newsroom.get(f"{parties.PATH}/{other}", "admin")
    assert (shown["alarm_after_hours"], shown["contact_language"]) == (3, "en")


@pytest.mark.parametrize(
    "change", [{"contact_language": "pl"}, {"alarm_after_hours": -1}, {"alarm_after_hours": 10_000}, {"contact": "a@b"}]
)
def test_what_cannot_be_set_is_refused(sqlite_newsroom: Newsroom, change: dict[str, object]) -> None:
    """Letters are in a language that the API speaks, and go to what is an address."""
    path = f"{parties.PATH}/{parties.partner(sqlite_newsroom)}"
    refused = sqlite_newsroom.call("PATCH", path, "admin", etag="*", json=change)
    assert (refused.status_code, refused.get_json()["errors"][0]["pointer"]) == (422, f"/{next(iter(change))}")


def test_who_may_not_come_in_is_not_missed(sqlite_newsroom: Newsroom) -> None:
    """Not while suspended, and not at once afterwards: the habit begins anew, and the last poll is still shown."""
    partner_id, now = parties.partner(sqlite_newsroom), _now()
    _polled(partner_id, until=now - 3 * _DAY)
    sqlite_newsroom.call("PUT", f"{parties.PATH}/{partner_id}/suspension", "admin")
    assert silences.notice(_NOBODY, at=now) == 0
    sqlite_newsroom.call("DELETE", f"{parties.PATH}/{partner_id}/suspension", "admin", etag="*")
    assert silences.notice(_NOBODY, at=now) == 0
    assert _shown(sqlite_newsroom, partner_id) == (clock.to_wire(now - 3 * _DAY), None)


def test_nobody_is_missed_right_after_a_start(sqlite_newsroom: Newsroom) -> None:
    """A newsroom that was away itself waits for an hour before it asks who has not come."""
    partner_id, now = parties.partner(sqlite_newsroom), _now()
    _polled(partner_id, until=now - 3 * _DAY)
    watch = silences.Watch(_NOBODY)
    assert [watch.run(now + n * _HOUR / 2) for n in range(4)] == [0, 0, 1, 0]


def test_old_polls_are_forgotten_but_for_the_last(newsroom: Newsroom) -> None:
    """After four weeks; when a partner last asked is known for ever."""
    old, young, now = parties.partner(newsroom), parties.partner(newsroom, "Other"), _now()
    _polled(old, until=now - 60 * _DAY)
    _polled(young, until=now, days=40, every=24)
    assert polls.prune(at=now) == 19 + 12
    assert [polls.hours(old), len(polls.hours(young))] == [[now - 60 * _DAY], 28]


def test_a_letter_tells_of_a_key_that_has_ended(sqlite_newsroom: Newsroom) -> None:
    """That is the likeliest reason, and it says what to do."""
    partner_id = parties.partner(sqlite_newsroom)
    _polled(partner_id, until=_now() - 3 * _DAY)
    silences.notice(Readers(("ops@news.example",), "en"), at=_now())
    partners, ours = sorted(letters.unsent(), key=lambda letter: letter.address)
    assert "None of your keys is valid any longer: ask the newsroom for another." in partners.text
    assert "None of its keys is valid any longer." in ours.text


@pytest.mark.parametrize("language", ["be", "ru", "en"])
def test_letters_are_whole_in_each_language(sqlite_newsroom: Newsroom, language: str) -> None:
    """No sentence of another language stands in them, no placeholder, and nothing of an endpoint but its host."""
    partner_id = parties.partner(sqlite_newsroom, contact_language=language)
    _polled(partner_id, until=_now() - 3 * _DAY, every=12)
    silences.notice(Readers(("ops@news.example",), language), at=_now())
    url = "https://hooks.radio.example:443/secret-path?token=hunter2"
    with db.transaction():
        for is_gone in (False, True):
            stopped = notices.Stopped("01-a", "", url, is_gone, _now(), ("01-b", _now()), "503", 14)
            notices.webhook_stopped(notices.Partner.get_by_id(partner_id), stopped, at=_now())
    for letter in Letter.select():
        said = "\n".join(line for line in letter.text.splitlines() if not line.startswith("  "))
        assert not {"{", "}", "hunter2", "secret-path"} & set(letter.subject + letter.text)
        assert "hunter2" not in letter.text
        assert (" the " in said) is (language == "en")
        if language != "en":
            assert {"ў", "і"} & set(said) if language == "be" else not {"ў", "і"} & set(said)


def test_the_command_line_says_how_a_partner_is_written_to(
    sqlite_newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And shows when each last asked, and who has fallen silent."""
    partner_id, now = parties.partner(sqlite_newsroom, "Radio"), _now()
    for name, value in {"DATABASE_URL": sqlite_newsroom.settings.database_url, "SECRET": databases.SECRET}.items():
        monkeypatch.setenv(f"POLYWEEK_{name}", value)

    def typed(*words: str) -> str:
        return CliRunner().invoke(cli.main, ["partner", *words]).output

    assert typed("polls") == "Radio\tnever\t-\talarm by habit\n"
    assert typed("letters", "Radio", "--language", "be", "--alarm-after", "never") == "Radio is changed.\n"
    db.open_database(sqlite_newsroom.settings)
    _polled(partner_id, until=now - 3 * _DAY)
    assert typed("polls") == f"Radio\t{clock.to_readers(now - 3 * _DAY)}\t-\tno alarm\n"
    typed("letters", "Radio", "--alarm-after", "habit")
    db.open_database(sqlite_newsroom.settings)
    silences.notice(_NOBODY, at=now)
    assert [letter.language for letter in letters.unsent()] == ["be"]
    assert typed("polls").split("\t")[2:] == ["silent", "alarm by habit\n"]
    assert "is not in the range 1<=x<=744" in typed("letters", "Radio", "--alarm-after", "1000")
    assert "Say what changes" in typed("letters", "Radio")
