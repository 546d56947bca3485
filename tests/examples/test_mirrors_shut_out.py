"""Mirrors of partners whom the newsroom shuts out for a while."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from api.partners import partners
from api.platform import clock
from tests.examples import programs
from tests.examples.conftest import Served
from tests.examples.programs import Language, Program, until
from tests.partners import parties

_PAUSE = 0.2  # seconds in place of the hour
_PYTHON = """
import sys
sys.path.insert(0, sys.argv[1])
from follower import Mirror
from newsroom import Newsroom, key
for _ in Mirror(sys.argv[4], Newsroom(sys.argv[3], key())).follow(is_once=False, pause=float(sys.argv[5])):
    pass
"""
_TYPESCRIPT = """
const [built, folder, address, , pause] = process.argv.slice(1)
const { Mirror } = await import(`${built}/mirror.js`)
const { connect } = await import(`${built}/client.js`)
const mirror = new Mirror(folder, connect(address, 'en', process.env.NEWSROOM_KEY))
for await (const _ of mirror.follow(false, pause * 1000)) continue
"""


@pytest.mark.parametrize("language", ["python", "typescript"])
def test_who_is_let_in_again_need_start_nothing(
    served: Served, language: Language, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    """A suspension is said and waited for, and the copy goes on by itself; a run that is to end says it and ends."""
    built = request.getfixturevalue("built") if language == "typescript" else programs.PYTHON
    partner = parties.partner(served, f"Shut out {language}", topics=["society"], per_minute=6000)
    program = Program(language, built, served.address, tmp_path, parties.key(served, partner))
    with (tmp_path / "said.txt").open("w") as said:
        process = subprocess.Popen(_line(program), env=program._env(), stdout=said, stderr=said)
        try:
            first = served.publish(title="Before")
            until(lambda: (first, "en") in program.held())
            partners.suspend(partner, by=None, at=clock.now())
            second = served.publish(title="Meanwhile")
            until(lambda: program.has_said("suspended"))
            assert "suspended" in program.run("once", fails=True)
            assert process.poll() is None
            partners.resume(partner, by=None, at=clock.now())
            until(lambda: (second, "en") in program.held())
        finally:
            process.kill()
            process.wait()


def _line(program: Program) -> list[str]:
    start = [sys.executable, "-c", _PYTHON]
    if program.language == "typescript":
        start = ["node", "--input-type=module", "-e", _TYPESCRIPT, "--"]
    return [*start, str(program.built), str(program.folder), program.address, str(program._file), str(_PAUSE)]
