"""Withdrawals of pictures while others are at work: releases, other withdrawals, readers, and those who take rights."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import pytest

from api.content.pictures import withdrawals
from api.platform import clock, db
from api.platform.errors import Conflict, Forbidden
from api.platform.preconditions import ANY
from api.publishing import journal, pictures, readings, releases
from api.publishing.releases import Order
from tests.at_once import at_once
from tests.content.pictures.shelf import actor
from tests.newsroom import Newsroom
from tests.publishing import shelf
from tests.publishing.exhibition import article, everything, picture, restore


def ready(newsroom: Newsroom, picture_id: str) -> str:
    """Write a text that shows a picture, approved and not released."""
    body = f"One.\n\n![What it shows](picture:{picture_id})\n"
    id_ = newsroom.write(source_language="be", body=body, picture={"id": picture_id, "alt": "Above"})
    newsroom.approve(id_, "be")
    return id_


def releasing(article_id: str) -> Callable[[], Any]:
    """Give what releases an article in Belarusian."""
    return lambda: releases.release(Order(None, article_id, ("be",)), by=actor(), at=clock.now())


def withdrawing(picture_id: str, **options: Any) -> Callable[[], Any]:
    """Give what withdraws a picture."""
    told = {"reason": "Why.", "substitute": None, **options}
    return lambda: pictures.withdraw(picture_id, by=actor(), at=clock.now(), **told)


@pytest.mark.parametrize("round_", range(3))
def test_a_release_and_a_withdrawal_at_once_leave_nothing(newsroom: Newsroom, round_: int) -> None:
    """Whichever comes first, in the end no reading shows the picture, and both were done."""
    gone = picture()
    shown, going = article(newsroom, gone), ready(newsroom, gone)
    assert not [found for found in at_once(releasing(going), withdrawing(gone)) if isinstance(found, Exception)]
    text = everything(newsroom, shown, going)
    assert (gone in text, "One." in text) == (False, True)
    assert shelf.bytes_of_all() == shelf.built_anew()


@pytest.mark.parametrize("first", ["release", "withdrawal"])
def test_who_comes_second_sees_what_the_first_has_done(
    newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch, first: str
) -> None:
    """The one holds the generation when the other begins, and has not committed yet."""
    gone = picture()
    going = ready(newsroom, gone)
    works = {"release": releasing(going), "withdrawal": withdrawing(gone)}
    inside, begun = threading.Event(), threading.Event()
    name = {"release": "begin", "withdrawal": "hold"}[first]
    step = getattr(journal, name)
    holder: list[int] = []

    def hold() -> int:
        found = step()
        if not holder:
            holder.append(threading.get_ident())
            inside.set()
            begun.wait(1)
        return int(found)

    monkeypatch.setattr(journal, name, hold)
    other = next(work for kind, work in works.items() if kind != first)

    def second() -> Any:
        assert inside.wait(10)
        begun.set()
        return other()

    assert not [found for found in at_once(works[first], second) if isinstance(found, Exception)]
    assert gone not in everything(newsroom, going)
    assert shelf.bytes_of_all() == shelf.built_anew()


def test_of_two_withdrawals_at_once_one_is_done(newsroom: Newsroom) -> None:
    """The other is told that it is withdrawn already; the journal tells of it once."""
    gone = picture()
    article(newsroom, gone)
    found = at_once(withdrawing(gone), withdrawing(gone))
    assert [type(each) for each in found if each is not None] == [Conflict]
    assert len(db.rows("SELECT key FROM frame_change WHERE resource = 'picture' AND type = 'withdrawn'")) == 1


def test_two_pictures_do_not_take_each_others_place(newsroom: Newsroom) -> None:
    """Of two withdrawals at once, each with the other as its substitute, one is refused."""
    one, other = picture(), picture(650)
    id_ = article(newsroom, one, other)
    of = withdrawals.Substitute
    found = at_once(withdrawing(one, substitute=of(other)), withdrawing(other, substitute=of(one)))
    assert len([each for each in found if each is not None]) == 1
    assert (one in everything(newsroom, id_)) != (other in everything(newsroom, id_))
    assert shelf.bytes_of_all() == shelf.built_anew()


def test_a_withdrawal_and_its_undoing_at_once_end_in_one_of_both(newsroom: Newsroom) -> None:
    """What readers get is what the picture's row says, whoever came last."""
    shown = picture()
    id_ = article(newsroom, shown)
    withdrawing(shown)()
    for _ in range(3):
        at_once(
            lambda: pictures.restore(shown, expected=ANY, by=actor(), at=clock.now()),
            withdrawing(shown),
            lambda: pictures.change(shown, {"credit": "Ганна"}, expected=ANY, by=actor(), at=clock.now()),
        )
        is_public = newsroom.get(f"/v1/desk/pictures/{shown}", "editor")["is_public"]
        assert (shown in everything(newsroom, id_)) == is_public
        assert shelf.bytes_of_all() == shelf.built_anew()


def test_a_right_that_is_taken_away_meanwhile_withdraws_nothing(newsroom: Newsroom) -> None:
    """The grants are read anew in the transaction."""
    shown = picture()
    id_ = article(newsroom, shown)
    by = actor()
    by.require("release")
    with pytest.raises(Forbidden):
        by.keep_only([])
    with pytest.raises(Forbidden):
        pictures.withdraw(shown, reason="Why.", substitute=None, by=by, at=clock.now())
    assert shown in everything(newsroom, id_)


def test_what_breaks_in_the_middle_leaves_nothing_half(newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch) -> None:
    """After some readings have been written, all is as it was, the picture's row included."""
    shown = picture()
    id_ = article(newsroom, shown)
    before = shelf.rows(), shelf.bytes_of_all(), db.rows("SELECT * FROM frame_change"), db.rows("SELECT * FROM change")
    put = readings.rebuild

    def breaking(*args: Any, **options: Any) -> Any:
        put(*args, **options)
        raise KeyboardInterrupt

    monkeypatch.setattr(readings, "rebuild", breaking)
    with pytest.raises(KeyboardInterrupt):
        withdrawing(shown)()
    now = shelf.rows(), shelf.bytes_of_all(), db.rows("SELECT * FROM frame_change"), db.rows("SELECT * FROM change")
    assert now == before
    assert newsroom.get(f"/v1/desk/pictures/{shown}", "editor")["withdrawal"] is None
    assert shown in everything(newsroom, id_)


def test_readers_meanwhile_get_a_whole_answer(newsroom: Newsroom) -> None:
    """Old or new: an article and its tag are always those of one of both."""
    shown = picture()
    id_ = article(newsroom, shown, lead=shown)
    path = f"/v1/articles/{id_}?lang=be"

    def read() -> tuple[str, bytes]:
        answer = newsroom.app.test_client().get(path)
        assert answer.status_code == 200
        return answer.headers["ETag"], answer.data

    with_it = read()
    ended = threading.Event()

    def reading() -> set[tuple[str, bytes]]:
        seen = set()
        while not ended.is_set():
            seen.add(read())
        return seen

    def writing() -> None:
        try:
            for _ in range(3):
                withdrawing(shown)()
                pictures.restore(shown, expected=ANY, by=actor(), at=clock.now())
            withdrawing(shown)()
        finally:
            ended.set()

    seen, failed = at_once(reading, writing)
    assert failed is None
    without = read()
    assert seen <= {with_it, without}
    restore(newsroom, shown)
    assert read() == with_it
