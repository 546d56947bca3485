"""The demo newsroom in a database of its own, and servers of it: with what benchmarks over the wire begin."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path

from api.demo import newsroom
from api.platform import db, migrate
from api.platform.settings import Settings
from tests import databases

_AT = datetime(2026, 11, 18, 12, tzinfo=UTC)
_SERVE = ("-m", "api", "serve")


def raised(stack: ExitStack, folder: Path, arguments: Sequence[str]) -> Settings:
    """Raise the demo on SQLite, or on PostgreSQL if that is among the arguments; its database is left open."""
    url = f"sqlite:///{folder}/polyweek.db"
    if "postgresql" in arguments:
        server = stack.enter_context(databases.postgres())
        url = server.url(server.create())
    found = databases.settings(folder, url)
    db.open_database(found)
    migrate.up()
    newsroom.raise_newsroom(found, at=_AT)
    return found


@contextmanager
def served(
    folder: Path, environ: Mapping[str, str], arguments: Sequence[str] = _SERVE, *, where: Path | None = None
) -> Iterator[tuple[int, int]]:
    """Run a server, of the code in another folder if `where` names one; gives its port and its process's number."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    own = {"PORT": str(port), "POLYWEEK_DATA_DIR": str(folder), "POLYWEEK_SECRET": databases.SECRET}
    with (folder / "log").open("ab") as log:
        process = subprocess.Popen(
            [sys.executable, *arguments], cwd=where, env={**os.environ, **own, **environ}, stderr=log
        )
        try:
            _await(port, process)
            yield port, process.pid
        finally:
            process.terminate()
            process.wait(30)


def _await(port: int, process: subprocess.Popen[bytes]) -> None:
    for _ in range(600):
        with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
            return
        if process.poll() is not None:
            break
        time.sleep(0.05)
    raise RuntimeError("The server did not start.")
