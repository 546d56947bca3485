"""The `polyweek` command."""

from __future__ import annotations

import json
import logging
import os
import signal
import sys
import threading
from types import FrameType

import click

from api import app, demo, duties, serving, worker
from api.administration import commands as administration
from api.operations import commands, measures, outgoing
from api.partners import commands as partners
from api.platform import clock, db, logs, metrics, opening, settings
from api.platform.errors import Problem, Unavailable
from api.platform.settings import BadSettings, Settings

_LOGGING = {"serve", "worker"}  # what nobody types and waits for
_EPILOG = """\b
Settings are variables of the environment. The most wanted:
  PORT                   the port to listen at (8000)
  POLYWEEK_DATA_DIR      the folder of database and secret (var)
  POLYWEEK_DATABASE_URL  sqlite:///… or postgresql://…
All of them, and what to do when: docs/operators.md
"""


class Command(click.Group):
    """The command, with what goes wrong said in a sentence instead of a traceback."""

    def invoke(self, ctx: click.Context) -> object:
        """Run, and say what went wrong."""
        try:
            return super().invoke(ctx)
        except BadSettings as error:
            raise click.ClickException("\n       ".join(error.problems)) from None
        except Unavailable as problem:
            raise click.ClickException(f"{problem.detail} `polyweek doctor` tells why.") from None
        except Problem as problem:
            faults = [str(fault.detail) for fault in problem.faults if str(fault.detail) != str(problem.detail)]
            raise click.ClickException(" ".join([str(problem.detail), *faults])) from None


@click.group(cls=Command, epilog=_EPILOG)
@click.version_option(app.VERSION, prog_name="polyweek")
@click.pass_context
def main(context: click.Context) -> None:
    """Polyweek: a headless content API with a translation workflow."""
    if context.invoked_subcommand in _LOGGING:
        logs.configure()
    else:
        logs.only_warnings()
    before = os.umask(0o077)  # whatever is made is for this user alone
    context.call_on_close(lambda: os.umask(before))
    context.call_on_close(db.close_database)
    context.obj = app.VERSION
    if context.invoked_subcommand != "doctor":  # which finds them itself
        for sentence in settings.strangers():
            logging.getLogger("polyweek").warning(sentence)


_OPERATIONS = (commands.backup, commands.restore, commands.doctor, outgoing.outbound)
for command in (*_OPERATIONS, *administration.COMMANDS, *partners.COMMANDS):
    main.add_command(command)


@main.command()
def serve() -> None:
    """Serve the API until Ctrl-C or TERM."""
    found, _ = _ready()
    metrics.expose(found, measures.read)
    serving.serve(found)


@main.command("worker")
def work() -> None:
    """Run the background duties until Ctrl-C or TERM."""
    found, _ = _ready()
    metrics.begin(found)
    metrics.expose(found, measures.read)
    outgoing.begin(at=clock.now())
    stop = threading.Event()

    def end(_number: int, _frame: FrameType | None) -> None:
        stop.set()

    signal.signal(signal.SIGTERM, end)
    signal.signal(signal.SIGINT, end)
    worker.work(duties.of(found), stop)


@main.command(short_help="Raise a demo; run server and worker.")
def run() -> None:
    """Make everything ready and run server and worker together: for one machine, and to try it."""
    serving.require_port(settings.load())
    found, applied = _ready()
    if applied:
        click.echo(f"The database is up to date: {applied[-1]} ({len(applied)} migrations applied).")
    newsroom = demo.raise_newsroom(found, at=clock.now())
    sys.exit(serving.run_both(found, demo.table(newsroom)))


@main.command("migrate")
def migrate_() -> None:
    """Bring the database's tables up to this version."""
    _, applied = _ready()
    click.echo("\n".join(applied) if applied else "The database is up to date.")


@main.command("demo", short_help="Raise the demo newsroom, or show it.")
@click.option("--json", "as_json", is_flag=True, help="Print people, tokens and issues as JSON.")
def demo_(*, as_json: bool) -> None:
    """Raise the demo newsroom, or show it again; a database with other people in it is refused."""
    found, _ = _ready()
    newsroom = demo.raise_newsroom(found, at=clock.now())
    click.echo(json.dumps(newsroom, ensure_ascii=False, indent=1) if as_json else demo.table(newsroom))


def _ready() -> tuple[Settings, list[str]]:
    """Give the settings, with the database made, opened and up to date, and the migrations that this took."""
    found = settings.load()
    return found, opening.make(found)
