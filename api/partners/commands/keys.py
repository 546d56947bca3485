"""The commands for partners' keys: `polyweek key …`."""

from __future__ import annotations

import shlex
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

import click

from api.partners import keys, partners
from api.platform import clock, console
from api.platform.errors import NotFound


@click.group(cls=console.Group)
def key() -> None:
    """Keys, with which partners come."""


@key.command("issue", short_help="Make a key for a partner.")
@click.argument("partner")
@click.option("--name", default="key", show_default=True, help="What it is for.")
@click.option(
    "--scope",
    "scopes",
    multiple=True,
    type=click.Choice(keys.SCOPES),
    help="What it may do; `read` without it. May be repeated.",
)
@click.option("--days", type=click.IntRange(1, 366), help="Until it expires; a year without it.")
@click.option("--sandbox", is_flag=True, help="For the partner's sandbox, with fictional texts.")
@console.as_json
def issue_key(
    partner: str, name: str, scopes: tuple[str, ...], days: int | None, *, sandbox: bool, as_json: bool
) -> None:
    """Make a key for a partner and print it, this once; its id is printed beside it, to revoke or rotate it by."""
    at = clock.now()
    expires_at = at + timedelta(days=days) if days is not None else None
    made = keys.issue(
        partners.id_of(partner),
        name=name,
        scopes=list(scopes) or ["read"],
        expires_at=expires_at,
        is_sandbox=sandbox,
        by=None,
        at=at,
    )
    _print_made(partner, made, as_json=as_json)


@key.command("list")
@click.argument("partner")
def list_keys(partner: str) -> None:
    """List a partner's valid keys, without their texts."""
    for one in keys.of(partners.id_of(partner), at=clock.now()):
        used = clock.to_readers(one["last_used_at"]) if one["last_used_at"] is not None else "never used"
        kind = "sandbox" if one["sandbox"] else "live"
        console.print_row(
            one["id"], one["name"], kind, " ".join(one["scopes"]), clock.to_readers(one["expires_at"]), used
        )


@key.command("rotate", short_help="Make a key that takes over.")
@click.argument("partner")
@click.argument("key_id")
@click.option("--overlap", type=click.IntRange(0), default=24, show_default=True, help="Hours that the old one lives.")
@console.as_json
def rotate_key(partner: str, key_id: str, overlap: int, *, as_json: bool) -> None:
    """Make a key that takes over from another, which stays valid for the overlap; print it, this once."""
    hours = timedelta(hours=overlap)
    partner_id = partners.id_of(partner)
    with _of(partner, key_id):
        made = keys.rotate(partner_id, key_id, overlap=hours, by=None, at=clock.now())
    _print_made(partner, made, as_json=as_json)


@key.command("revoke")
@click.argument("partner")
@click.argument("key_id")
def revoke_key(partner: str, key_id: str) -> None:
    """Revoke a key, from the partner's next request on."""
    partner_id = partners.id_of(partner)
    with _of(partner, key_id):
        keys.revoke(partner_id, key_id, by=None, at=clock.now())
    click.echo(f"{key_id} is revoked.")


@contextmanager
def _of(partner: str, key_id: str) -> Iterator[None]:
    """Say of which partner and key it is that there is none."""
    try:
        yield
    except NotFound:
        told = f"{partner} has no key {key_id}; `polyweek key list` shows the ids of those that are valid."
        raise click.ClickException(told) from None


def _print_made(partner: str, made: dict[str, Any], *, as_json: bool) -> None:
    """Print a key alone, for a shell to keep in a variable; what a person needs besides goes to the error output."""
    if as_json:
        console.print_json({name: clock.to_wire(it) if isinstance(it, datetime) else it for name, it in made.items()})
        return
    click.echo(made["key"])
    revoke = f"polyweek key revoke {shlex.quote(partner)} {made['id']}"
    click.echo(f"It ends {clock.to_readers(made['expires_at'])}, or by: {revoke}", err=True)
