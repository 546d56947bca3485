"""People and languages as operators keep them from the command line."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from api import cli
from api.platform import db
from tests import databases


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> CliRunner:
    """Give a runner of the command over an empty instance."""
    monkeypatch.setenv("POLYWEEK_DATA_DIR", str(tmp_path))
    monkeypatch.setenv("POLYWEEK_SECRET", databases.SECRET)
    return CliRunner()


def _typed(run: CliRunner, line: str, keys: str = "") -> Result:
    try:
        return run.invoke(cli.main, line.split(), input=keys)
    finally:
        db.close_database()


def test_a_newsroom_is_begun_from_the_command_line(run: CliRunner) -> None:
    """Languages and people are added and listed, in the order and with the roles that were typed."""
    assert _typed(run, "language add be --name Беларуская").exit_code == 0
    assert _typed(run, "language add ru --name Русский --fallback be").exit_code == 0
    password = "correct horse battery\n" * 2
    assert _typed(run, "person add ada --name Ada --grant administrator --grant translator:ru", password).exit_code == 0
    assert _typed(run, "language list").output == "be\tБеларуская\tno fallback\nru\tРусский\tbe\n"
    assert _typed(run, "person list").output == "ada\tAda\tadministrator translator:ru\n"


def test_people_are_suspended_and_roles_taken_from_the_command_line(run: CliRunner) -> None:
    """Each command says what it did, and the list shows it."""
    password = "correct horse battery\n" * 2
    _typed(run, "person add ada --name Ada --grant administrator", password)
    _typed(run, "person add ben --name Ben --grant editor", password)
    assert _typed(run, "person suspend ben").exit_code == 0
    assert _typed(run, "person list").output.splitlines()[1] == "ben\tBen\teditor\tsuspended"
    assert _typed(run, "person resume ben").exit_code == 0
    assert _typed(run, "person revoke ben editor").exit_code == 0
    assert _typed(run, "person grant ben reviewer").exit_code == 0
    assert _typed(run, "person password ben", "another battery staple\n" * 2).exit_code == 0
    assert _typed(run, "person list").output.splitlines()[1] == "ben\tBen\treviewer"


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("person suspend ada", "Nobody else administers"),
        ("person revoke ada administrator", "Nobody else administers"),
        ("person revoke ada editor", "no such grant"),
        ("person suspend nobody", "no such person"),
        ("person grant ada king", "king is none of"),
        ("person grant ada translator:xx", "no language xx"),
        ("language add XX --name X", "not a language tag"),
        ("language change be --position 0", "no language be"),
    ],
)
def test_what_cannot_be_done_is_said_in_a_sentence(run: CliRunner, line: str, said: str) -> None:
    """A refusal ends with a status that scripts see and a sentence that people read, without a traceback."""
    _typed(run, "person add ada --name Ada --grant administrator", "correct horse battery\n" * 2)
    result = _typed(run, line)
    assert result.exit_code != 0
    assert said in result.output
    assert "Traceback" not in result.output
