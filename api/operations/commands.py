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

from api.operations import backups, restoring
from api.operations import doctor as doctors
from api.operations.archive import Manifest
from api.operations.backups import Step
from api.platform import clock, settings

_FILE = click.Path(dir_okay=False, path_type=Path)


@click.command(short_help="Write everything but the secret to FILE.")
@click.argument("file", type=_FILE)
@click.pass_obj
def backup(version: str, file: Path) -> None:
    """Write everything but the instance's secret to FILE, while the instance works on."""
    with _shown("Backing up") as step:
        made = backups.make(settings.load(), file, version=version, at=clock.now(), step=step)
    click.echo(f"{file} holds {_what(made)}, read again and verified.")
    click.echo("The secret is not in it: keep a copy of POLYWEEK_SECRET, or of the file `secret`, in another place.")


@click.command(short_help="Fill an empty database from FILE.")
@click.argument("file", type=_FILE)
def restore(file: Path) -> None:
    """Fill an empty database, of either kind, from the backup in FILE."""
    found = settings.load()
    found.prepare()
    with _shown("Restoring") as step:
        made = restoring.restore(found, file, step=step)
    click.echo(f"Restored {_what(made)}, made at {made.head.made_at}.")
    if made.head.secret_mark != backups.secret_mark(found):
        click.echo("This instance has another secret than the one backed up: cursors and all that was sealed are void.")


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
    columns = (TextColumn("{task.description}"), BarColumn(), TextColumn("{task.completed} rows"), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as progress:
        task = progress.add_task(what, total=None)

        def step(table: str, rows: int) -> None:
            progress.update(task, advance=rows, description=f"{what} {table}")

        yield step


def _what(manifest: Manifest) -> str:
    return f"{manifest.rows} rows of {len(manifest.tables)} tables"
