"""Keys made at the command line: what is printed is enough to use, rotate and revoke them."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from tests import terminal
from tests.terminal import typed

_ADD = "partner add Radio --contact desk@radio.example"


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> CliRunner:
    """Give a runner of the command over an instance with a language and a partner."""
    return terminal.begun(tmp_path, monkeypatch, "language add be --name Беларуская", _ADD)


def test_a_made_key_stands_alone_where_programs_read(run: CliRunner) -> None:
    """Standard output has the key and nothing else, so `KEY=$(polyweek key issue …)` works."""
    assert re.fullmatch(r"pwk_[0-9A-Za-z]{49}\n", typed(run, "key issue Radio").stdout)


def test_a_person_is_told_the_id_with_which_the_key_is_revoked(run: CliRunner) -> None:
    """Beside the key stands its id, with the command that ends it, after issuing and after rotating."""
    told = typed(run, "key issue Radio").stderr
    made = re.search(r"polyweek key revoke Radio (\S+)", told)
    assert made is not None, told
    rotated = re.search(r"polyweek key revoke Radio (\S+)", typed(run, f"key rotate Radio {made[1]}").stderr)
    assert rotated is not None
    for key_id in (made[1], rotated[1]):
        assert typed(run, f"key revoke Radio {key_id}").output == f"{key_id} is revoked.\n"


def test_the_told_command_can_be_pasted(run: CliRunner) -> None:
    """A partner whose name has spaces stands in quotation marks, as a shell wants it."""
    assert typed(run, "partner add 'Radio Luzhana' --contact desk@luzhana.example").exit_code == 0
    told = typed(run, "key issue 'Radio Luzhana'").stderr
    assert "polyweek key revoke 'Radio Luzhana' " in told


def test_a_made_key_as_json_has_its_id_scopes_and_end(run: CliRunner) -> None:
    """With --json a program gets the key with its id, scopes and end, and of a rotation which key it succeeds."""
    made = json.loads(typed(run, "key issue Radio --scope read --scope webhooks --name site --json").stdout)
    assert (made["name"], made["scopes"], made["sandbox"]) == ("site", ["read", "webhooks"], False)
    assert made["key"].startswith("pwk_")
    rotated = json.loads(typed(run, f"key rotate Radio {made['id']} --json").stdout)
    assert rotated["succeeds"] == made["id"]
    assert rotated["expires_at"].endswith("Z")
