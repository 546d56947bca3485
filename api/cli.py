"""The `polyweek` command."""

from __future__ import annotations

import json
import signal
import sys
import threading
from types import FrameType

import click

from api import app, demo, serving, worker
from api.accounts import people
from api.accounts.roles import ROLES, Granted, Role
from api.languages import words
from api.operations import commands
from api.platform import clock, db, logs, migrate, settings
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


for command in (commands.backup, commands.restore, commands.doctor):
    main.add_command(command)


@main.command()
def serve() -> None:
    """Serve the API until Ctrl-C or TERM."""
    serving.serve(_ready())


@main.command("worker")
def work() -> None:
    """Run the background duties until Ctrl-C or TERM."""
    _ready()
    stop = threading.Event()

    def end(_number: int, _frame: FrameType | None) -> None:
        stop.set()

    signal.signal(signal.SIGTERM, end)
    signal.signal(signal.SIGINT, end)
    worker.work(app.duties(), stop)


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


@main.group()
def person() -> None:
    """People who work here."""


@person.command("add")
@click.argument("login")
@click.option("--name", required=True, help="The name that colleagues see.")
@click.option("--locale", default="en", show_default=True, help=f"Spoken to in: {', '.join(words.spoken())}.")
@click.option(
    "--grant",
    "grants",
    multiple=True,
    metavar="ROLE[:LANGUAGE]",
    help=f"A role ({', '.join(ROLES)}), for one language or for all. May be repeated.",
)
@click.password_option(help="Asked for when it is left out.")
def add_person(login: str, name: str, locale: str, grants: tuple[str, ...], password: str) -> None:
    """Add a person, with roles such as `editor` or `translator:ru`."""
    granted = [_grant(text) for text in grants]
    _ready()
    people.add(login=login, name=name, password=password, locale=locale, grants=granted, at=clock.now())
    click.echo(f"{login} may log in now.")


def _grant(text: str) -> Granted:
    role, _, language = text.partition(":")
    if role not in ROLES:
        raise click.BadParameter(f"{role} is none of {', '.join(ROLES)}.", param_hint="--grant")
    known: dict[str, Role] = {name: name for name in ROLES}
    return Granted(known[role], language or None)


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
