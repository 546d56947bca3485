"""The commands for the keys by which documents are signed: `polyweek signing …`."""

from __future__ import annotations

import click

from api.platform import clock, console
from api.publishing import signing as verbs


@click.group(cls=console.Group)
def signing() -> None:
    """Keys by which published documents are signed."""


@signing.command("list")
def list_keys() -> None:
    """List the keys that ever signed, the present one first."""
    for key in verbs.public_keys():
        console.print_row(key["id"], clock.to_readers(key["created_at"]), _state(key))


@signing.command("rotate")
def rotate_key() -> None:
    """Let another key sign from now on.

    What the former has signed stays good: its public key stays at /.well-known/jwks.json.
    """
    click.echo(f"{verbs.rotate(at=clock.now())} signs now.")


@signing.command("revoke")
@click.argument("key_id")
def revoke_key(key_id: str) -> None:
    """Tell everybody that a key is in other hands.

    Where it signed until now, another does from now on.
    """
    verbs.revoke(key_id, at=clock.now())
    click.echo(f"{key_id} is revoked. Purge the tag `signing` from your caches, and tell your partners.")


def _state(key: dict[str, object]) -> str:
    if key["revoked_at"] is not None:
        return "revoked"
    return "signs" if key["ended_at"] is None else "ended"
