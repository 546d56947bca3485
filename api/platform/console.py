"""What the commands share: a database that is open, and the forms in which they print."""

from __future__ import annotations

import json
from dataclasses import replace

import click

from api.platform import opening, settings
from api.platform.errors import Fault, Problem
from api.platform.settings import Settings


class OnDatabase(click.Command):
    """A command on a database that stands, with this version's tables; asking for its help opens nothing."""

    def invoke(self, ctx: click.Context) -> object:
        """Open the database, and run."""
        for value in ctx.params.values():
            _require_text(value)
        self.open(settings.load())
        try:
            return super().invoke(ctx)
        except Problem as problem:
            if not any(fault.pointer for fault in problem.faults):
                raise
            raise click.ClickException("\n       ".join(_told(fault, ctx) for fault in problem.faults)) from None

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


def _told(fault: Fault, ctx: click.Context) -> str:
    """Say a fault of what an option or argument was given as, before its words; what none was, in a sentence."""
    by_name = {param.name: param for param in ctx.command.params}
    _, name, *inner = (fault.pointer or "/").split("/")
    if name not in by_name:
        return str(fault.sentence)
    detail = fault.detail
    if (other := by_name.get(str(detail.params.get("other")))) is not None:
        detail = replace(detail, params={**detail.params, "other": _typed(other)})
    single = [_item(ctx.params.get(name), inner[0])] if inner else []
    return f"{' '.join([_typed(by_name[name]), *single])}: {detail}"


def _typed(param: click.Parameter) -> str:
    """Give what is typed for a parameter."""
    return param.opts[0] if isinstance(param, click.Option) else param.make_metavar(click.Context(click.Command("")))


def _item(values: object, place: str) -> str:
    """Give the item of a list at a place, or the place where it is a name; what is not seen is left out."""
    items = values if isinstance(values, tuple) else ()
    shown = str(items[int(place)]) if place.isdecimal() and int(place) < len(items) else place
    return "".join(letter for letter in shown if letter.isprintable())


def _require_text(value: object) -> None:
    """Refuse bytes that are no UTF-8, which Python hands on as halves of surrogate pairs, and no database takes."""
    if isinstance(value, str) and any("\ud800" <= letter <= "\udfff" for letter in value):
        raise click.UsageError("What was typed is not UTF-8.")
