"""The commands for the picture library: `polyweek picture …`."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from api.accounts import people
from api.administration.commands import console
from api.content.pictures import decoding, pictures, storage, upkeep
from api.content.pictures.facts import Facts
from api.platform import clock, db, settings
from api.platform.errors import NotFound, Size, TooLarge, say

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
_WRONG = {
    "missing": "is missing",
    "changed": "has other bytes than were written",
    "too_much": "belongs to no picture (the worker removes it)",
}


@click.group(cls=console.Group)
def picture() -> None:
    """The picture library."""


@picture.command("add")
@click.argument("file", type=_FILE)
@click.option("--by", required=True, metavar="LOGIN", help="Who adds it: a person who writes.")
@click.option("--credit", default="", help="Who made it, as readers are told.")
@click.option("--note", default="", help="For the desk alone.")
def add_picture(file: Path, by: str, credit: str, note: str) -> None:
    """Add the picture in FILE.

    It is decoded and written anew, without anything that stood beside its pixels.
    """
    found = settings.load()
    if file.stat().st_size > decoding.LARGEST:
        raise TooLarge(say("The picture is larger than {size}.", size=Size(decoding.LARGEST)))
    told: Facts = {"credit": credit, "note": note}
    with db.transaction():
        actor = people.acting(people.id_of(by))
    if actor is None:
        raise NotFound(say("There is no such person, or they are suspended."))
    store = storage.of(found.pictures)
    added = pictures.add(file.read_bytes(), [], told, store=store, secret=found.secret, by=actor, at=clock.now())
    click.echo(f"{added.picture_id} {'is added' if added.is_new else 'was there already'}.")


@picture.command("check")
def check_pictures() -> None:
    """Read every file of every picture.

    All must be there, with no byte changed, and nothing too much; ends with 1 if not so.
    """
    count = 0
    for finding in upkeep.check(storage.of(settings.load().pictures), at=clock.now()):
        click.echo(f"{finding.name} {_WRONG[finding.wrong]}.")
        count += 1
    click.echo(f"{count} to look at." if count else "All is well.")
    sys.exit(1 if count else 0)
