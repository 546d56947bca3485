"""Our command as processes of its own, for tests of what several of them do to one database."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from pathlib import Path

from api.platform.settings import Settings

ROOT = Path(__file__).parents[2]
PATIENCE = 90  # seconds for anything that should take one


def environ(found: Settings, **more: str) -> dict[str, str]:
    """Give the environment of a process that works with the same database and data folder."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("POLYWEEK_", "PORT", "HOST"))}
    return kept | {
        "POLYWEEK_DATA_DIR": str(found.data_dir),
        "POLYWEEK_DATABASE_URL": found.database_url,
        "POLYWEEK_SECRET": found.given_secret or "",
        **more,
    }


def start(env: dict[str, str], *command: str) -> subprocess.Popen[str]:
    """Start `polyweek` with a command."""
    return _popen([sys.executable, "-m", "api", *command], env)


def start_script(env: dict[str, str], script: str) -> subprocess.Popen[str]:
    """Start a Python of its own with a script."""
    return _popen([sys.executable, "-c", script], env)


def ended(process: subprocess.Popen[str]) -> tuple[int, str, str]:
    """Wait for a process; gives its exit status, output and errors."""
    try:
        out, err = process.communicate(timeout=PATIENCE)
    except subprocess.TimeoutExpired:
        process.kill()
        out, err = process.communicate()
        raise AssertionError(f"It did not end.\n{out}\n{err}") from None
    return process.returncode, out, err


def free_port() -> int:
    """Give a port at which nobody listens just now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _popen(command: list[str], env: dict[str, str]) -> subprocess.Popen[str]:
    return subprocess.Popen(command, cwd=ROOT, env=env, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
