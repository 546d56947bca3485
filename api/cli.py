"""The `polyweek` command."""

from __future__ import annotations

import json
import signal
import sys
import threading
from types import FrameType

import click

from api import app, demo, serving, worker
from api.administration import commands as administration
from api.operations import commands, measures
from api.platform import clock, db, logs, metrics, migrate, settings
from api.platform.errors import Problem
from api.platform.settings import BadSettings, Settings


class Command(click.Group):
    """The command, with what goes wrong said in a sentence instead of a traceback."""

    def invoke(self, ctx: click.Context) -> object:
        """Run, and say what went wrong."""
        try:
            return super().invoke(ctx)
        except BadSettings as error:
            raise click.ClickException("\n       ".join(error.problems)) from None
        except Problem as problem:
            faults = [str(fault.detail) for fault in problem.faults if str(fault.detail) != str(problem.detail)]
            raise click.ClickException(" ".join([str(problem.detail), *faults])) from None


@click.group(cls=Command)
@click.version_option(app.VERSION, prog_name="polyweek")
@click.pass_context
def main(context: click.Context) -> None:
    """Polyweek: a headless content API with a translation workflow."""
    logs.configure()
    context.call_on_close(db.close_database)
    context.obj = app.VERSION


for command in (commands.backup, commands.restore, commands.doctor, *administration.COMMANDS):
    main.add_command(command)


@main.command()
def serve() -> None:
    """Serve the API until Ctrl-C or TERM."""
    found = _ready()
    metrics.expose(found, measures.read)
    serving.serve(found)


@main.command("worker")
def work() -> None:
    """Run the background duties until Ctrl-C or TERM."""
    found = _ready()
    metrics.begin(found)
    metrics.expose(found, measures.read)
    stop = threading.Event()

    def end(_number: int, _frame: FrameType | None) -> None:
        stop.set()

    signal.signal(signal.SIGTERM, end)
    signal.signal(signal.SIGINT, end)
    worker.work(app.duties(found), stop)


@main.command()
def run() -> None:
    """Make everything ready and run server and worker together: for one machine, and to try it."""
    serving.require_port(settings.load())
    found = _ready()
    newsroom = demo.raise_newsroom(found, at=clock.now())
    sys.exit(serving.run_both(found, demo.table(newsroom)))


@main.command("migrate")
def migrate_() -> None:
    """Bring the database's tables up to this version."""
    _opened()
    applied = migrate.up()
    click.echo("\n".join(applied) if applied else "The database is up to date.")


@main.command("demo")
@click.option("--json", "as_json", is_flag=True, help="Print people, tokens and issues as JSON.")
def demo_(*, as_json: bool) -> None:
    """Raise the demo newsroom, or show it again; a database with other people in it is refused."""
    found = _ready()
    newsroom = demo.raise_newsroom(found, at=clock.now())
    click.echo(json.dumps(newsroom, ensure_ascii=False, indent=1) if as_json else demo.table(newsroom))


def _ready() -> Settings:
    """Give the settings, with the data folder made, the database opened and its tables up to date."""
    found = _opened()
    migrate.up()
    return found


def _opened() -> Settings:
    found = settings.load()
    found.prepare()
    db.open_database(found)
    return found
