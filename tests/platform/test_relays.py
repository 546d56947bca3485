from __future__ import annotations

import logging
import socket
import struct
from pathlib import Path

import pytest

from api.platform import clock, letters
from api.platform.lookups import Names
from api.platform.postman import Postman
from tests.newsroom import Newsroom
from tests.platform import sink
from tests.platform.posts import SENDER, letter, postman, relaying, speaking, state


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
