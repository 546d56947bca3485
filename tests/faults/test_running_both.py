from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests import databases
from tests.faults.processes import PATIENCE, ended, environ, free_port, start, wait_for


@pytest.fixture(scope="module")
def env(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Give the environment of an instance on SQLite, the same in all of these tests: later runs keep its data."""
    folder = tmp_path_factory.mktemp("instance")
    return environ(databases.settings(folder, f"sqlite:///{folder / 'polyweek.db'}"), PORT=str(free_port()))


@pytest.mark.parametrize(
    "number", [pytest.param(signal.SIGTERM, marks=pytest.mark.slow), signal.SIGINT], ids=["TERM", "Ctrl-C"]
)
def test_server_and_worker_end_together(env: dict[str, str], number: signal.Signals) -> None:
    """Told to end, both do, the status is 0, no process is left, and no traceback or warning was printed."""
    with _running(env) as (process, children):
        process.send_signal(number)
        status, _, err = ended(process)
        assert status == 0, err
        _all_gone(children)
        _quiet(err)


@pytest.mark.parametrize("name", ["serve", "worker"])
def test_when_one_dies_the_other_ends(env: dict[str, str], name: str) -> None:
    """Whichever is killed, the other is ended too, and the status is 1."""
    with _running(env) as (process, children):
        os.kill(children[name], signal.SIGKILL)
        status, _, err = ended(process)
        assert status == 1
        _all_gone(children)
        _quiet(err)


def test_a_second_run_keeps_the_data(env: dict[str, str]) -> None:
    """The demo is raised once: the same people, tokens and issues are shown again, and nothing is written."""
    first = ended(start(env, "demo", "--json"))
    second = ended(start(env, "demo", "--json"))
    assert first[:2] == second[:2]
    assert first[0] == 0
    shown = json.loads(first[1])
    assert list(shown) == ["base_url", "people", "languages", "published_issues", "open_issue"]
    assert shown["base_url"] == f"http://127.0.0.1:{env['PORT']}"


def test_a_port_that_is_taken_is_told_before_anything_is_done(env: dict[str, str], tmp_path: Path) -> None:
    """Both commands that serve say so in one sentence; the one that holds the port is not greeted for."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        other = {**env, "PORT": port, "POLYWEEK_DATA_DIR": str(tmp_path / "var"), "POLYWEEK_DATABASE_URL": ""}
        status, out, err = ended(start(other, "run"))
        assert (status, out, err.count("\n")) == (1, "", 1)
        assert f"PORT is {port}: somebody listens at" in err
        assert not (tmp_path / "var").exists()
        status, _, err = ended(start({**env, "PORT": port}, "serve"))
        assert (status, "Traceback" in err) == (1, False)
        assert err.splitlines()[-1].startswith(f"Error: PORT is {port}: somebody listens at")


@contextmanager
def _running(env: dict[str, str]) -> Iterator[tuple[subprocess.Popen[str], dict[str, int]]]:
    """Run both until the table is printed; gives the process and its children by name."""
    process = start(env, "run")
    try:
        wait_for(int(env["PORT"]))
        assert process.stdout is not None
        assert any("Polyweek is ready at" in line for line in process.stdout), "the table was not printed"
        yield process, _children(process.pid)
    finally:
        if process.poll() is None:
            process.terminate()
            ended(process)


def _children(pid: int) -> dict[str, int]:
    """Give the processes that another has started, by the last word of their command."""
    found = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split()
    return {Path(f"/proc/{child}/cmdline").read_bytes().split(b"\0")[-2].decode(): int(child) for child in found}


def _all_gone(children: dict[str, int]) -> None:
    assert {"serve", "worker"} <= children.keys() <= {"serve", "worker", "api.content.pictures.decoder"}
    deadline = time.monotonic() + PATIENCE
    while any(Path(f"/proc/{pid}").exists() for pid in children.values()):
        assert time.monotonic() < deadline, "a process is left behind"
        time.sleep(0.05)


_OF_SERVER = ("Killing worker-", "Unexpected exit from worker-")


def _quiet(err: str) -> None:
    """Check that only lines of the log were printed, none of them a warning.

    But for the server's own that it has ended a process of its, which had not ended in the time for last answers, or
    that one had ended by the same signal before it was told to: on a machine that is very busy each was seen once in
    dozens of runs.
    """
    for line in map(json.loads, err.splitlines()):
        assert line["level"] == "info" or line["event"].startswith(_OF_SERVER), err
