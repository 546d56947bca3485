"""A busy newsroom in bad weather: people who write over HTTP to a server and a worker that are killed at any moment."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import threading
import time
from contextlib import closing
from datetime import UTC, datetime, timedelta
from http.client import HTTPConnection, HTTPException
from typing import Any

from api.platform import clock
from api.platform.settings import Settings
from tests.faults.processes import ROOT, environ, free_port, wait_for
from tests.newsroom import Newsroom, token


class Instance:
    """Server and worker of one database, each with the processes that it starts in a group of its own."""

    def __init__(self, found: Settings) -> None:
        self.port = free_port()
        self._env = environ(found, PORT=str(self.port))
        self._groups: list[subprocess.Popen[bytes]] = []

    def start(self) -> None:
        """Start both, and wait until the server answers."""
        for name in ("serve", "worker"):
            command = [sys.executable, "-m", "api", name]
            quiet = subprocess.DEVNULL
            self._groups.append(
                subprocess.Popen(command, cwd=ROOT, env=self._env, stdout=quiet, stderr=quiet, start_new_session=True)
            )
        wait_for(self.port)

    def kill(self) -> None:
        """Kill both with all their children, as a power cut of the processes would."""
        for process in self._groups:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
        self._groups.clear()


class Writer(threading.Thread):
    """Somebody who edits, submits, approves and releases one article, and notes what was acknowledged."""

    def __init__(self, port: int, article: str, keys: list[str], stop: threading.Event) -> None:
        super().__init__()
        self._port, self._article, self._keys, self._stop_event = port, article, keys, stop
        self.edits: list[tuple[str, str, str]] = []  # article, message, text
        self.releases: list[str] = []
        self.refused: list[tuple[str, int]] = []

    def run(self) -> None:
        """Work until it is time to stop, whatever happens to the server."""
        path = f"/v1/desk/articles/{self._article}"
        version = f"{path}/versions/ru"
        number = 0
        while not self._stop_event.is_set():
            number += 1
            key, text = self._keys[number % len(self._keys)], f"Правка {number}"
            if self._send("PATCH", f"{version}/messages/{key}", "translator-ru", {"translation": text}):
                self.edits.append((self._article, key, text))
            if number % 2 == 0:
                self._send("POST", f"{version}/submission", "translator-ru", {})
                self._send("POST", f"{version}/approval", "reviewer-ru", {})
                at = clock.to_wire(datetime.now(UTC) + timedelta(seconds=0.3)) if number % 6 == 0 else None
                if made := self._send("POST", f"{path}/releases", "editor", {"languages": ["ru"], "at": at}):
                    self.releases.append(made["id"])

    def _send(self, method: str, path: str, by: str, data: Any) -> Any:
        """Send a request; gives the answer if it was acknowledged, None if it was refused or nobody answered."""
        headers = {"Authorization": f"Bearer {token(by)}", "Content-Type": "application/json", "If-Match": "*"}
        with closing(HTTPConnection("127.0.0.1", self._port, timeout=10)) as connection:
            try:
                connection.request(method, path, json.dumps(data), headers)
                response = connection.getresponse()
                body = response.read()
            except (OSError, HTTPException):
                time.sleep(0.05)
                return None
        if response.status < 300:
            return json.loads(body)
        if response.status not in {409, 503}:
            self.refused.append((path, response.status))
        return None


def storm(newsroom: Newsroom, *, kills: int, writers: int = 3) -> list[Writer]:
    """Let people write while server and worker are killed so many times, then let all come to rest."""
    body = "The council met on Monday.\n\nNobody was surprised by that."
    articles = [newsroom.write(title=f"Text {number}", issue=None, body=body) for number in range(writers)]
    for article in articles:
        newsroom.translate(article, "ru")
    stop = threading.Event()
    instance = Instance(newsroom.settings)
    people = [
        Writer(instance.port, article, [message["id"] for message in newsroom.messages(article, "ru")], stop)
        for article in articles
    ]
    instance.start()
    try:
        for person in people:
            person.start()
        for _ in range(kills):
            time.sleep(random.uniform(0.05, 0.6))
            instance.kill()
            instance.start()
        time.sleep(0.5)
        stop.set()
        for person in people:
            person.join(30)
        time.sleep(2)  # what was scheduled last has had its hour
    finally:
        stop.set()
        instance.kill()
    return people
