from __future__ import annotations

import socket
import struct
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from api.platform.lookups import Names
from api.platform.outbound import Limits
from tests.platform import sink
from tests.platform.senders import CHUNKED, HERE, SOON, failure, outbound
from tests.platform.sink import Sink


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
        assert failure(outbound(HERE), there.url()) in {"bad_status", "refused"}


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
        assert failure(outbound(HERE), url, body=bytes(30_000_000), limits=SOON) == "timeout"
        assert time.monotonic() - began < 5


def test_a_name_server_that_is_silent_is_cut() -> None:
    """The look-up goes on by itself; who asked is told, and others are not kept waiting."""
    ended = threading.Event()

    def look_up(name: str) -> list[str]:
        if name == "slow.example":
            ended.wait(20)
        return ["127.0.0.1"]

    with sink.answering() as there:
        out = outbound(HERE, names=Names(look_up))
        with ThreadPoolExecutor(4) as pool:
            slow = [pool.submit(failure, out, there.url(host="slow.example"), limits=SOON) for _ in range(4)]
            assert [found.result() for found in slow] == ["dns"] * 4
        assert out.send("GET", there.url(host="fast.example")).status == 200
    ended.set()


@pytest.mark.parametrize(
    "raw",
    [
        b"HTTP/1.1 200 OK\r\nX-A: " + b"a" * 60_000 + b"\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nX-A: " + b"a" * 70_000 + b"\r\n\r\n",
        b"HTTP/1.1 200 OK\r\n" + b"X-A: a\r\n" * 99 + b"X-B: " + b"b" * 50_000 + b"\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: 300000\r\n\r\n" + bytes(300_000),
        b"HTTP/1.1 200 OK\r\n\r\n" + bytes(300_000),
        CHUNKED + b"fff0\r\n" + bytes(0xFFF0) + b"\r\n" + b"3fff0\r\n" + bytes(0x3FFF0),
        CHUNKED + b"1;a=bbbbbbbbbbbbbbbbbbbb\r\na\r\n" * 100_000,
    ],
    ids=["header", "line", "headers", "length", "until the end", "chunks", "extensions of chunks"],
)  # fmt: skip
def test_an_answer_that_is_too_large_is_cut(raw: bytes) -> None:
    """Its head as well as its body, however it is framed."""
    with sink.answering(lambda connection, _: connection.sendall(raw)) as there:
        assert failure(outbound(HERE), there.url()) == "too_large"


def test_who_wants_only_a_piece_gets_it() -> None:
    """A long answer is one all the same, and its connection is not used again."""
    with sink.answering(b"HTTP/1.1 200 OK\r\nContent-Length: 300000\r\n\r\n" + bytes(300_000)) as there:
        out = outbound(HERE)
        for _ in range(2):
            assert len(out.send("GET", there.url(), limits=Limits(body=100, cuts=True)).body) == 100
    assert there.connections == 2


@pytest.mark.parametrize(
    "raw",
    [b"", b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf", CHUNKED + b"9\r\nhalf", CHUNKED + b"4\r\nhalf\r\n"],
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
        assert failure(outbound(HERE), there.url()) == "refused"


def test_a_handshake_that_is_never_answered_is_cut() -> None:
    """TLS has the time that connecting has."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        url = f"https://127.0.0.1:{server.getsockname()[1]}/"
        assert failure(outbound(HERE), url, limits=SOON) == "timeout"


def _ends_in_time(answer: object) -> None:
    with sink.answering(answer) as there:  # type: ignore[arg-type]
        began = time.monotonic()
        assert failure(outbound(HERE), there.url(), limits=SOON) == "timeout"
        assert time.monotonic() - began < 5
