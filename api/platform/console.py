"""What the commands share: a database that is open, and the forms in which they print."""

from __future__ import annotations

import json

import click

from api.platform import opening, settings
from api.platform.settings import Settings


class OnDatabase(click.Command):
    """A command on a database that stands, with this version's tables; asking for its help opens nothing."""

    def invoke(self, ctx: click.Context) -> object:
        """Open the database, and run."""
        for value in ctx.params.values():
            _require_text(value)
        self.open(settings.load())
        return super().invoke(ctx)

    def open(self, found: Settings) -> None:
        """Open the database, and make nothing."""
        opening.open_existing(found)


class Beginning(OnDatabase):
    """A command that may be the very first one: it makes the database where there is none."""

    def open(self, found: Settings) -> None:
        """Open the database, made where it is not."""
        opening.make(found)


class Group(click.Group):
    """A group of such commands."""

    command_class = OnDatabase


as_json = click.option("--json", "as_json", is_flag=True, help="Print it as JSON.")


def print_row(*cells: str) -> None:
    """Print a line of cells between tabs, none of which holds a tab or a line end, whatever was stored."""
    click.echo("\t".join(" ".join(cell.split()) for cell in cells))


def print_json(found: object) -> None:
    """Print what a program is to read."""
    click.echo(json.dumps(found, ensure_ascii=False, indent=1))


def _require_text(value: object) -> None:
    """Refuse bytes that are no UTF-8, which Python hands on as halves of surrogate pairs, and no database takes."""
    if isinstance(value, str) and any("\ud800" <= letter <= "\udfff" for letter in value):
        raise click.UsageError("What was typed is not UTF-8.")
