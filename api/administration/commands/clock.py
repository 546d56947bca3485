"""The command for a clock that is not believed: `polyweek clock`."""

from __future__ import annotations

import click

from api.accounts import audit
from api.platform import clock as clocks
from api.platform import console, db, heartbeat


@click.command(cls=console.OnDatabase, short_help="Show the clock, or confirm it.")
@click.option("--confirm", "is_confirmed", is_flag=True, help="The clock is right: go on by it.")
def clock(*, is_confirmed: bool) -> None:
    """Show what time it is here and what the newest moment known is.

    A clock more than a day ahead of it is not believed: nothing scheduled goes out, nothing is forgotten and no token
    expires until it comes back, or is confirmed here.
    """
    at, known = clocks.now(), heartbeat.newest()
    click.echo(f"It is {at:%Y-%m-%d %H:%M} UTC here.")
    if is_confirmed:
        with db.transaction():
            heartbeat.confirm(at)
            audit.note("clock.confirm", by=audit.OPERATOR, at=at, thing="clock", thing_id="clock")
        click.echo("The clock is believed.")
    elif known is None:
        click.echo("No worker has run yet, so nothing is known to hold it against.")
    else:
        click.echo(f"The newest moment known is {known:%Y-%m-%d %H:%M} UTC.")
        if heartbeat.is_ahead(at, known):
            click.echo("The clock is not believed. Set it; or, if it is right: polyweek clock --confirm")
