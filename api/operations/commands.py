"""The commands for those who run an instance: `polyweek backup`, `restore` and `doctor`."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from api.content.pictures import stores
from api.content.pictures.renditions import Rendition
from api.operations import backups, restoring
from api.operations import doctor as doctors
from api.operations.manifest import Manifest, Sum
from api.operations.tables import Step
from api.platform import clock, settings

_FILE = click.Path(dir_okay=False, path_type=Path)
_WHY = {
    "missing": "is not in the store",
    "changed": "has other bytes than were written",
    "unreadable": "was not given by the store",
}
_MOST_TOLD = 20  # files
_NONE = Sum(0, "")


@click.command(short_help="Write everything but the secret to FILE.")
@click.argument("file", type=_FILE)
@click.option(
    "--without-pictures", is_flag=True, help="Leave the files of pictures out, which you keep in another way."
)
@click.pass_obj
def backup(version: str, file: Path, *, without_pictures: bool) -> None:
    """Write everything but the instance's secret to FILE, while the instance works on.

    Ends with 1 if files of pictures could not be read: everything else is in FILE then.
    """
    found, has_pictures = settings.load(), not without_pictures
    with _shown("Backing up") as step:
        made = backups.make(found, file, version=version, at=clock.now(), step=step, has_pictures=has_pictures)
    click.echo(f"{file} holds {_what(made)}, read again and verified.")
    click.echo("The secret is not in it: keep a copy of POLYWEEK_SECRET, or of the file `secret`, in another place.")
    if _tell_lacks(made):
        sys.exit(1)


@click.command(short_help="Fill an empty database from FILE.")
@click.argument("file", type=_FILE)
def restore(file: Path) -> None:
    """Fill an empty database, of either kind, and an empty store of pictures from the backup in FILE."""
    found = settings.load()
    found.prepare()
    with _shown("Restoring") as step:
        made = restoring.restore(found, file, step=step)
    click.echo(f"Restored {_what(made)}, made at {made.head.made_at}.")
    _tell_lacks(made)
    if made.files is None and made.tables.get("picture_file", _NONE).rows:
        click.echo("It has no files of pictures: put their folder or store in its place, then polyweek picture check.")
    if made.head.secret_mark != backups.secret_mark(found):
        click.echo("This instance has another secret than the one backed up: cursors and all that was sealed are void.")
    click.echo("No webhook, WebSub or letter goes out from it. If it is the newsroom now: polyweek outbound resume")


@click.command(short_help="Look whether all is well; say what to do.")
@click.option("--json", "as_json", is_flag=True, help="Print the findings as JSON.")
def doctor(*, as_json: bool) -> None:
    """Look whether all is well, and say what to do where it is not; ends with 1 if something must be done."""
    findings = doctors.examine(at=clock.now())
    if as_json:
        click.echo(json.dumps(doctors.as_json(findings), ensure_ascii=False, indent=1))
    else:
        click.echo("\n".join(doctors.as_lines(findings)))
    sys.exit(1 if doctors.is_ill(findings) else 0)


@contextmanager
def _shown(what: str) -> Iterator[Step]:
    """Show a bar on a terminal, and nothing elsewhere."""
    console = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), TextColumn("{task.completed}"), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as progress:
        task = progress.add_task(what, total=None)

        def step(table: str, rows: int) -> None:
            progress.update(task, advance=rows, description=f"{what} {table}")

        yield step


def _what(manifest: Manifest) -> str:
    rows = f"{manifest.rows} rows of {len(manifest.tables)} tables"
    if manifest.files is None:
        return rows
    return f"{rows} and {manifest.files.carried} files of pictures ({manifest.files.bytes / 1_000_000:.1f} MB)"


def _tell_lacks(manifest: Manifest) -> bool:
    """Say which files of pictures are lacking that should be there; tells whether there are any."""
    found = [lack for lack in manifest.lacks if lack.why != "removed"]
    for lack in found[:_MOST_TOLD]:
        picture_id, crop, width, format_ = lack.place
        name = stores.name_of(picture_id, Rendition(crop, width, format_))
        click.echo(f"Lacking: {name} {_WHY[lack.why]}.", err=True)
    if len(found) > _MOST_TOLD:
        click.echo(f"Lacking: {len(found) - _MOST_TOLD} more.", err=True)
    return bool(found)
