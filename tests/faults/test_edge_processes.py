from __future__ import annotations

import threading
import time
from contextlib import closing
from http.client import HTTPConnection

from api.delivery.edge_era import FRESH
from tests.faults.processes import ended, environ, free_port, start, wait_for
from tests.newsroom import Newsroom


class Reader(threading.Thread):
    """Asks a server for an address again and again; `told` has when it asked, the status, and whether it was hot."""

    def __init__(self, port: int, path: str) -> None:
        super().__init__()
        self.told: list[tuple[float, int, bool]] = []
        self.is_over = False
        self._port, self._path = port, path

    def run(self) -> None:
        """Ask until it is over."""
        with closing(HTTPConnection("127.0.0.1", self._port, timeout=30)) as connection:
            while not self.is_over:
                asked = time.monotonic()
                connection.request("GET", self._path)
                answer = connection.getresponse()
                answer.read()
                self.told.append((asked, answer.status, answer.getheader("Age") is not None))
                time.sleep(0.002)


def test_every_process_lets_go_of_what_another_has_withdrawn(newsroom: Newsroom) -> None:
    """Whoever asks 200 ms after a withdrawal, of whichever process, is told that it is gone."""
    path = f"/v1/articles/{newsroom.publish()}?lang=en"
    ports = [free_port(), free_port()]
    servers = [start(environ(newsroom.settings, PORT=str(port)), "serve") for port in ports]
    try:
        for port in ports:
            wait_for(port)
        readers = [Reader(port, path) for port in ports]
        for reader in readers:
            reader.start()
        while not all(len(reader.told) > 20 for reader in readers):
            time.sleep(0.01)
        withdrawal = path.replace("/v1/", "/v1/desk/").replace("?lang=", "/versions/") + "/withdrawal"
        newsroom.post(withdrawal, "editor", {"reason": "It was not so."})
        done = time.monotonic()
        while not all(reader.told[-1][0] > done + 2 * FRESH for reader in readers):
            time.sleep(0.01)
        for reader in readers:
            reader.is_over = True
            reader.join(30)
            assert (200, True) in {(status, is_hot) for _, status, is_hot in reader.told}
            assert {status for asked, status, _ in reader.told if asked >= done + FRESH} == {410}
    finally:
        for server in servers:
            server.terminate()
        for server in servers:
            ended(server)
