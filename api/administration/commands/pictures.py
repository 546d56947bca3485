"""The commands for the picture library: `polyweek picture …`."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from api.accounts import people
from api.content.pictures import decoding, pictures, storage, upkeep
from api.content.pictures.facts import Facts
from api.platform import clock, console, db, settings
from api.platform.errors import NotFound, Size, TooLarge, say

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
_WRONG = {
    "missing": "is missing",
    "changed": "has other bytes than were written",
    "unreadable": "cannot be read",
    "too_much": "belongs to no picture (the worker removes it)",
    "no_master": "is a picture without a master: no sizes can be made of it",
    "nowhere": "is a picture whose place is taken by one that is nowhere",
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

    All must be there, with no byte changed, and nothing too much; ends with 1 if not so. At a terminal a bar shows how
    far it is.
    """
    store, (pictures_, files) = storage.of(settings.load().pictures), upkeep.counted()
    with _shown(files) as step:
        found = list(upkeep.check(store, at=clock.now(), step=step))
    for finding in found:
        click.echo(f"{finding.name} {_WRONG[finding.wrong]}.")
    click.echo(
        f"{len(found)} to look at." if found else f"All is well: {files} files of {pictures_} pictures were read."
    )
    sys.exit(1 if found else 0)


@contextmanager
def _shown(files: int) -> Iterator[Callable[[], None]]:
    """Show a bar on a terminal, and nothing elsewhere."""
    terminal = Console(stderr=True)
    columns = (TextColumn("Reading"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=terminal, transient=True, disable=not terminal.is_terminal) as progress:
        task = progress.add_task("", total=files)
        yield lambda: progress.advance(task)
