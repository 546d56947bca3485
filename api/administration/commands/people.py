"""The commands for the people who work here: `polyweek person …`."""

from __future__ import annotations

from typing import Any

import click

from api.accounts import grants, logins, people, suspensions
from api.accounts.roles import ROLES, Granted, Role
from api.administration import views
from api.languages import words
from api.platform import clock, console, settings
from api.platform.errors import NotFound, say

_ALL = 2**31 - 1
_ROLE = f"A role ({', '.join(ROLES)}), for one language or for all."


@click.group(cls=console.Group)
def person() -> None:
    """People who work here."""


@person.command("add", cls=console.Beginning)
@click.argument("login")
@click.option("--name", required=True, help="The name that colleagues see.")
@click.option("--locale", default="en", show_default=True, help=f"Spoken to in: {', '.join(words.spoken())}.")
@click.option("--grant", "roles", multiple=True, metavar="ROLE[:LANGUAGE]", help=f"{_ROLE} May be repeated.")
@click.password_option(help="Asked for when it is left out.")
def add_person(login: str, name: str, locale: str, roles: tuple[str, ...], password: str) -> None:
    """Add a person, with roles such as `editor` or `translator:ru`."""
    granted = [_role(text, "--grant") for text in roles]
    people.add(login=login, name=name, password=password, locale=locale, grants=granted, at=clock.now())
    click.echo(f"{login} may log in now.")


@person.command("list")
def list_people() -> None:
    """List everybody with their roles."""
    _, everybody = views.people_page(None, _ALL, at=clock.now())
    for one in everybody:
        held = " ".join(_written(grant) for grant in one["grants"]) or "no role"
        state = ["suspended"] if one["suspended_at"] else []
        console.print_row(one["login"], one["name"], held, *state)


@person.command("change", short_help="Change a person's name or language.")
@click.argument("login")
@click.option("--name", help="The name that colleagues see.")
@click.option("--locale", help=f"Spoken to in: {', '.join(words.spoken())}.")
def change_person(login: str, name: str | None, locale: str | None) -> None:
    """Change a person's name, or the language in which the API speaks to them."""
    changes = {what: text for what, text in (("name", name), ("locale", locale)) if text is not None}
    if not changes:
        raise click.UsageError("Give --name or --locale.")
    people.change(people.id_of(login), changes, by=None, at=clock.now())
    click.echo(f"{login} is changed.")


@person.command(short_help="Suspend a person and end their tokens.")
@click.argument("login")
def suspend(login: str) -> None:
    """Suspend a person: every token ends at once, and the password does not let them in."""
    suspensions.suspend(people.id_of(login), by=None, at=clock.now())
    click.echo(f"{login} is suspended.")


@person.command()
@click.argument("login")
def resume(login: str) -> None:
    """Let a suspended person in again."""
    suspensions.resume(people.id_of(login), by=None, at=clock.now())
    click.echo(f"{login} may log in again.")


@person.command(short_help="Let a person try again to log in.")
@click.argument("login")
def unlock(login: str) -> None:
    """Forget the wrong passwords that were tried at an account, so that its owner is not kept out by them."""
    logins.unlock(login, secret=settings.load().secret, at=clock.now())
    click.echo(f"{login} may try to log in again.")


@person.command("password")
@click.argument("login")
@click.password_option(help="Asked for when it is left out.")
def reset_password(login: str, password: str) -> None:
    """Give a person another password; every token of theirs ends."""
    people.reset_password(people.id_of(login), password, by=None, at=clock.now())
    click.echo(f"{login} has another password now.")


@person.command()
@click.argument("login")
@click.argument("role", metavar="ROLE[:LANGUAGE]")
def grant(login: str, role: str) -> None:
    """Give a person a role, such as `editor` or `translator:ru`."""
    grants.give(people.id_of(login), _role(role), by=None, at=clock.now())
    click.echo(f"{login} is {role} now.")


@person.command()
@click.argument("login")
@click.argument("role", metavar="ROLE[:LANGUAGE]")
def revoke(login: str, role: str) -> None:
    """Take a role from a person."""
    person_id = people.id_of(login)
    held = {_written(one): one["id"] for one in grants.of([person_id]).get(person_id, [])}
    if role not in held:
        raise NotFound(say("There is no such grant."))
    grants.take(person_id, held[role], by=None, at=clock.now())
    click.echo(f"{login} is not {role} any longer.")


def _role(text: str, hint: str = "ROLE") -> Granted:
    role, _, of_language = text.partition(":")
    known: dict[str, Role] = {name: name for name in ROLES}
    if role not in known:
        raise click.BadParameter(f"{role} is none of {', '.join(ROLES)}.", param_hint=hint)
    return Granted(known[role], of_language or None)


def _written(held: dict[str, Any]) -> str:
    return f"{held['role']}:{held['language']}" if held["language"] else str(held["role"])
