"""Receives a newsroom's webhooks, and keeps the mirror of `follower.py` by them. Python 3.11 alone is all it takes.

    export NEWSROOM_KEY=pwk_… NEWSROOM_SECRETS="whsec_…"     # two secrets, with a space between, while you rotate
    python receiver.py http://127.0.0.1:8000 mirror.db 127.0.0.1:9000

An event is in the file before it is answered with 204, and once only, however often it is sent. A withdrawal deletes
its text in the same transaction. All other events say that there is something to read, and the mirror reads it; so it
does from time to time without any, since nothing tells of an event that never came. Put a server with TLS before it.
"""

from __future__ import annotations

import argparse
import base64
import hmac
import json
import os
import sqlite3
import sys
import threading
import time
from collections.abc import Mapping, Sequence
from contextlib import closing, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING

from follower import TABLES, Mirror
from newsroom import Newsroom, Refused, key

if TYPE_CHECKING:  # made by make_types.py, and needed by nobody who only runs this
    from polyweek_types import PartnerArticleEvent, PartnerContractEvent, PartnerIssueEvent, PartnerPingEvent

LARGEST = 64 * 1024  # bytes of an event; the newsroom sends 20 kB at most
TOLERANCE = 300  # seconds between the clocks
PAUSE = 900.0  # seconds after which the mirror reads without having been told to
SILENCE = 10  # seconds for which a connection may say nothing
_FIELDS = ("webhook-id", "webhook-timestamp", "webhook-signature")
_TABLES = """
CREATE TABLE IF NOT EXISTS event (
    id TEXT PRIMARY KEY, type TEXT NOT NULL, body TEXT NOT NULL, received_at TEXT NOT NULL DEFAULT CURRENT_TIMESTAMP
) WITHOUT ROWID;
DELETE FROM event WHERE received_at < datetime('now', '-40 days');  -- for 30 it may be sent again
"""
_COUNT = """
INSERT INTO state VALUES ('removals', '1') ON CONFLICT (name) DO UPDATE SET value = CAST(value AS INTEGER) + 1
"""


def is_signed(headers: Mapping[str, str], body: bytes, keys: Sequence[bytes], *, at: float) -> bool:
    """Tell whether a request is from the newsroom and of now, by the Standard Webhooks specification.

    `headers` have their names in lower case, `keys` are the secrets as bytes, `at` is in seconds since 1970.
    """
    id_, timestamp, signatures = (headers.get(name, "") for name in _FIELDS)
    if not id_ or not timestamp.isdecimal() or abs(int(timestamp) - at) > TOLERANCE:
        return False
    given = [signature.encode() for signature in signatures.split() if signature.startswith("v1,")]
    signed = f"{id_}.{timestamp}.".encode() + body
    good = [b"v1," + base64.b64encode(hmac.digest(key, signed, "sha256")) for key in keys]
    return any(hmac.compare_digest(one, other) for one in given for other in good)


class Inbox:
    """The events in the mirror's file, each once."""

    def __init__(self, path: str) -> None:
        self._path = path
        self._lock = threading.Lock()
        with closing(self._opened()) as file:
            file.executescript(TABLES + _TABLES)

    def put(self, id_: str, body: bytes) -> bool:
        """Keep an event, and delete what it withdraws; give whether it is new. On return it is on the disk."""
        event: PartnerArticleEvent | PartnerIssueEvent | PartnerContractEvent | PartnerPingEvent = json.loads(body)
        with self._lock, closing(self._opened()) as file, file:
            file.execute("BEGIN IMMEDIATE")
            kept = "INSERT OR IGNORE INTO event (id, type, body) VALUES (?, ?, ?)"
            is_new = file.execute(kept, (id_, event["type"], body.decode())).rowcount > 0
            if is_new and event["type"] == "article.withdrawn" and not event["data"]["is_public"]:
                place = (event["data"]["article_id"], event["data"]["language"])
                file.execute("DELETE FROM article WHERE (article_id, language) = (?, ?)", place)
                file.execute(_COUNT)  # a page that the mirror has just asked for may still have it
        return is_new

    def _opened(self) -> sqlite3.Connection:
        return sqlite3.connect(self._path, timeout=SILENCE)


class Receiver(ThreadingHTTPServer):
    """The server; `bell` is set when there is something to read."""

    daemon_threads = True

    def __init__(self, address: tuple[str, int], inbox: Inbox, keys: Sequence[bytes]) -> None:
        super().__init__(address, _Handler)
        self.inbox, self.keys, self.bell = inbox, keys, threading.Event()


class _Handler(BaseHTTPRequestHandler):
    server: Receiver
    timeout = SILENCE

    def do_POST(self) -> None:
        """Take an event: 204 when it is on the disk, 401 without a good signature, 5xx when it is to come again."""
        length = self.headers.get("Content-Length", "")
        if not length.isdecimal() or int(length) > LARGEST:
            return self._answer(413)
        body = self.rfile.read(int(length))
        headers = {name.lower(): value for name, value in self.headers.items()}
        if not is_signed(headers, body, self.server.keys, at=time.time()):
            return self._answer(401)
        try:
            is_new = self.server.inbox.put(headers["webhook-id"], body)
        except sqlite3.Error as error:
            sys.stderr.write(f"not kept: {error}\n")
            return self._answer(503)
        if is_new:
            self.server.bell.set()
        return self._answer(204)

    def _answer(self, status: int) -> None:
        self.send_response(status)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Say nothing of each request."""


def keep_up(path: str, newsroom: Newsroom, bell: threading.Event) -> None:
    """Let the mirror read at the beginning, whenever the bell rings, and from time to time; for ever."""
    with closing(Mirror(path, newsroom)) as mirror:
        while True:
            bell.clear()  # before it reads: what comes meanwhile rings again
            try:
                count = sum(mirror.follow(is_once=True))
                sys.stdout.write(f"{count} entries taken\n" if count else "")
                sys.stdout.flush()
            except (Refused, sqlite3.Error) as error:  # withdrawals are still to be received
                sys.stderr.write(f"the mirror stands still: {error}\n")
                sys.stderr.flush()
            bell.wait(PAUSE)


def main() -> None:
    """Receive at what the command line names."""
    parser = argparse.ArgumentParser(description="Receives a newsroom's webhooks, and keeps a mirror by them.")
    parser.add_argument("address", help="of the newsroom")
    parser.add_argument("file", help="of the mirror")
    parser.add_argument("listen", help="host:port")
    asked = parser.parse_args()
    secrets = os.environ.get("NEWSROOM_SECRETS", "").split()
    keys = [base64.b64decode(secret.removeprefix("whsec_"), validate=True) for secret in secrets]
    if not keys:
        sys.exit("NEWSROOM_SECRETS has no secret")
    host, _, port = asked.listen.rpartition(":")
    newsroom = Newsroom(asked.address, key())
    with Receiver((host, int(port)), Inbox(asked.file), keys) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        sys.stdout.write(f"receiving at http://{host}:{server.server_port}\n")
        sys.stdout.flush()
        keep_up(asked.file, newsroom, server.bell)


if __name__ == "__main__":
    with suppress(KeyboardInterrupt):
        main()
