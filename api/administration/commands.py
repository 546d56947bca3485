"""The commands for those who keep people and languages: `polyweek person …` and `polyweek language …`."""

from __future__ import annotations

from typing import Any

import click

from api.accounts import grants, people, suspensions
from api.accounts.roles import ROLES, Granted, Role
from api.administration import views
from api.languages import chains, words
from api.platform import clock, db, migrate, settings
from api.platform.errors import NotFound, say
from api.platform.preconditions import ANY
from api.publishing import languages

_ALL = 2**31 - 1
_ROLE = f"A role ({', '.join(ROLES)}), for one language or for all."


@click.group()
def person() -> None:
    """People who work here."""
    _open()


@person.command("add")
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
        click.echo("\t".join([one["login"], one["name"], held, *state]))


@person.command()
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


@click.group()
def language() -> None:
    """Languages that the newsroom publishes in."""
    _open()


@language.command("add")
@click.argument("code")
@click.option("--name", required=True, help="What the language calls itself.")
@click.option("--fallback", help="The language that is read where a text is missing.")
def add_language(code: str, name: str, fallback: str | None) -> None:
    """Add a language by its BCP 47 tag, such as `be`, `ru` or `be-Latn`."""
    languages.add(code, native_name=name, fallback=fallback, by=None, at=clock.now())
    click.echo(f"The newsroom publishes in {code} now.")


@language.command("list")
def list_languages() -> None:
    """List the languages in order; the first is the default."""
    for one in chains.everything():
        click.echo(f"{one['code']}\t{one['native_name']}\t{one['fallback'] or 'no fallback'}")


@language.command("change")
@click.argument("code")
@click.option("--name", help="What the language calls itself.")
@click.option("--fallback", help="The language that is read where a text is missing; `none` for none.")
@click.option("--position", type=click.IntRange(0, 999), help="Its place in the order, from 0, the default's.")
def change_language(code: str, name: str | None, fallback: str | None, position: int | None) -> None:
    """Change a language's name, fallback or place."""
    given: dict[str, Any] = {"native_name": name, "fallback": fallback, "position": position}
    changes = {key: value for key, value in given.items() if value is not None}
    if fallback == "none":
        changes["fallback"] = None
    languages.change(code, changes, expected=ANY, by=None, at=clock.now())
    click.echo(f"{code} is changed.")


def _open() -> None:
    found = settings.load()
    found.prepare()
    db.open_database(found)
    migrate.up()


def _role(text: str, hint: str = "ROLE") -> Granted:
    role, _, of_language = text.partition(":")
    known: dict[str, Role] = {name: name for name in ROLES}
    if role not in known:
        raise click.BadParameter(f"{role} is none of {', '.join(ROLES)}.", param_hint=hint)
    return Granted(known[role], of_language or None)


def _written(held: dict[str, Any]) -> str:
    return f"{held['role']}:{held['language']}" if held["language"] else str(held["role"])
