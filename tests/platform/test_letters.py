from __future__ import annotations

import logging
import socket
import struct
import threading
from datetime import timedelta
from pathlib import Path

import pytest

from api.platform import clock, db, letters, relays
from api.platform.errors import Unavailable, say
from api.platform.lookups import Names
from api.platform.models import Letter
from api.platform.postman import Postman
from tests.newsroom import Newsroom
from tests.platform import sink
from tests.platform.posts import SENDER, letter, postman, relaying, speaking, state


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


@pytest.mark.parametrize("scheme", ["smtp+starttls", "smtps"])
def test_tls_is_verified(sqlite_newsroom: Newsroom, tmp_path: Path, scheme: str) -> None:
    """A relay is logged in to behind TLS only, and with a certificate of its name; else the letter waits."""
    server, client = sink.certified(tmp_path, "relay.example")
    names = Names(lambda _: ["127.0.0.1"])
    options = {"ssl_context": server} if scheme == "smtps" else {"tls_context": server, "require_starttls": True}
    letter_id = letter()
    with relaying(asks_who=True, **options) as box:
        assert postman(box.url(scheme, "other.example", "u:right@"), tls=client, names=names).run() == 0
        assert postman(box.url(scheme, "relay.example", "u:right@"), names=names).run() == 0
        waits, attempts, error = state(letter_id)
        assert (waits, attempts) == ("waiting", 0)
        assert error is not None
        assert "certificate" in error
        assert (box.logins, box.got) == ([], [])
        assert postman(box.url(scheme, "relay.example", "u:wrong@"), tls=client, names=names).run() == 0
        assert state(letter_id)[:2] == ("waiting", 0)
        assert postman(box.url(scheme, "relay.example", "u:right@"), tls=client, names=names).run() == 1
    assert box.logins == [(b"u", b"wrong"), (b"u", b"right")]
    assert len(box.got) == 1


def test_without_starttls_nothing_is_said(sqlite_newsroom: Newsroom) -> None:
    """A relay that offers none, or takes it back, hears neither password nor letter."""
    letter_id = letter()
    with relaying() as box:
        assert postman(box.url("smtp+starttls", user="u:right@")).run() == 0
    assert (box.got, state(letter_id)) == ([], ("waiting", 0, "the relay offers no STARTTLS"))

    def refuse(connection: socket.socket) -> None:
        for said in (b"220 hello\r\n", b"250-relay\r\n250 STARTTLS\r\n", b"454 not now\r\n"):
            connection.sendall(said)
            heard.append(connection.recv(1000))

    heard: list[bytes] = []
    with speaking(refuse) as box:
        assert postman(box.url("smtp+starttls", user="u:right@")).run() == 0
    assert (b"AUTH" in b"".join(heard), state(letter_id)[2]) == (False, "454 not now")


def test_what_was_said_before_tls_does_not_count(sqlite_newsroom: Newsroom, tmp_path: Path) -> None:
    """Replies that somebody put behind that to STARTTLS, in the clear, are no replies within TLS."""
    _, client = sink.certified(tmp_path, "relay.example")
    letter_id = letter()

    def inject(connection: socket.socket) -> None:
        for said in (
            b"220 hello\r\n",
            b"250-relay\r\n250 STARTTLS\r\n",
            b"220 go\r\n250 a\r\n235 b\r\n250 c\r\n250 d\r\n",
        ):
            connection.sendall(said)
            heard.append(connection.recv(1000))

    heard: list[bytes] = []
    with speaking(inject) as box:
        man = postman(
            box.url("smtp+starttls", "relay.example", "u:p@"), tls=client, names=Names(lambda _: ["127.0.0.1"])
        )
        assert man.run() == 0
    assert state(letter_id)[:2] == ("waiting", 0)
    assert not any(b"AUTH" in said or b"MAIL" in said for said in heard)


@pytest.mark.parametrize(
    ("talk", "told"),
    [
        (lambda connection: connection.recv(1), "took too long"),
        (lambda connection: connection.sendall(b"554 go away\r\n"), "554 go away"),
        (lambda connection: connection.sendall(b"HTTP/1.1 400 Bad\r\n\r\n"), "does not speak SMTP"),
        (lambda connection: connection.sendall(b"220-x\r\n" * 60_000), "says too much"),
        (lambda connection: connection.sendall(b"220 " + b"x" * 20_000), "500 Line too long"),
        (
            lambda connection: connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0)),
            "connection",
        ),
    ],
    ids=["hangs", "refuses", "another protocol", "talks on", "long line", "resets"],
)
def test_while_the_relay_is_ill_letters_wait(
    sqlite_newsroom: Newsroom, caplog: pytest.LogCaptureFixture, talk: object, told: str
) -> None:
    """None is to blame, none counts as tried, why is kept, and the log says it once."""
    letter_id = letter()
    with speaking(talk) as box, caplog.at_level(logging.WARNING):  # type: ignore[arg-type]
        man = postman(box.url())
        assert man.run() == 0
        man._not_before = 0.0
        assert man.run() == 0
    waits, attempts, error = state(letter_id)
    assert (waits, attempts, len(caplog.records)) == ("waiting", 0, 1)
    assert told in str(error)


def test_a_relay_that_failed_is_left_alone_for_a_while(sqlite_newsroom: Newsroom) -> None:
    """It is not connected to at each turn."""
    letter()
    calls: list[int] = []
    with speaking(lambda _: calls.append(1)) as box:
        man = postman(box.url())
        assert [man.run() for _ in range(5)] == [0] * 5
    assert len(calls) == 1


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


def test_a_sender_who_is_refused_is_no_letters_fault(sqlite_newsroom: Newsroom) -> None:
    """A wrong POLYWEEK_MAIL_FROM ends no letter."""
    letter_id = letter()

    def refuse(connection: socket.socket) -> None:
        for said in (b"220 a\r\n", b"250 b\r\n", b"550 not you\r\n"):
            connection.sendall(said)
            connection.recv(1000)

    with speaking(refuse) as box:
        postman(box.url()).run()
    assert state(letter_id) == ("waiting", 1, "the sender is refused: 550 not you")


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


def test_letters_beyond_ascii_need_a_relay_that_knows_them(sqlite_newsroom: Newsroom) -> None:
    """SMTPUTF8 is asked for where it is needed and nowhere else; a domain goes in ASCII to any relay."""
    idn, local = letter("desk@нёман.бел"), letter("рэдакцыя@radio.example")
    with relaying() as box:
        assert postman(box.url()).run() == 1
    assert (box.got[0].to, box.got[0].options) == ("desk@xn--80axcc1h.xn--90ais", [])
    assert (state(idn)[0], state(local)[0]) == ("sent", "given_up")
    assert "SMTPUTF8" in str(state(local)[2])
    letters.retry(local, at=clock.now())
    with relaying(enable_SMTPUTF8=True) as box:
        assert postman(box.url()).run() == 1
    assert box.got[0].to == "рэдакцыя@radio.example"
    assert "SMTPUTF8" in box.got[0].options
    assert "To: <рэдакцыя@radio.example>\r\n" in box.got[0].raw.decode()


def test_a_relay_may_be_in_a_network_of_ours_but_no_metadata(sqlite_newsroom: Newsroom) -> None:
    """The operator names it; link-local, multicast and addresses that hold others are refused without a connection."""
    letter_id = letter()
    for address in ("169.254.169.254", "224.0.0.1", "::ffff:127.0.0.1", "fe80::1%1", "0.0.0.0"):
        man = postman("smtp://relay.example:25", names=Names(lambda _, found=address: [found]))
        assert man.run() == 0
        assert state(letter_id)[2] == "relay.example has an address that no relay can have"
    with relaying() as box:
        assert postman(box.url(host="relay.example"), names=Names(lambda _: ["127.0.0.1"])).run() == 1


def test_without_a_relay_letters_wait_and_the_log_says_so_once(
    sqlite_newsroom: Newsroom, caplog: pytest.LogCaptureFixture
) -> None:
    """Nothing is lost: they go out when a relay is there."""
    man = Postman(None, SENDER)
    with caplog.at_level(logging.WARNING):
        man.run()
        assert not caplog.records
        letter_id = letter()
        assert [man.run() for _ in range(3)] == [0, 0, 0]
    (record,) = caplog.records
    assert "POLYWEEK_SMTP_URL" in record.getMessage()
    assert state(letter_id) == ("waiting", 0, None)


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
