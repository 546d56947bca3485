"""The README's tour is what a newcomer types and sees."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.request import urlopen

import pytest

ROOT = Path(__file__).parents[2]
_BLOCK = re.compile(r"```console\n(.*?)```", re.DOTALL)
_MARK = "@@ the next command @@"


@dataclass(frozen=True)
class Step:
    """A command of the tour and what the README says that it answers; `…` stands for anything."""

    command: str
    answer: str


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Any]]:
    """Run the demo as `make run` does, on a free port and in a folder of its own."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    env = {
        **{name: value for name, value in os.environ.items() if not name.startswith("POLYWEEK_")},
        "PORT": str(port),
        "POLYWEEK_DATA_DIR": str(tmp_path_factory.mktemp("tour")),
    }
    command = [sys.executable, "-m", "api"]
    process = subprocess.Popen(
        [*command, "run"], cwd=ROOT, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        _wait(f"http://127.0.0.1:{port}/readyz")
        shown = subprocess.run([*command, "demo", "--json"], cwd=ROOT, env=env, capture_output=True, check=True)
        yield json.loads(shown.stdout)
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(20)


@pytest.mark.skipif(not shutil.which("curl"), reason="the tour is typed with curl, which is not here")
def test_the_tour_is_true(demo: dict[str, Any]) -> None:
    """Every command of the README's tour answers what the README says."""
    steps = _steps((ROOT / "README.md").read_text(encoding="utf-8"))
    assert steps, "the README has no tour"
    script = f"\necho '{_MARK}'\n".join(_typed(step.command, demo) for step in steps)
    result = subprocess.run(
        ["bash", "-c", script], cwd=ROOT, env=_env(demo), capture_output=True, text=True, check=False
    )
    for step, seen in zip(steps, result.stdout.split(_MARK), strict=True):
        pattern = ".*".join(re.escape(piece) for piece in _flat(step.answer).split("…"))
        assert re.fullmatch(pattern, _flat(seen), re.DOTALL), f"$ {step.command}\n{seen}\nnot\n{step.answer}"


def _steps(text: str) -> list[Step]:
    steps = []
    for block in _BLOCK.findall(text):
        for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
            lines = part.splitlines()
            end = next(index for index, line in enumerate(lines) if not line.endswith("\\"))
            steps.append(Step("\n".join(lines[: end + 1]), "\n".join(lines[end + 1 :])))
    return steps


def _typed(command: str, demo: dict[str, Any]) -> str:
    return command.replace("http://127.0.0.1:8000", demo["base_url"]).replace(".venv/bin/python", sys.executable)


def _env(demo: dict[str, Any]) -> dict[str, str]:
    tokens = {f"AS_{person['login'].upper().replace('-', '_')}": person["token"] for person in demo["people"]}
    return {**os.environ, **tokens, "WEEK": demo["open_issue"]}


def _flat(text: str) -> str:
    return re.sub(r"\s+", "", text)


def _wait(address: str) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        try:
            with urlopen(address, timeout=2):
                return
        except (URLError, OSError):
            time.sleep(0.1)
    raise AssertionError("the demo did not start")
