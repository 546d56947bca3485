from __future__ import annotations

import socket
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from api.platform.lookups import Names
from api.platform.outbound import Failed
from tests.platform import forbidden, sink
from tests.platform.senders import HERE, SOON, failure, outbound
from tests.platform.sink import Sink


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
        name = failure(outbound(names=Names(seen.look_up), connect=seen.connect), url)
        if name != "blocked_address" or seen.connected:
            wrong.append((url, name, seen.connected))
    assert not wrong


def test_a_name_is_connected_to_at_the_address_that_was_judged() -> None:
    """The connector gets an address and never a name, so that nobody looks it up again."""
    seen = _Recorded()
    assert failure(outbound(names=Names(seen.look_up), connect=seen.connect), "https://news.example/") == "refused"
    assert (seen.connected, seen.asked["news.example"]) == ([("93.184.215.14", 443)], 1)


def test_a_name_that_turns_to_a_forbidden_address_is_blocked_from_then_on() -> None:
    """What it said before is no licence, and a kept connection is none of its new addresses'."""
    answers = [["127.0.0.1"], ["10.0.0.1"]]
    with sink.answering() as there:
        names = Names(lambda _: answers.pop(0), kept=0.0)
        out = outbound(HERE, names=names)
        url = there.url(host="turning.example")
        assert out.send("POST", url).status == 200
        assert failure(out, url) == "blocked_address"
    assert there.connections == 1


def test_an_answer_comes_back_with_its_parts() -> None:
    """Status, headers in lower case, and the body as it was sent, even if it calls itself compressed."""
    raw = b"HTTP/1.1 202 Accepted\r\nX-A: 1\r\nX-a: 2\r\nContent-Encoding: gzip\r\nContent-Length: 3\r\n\r\nabc"
    with sink.answering(raw) as there:
        answer = outbound(HERE, agent="Polyweek/1").send(
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
        assert outbound(HERE).send("GET", there.url()).status == 200


def test_no_cookie_is_kept() -> None:
    """What a server wants remembered is forgotten."""
    with sink.answering(b"HTTP/1.1 200 OK\r\nSet-Cookie: a=b\r\nContent-Length: 0\r\n\r\n") as there:
        out = outbound(HERE)
        out.send("GET", there.url())
        out.send("GET", there.url())
    assert b"ookie" not in b"".join(there.heads)


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308, 304])
def test_a_redirect_is_a_failure(status: int) -> None:
    """Nobody is led from a judged address to another."""
    with sink.answering() as inner:
        raw = f"HTTP/1.1 {status} Elsewhere\r\nLocation: {inner.url()}\r\nContent-Length: 0\r\n\r\n".encode()
        with sink.answering(raw) as there:
            assert failure(outbound(HERE), there.url()) == "redirect"
        assert inner.connections == 0


def test_another_status_is_told_with_its_answer() -> None:
    """So that who asked may read what was wrong, and when to come again."""
    raw = b"HTTP/1.1 503 Busy\r\nRetry-After: 7\r\nContent-Length: 4\r\n\r\nbusy"
    with sink.answering(raw) as there, pytest.raises(Failed) as caught:
        outbound(HERE).send("POST", there.url())
    answer = caught.value.answer
    assert caught.value.name == "bad_status"
    assert answer is not None
    assert (answer.status, answer.headers["retry-after"], answer.body) == (503, "7", b"busy")


@pytest.mark.parametrize("error", [OSError, UnicodeError])
def test_a_name_that_nobody_has_is_told(error: type[Exception]) -> None:
    """As `dns`, whatever the resolver says."""

    def look_up(_: str) -> list[str]:
        raise error

    assert failure(outbound(names=Names(look_up)), "https://nobody.example/") == "dns"
    assert failure(outbound(names=Names(lambda _: [])), "https://nobody.example/") == "dns"


def test_nobody_there_is_told() -> None:
    """As `refused`."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    assert failure(outbound(HERE), f"http://127.0.0.1:{port}/") == "refused"


def test_the_next_address_is_tried() -> None:
    """Of a name that has several; all of them are judged before the first."""
    with sink.answering() as there:
        out = outbound(HERE, names=Names(lambda _: ["127.0.0.9", "127.0.0.1"]))
        assert out.send("GET", there.url(host="news.example")).status == 200


def test_a_connection_is_used_again() -> None:
    """For the same name and address, so that a thousand deliveries cost few handshakes."""
    with sink.answering() as there:
        out = outbound(HERE)
        for _ in range(20):
            out.send("POST", there.url(), body=b"x")
        out.close()
    assert (there.connections, len(there.bodies)) == (1, 20)


def test_a_kept_connection_that_was_closed_meanwhile_is_no_failure() -> None:
    """The request goes over a new one."""

    def once(connection: socket.socket, _: Sink) -> None:
        connection.sendall(sink.OK)

    with sink.answering(once) as there:
        out = outbound(HERE)
        assert [out.send("POST", there.url(), body=b"x").status for _ in range(5)] == [200] * 5


def test_many_threads_send_at_once() -> None:
    """Each gets its own answer."""

    def echo(connection: socket.socket, there: Sink) -> None:
        body = there.bodies[-1]
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % len(body) + body)

    with sink.answering() as there, ThreadPoolExecutor(8) as pool:
        out = outbound(HERE)
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
        out = outbound(HERE, names=Names(lambda _: ["127.0.0.1"]), tls=client)
        for _ in range(2):
            assert out.send("POST", there.url(host="news.example", scheme="https"), body=b"x").status == 200
        assert failure(out, there.url(host="other.example", scheme="https")) == "tls"
        assert failure(out, there.url(scheme="https")) == "tls"
        out.close()
    assert seen == ["news.example", "other.example", None]
    assert f"host: news.example:{there.port}" in there.heads[0].decode().lower()


def test_a_certificate_that_nobody_vouches_for_is_refused(tmp_path: Path) -> None:
    """And so is a server that speaks no TLS."""
    server, _ = sink.certified(tmp_path, "news.example")
    names = Names(lambda _: ["127.0.0.1"])
    with sink.answering(tls=server) as there:
        assert failure(outbound(HERE, names=names), there.url(host="news.example", scheme="https")) == "tls"
    with sink.answering(tls=None) as there:
        url = there.url(host="news.example", scheme="https")
        assert failure(outbound(HERE, names=names), url, limits=SOON) in {"tls", "timeout"}
