"""The commands for partners that fall silent, and for letters to them: `polyweek partner polls` and `letters`."""

from __future__ import annotations

from typing import Any

import click

from api.languages import words
from api.partners import contracts, partners, views
from api.partners.commands import terms
from api.platform import clock, console

_ALL = 2**31 - 1
_LEARNED, _NEVER = "habit", "never"


class _Hours(click.ParamType[Any]):
    """So many hours; `habit` and `never` are words for none and 0."""

    name = "hours"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int | str:  # noqa: ANN401
        """Give hours, or the word for the habit."""
        if value in {_LEARNED, _NEVER}:
            return 0 if value == _NEVER else _LEARNED
        return click.IntRange(1, contracts.LONGEST_SILENCE).convert(value, param, ctx)


@click.command(cls=console.OnDatabase, short_help="List when partners asked for changes.")
def polls() -> None:
    """List when partners last asked for changes (to the hour, in UTC), and which have fallen silent."""
    _, found = views.partner_page(None, _ALL, at=clock.now())
    for one in found:
        last = clock.to_readers(one["last_polled_at"]) if one["last_polled_at"] is not None else "never"
        told = "silent" if one["silent_since"] is not None else "-"
        console.print_row(one["name"], last, told, terms.alarm(one["alarm_after_hours"]))


@click.command(cls=console.OnDatabase, short_help="Say how a partner is written to.")
@click.argument("name")
@click.option("--contact", help="The e-mail address to write to.")
@click.option("--language", "contact_language", type=click.Choice(words.spoken()), help="The language of letters.")
@click.option(
    "--alarm-after",
    "alarm_after_hours",
    type=_Hours(),
    help="Write after so many hours without a request for changes; or `habit`, or `never`.",
)
def letters(name: str, **given: Any) -> None:  # noqa: ANN401
    """Say to which address and in which language a partner is written to, and after which silence; the rest stays."""
    changes = {key: None if value == _LEARNED else value for key, value in given.items() if value is not None}
    if not changes:
        raise click.UsageError("Say what changes: see `polyweek partner letters --help`.")
    partners.change(partners.id_of(name), changes, by=None, at=clock.now())
    click.echo(f"{name} is changed.")
