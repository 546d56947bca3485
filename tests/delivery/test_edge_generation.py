from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta

import time_machine

from api.delivery.answers import HOLDS_UNTIL
from tests.delivery.edge_stage import BODY, Stage, answer

OTHER = b'{"text":"another"}'


def _change(stage: Stage) -> None:
    stage.generation += 1
    stage.otherwise = answer(OTHER, tag='"other"')


def test_a_change_is_seen_within_a_fifth_of_a_second() -> None:
    """Whatever became public or was withdrawn 200 ms ago is what readers get, by whichever tag they ask."""
    for later in (0.1, 0.15, 0.199, 0.2, 5.0):
        stage = Stage()
        stage.call()
        stage.now += 0.0001
        _change(stage)
        stage.now += later
        found = stage.call()
        assert found.data == OTHER, later
        assert stage.call(If_None_Match='"abc"').status_code == 200


def test_nothing_is_given_200_ms_after_the_last_look() -> None:
    """Who came just before the generation was raised lends nobody an answer for longer, however busy it is since."""
    stage = Stage()
    stage.call()
    looked = stage.now
    _change(stage)
    while stage.now < looked + 1:
        data = stage.call().data
        assert data == OTHER or stage.now < looked + 0.2
        stage.now += 0.01


def test_the_generation_is_read_a_few_times_a_second_at_most() -> None:
    """However many come, ten looks a second are enough, and none while nobody comes."""
    stage = Stage()
    stage.call()
    before = stage.reads
    for _ in range(1_000):
        stage.now += 0.001
        stage.call()
    assert 5 <= stage.reads - before <= 11
    before = stage.reads
    stage.now += 3_600
    assert stage.reads == before


def test_nothing_is_given_that_nobody_can_vouch_for() -> None:
    """If the generation cannot be read, the application answers, and again the edge when it can."""
    stage = Stage()
    stage.call()
    stage.is_readable = False
    stage.now += 0.15
    assert stage.call().data == BODY
    assert stage.count() == 1, "it was read 150 ms ago"
    stage.now += 0.06
    stage.otherwise = answer(OTHER)
    assert [stage.call().data for _ in range(2)] == [OTHER, OTHER]
    assert stage.count() == 3
    stage.is_readable = True
    stage.otherwise = answer(BODY)
    assert stage.call().data == BODY
    assert stage.count() == 3, "nothing changed meanwhile"


def test_an_answer_made_while_the_generation_moved_is_not_kept() -> None:
    """It may be of this generation or of the next, so it goes to who asked for it, and to nobody else."""
    stage = Stage()

    def move() -> None:
        stage.generation += 1
        stage.behind = lambda: None

    stage.behind = move
    assert stage.call().data == BODY
    assert not stage.store.entries
    stage.otherwise = answer(OTHER)
    assert [stage.call().data for _ in range(2)] == [OTHER, OTHER]
    assert stage.count() == 2


def test_an_answer_that_nobody_can_vouch_for_is_not_kept() -> None:
    """If the generation cannot be read after an answer was made, the answer is not kept."""
    stage = Stage()

    def fail() -> None:
        stage.is_readable = False

    stage.behind = fail
    stage.call()
    assert not stage.store.entries


def test_who_writes_reads_what_they_wrote() -> None:
    """After a write through this process nothing is believed that was known before."""
    stage = Stage()
    stage.call()
    stage.behind = lambda: _change(stage)
    stage.call("/v1/desk/x", "POST")
    stage.behind = lambda: None
    assert stage.call().data == OTHER


def test_a_look_from_before_a_write_says_nothing() -> None:
    """A look that began before a write and ends after it does not prolong what was known before."""
    stage = Stage()
    stage.call()
    read, begun, go_on = stage.edge._eras._read, threading.Event(), threading.Event()
    old = stage.generation

    def slowly(known: int | None) -> object:
        begun.set()
        go_on.wait(10)
        return old, None

    stage.edge._eras._read = slowly  # type: ignore[assignment]
    stage.now += 0.15
    slow = threading.Thread(target=stage.call)
    slow.start()
    begun.wait(10)
    stage.now += 0.01
    _change(stage)
    stage.call("/v1/desk/x", "POST")
    go_on.set()
    slow.join(10)
    stage.edge._eras._read = read
    assert stage.call().data == OTHER


def test_a_slow_look_makes_nobody_wait() -> None:
    """While one reads the generation again, others are answered by what is still believed."""
    stage = Stage()
    stage.call()
    read, begun, go_on = stage.edge._eras._read, threading.Event(), threading.Event()

    def slowly(known: int | None) -> object:
        begun.set()
        go_on.wait(10)
        return read(known)

    stage.edge._eras._read = slowly  # type: ignore[assignment]
    stage.now += 0.15
    slow = threading.Thread(target=stage.call)
    slow.start()
    begun.wait(10)
    assert stage.call().data == BODY
    assert stage.count() == 1
    stage.now += 0.1
    assert stage.call().data == BODY
    assert stage.count() == 2, "the look lasts too long: the application answers"
    go_on.set()
    slow.join(10)


def test_a_new_generation_leaves_nothing_of_the_old_in_memory() -> None:
    """What was kept of the generation before is let go."""
    stage = Stage()
    for number in range(10):
        stage.call(f"/v1/{number}")
    before = stage.store.size
    _change(stage)
    stage.now += 0.2
    stage.call()
    assert 0 < stage.store.size < before / 5


def test_what_time_alone_changes_is_made_anew_in_time() -> None:
    """An answer that says when it will be another one is kept until then and no longer."""
    moment = datetime(2017, 9, 14, 9, 0, 30, tzinfo=UTC)
    stage = Stage()
    stage.behind = lambda: stage.asked[-1].update({HOLDS_UNTIL: moment + timedelta(seconds=30)})
    with time_machine.travel(moment, tick=False):
        stage.call()
        stage.now += 29.9
        stage.call()
        assert stage.count() == 1
        stage.now += 0.1
        stage.call()
    assert stage.count() == 2
