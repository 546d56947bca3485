"""The types of the TypeScript example, as a partner makes them who has its folder and the newsroom's address."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.examples import programs, workbench
from tests.examples.conftest import Served


@pytest.fixture
def alone(built: Path, tmp_path: Path) -> Path:
    """Give a folder with what `npm run types` takes, in no checkout."""
    shutil.copy(workbench.SOURCES / "types.js", tmp_path)
    shutil.copy(workbench.SOURCES / "package.json", tmp_path)
    (tmp_path / "node_modules").symlink_to((built.parent / "node_modules").resolve())
    return tmp_path


def test_the_newsroom_itself_gives_the_types(alone: Path, built: Path, served: Served) -> None:
    """From its address come the very types with which the example compiles."""
    done = _made(alone, POLYWEEK=f"{served.address}/")
    assert done.returncode == 0, done.stderr
    assert (alone / "polyweek.ts").read_text("utf-8") == (built.parent / "polyweek.ts").read_text("utf-8")


def test_who_has_no_reference_is_told_so(alone: Path, served: Served) -> None:
    """With no address outside of a checkout, one where nobody answers, or another's: one sentence, and no file."""
    nobody = f"http://127.0.0.1:{programs.free_port()}"
    for address, words in (("", "POLYWEEK=https://"), (nobody, "cannot be read"), (f"{served.address}/v1", "404")):
        done = _made(alone, POLYWEEK=address)
        assert (done.returncode, len(done.stderr.splitlines())) == (1, 1), done.stderr
        assert words in done.stderr
    (alone / "node_modules").unlink()
    assert "npm ci" in _made(alone).stderr
    assert not (alone / "polyweek.ts").exists()


def _made(folder: Path, **env: str) -> subprocess.CompletedProcess[str]:
    script = json.loads((folder / "package.json").read_text("utf-8"))["scripts"]["types"]
    found = {**os.environ, "POLYWEEK": "", **env}
    return subprocess.run(
        script.split(), cwd=folder, env=found, capture_output=True, text=True, timeout=60, check=False
    )
