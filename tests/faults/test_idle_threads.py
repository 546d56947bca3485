"""A server whose threads have come and gone lives on: what they held is not freed with them."""

from __future__ import annotations

import socket
import time
from contextlib import ExitStack

import pytest

from tests.faults import processes
from tests.newsroom import Newsroom, token

# What `polyweek serve` does, but threads with nothing to do end after five seconds, the shortest that granian takes.
SERVER = """
from api import serving
from api.platform import settings
serving.IDLE = 5
serving.serve(settings.load())
"""


@pytest.mark.slow
def test_the_threads_of_a_burst_end_without_their_process(sqlite_newsroom: Newsroom) -> None:
    """After a burst of requests and a silence the same process answers, and nothing has been written about its end."""
    sqlite_newsroom.close()
    with processes.serving(sqlite_newsroom.settings, SERVER) as server:
        _keep_all_threads_busy(server.port)
        time.sleep(8)
        processes.wait_for(server.port, "/v1/languages")
    code, *written = server.ending
    assert (code, [text for text in written if "exit" in text]) == (0, [])


def _keep_all_threads_busy(port: int) -> None:
    """Let every thread look for a token in the database, and then wait for a body that does not come whole."""
    head = f"POST /v1/desk/articles HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {token('editor')}\r\n"
    head += "Content-Type: application/json\r\nContent-Length: 5000\r\n\r\n{"
    with ExitStack() as connections:
        for _ in range(16):
            connection = connections.enter_context(socket.create_connection(("127.0.0.1", port)))
            connection.sendall(head.encode())
            time.sleep(0.05)
        time.sleep(1)
