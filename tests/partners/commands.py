"""The command line over a newsroom of a test."""

from __future__ import annotations

import pytest
from click.testing import CliRunner, Result

from api import cli
from api.platform import db
from tests import databases
from tests.newsroom import Newsroom


def typed(newsroom: Newsroom, *words: str) -> Result:
    """Run `polyweek` with these words on a newsroom, whose database stays open after it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("POLYWEEK_DATA_DIR", str(newsroom.settings.data_dir))
        patch.setenv("POLYWEEK_DATABASE_URL", newsroom.settings.database_url)
        patch.setenv("POLYWEEK_SECRET", databases.SECRET)
        result = CliRunner().invoke(cli.main, [*words])
    db.open_database(newsroom.settings)
    return result
