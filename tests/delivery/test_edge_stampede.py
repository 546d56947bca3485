from __future__ import annotations

import threading
import time
from typing import Any

import pytest

from tests.delivery.edge_stage import BODY, Stage, answer, at_once


def _at_once(stage: Stage, number: int, path: str = "/v1/x") -> list[Any]:
    return at_once(*([lambda: stage.call(path)] * number))


def test_a_stampede_on_a_cold_key_asks_once() -> None:
    """However many want what is not there yet, one has it made and all get it."""
    stage = Stage(patience=30.0)
    stage.behind = lambda: time.sleep(0.05)
    found = _at_once(stage, 40)
    assert {(each.status_code, each.data) for each in found} == {(200, BODY)}
    assert stage.count() == 1


def test_readers_of_other_things_do_not_wait() -> None:
    """While one answer is made, all others are given."""
    stage = Stage(patience=30.0)
    stage.call("/v1/hot")
    begun, go_on = threading.Event(), threading.Event()

    def slowly() -> None:
        if stage.asked[-1]["PATH_INFO"] == "/v1/x":
            begun.set()
            go_on.wait(10)

    stage.behind = slowly
    slow = threading.Thread(target=stage.call)
    slow.start()
    begun.wait(10)
    assert stage.call("/v1/hot").data == BODY
    assert stage.call("/v1/cold").data == BODY
    go_on.set()
    slow.join(10)


def test_nobody_waits_for_long() -> None:
    """Who has waited for another's answer as long as that is allowed has it made for themselves."""
    stage = Stage(patience=0.05)
    begun, go_on = threading.Event(), threading.Event()

    def slowly() -> None:
        if len(stage.asked) == 1:
            begun.set()
            go_on.wait(10)

    stage.behind = slowly
    slow = threading.Thread(target=stage.call)
    slow.start()
    begun.wait(10)
    assert stage.call().data == BODY
    assert stage.count() == 2
    go_on.set()
    slow.join(10)


@pytest.mark.parametrize("kind", ["raises", "answers 500"])
def test_the_next_tries_where_one_failed(kind: str) -> None:
    """A failure is not given to those who waited: the next of them has it made, and all others get that."""
    stage = Stage(patience=30.0)

    def fail() -> None:
        time.sleep(0.05)
        stage.otherwise = answer(status="503 SERVICE UNAVAILABLE") if len(stage.asked) == 1 else answer()
        if len(stage.asked) == 1 and kind == "raises":
            raise OSError

    stage.behind = fail
    found = _at_once(stage, 10)
    failed = [each for each in found if isinstance(each, OSError) or each.status_code == 503]
    assert len(failed) == 1
    assert {each.data for each in found if each not in failed} == {BODY}
    assert stage.count() == 2


def test_who_waits_for_what_is_not_kept_does_not_queue() -> None:
    """If an answer turns out to be for one reader alone, the others have theirs made at once, side by side."""
    stage = Stage({"/v1/x": answer(cache="private")}, patience=30.0)
    together = threading.Barrier(9, timeout=30)

    def meet() -> None:
        if len(stage.asked) == 1:
            time.sleep(0.1)
        else:
            together.wait()

    stage.behind = meet
    found = _at_once(stage, 10)
    assert [each.status_code for each in found] == [200] * 10
    assert stage.count() == 10


def test_many_threads_get_what_they_ask_for() -> None:
    """Hot, cold, packed and unchanged answers at once, while generations change: each is whole and of its address."""
    answers = {f"/v1/{number}": answer(BODY + b"%d" % number, tag=f'"{number}"') for number in range(20)}
    stage = Stage(answers, bound=200_000)

    def read(start: int) -> None:
        for step in range(200):
            number = (start * 7 + step) % 20
            found = stage.call(f"/v1/{number}", If_None_Match='"none"' if step % 2 else f'"{number}"')
            assert found.data == BODY + b"%d" % number or (found.status_code == 304 and step % 2 == 0)
            if step % 50 == start:
                stage.generation += 1
                stage.now += 0.3

    assert at_once(*(lambda start=start: read(start) for start in range(8))) == [None] * 8
