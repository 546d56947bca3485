"""Writers who wait for a lock hold few threads: the others are told to come back, and reading goes on."""

from __future__ import annotations

import json
import threading
import time
from collections import Counter
from contextlib import closing
from http.client import HTTPConnection
from typing import Any

import apsw
import psycopg

from api.platform import places
from tests.faults import processes
from tests.newsroom import Newsroom, token

THREADS = 2
MANY = THREADS + places.ALL + 6


def test_waiting_writers_leave_threads_to_readers(newsroom: Newsroom) -> None:
    """While the lock is held some of many writers wait, the others get 503 at once, and readers are answered."""
    path = f"/v1/desk/articles/{newsroom.write()}"
    newsroom.get("/v1/desk/me", "editor")  # the day's use of the token is noted
    newsroom.close()
    with processes.serving(newsroom.settings, POLYWEEK_THREADS=str(THREADS)) as server:
        answers = _write_while_locked(newsroom, server.port, path)
    assert answers.pop(503) == MANY - places.WRITERS.number
    assert answers.keys() <= {200, 201}
    assert answers.total() == places.WRITERS.number


def _write_while_locked(newsroom: Newsroom, port: int, path: str) -> Counter[int]:
    """Let many write while another process holds the lock, and read meanwhile; gives the statuses of the writes."""
    answers: Counter[int] = Counter()

    def write(number: int) -> None:
        if number % 2:
            status, headers = _call(port, "PATCH", path, {"trend": "improved"})
        else:  # with a key, which is claimed in a transaction of its own
            status, headers = _call(port, "POST", f"{path}/revisions", {"title": f"Title {number}"}, key=str(number))
        assert status != 503 or headers["Retry-After"] == "1"
        answers[status] += 1

    threads = [threading.Thread(target=write, args=(number,)) for number in range(MANY)]
    let_go = _hold_the_lock(newsroom)
    try:
        for thread in threads:
            thread.start()
        deadline = time.monotonic() + 8  # the others wait for ten seconds
        while answers[503] < MANY - places.WRITERS.number:
            assert time.monotonic() < deadline, answers
            time.sleep(0.02)
        for read in ("/v1/articles?lang=be", path, "/healthz", "/readyz", "/v1/desk/articles"):
            assert _call(port, "GET", read)[0] == 200
        assert answers == {503: MANY - places.WRITERS.number}
    finally:
        let_go.close()
        for thread in threads:
            thread.join(60)
    return answers


def _hold_the_lock(newsroom: Newsroom) -> Any:
    if newsroom.settings.is_postgres:
        other = psycopg.connect(newsroom.settings.database_url)
        other.execute("SELECT * FROM article FOR UPDATE")
        return other
    connection = apsw.Connection(str(newsroom.settings.sqlite_path))
    connection.execute("BEGIN IMMEDIATE")
    return connection


def _call(port: int, method: str, path: str, data: Any = None, *, key: str | None = None) -> tuple[int, Any]:
    headers = {"Authorization": f"Bearer {token('editor')}", "Content-Type": "application/json", "If-Match": "*"}
    headers |= {"Idempotency-Key": key} if key else {}
    with closing(HTTPConnection("127.0.0.1", port, timeout=60)) as connection:
        connection.request(method, path, None if data is None else json.dumps(data), headers)
        response = connection.getresponse()
        response.read()
        return response.status, response.headers
