"""However many callers are slow, readers are answered; and the slow ones are not waited for without end."""

from __future__ import annotations

import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

import pytest

from api.platform.settings import Settings
from tests.faults import processes
from tests.faults.slow_callers import BODIES, Crowd, slowest_of_a_hundred
from tests.newsroom import Newsroom, token

# What `polyweek serve` does, but with less patience, so that this takes seconds.
HURRIED = """
from api import serving
from api.platform import connections, settings
connections.SILENCE, connections.GRACE, connections.EVERY = 4.0, 2.0, 0.5
serving._HEADER_TIME = 3_000
serving.serve(settings.load())
"""


@pytest.fixture
def hurried(sqlite_newsroom: Newsroom) -> Iterator[int]:
    """Serve the newsroom with little patience; gives the port."""
    sqlite_newsroom.get("/v1/desk/me", "editor")
    sqlite_newsroom.close()
    with _served(sqlite_newsroom.settings, HURRIED) as port:
        yield port


def test_slow_bodies_do_not_keep_readers_waiting(hurried: int) -> None:
    """Forty bodies that never end, forty idle connections, and four who do not take their answers, on four threads."""
    slowest_of_a_hundred(hurried, requests=100)
    quiet = slowest_of_a_hundred(hurried, requests=300)
    crowd = Crowd(hurried, bodies=40, idle=40, readers=4)
    with crowd.there():
        time.sleep(1)
        crowded = slowest_of_a_hundred(hurried, requests=300)
    assert crowded < 5 * max(quiet, 0.002)  # so few are measured that one pause of the machine counts
    assert crowd.statuses[503]
    assert crowd.statuses[401]


@pytest.mark.slow
def test_three_hundred_slow_bodies_do_not_keep_readers_waiting(sqlite_newsroom: Newsroom) -> None:
    """300 slow bodies, 500 idle connections and 20 slow readers: a reader's p99 is at most three times that without."""
    sqlite_newsroom.publish("ru")
    sqlite_newsroom.close()
    with _served(sqlite_newsroom.settings, "from api.platform import settings\nfrom api import serving\n"
                 "serving.serve(settings.load())") as port:  # fmt: skip
        slowest_of_a_hundred(port, requests=500)
        quiet = slowest_of_a_hundred(port, requests=3_000)
        crowd = Crowd(port, bodies=300, idle=500, readers=20)
        with crowd.there():
            time.sleep(5)
            crowded = slowest_of_a_hundred(port, requests=6_000)
    assert crowded <= 3 * quiet
    assert crowd.statuses[408]


@pytest.mark.parametrize("number", range(len(BODIES)))
def test_nobody_is_waited_for_without_end(hurried: int, number: int) -> None:
    """Each kind of slow caller is thrown out, with an answer where a body was waited for."""
    begin, more = BODIES[number]
    with socket.create_connection(("127.0.0.1", hurried), timeout=0.5) as connection:
        connection.sendall(begin)
        answer, deadline = b"", time.monotonic() + processes.PATIENCE
        while True:
            assert time.monotonic() < deadline, answer
            try:
                found = connection.recv(65_536)
            except TimeoutError:
                connection.sendall(more)
                continue
            except ConnectionError:
                break
            if not found:
                break
            answer += found
    if begin.startswith(b"POST /v1/auth/login"):
        assert b"HTTP/1.1 408 " in answer
        assert b'"code":"request_timeout"' in answer


def test_who_shows_a_token_has_places_of_their_own(hurried: int) -> None:
    """While strangers hold all that they may, an editor saves; one editor's slow bodies leave places to another's."""
    article = b'{"source_language":"en","topic":"society","title":"T","body":"B."}'
    with ExitStack() as stack:
        for number in range(24):
            head = BODIES[number % 2][0] if number < 12 else _head("editor") + b"Content-Length: 900\r\n\r\n{"
            stack.enter_context(socket.create_connection(("127.0.0.1", hurried))).sendall(head)
        time.sleep(0.5)
        assert _status(hurried, _head("editor") + b"Content-Length: 66\r\n\r\n" + article) == 503
        assert _status(hurried, _head("editor2") + b"Content-Length: 66\r\n\r\n" + article) == 201


def test_a_server_ends_while_callers_are_slow(sqlite_newsroom: Newsroom) -> None:
    """Told to end, it does not wait for bodies that never come."""
    sqlite_newsroom.close()
    with _served(sqlite_newsroom.settings, HURRIED) as port, ExitStack() as stack:
        for begin, _ in BODIES * 3:
            stack.enter_context(socket.create_connection(("127.0.0.1", port))).sendall(begin)
        time.sleep(0.5)
        assert slowest_of_a_hundred(port, requests=20) < processes.PATIENCE


def _head(login: str) -> bytes:
    head = "POST /v1/desk/articles HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Type: application/json\r\n"
    return f"{head}Authorization: Bearer {token(login)}\r\n".encode()


def _status(port: int, request: bytes) -> int:
    with socket.create_connection(("127.0.0.1", port), timeout=30) as connection:
        connection.sendall(request)
        return int(connection.recv(65_536).split()[1])


@contextmanager
def _served(found: Settings, script: str) -> Iterator[int]:
    """Serve an instance by a script; gives the port. It must end when told to, within the time of a unit's stop."""
    port = processes.free_port()
    server = processes.start_script(processes.environ(found, PORT=str(port), POLYWEEK_WORKERS="1"), script)
    try:
        processes.wait_for(port)
        yield port
    finally:
        server.terminate()
        try:
            server.communicate(timeout=60)
        except subprocess.TimeoutExpired:
            server.kill()
            server.communicate()
            raise
    assert server.returncode == 0
