"""Followers who wait on a real server: none keeps a reader waiting, and none of them keeps the server from ending."""

from __future__ import annotations

import json
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from http.client import HTTPConnection
from typing import Any

from api.platform import places
from tests.faults import processes
from tests.newsroom import Newsroom

WAIT = 15  # seconds
MANY = places.FOLLOWERS.number + 6
EACH = 8  # of one network


def test_waiting_followers_leave_threads_to_readers_and_end_with_the_server(newsroom: Newsroom) -> None:
    """All places are taken: others are answered at once, readers are read to, a release wakes all, TERM lets all go."""
    article = newsroom.publish()
    end = newsroom.get("/v1/changes")["meta"]["cursor"]
    with processes.serving(newsroom.settings, POLYWEEK_THREADS="2") as server, ThreadPoolExecutor(MANY) as pool:
        held = _held(pool, server.port, end)
        for read in ("/v1/articles?lang=en", f"/v1/articles/{article}?lang=en", "/v1/changes", "/readyz"):
            assert _call(server.port, read)[0] == 200
        assert not any(call.done() for call in held)
        withdrawn = f"/v1/desk/articles/{article}/versions/en/withdrawal"
        newsroom.post(withdrawn, "editor", {"reason": "Wrong."})
        told = [call.result() for call in held]
        assert all(page["data"] for _, _, page, _ in told)
        assert max(seconds for _, _, _, seconds in told) < WAIT / 2
        held = _held(pool, server.port, told[0][2]["meta"]["cursor"])
        ended = time.monotonic()
        server.process.terminate()
        for status, headers, page, _ in (call.result() for call in held):
            assert (status, page["data"], headers["Retry-After"]) == (200, [], "5")
        assert time.monotonic() - ended < WAIT / 3
        assert server.process.wait(WAIT) == 0
    newsroom.close()


def _held(pool: ThreadPoolExecutor, port: int, cursor: str) -> list[Any]:
    """Let more follow than may wait; gives those who do, once the others have been told to come again."""
    path = f"/v1/changes?wait={WAIT}&since={cursor}"
    calls = [pool.submit(_call, port, path, f"127.0.{number // EACH}.9") for number in range(MANY)]
    deadline = time.monotonic() + WAIT / 2
    while sum(call.done() for call in calls) < MANY - places.FOLLOWERS.number:
        assert time.monotonic() < deadline
        time.sleep(0.02)
    for call in (call for call in calls if call.done()):
        status, headers, page, _ = call.result()
        assert (status, page["data"], headers["Retry-After"]) == (200, [], "5")
    return [call for call in calls if not call.done()]


def _call(port: int, path: str, source: str = "127.0.0.1") -> tuple[int, Any, Any, float]:
    """Read from an address of this machine; gives status, header, JSON and seconds."""
    began = time.monotonic()
    with closing(HTTPConnection("127.0.0.1", port, timeout=60, source_address=(source, 0))) as connection:
        connection.request("GET", path)
        response = connection.getresponse()
        body = response.read()
        is_json = "json" in (response.headers["Content-Type"] or "")
        return response.status, response.headers, json.loads(body) if is_json else None, time.monotonic() - began
