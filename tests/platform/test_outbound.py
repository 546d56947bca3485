from __future__ import annotations

import socket
import ssl
import struct
import threading
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from api.platform import destinations
from api.platform.destinations import Rule
from api.platform.lookups import Names
from api.platform.outbound import Failed, Limits, Outbound
from api.platform.wires import Connect
from tests.platform import forbidden, sink
from tests.platform.sink import Sink

_HERE = destinations.rules("127.0.0.0/8:*")
_CHUNKED = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
_SOON = Limits(connect=0.5, silence=0.3, total=0.6)


_made: list[Outbound] = []


@pytest.fixture(autouse=True)
def _no_connection_is_left() -> Iterator[None]:
    yield
    while _made:
        _made.pop().close()


def _outbound(
    rules: tuple[Rule, ...] = (),
    *,
    agent: str = "Polyweek",
    names: Names | None = None,
    connect: Connect | None = None,
    tls: ssl.SSLContext | None = None,
) -> Outbound:
    _made.append(Outbound(rules, agent=agent, names=names, connect=connect, tls=tls))
    return _made[-1]


class _Recorded:
    """A resolver and a connector that remember, and connect nobody."""

    def __init__(self) -> None:
        self.asked: Counter[str] = Counter()
        self.connected: list[tuple[str, int]] = []

    def look_up(self, name: str) -> list[str]:
        self.asked[name] += 1
        answers = forbidden.NAMES.get(name.rstrip("."))
        if answers is None:
            return [socket.inet_ntoa(socket.inet_aton(name))]  # as a resolver reads numbers
        return answers[min(self.asked[name], len(answers)) - 1]

    def connect(self, address: str, port: int, _seconds: float) -> socket.socket:
        self.connected.append((address, port))
        raise ConnectionRefusedError(111, "Connection refused")


def test_no_spelling_of_a_forbidden_target_is_connected_to() -> None:
    """Each is a blocked address, whatever it hides in, and no socket is opened for it."""
    assert len(forbidden.spellings()) >= 200
    wrong = []
    for url in forbidden.spellings():
        seen = _Recorded()
        name = _failure(_outbound(names=Names(seen.look_up), connect=seen.connect), url)
        if name != "blocked_address" or seen.connected:
            wrong.append((url, name, seen.connected))
    assert not wrong


def test_a_name_is_connected_to_at_the_address_that_was_judged() -> None:
    """The connector gets an address and never a name, so that nobody looks it up again."""
    seen = _Recorded()
    assert _failure(_outbound(names=Names(seen.look_up), connect=seen.connect), "https://news.example/") == "refused"
    assert (seen.connected, seen.asked["news.example"]) == ([("93.184.215.14", 443)], 1)


def test_a_name_that_turns_to_a_forbidden_address_is_blocked_from_then_on() -> None:
    """What it said before is no licence, and a kept connection is none of its new addresses'."""
    answers = [["127.0.0.1"], ["10.0.0.1"]]
    with sink.answering() as there:
        names = Names(lambda _: answers.pop(0), kept=0.0)
        out = _outbound(_HERE, names=names)
        url = there.url(host="turning.example")
        assert out.send("POST", url).status == 200
        assert _failure(out, url) == "blocked_address"
    assert there.connections == 1


def test_an_answer_comes_back_with_its_parts() -> None:
    """Status, headers in lower case, and the body as it was sent, even if it calls itself compressed."""
    raw = b"HTTP/1.1 202 Accepted\r\nX-A: 1\r\nX-a: 2\r\nContent-Encoding: gzip\r\nContent-Length: 3\r\n\r\nabc"
    with sink.answering(raw) as there:
        answer = _outbound(_HERE, agent="Polyweek/1").send(
            "POST", there.url("/a?b=c"), headers={"X-B": "д".encode().decode("latin-1")}, body=b"body"
        )
    assert (answer.status, answer.headers["x-a"], answer.body) == (202, "1", b"abc")
    head = there.heads[0].decode().lower()
    assert head.startswith("post /a?b=c http/1.1\r\n")
    assert f"host: 127.0.0.1:{there.port}\r\n" in head
    assert "user-agent: polyweek/1\r\n" in head
    assert "accept-encoding: identity\r\n" in head
    assert there.bodies == [b"body"]


def test_nothing_of_the_environment_leads_elsewhere(monkeypatch: pytest.MonkeyPatch) -> None:
    """Proxies are for people's programs."""
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    with sink.answering() as there:
        assert _outbound(_HERE).send("GET", there.url()).status == 200


def test_no_cookie_is_kept() -> None:
    """What a server wants remembered is forgotten."""
    with sink.answering(b"HTTP/1.1 200 OK\r\nSet-Cookie: a=b\r\nContent-Length: 0\r\n\r\n") as there:
        out = _outbound(_HERE)
        out.send("GET", there.url())
        out.send("GET", there.url())
    assert b"ookie" not in b"".join(there.heads)


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308, 304])
def test_a_redirect_is_a_failure(status: int) -> None:
    """Nobody is led from a judged address to another."""
    with sink.answering() as inner:
        raw = f"HTTP/1.1 {status} Elsewhere\r\nLocation: {inner.url()}\r\nContent-Length: 0\r\n\r\n".encode()
        with sink.answering(raw) as there:
            assert _failure(_outbound(_HERE), there.url()) == "redirect"
        assert inner.connections == 0


def test_another_status_is_told_with_its_answer() -> None:
    """So that who asked may read what was wrong, and when to come again."""
    raw = b"HTTP/1.1 503 Busy\r\nRetry-After: 7\r\nContent-Length: 4\r\n\r\nbusy"
    with sink.answering(raw) as there, pytest.raises(Failed) as caught:
        _outbound(_HERE).send("POST", there.url())
    answer = caught.value.answer
    assert caught.value.name == "bad_status"
    assert answer is not None
    assert (answer.status, answer.headers["retry-after"], answer.body) == (503, "7", b"busy")


@pytest.mark.parametrize(
    "raw",
    [
        b"\x16\x03\x01 this is no HTTP\r\n\r\n",
        b"HTTP/1.1 abc OK\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
    ],
)
def test_what_is_no_http_is_a_bad_status(raw: bytes) -> None:
    """However it begins."""
    with sink.answering(lambda connection, _: connection.sendall(raw)) as there:
        assert _failure(_outbound(_HERE), there.url()) in {"bad_status", "refused"}


def test_a_server_that_drips_is_cut() -> None:
    """A byte now and then is never silence; the time of the whole ends it."""

    def drip(connection: socket.socket, there: Sink) -> None:
        connection.sendall(b"HTTP/1.1 200 OK\r\nX-A: ")
        while not there.ended.wait(0.05):
            connection.sendall(b"a")

    _ends_in_time(drip)


def test_a_body_that_drips_is_cut() -> None:
    """As a head does."""

    def drip(connection: socket.socket, there: Sink) -> None:
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n")
        while not there.ended.wait(0.05):
            connection.sendall(b"a")

    _ends_in_time(drip)


def test_chunks_that_drip_are_cut() -> None:
    """As other bodies are."""

    def drip(connection: socket.socket, there: Sink) -> None:
        connection.sendall(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
        while not there.ended.wait(0.05):
            connection.sendall(b"1\r\na\r\n")

    _ends_in_time(drip)


def test_a_silent_server_is_cut() -> None:
    """Also one that answers nothing at all."""
    _ends_in_time(lambda _, there: there.ended.wait(20) and None)


def test_a_server_that_takes_nothing_is_cut() -> None:
    """A body that nobody reads waits no longer than an answer."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        url = f"http://127.0.0.1:{server.getsockname()[1]}/"
        began = time.monotonic()
        assert _failure(_outbound(_HERE), url, body=bytes(30_000_000), limits=_SOON) == "timeout"
        assert time.monotonic() - began < 5


def test_a_name_server_that_is_silent_is_cut() -> None:
    """The look-up goes on by itself; who asked is told, and others are not kept waiting."""
    ended = threading.Event()

    def look_up(name: str) -> list[str]:
        if name == "slow.example":
            ended.wait(20)
        return ["127.0.0.1"]

    with sink.answering() as there:
        out = _outbound(_HERE, names=Names(look_up))
        with ThreadPoolExecutor(4) as pool:
            slow = [pool.submit(_failure, out, there.url(host="slow.example"), limits=_SOON) for _ in range(4)]
            assert [found.result() for found in slow] == ["dns"] * 4
        assert out.send("GET", there.url(host="fast.example")).status == 200
    ended.set()


@pytest.mark.parametrize("error", [OSError, UnicodeError])
def test_a_name_that_nobody_has_is_told(error: type[Exception]) -> None:
    """As `dns`, whatever the resolver says."""

    def look_up(_: str) -> list[str]:
        raise error

    assert _failure(_outbound(names=Names(look_up)), "https://nobody.example/") == "dns"
    assert _failure(_outbound(names=Names(lambda _: [])), "https://nobody.example/") == "dns"


@pytest.mark.parametrize(
    "raw",
    [
        b"HTTP/1.1 200 OK\r\nX-A: " + b"a" * 60_000 + b"\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nX-A: " + b"a" * 70_000 + b"\r\n\r\n",
        b"HTTP/1.1 200 OK\r\n" + b"X-A: a\r\n" * 99 + b"X-B: " + b"b" * 50_000 + b"\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: 300000\r\n\r\n" + bytes(300_000),
        b"HTTP/1.1 200 OK\r\n\r\n" + bytes(300_000),
        _CHUNKED + b"fff0\r\n" + bytes(0xFFF0) + b"\r\n" + b"3fff0\r\n" + bytes(0x3FFF0),
        _CHUNKED + b"1;a=bbbbbbbbbbbbbbbbbbbb\r\na\r\n" * 100_000,
    ],
    ids=["header", "line", "headers", "length", "until the end", "chunks", "extensions of chunks"],
)  # fmt: skip
def test_an_answer_that_is_too_large_is_cut(raw: bytes) -> None:
    """Its head as well as its body, however it is framed."""
    with sink.answering(lambda connection, _: connection.sendall(raw)) as there:
        assert _failure(_outbound(_HERE), there.url()) == "too_large"


def test_who_wants_only_a_piece_gets_it() -> None:
    """A long answer is one all the same, and its connection is not used again."""
    with sink.answering(b"HTTP/1.1 200 OK\r\nContent-Length: 300000\r\n\r\n" + bytes(300_000)) as there:
        out = _outbound(_HERE)
        for _ in range(2):
            assert len(out.send("GET", there.url(), limits=Limits(body=100, cuts=True)).body) == 100
    assert there.connections == 2


@pytest.mark.parametrize(
    "raw",
    [b"", b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf", _CHUNKED + b"9\r\nhalf", _CHUNKED + b"4\r\nhalf\r\n"],
    ids=["nothing", "half a body", "half a chunk", "half of the chunks"],
)
@pytest.mark.parametrize("is_reset", [False, True])
def test_an_answer_that_ends_early_is_none(raw: bytes, is_reset: bool) -> None:  # noqa: FBT001 - a case
    """Whether the connection is closed or reset."""

    def end(connection: socket.socket, _: Sink) -> None:
        connection.sendall(raw)
        if is_reset:
            time.sleep(0.02)
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))

    with sink.answering(end) as there:
        assert _failure(_outbound(_HERE), there.url()) == "refused"


def test_nobody_there_is_told() -> None:
    """As `refused`."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    assert _failure(_outbound(_HERE), f"http://127.0.0.1:{port}/") == "refused"


def test_the_next_address_is_tried() -> None:
    """Of a name that has several; all of them are judged before the first."""
    with sink.answering() as there:
        out = _outbound(_HERE, names=Names(lambda _: ["127.0.0.9", "127.0.0.1"]))
        assert out.send("GET", there.url(host="news.example")).status == 200


def test_a_connection_is_used_again() -> None:
    """For the same name and address, so that a thousand deliveries cost few handshakes."""
    with sink.answering() as there:
        out = _outbound(_HERE)
        for _ in range(20):
            out.send("POST", there.url(), body=b"x")
        out.close()
    assert (there.connections, len(there.bodies)) == (1, 20)


def test_a_kept_connection_that_was_closed_meanwhile_is_no_failure() -> None:
    """The request goes over a new one."""

    def once(connection: socket.socket, _: Sink) -> None:
        connection.sendall(sink.OK)

    with sink.answering(once) as there:
        out = _outbound(_HERE)
        assert [out.send("POST", there.url(), body=b"x").status for _ in range(5)] == [200] * 5


def test_many_threads_send_at_once() -> None:
    """Each gets its own answer."""

    def echo(connection: socket.socket, there: Sink) -> None:
        body = there.bodies[-1]
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % len(body) + body)

    with sink.answering() as there, ThreadPoolExecutor(8) as pool:
        out = _outbound(_HERE)
        answers = list(pool.map(lambda n: out.send("POST", there.url(), body=b"%d" % n).status, range(200)))
        out.close()
    assert answers == [200] * 200
    assert sorted(map(int, there.bodies)) == list(range(200))


def test_tls_is_verified_against_the_name(tmp_path: Path) -> None:
    """The certificate must be the name's, though the connection goes to an address; SNI names it too."""
    server, client = sink.certified(tmp_path, "news.example")
    seen: list[str | None] = []
    server.sni_callback = lambda _socket, name, _context: seen.append(name)
    with sink.answering(tls=server) as there:
        out = _outbound(_HERE, names=Names(lambda _: ["127.0.0.1"]), tls=client)
        for _ in range(2):
            assert out.send("POST", there.url(host="news.example", scheme="https"), body=b"x").status == 200
        assert _failure(out, there.url(host="other.example", scheme="https")) == "tls"
        assert _failure(out, there.url(scheme="https")) == "tls"
        out.close()
    assert seen == ["news.example", "other.example", None]
    assert f"host: news.example:{there.port}" in there.heads[0].decode().lower()


def test_a_certificate_that_nobody_vouches_for_is_refused(tmp_path: Path) -> None:
    """And so is a server that speaks no TLS."""
    server, _ = sink.certified(tmp_path, "news.example")
    names = Names(lambda _: ["127.0.0.1"])
    with sink.answering(tls=server) as there:
        assert _failure(_outbound(_HERE, names=names), there.url(host="news.example", scheme="https")) == "tls"
    with sink.answering(tls=None) as there:
        url = there.url(host="news.example", scheme="https")
        assert _failure(_outbound(_HERE, names=names), url, limits=_SOON) in {"tls", "timeout"}


def test_a_handshake_that_is_never_answered_is_cut() -> None:
    """TLS has the time that connecting has."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        url = f"https://127.0.0.1:{server.getsockname()[1]}/"
        assert _failure(_outbound(_HERE), url, limits=_SOON) == "timeout"


def _ends_in_time(answer: object) -> None:
    with sink.answering(answer) as there:  # type: ignore[arg-type]
        began = time.monotonic()
        assert _failure(_outbound(_HERE), there.url(), limits=_SOON) == "timeout"
        assert time.monotonic() - began < 5


def _failure(out: Outbound, url: str, *, body: bytes | None = None, limits: Limits = Limits()) -> str:  # noqa: B008 - it never changes
    try:
        out.send("POST", url, body=body, limits=limits)
    except Failed as error:
        return error.name
    return "sent"
