"""Keys made at the command line: what is printed is enough to use, rotate and revoke them."""

from __future__ import annotations

import json
import re
import shlex
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from api import cli
from api.platform import db
from tests import databases

_ADD = "partner add Radio --contact desk@radio.example"


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> CliRunner:
    """Give a runner of the command over an instance with a language and a partner."""
    monkeypatch.setenv("POLYWEEK_DATA_DIR", str(tmp_path))
    monkeypatch.setenv("POLYWEEK_SECRET", databases.SECRET)
    runner = CliRunner()
    for line in ("migrate", "language add be --name Беларуская", _ADD):
        assert _typed(runner, line).exit_code == 0
    return runner


def test_a_made_key_stands_alone_where_programs_read(run: CliRunner) -> None:
    """Standard output has the key and nothing else, so `KEY=$(polyweek key issue …)` works."""
    assert re.fullmatch(r"pwk_[0-9A-Za-z]{49}\n", _typed(run, "key issue Radio").stdout)


def test_a_person_is_told_the_id_with_which_the_key_is_revoked(run: CliRunner) -> None:
    """Beside the key stands its id, with the command that ends it, after issuing and after rotating."""
    told = _typed(run, "key issue Radio").stderr
    made = re.search(r"polyweek key revoke Radio (\S+)", told)
    assert made is not None, told
    rotated = re.search(r"polyweek key revoke Radio (\S+)", _typed(run, f"key rotate Radio {made[1]}").stderr)
    assert rotated is not None
    for key_id in (made[1], rotated[1]):
        assert _typed(run, f"key revoke Radio {key_id}").output == f"{key_id} is revoked.\n"


def test_the_told_command_can_be_pasted(run: CliRunner) -> None:
    """A partner whose name has spaces stands in quotation marks, as a shell wants it."""
    assert _typed(run, "partner add 'Radio Luzhana' --contact desk@luzhana.example").exit_code == 0
    told = _typed(run, "key issue 'Radio Luzhana'").stderr
    assert "polyweek key revoke 'Radio Luzhana' " in told


def test_a_made_key_as_json_has_its_id_scopes_and_end(run: CliRunner) -> None:
    """With --json a program gets the key with its id, scopes and end, and of a rotation which key it succeeds."""
    made = json.loads(_typed(run, "key issue Radio --scope read --scope webhooks --name site --json").stdout)
    assert (made["name"], made["scopes"], made["sandbox"]) == ("site", ["read", "webhooks"], False)
    assert made["key"].startswith("pwk_")
    rotated = json.loads(_typed(run, f"key rotate Radio {made['id']} --json").stdout)
    assert rotated["succeeds"] == made["id"]
    assert rotated["expires_at"].endswith("Z")


def _typed(run: CliRunner, line: str) -> Result:
    try:
        return run.invoke(cli.main, shlex.split(line))
    finally:
        db.close_database()
