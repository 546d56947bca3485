"""However many callers are slow, readers are answered; and the slow ones are not waited for without end."""

from __future__ import annotations

import socket
import subprocess
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager, suppress

import pytest

from api.platform.settings import Settings
from tests import databases
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


@pytest.fixture(scope="module")
def hurried(sqlite_template: databases.SqliteTemplate, tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    """Serve the newsroom with little patience; gives the port."""
    with sqlite_template.copy(tmp_path_factory.mktemp("hurried")) as found, ExitStack() as stack:
        newsroom = Newsroom(found)
        for login in ("editor", "editor2"):
            newsroom.get("/v1/desk/me", login)  # the day's use of the token is noted
        newsroom.close()
        with _served(found, HURRIED) as port:
            yield port
            for begin, _ in BODIES * 3:  # it ends all the same: nobody is waited for then
                stack.enter_context(socket.create_connection(("127.0.0.1", port))).sendall(begin)


def test_slow_bodies_do_not_keep_readers_waiting(hurried: int) -> None:
    """Forty bodies that never end, forty idle connections, and four who do not take their answers, on four threads."""
    slowest_of_a_hundred(hurried, requests=100)
    quiet = slowest_of_a_hundred(hurried, requests=300)
    crowd = Crowd(hurried, bodies=40, idle=40, readers=4)
    with crowd.there():
        time.sleep(1)
        crowded = slowest_of_a_hundred(hurried, requests=300)
    assert crowded < 10 * quiet  # so few are measured that one pause of the machine counts
    assert crowd.statuses[503]
    assert crowd.statuses[401]


@pytest.mark.slow
def test_three_hundred_slow_bodies_do_not_keep_readers_waiting(sqlite_newsroom: Newsroom) -> None:
    """300 slow bodies, 500 idle connections and 20 slow readers: a reader's p99 stays below five times that without.

    Three times is the aim; 2.5 to 4.1 was seen on two cores that the crowd takes its share of.
    """
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
    assert crowded <= 5 * quiet
    assert crowd.statuses[408]


def test_nobody_is_waited_for_without_end(hurried: int) -> None:
    """Each kind of slow caller is thrown out, with an answer where a body was waited for."""
    with ThreadPoolExecutor(len(BODIES)) as pool:
        answers = list(pool.map(lambda body: _told(hurried, *body), BODIES))
    waited_for = [answer for (begin, _), answer in zip(BODIES, answers, strict=True) if b"/v1/auth/login" in begin]
    assert len(waited_for) == 4
    for answer in waited_for:
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


def _told(port: int, begin: bytes, more: bytes) -> bytes:
    """Send slowly until the server hangs up; gives all that it said."""
    answer, deadline = b"", time.monotonic() + processes.PATIENCE
    with socket.create_connection(("127.0.0.1", port), timeout=0.5) as connection, suppress(ConnectionError):
        connection.sendall(begin)
        while time.monotonic() < deadline:
            try:
                found = connection.recv(65_536)
            except TimeoutError:
                connection.sendall(more)
                continue
            if not found:
                return answer
            answer += found
        pytest.fail(f"nobody hung up: {begin!r} {answer!r}")
    return answer


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
    env = processes.environ(found, PORT=str(port), POLYWEEK_WORKERS="1")
    quiet = "import os\nnull = os.open(os.devnull, os.O_WRONLY)\nos.dup2(null, 1)\nos.dup2(null, 2)\n"
    server = processes.start_script(env, quiet + script)  # a log that nobody reads would hold the server up
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
