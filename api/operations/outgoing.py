"""What goes out to others, held and let go: webhooks, WebSub and letters. And the commands for that."""

from __future__ import annotations

import logging
from datetime import datetime

import click

from api.partners.sending import queue
from api.platform import clock, console, db, holding, instance, letters

log = logging.getLogger("polyweek.worker")


def hold(*, at: datetime) -> None:
    """Let nothing go out until `resume`; one transaction."""
    with db.transaction():
        holding.hold(at=at)


def resume(*, at: datetime) -> bool:
    """Let all go out that was held, and tell whether it was; one transaction.

    What had been tried before is tried for its full time again: the days in which it could not be are not its fault.
    """
    with db.transaction():
        if was_held := holding.end(at=at):
            _begin_anew()
    return was_held


def begin(*, at: datetime) -> None:
    """Begin to work: note whether the setting holds what goes out, as `resume` where it does no longer; and log it.

    One transaction.
    """
    with db.transaction():
        if holding.follow_setting(at=at):
            _begin_anew()
    if (since := holding.since()) is not None:
        how = "polyweek outbound resume" if instance.sends() else "POLYWEEK_OUTBOUND=on"
        log.warning("nothing goes out", extra={"since": clock.to_wire(since), "until": how})


def _begin_anew() -> None:
    queue.begin_anew()
    letters.begin_anew()


def waiting() -> tuple[int, int]:
    """Give how many deliveries of webhooks and how many letters wait."""
    return queue.waiting(), len(letters.unsent())


@click.group("outbound", cls=console.Group, short_help="What goes out: webhooks, WebSub, letters.")
def outbound() -> None:
    """What goes out to partners and by mail: held after a restore, until you let it go."""


@outbound.command("status", short_help="Tell whether anything goes out.")
@console.as_json
def status(*, as_json: bool) -> None:
    """Tell whether anything goes out, and how much waits."""
    since, (deliveries, mails) = holding.since(), waiting()
    if as_json:
        held = since and clock.to_wire(since)
        console.print_json({"held": holding.is_held(), "held_since": held, "deliveries": deliveries, "letters": mails})
        return
    told = f"Nothing goes out since {clock.to_readers(since)}" if since is not None else "All goes out"
    if not instance.sends():
        told = "Nothing goes out: POLYWEEK_OUTBOUND is off"
    click.echo(f"{told}; waiting: deliveries of webhooks {deliveries}, letters {mails}.")


@outbound.command("hold", short_help="Let nothing go out.")
def hold_() -> None:
    """Let nothing go out: no webhook, no WebSub, no letter; within seconds, and until `polyweek outbound resume`."""
    hold(at=clock.now())
    click.echo("Nothing goes out until: polyweek outbound resume")


@outbound.command("resume", short_help="Let all go out again.")
def resume_() -> None:
    """Let all go out again, what was held first."""
    deliveries, mails = waiting()
    if not instance.sends():
        raise click.ClickException("POLYWEEK_OUTBOUND is off: nothing goes out from here while it is.")
    if not resume(at=clock.now()):
        raise click.ClickException("Nothing was held.")
    click.echo(f"All goes out again; waiting: deliveries of webhooks {deliveries}, letters {mails}.")
