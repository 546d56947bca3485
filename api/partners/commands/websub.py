"""The commands for the hub of the feeds: `polyweek websub …`."""

from __future__ import annotations

from dataclasses import asdict

import click

from api.partners.websub import subscriptions
from api.platform import clock, console

_REASON = "The newsroom has ended this subscription."


@click.group(cls=console.Group)
def websub() -> None:
    """Subscriptions to feeds, which anybody may have (WebSub)."""


@websub.command("list", short_help="List who is sent which feed.")
@console.as_json
def list_subscriptions(*, as_json: bool) -> None:
    """List who is sent which feed, until when; of a callback only its host, since the rest may be a secret."""
    found = subscriptions.listed(at=clock.now())
    if as_json:
        console.print_json([{**asdict(each), "expires_at": clock.to_readers(each.expires_at)} for each in found])
        return
    for each in found:
        signed, failures = "signed" if each.is_signed else "not signed", f"{each.failures} failures"
        state = failures if each.failures else "well"
        console.print_row(each.id, each.host, each.topic, f"until {clock.to_readers(each.expires_at)}", signed, state)


@websub.command("remove", short_help="End a subscription, or all of a host.")
@click.argument("id_or_host")
@click.option("--reason", default=_REASON, show_default=True, help="What the callbacks are told.")
def remove_subscriptions(id_or_host: str, reason: str) -> None:
    """End the subscription of an id, or all those of a host; their callbacks are told so by the worker."""
    count = subscriptions.remove(id_or_host, reason=reason, at=clock.now())
    click.echo(f"{count} subscriptions ended." if count != 1 else "1 subscription ended.")
