"""What goes out is held after a restore, until an operator says go, and then goes out."""

from __future__ import annotations

import threading
from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner

from api import cli, duties, worker
from api.operations import outgoing
from api.partners.sending.models import Delivery
from api.platform import clock, db, holding, letters
from api.platform.duties import Duty
from api.platform.models import Letter
from api.platform.repeats import Repeats
from tests import databases
from tests.newsroom import Newsroom
from tests.operations import instances
from tests.partners import receivers
from tests.partners.receivers import receiving, working


def test_what_was_restored_sends_nothing(archived: Path, tmp_path: Path) -> None:
    """Whatever the backup was of: the worker skips all that tells others something, and does everything else."""
    other = instances.sqlite(tmp_path)
    instances.restore(other, archived)
    db.open_database(other)
    assert holding.since() is not None
    assert _run_once() == {"upkeep"}
    assert outgoing.resume(at=clock.now())
    assert holding.since() is None
    assert _run_once() == {"upkeep", "outward"}
    db.close_database()


def test_what_sends_says_so(sqlite_newsroom: Newsroom) -> None:
    """Webhooks, WebSub and letters are held, and that letters are forgotten or silences noticed; nothing else is."""
    held = {duty.name for duty in duties.of(sqlite_newsroom.settings) if duty.goes_out}
    assert held == {*("webhook_dispatch", "websub", "letters", "forgotten_letters", "silent_partners", "sandboxes")}


def test_what_was_held_goes_out_afterwards(newsroom: Newsroom) -> None:
    """What happened meanwhile is queued and arrives, and what had failed before is tried for its full time again."""
    text = receivers.key(newsroom)
    with receiving() as there, working(newsroom) as sender:
        receivers.verified(newsroom, sender, text, there.url, events=["article.published"])
        outgoing.hold(at=clock.now())
        newsroom.publish()
        sends = Duty("dispatch", 0.0, lambda _: receivers.turn(sender) or 0, goes_out=True)
        _turn(sends)
        assert there.events() == []
        receivers.fanout.follow(at=clock.now())
        long_ago = clock.now() - timedelta(days=4)
        Delivery.update(first_tried_at=long_ago).where(Delivery.state == "queued").execute()
        assert outgoing.waiting()[0] == 1
        assert outgoing.resume(at=clock.now())
        assert not outgoing.resume(at=clock.now())
        assert Delivery.select().where(Delivery.state == "queued", Delivery.first_tried_at.is_null()).count() == 1
        _turn(sends)
    assert there.events() == ["article.published"]


@pytest.mark.usefixtures("sqlite_newsroom")
def test_a_letter_that_was_held_has_its_three_days() -> None:
    """A relay that refused it before the restore is asked anew for as long as at first."""
    at = clock.now()
    with db.transaction():
        letters.write("desk@radio.example", kind="test", subject="S", text="T", language="en", at=at)
        holding.hold(at=at)
    Letter.update(first_tried_at=at - timedelta(days=4), attempts=3).execute()
    outgoing.resume(at=clock.now())
    assert Letter.get().first_tried_at is None


def test_the_commands_say_how_it_stands(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Held and let go by one command each; the doctor tells that it is held and what to type."""
    monkeypatch.setenv("POLYWEEK_DATA_DIR", str(tmp_path))
    monkeypatch.setenv("POLYWEEK_SECRET", databases.SECRET)
    told = []
    for line in ("migrate", "outbound resume", "outbound hold", "outbound status", "doctor", "outbound resume"):
        told.append(CliRunner().invoke(cli.main, line.split()).output)
        db.close_database()
    assert "Nothing was held." in told[1]
    assert "polyweek outbound resume" in told[2]
    assert told[3].startswith("Nothing goes out since ")
    assert "outbound resume" in told[4]
    assert told[5].startswith("All goes out again")


def _run_once() -> set[str]:
    """Let a worker have a turn, and give which duties ran."""
    ran: set[str] = set()

    def noting(name: str) -> Duty:
        return Duty(name, 60, lambda _: ran.add(name) or 0, is_shared=True, goes_out=name == "outward")

    last = threading.Event()
    stop = threading.Event()
    end = Duty("end", 60, lambda _: last.set() or 0, is_shared=True)
    thread = threading.Thread(target=worker.work, args=([noting("outward"), noting("upkeep"), end], stop))
    thread.start()
    assert last.wait(20)
    stop.set()
    thread.join()
    return ran


def _turn(duty: Duty) -> None:
    worker._turn(duty, "holder", {}, Repeats(worker.log))  # a turn of a worker, without waiting for its clock
