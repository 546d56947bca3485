from __future__ import annotations

import threading
from datetime import timedelta

import pytest

from api.platform import clock, db, letters, relays
from api.platform.errors import Unavailable, say
from api.platform.models import Letter
from api.platform.postman import Postman
from tests.newsroom import Newsroom
from tests.platform.posts import letter, postman, relaying, state


def _make_due() -> None:
    Letter.update(due_at=None).execute()


def test_a_letter_is_handed_to_the_relay_once(newsroom: Newsroom) -> None:
    """With its sender and recipient; and when it was sent is kept."""
    letter_id = letter(subject="Ваш вэбхук спынены", text="Што здарылася.\n.\nFrom here on\n", language="be")
    with relaying() as box:
        man = postman(box.url())
        assert (man.run(), man.run()) == (1, 0)
    (got,) = box.got
    assert (got.sender, got.to) == ("desk@news.example", "desk@radio.example")
    assert (got.mail["Subject"], got.mail["To"].addresses[0].addr_spec) == ("Ваш вэбхук спынены", "desk@radio.example")
    assert got.mail["Message-ID"] == f"<{letter_id}@news.example>"
    assert got.mail.get_content() == "Што здарылася.\r\n.\r\nFrom here on\r\n"
    assert state(letter_id) == ("sent", 1, None)


@pytest.mark.parametrize(
    ("answer", "state_", "is_due"),
    [
        ("451 4.7.1 Greylisted, come back", "waiting", True),
        ("421 4.3.2 Closing", "waiting", True),
        ("550 5.1.1 No such user", "given_up", False),
        ("552 5.2.2 Mailbox full", "given_up", False),
    ],
)
def test_a_bad_address_holds_up_nobody(sqlite_newsroom: Newsroom, answer: str, state_: str, is_due: object) -> None:
    """4xx is tried again later, 5xx is the end; other letters go out meanwhile, in the same session or the next."""
    dead, others = letter("dead@radio.example"), [letter(f"{n}@radio.example") for n in range(3)]
    with relaying() as box:
        box.at_rcpt = lambda address: answer if address.startswith("dead") else "250 OK"
        man = postman(box.url())
        assert sum(man.run() for _ in range(3)) == 3
        assert state(dead) == (state_, 1, answer)
        assert (Letter.get_by_id(dead).due_at is not None) is is_due
        assert {state(each)[0] for each in others} == {"sent"}
        box.at_rcpt = lambda _: "250 OK"
        _make_due()
        assert man.run() == is_due


def test_what_the_relay_says_of_a_text_is_kept(sqlite_newsroom: Newsroom) -> None:
    """Bounded, in one line; and its letter is not sent again."""
    letter_id = letter()
    with relaying() as box:
        box.at_data = lambda _: "554 5.7.1 Looks like spam " + "x" * 400
        postman(box.url()).run()
    told = state(letter_id)
    assert (told[0], str(told[2])[:28]) == ("given_up", "554 5.7.1 Looks like spam xx")
    assert len(str(told[2])) <= 300


def test_delays_grow_for_three_days(sqlite_newsroom: Newsroom) -> None:
    """Then the letter is given up, with the latest answer; an operator can have it tried again, for as long."""
    letter_id = letter()
    with relaying() as box:
        box.at_rcpt = lambda _: "451 later"
        man, waits = postman(box.url()), []
        for _ in range(4):
            man.run()
            waits.append(Letter.get_by_id(letter_id).due_at - clock.now())
            _make_due()
        assert waits == sorted(waits)
        assert waits[0] > timedelta(seconds=50)
        Letter.update(first_tried_at=clock.now() - timedelta(days=3)).execute()
        man.run()
        assert state(letter_id) == ("given_up", 5, "451 later")
        _make_due()
        assert man.run() == 0
        box.at_rcpt = lambda _: "250 OK"
        assert letters.retry(at=clock.now()) == 1
        assert man.run() == 1


def test_two_workers_never_send_a_letter_twice(newsroom: Newsroom) -> None:
    """What one has claimed the other leaves; and all of them arrive."""
    for number in range(12):
        letter(f"{number}@radio.example")
    with relaying() as box:
        men = [postman(box.url(), limits=relays.LIMITS) for _ in range(2)]
        begin = threading.Barrier(2)

        def work(man: Postman) -> None:
            begin.wait()
            for _ in range(6):
                man.run()
            db.release_connection()

        threads = [threading.Thread(target=work, args=(man,)) for man in men]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert sorted(got.to for got in box.got) == sorted(f"{number}@radio.example" for number in range(12))
    assert letters.counts() == {"waiting": 0, "sent": 12, "given_up": 0}


def test_who_was_killed_after_the_relay_took_it_sends_it_once_more_at_most(
    newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody sends it while the claim lasts; after it, it is the same mail by its Message-ID, byte by byte."""
    letter_id = letter()

    class Killed(BaseException):
        pass

    def kill(*_: object, **__: object) -> None:
        raise Killed

    with relaying() as box:
        first = postman(box.url())
        with monkeypatch.context() as patched:
            patched.setattr(letters, "sent", kill)
            with pytest.raises(Killed):
                first.run()
        other = postman(box.url())
        assert (len(box.got), other.run()) == (1, 0)
        Letter.update(claimed_until=clock.now()).execute()
        assert (other.run(), other.run()) == (1, 0)
    assert [got.raw for got in box.got] == [box.got[0].raw] * 2
    assert state(letter_id) == ("sent", 2, None)


def test_a_database_that_cannot_write_doubles_nothing(
    sqlite_newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Who could not note that a letter was sent notes it before anything else is sent, however late."""
    letter(), letter("b@radio.example")
    kept = letters.sent

    def refuse(*_: object, **__: object) -> None:
        raise Unavailable(say("The database cannot write just now."))

    with relaying() as box:
        man = postman(box.url())
        monkeypatch.setattr(letters, "sent", refuse)
        for _ in range(3):
            with pytest.raises(Unavailable):
                man.run()
        Letter.update(claimed_until=clock.now()).execute()
        monkeypatch.setattr(letters, "sent", kept)
        assert (man.run(), len(box.got)) == (1, 2)


@pytest.mark.parametrize(
    "address", ["a@radio.example\r\nRCPT TO:<b@c.example>", "nobody", "a>b@radio.example", "a b@c.example"]
)
def test_an_address_that_is_none_reaches_no_relay(sqlite_newsroom: Newsroom, address: str) -> None:
    """It is given up, with the reason, and the next letter goes out."""
    bad, good = letter(address), letter()
    with relaying() as box:
        assert postman(box.url()).run() == 1
    assert [got.to for got in box.got] == ["desk@radio.example"]
    assert (state(bad)[0], state(good)[0]) == ("given_up", "sent")


def test_what_stood_in_a_letter_is_forgotten(newsroom: Newsroom) -> None:
    """So many days after its end; one that nobody sent for as long is given up. After a year the row goes too."""
    old, fresh, unsent = letter(), letter(), letter()
    now = clock.now()
    Letter.update(sent_at=now - timedelta(days=31)).where(Letter.id == old).execute()
    Letter.update(sent_at=now).where(Letter.id == fresh).execute()
    Letter.update(created_at=now - timedelta(days=31)).where(Letter.id == unsent).execute()
    letters.forget(days=30, at=now)
    assert [(Letter.get_by_id(each).subject, Letter.get_by_id(each).text) for each in (old, fresh)] == [
        ("", ""),
        ("A subject", "A text."),
    ]
    assert state(unsent)[0] == "given_up"
    letters.forget(days=30, at=now + timedelta(days=400))
    assert Letter.select().count() == 0
