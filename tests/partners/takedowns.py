"""What tests of takedowns share: the command that lists them."""

from __future__ import annotations

from click.testing import CliRunner

from api.partners.commands.partners import partner as command
from api.platform import db
from tests import databases
from tests.newsroom import Newsroom


def typed(newsroom: Newsroom, *options: str) -> str:
    """Type `polyweek partner takedowns` and give what it prints."""
    environment = {"POLYWEEK_DATA_DIR": str(newsroom.settings.data_dir), "POLYWEEK_SECRET": databases.SECRET}
    try:
        result = CliRunner().invoke(command, ["takedowns", *options], env=environment)
    finally:
        db.close_database()
        db.open_database(newsroom.settings)
    assert result.exit_code == 0, result.output
    return result.output
