"""Looking at the process's descriptors must cost its files nothing: to close any one of a file ends all locks on it."""

from __future__ import annotations

import fcntl
import os
import socket
import subprocess
import sys
from pathlib import Path

import apsw
import pytest

from api.platform import connections

# Another process, since a process's locks do not hold against itself.
TRY = "import apsw, sys; apsw.Connection(sys.argv[1]).execute('BEGIN IMMEDIATE').fetchall()"
LOCK = "import fcntl, sys; fcntl.lockf(open(sys.argv[1], 'r+'), fcntl.LOCK_EX | fcntl.LOCK_NB)"


def test_a_look_leaves_the_database_its_lock(tmp_path: Path) -> None:
    """Whoever writes while the connections are looked at writes alone."""
    path = tmp_path / "some.db"
    writer = apsw.Connection(str(path))
    for statement in ("PRAGMA journal_mode = wal", "CREATE TABLE t (a)", "BEGIN IMMEDIATE", "INSERT INTO t VALUES (1)"):
        writer.execute(statement).fetchall()
    connections.look(1, {})
    assert "BusyError" in _run(TRY, path)
    writer.execute("COMMIT").fetchall()
    assert _run(TRY, path) == ""


def test_a_number_that_has_become_a_files_costs_it_no_lock(tmp_path: Path) -> None:
    """Between a look at what a descriptor is and its duplication, the server may have closed it and opened a file."""
    path = tmp_path / "file"
    with path.open("w") as file:
        fcntl.lockf(file, fcntl.LOCK_EX)
        assert connections.borrowed(file.fileno()) is None
        assert "BlockingIOError" in _run(LOCK, path)


def test_a_look_sees_the_connections_at_a_port_and_keeps_none() -> None:
    """Those who are connected to us by it, and neither what listens nor the callers' ends."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        with socket.create_connection(("127.0.0.1", port)), server.accept()[0] as ours:
            before = _descriptors()
            assert list(connections.look(port, {})) == [os.fstat(ours.fileno()).st_ino]
            assert _descriptors() == before


@pytest.fixture(autouse=True)
def _only_on_linux() -> None:
    if sys.platform != "linux":
        pytest.skip("Connections are watched on Linux.")


def _descriptors() -> list[str]:
    return sorted(path.name for path in Path("/proc/self/fd").iterdir())


def _run(script: str, path: Path) -> str:
    """Run a script with a path in a process of its own; gives what it complains of."""
    return subprocess.run([sys.executable, "-c", script, path], check=False, capture_output=True, text=True).stderr
