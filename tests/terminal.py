"""The command line over an instance of its own, which is empty at first."""

from __future__ import annotations

import shlex
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from api import cli
from api.platform import db
from tests import databases


def begun(folder: Path, patch: pytest.MonkeyPatch, *lines: str) -> CliRunner:
    """Begin an instance in a folder and type some lines, all of which must go well; gives what runs more."""
    patch.setenv("POLYWEEK_DATA_DIR", str(folder))
    patch.setenv("POLYWEEK_SECRET", databases.SECRET)
    run = CliRunner()
    for line in ("migrate", *lines):
        result = typed(run, line)
        assert result.exit_code == 0, result.output
    return run


def typed(run: CliRunner, line: str, keys: str | bytes = "") -> Result:
    """Type a line after `polyweek`, and what it asks for; the database is closed after it."""
    try:
        return run.invoke(cli.main, shlex.split(line), input=keys)
    finally:
        db.close_database()
