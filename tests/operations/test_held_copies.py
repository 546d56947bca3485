"""What a hold of all that goes out is told by, how a setting does it, and what does not run out meanwhile."""

from __future__ import annotations

import dataclasses
import logging
from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from click.testing import CliRunner

from api import cli
from api.operations import letters as looks
from api.operations import measures, outgoing
from api.partners import silences
from api.partners.models import PartnerPoll
from api.partners.notices import Readers
from api.platform import clock, db, holding, instance, letters
from api.platform.models import Letter
from api.platform.settings import BadSettings, load
from tests.newsroom import Newsroom
from tests.partners import parties

_DAY = timedelta(days=1)


@pytest.fixture
def copy(sqlite_newsroom: Newsroom) -> Iterator[Newsroom]:
    """Give a newsroom that is a copy: its operator has said that nothing goes out of it."""
    instance.use(dataclasses.replace(sqlite_newsroom.settings, sends=False))
    yield sqlite_newsroom
    instance.use(sqlite_newsroom.settings)


def _measure() -> float:
    (found,) = [each.value for each in measures.read() if each.name == "polyweek_outbound_held"]
    return found


def _hold() -> None:
    outgoing.hold(at=clock.now())


def test_a_hold_is_measured(sqlite_newsroom: Newsroom) -> None:
    """Whoever watches the newsroom's figures sees it, whether it was held by hand or by its setting."""
    assert _measure() == 0
    _hold()
    assert _measure() == 1
    outgoing.resume(at=clock.now())
    assert _measure() == 0
    instance.use(dataclasses.replace(sqlite_newsroom.settings, sends=False))
    assert _measure() == 1
    instance.use(sqlite_newsroom.settings)


@pytest.mark.usefixtures("sqlite_newsroom")
def test_a_worker_says_at_its_start_that_nothing_goes_out(caplog: pytest.LogCaptureFixture) -> None:
    """A line with since when, and what ends it; none where all goes out."""
    with caplog.at_level(logging.WARNING, "polyweek.worker"):
        outgoing.begin(at=clock.now())
        assert caplog.messages == []
        _hold()
        outgoing.begin(at=clock.now())
    assert caplog.messages == ["nothing goes out"]
    assert vars(caplog.records[0])["until"] == "polyweek outbound resume"


def test_a_copy_that_is_set_so_never_sends(copy: Newsroom, caplog: pytest.LogCaptureFixture) -> None:
    """From the first moment, whatever anybody types; the log, the doctor and the command say by what."""
    settings = dataclasses.replace(copy.settings, sends=False)
    assert holding.is_held()
    with caplog.at_level(logging.WARNING, "polyweek.worker"):
        outgoing.begin(at=clock.now())
    assert vars(caplog.records[0])["until"] == "POLYWEEK_OUTBOUND=on"
    _hold()
    outgoing.resume(at=clock.now())
    assert holding.is_held()
    (found,) = [each for each in looks.look(settings, at=clock.now()) if "POLYWEEK_OUTBOUND is off" in each.says]
    assert "POLYWEEK_OUTBOUND=on" in str(found)


def test_the_setting_ends_its_hold_at_the_next_start(copy: Newsroom) -> None:
    """What had failed before is tried for its full time again, as after `resume`; a hold by hand stays."""
    outgoing.begin(at=clock.now())
    _letter(clock.now())
    Letter.update(first_tried_at=clock.now() - 4 * _DAY).execute()
    instance.use(copy.settings)
    assert holding.is_held()
    outgoing.begin(at=clock.now())
    assert not holding.is_held()
    assert Letter.get().first_tried_at is None
    _hold()
    outgoing.begin(at=clock.now())
    assert holding.is_held()


def test_the_setting_is_on_or_off() -> None:
    """It is on where nobody says anything, and another word is refused."""
    assert [load({}).sends, load({"POLYWEEK_OUTBOUND": "off"}).sends] == [True, False]
    with pytest.raises(BadSettings, match="POLYWEEK_OUTBOUND is 'false': it must be on or off"):
        load({"POLYWEEK_OUTBOUND": "false"})


def test_the_command_does_not_resume_against_the_setting(
    tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It says which setting holds, and leaves all as it is."""
    monkeypatch.setenv("POLYWEEK_DATA_DIR", str(tmp_path_factory.mktemp("copy")))
    monkeypatch.setenv("POLYWEEK_OUTBOUND", "off")
    told = []
    for line in ("migrate", "outbound status", "outbound resume"):
        found = CliRunner().invoke(cli.main, line.split())
        told.append((found.exit_code, found.output))
        db.close_database()
    assert told[1] == (0, "Nothing goes out: POLYWEEK_OUTBOUND is off; waiting: deliveries of webhooks 0, letters 0.\n")
    assert told[2][0] == 1
    assert "POLYWEEK_OUTBOUND is off" in told[2][1]


def test_nobody_is_silent_before_the_end_of_a_hold(sqlite_newsroom: Newsroom) -> None:
    """A partner that could not know where to ask has its full patience from the moment in which all goes out again."""
    partner_id = parties.partner(sqlite_newsroom)
    parties.key(sqlite_newsroom, partner_id)
    now = clock.now().replace(minute=0, second=0, microsecond=0)
    hours = [now - 20 * _DAY - timedelta(hours=6 * number) for number in range(20)]
    PartnerPoll.insert_many([{"partner": partner_id, "hour": hour} for hour in hours]).execute()
    outgoing.hold(at=now - 19 * _DAY)
    outgoing.resume(at=now)
    nobody = Readers((), "en")
    assert silences.notice(nobody, at=now + timedelta(hours=2)) == 0
    assert silences.notice(nobody, at=now + 10 * _DAY) == 1


def _letter(at: datetime) -> None:
    with db.transaction():
        letters.write("desk@radio.example", kind="test", subject="S", text="T", language="en", at=at)
