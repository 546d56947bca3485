"""The commands for the languages that the newsroom publishes in: `polyweek language …`."""

from __future__ import annotations

from typing import Any

import click

from api.languages import chains
from api.platform import clock, console, language_tags
from api.platform.preconditions import ANY
from api.publishing import languages


def _conventional(_context: click.Context, _parameter: click.Parameter, tag: str | None) -> str | None:
    return None if tag is None else language_tags.conventional(tag)


@click.group(cls=console.Group)
def language() -> None:
    """Languages that the newsroom publishes in."""


@language.command("add")
@click.argument("code", callback=_conventional)
@click.option("--name", required=True, help="What the language calls itself.")
@click.option("--fallback", callback=_conventional, help="The language that is read where a text is missing.")
@click.option(
    "--transliteration-of",
    callback=_conventional,
    help="The language whose texts are rewritten for it when they are released; nobody translates then.",
)
def add_language(code: str, name: str, fallback: str | None, transliteration_of: str | None) -> None:
    """Add a language by its BCP 47 tag.

    Such as `be`, `be-tarask` or `be-Latn`.
    """
    languages.add(
        code, native_name=name, fallback=fallback, transliteration_of=transliteration_of, by=None, at=clock.now()
    )
    click.echo(f"The newsroom publishes in {code} now.")


@language.command("list")
def list_languages() -> None:
    """List the languages in order; the first is the default."""
    for one in chains.everything():
        parent = one["transliteration_of"]
        kind = [f"transliteration of {parent}"] if parent else []
        console.print_row(one["code"], one["native_name"], one["fallback"] or "no fallback", *kind)


@language.command("change")
@click.argument("code", callback=_conventional)
@click.option("--name", help="What the language calls itself.")
@click.option(
    "--fallback", callback=_conventional, help="The language that is read where a text is missing; `none` for none."
)
@click.option(
    "--transliteration-of",
    callback=_conventional,
    help="The language whose texts are rewritten for it; `none` where people translate from now on.",
)
@click.option("--position", type=click.IntRange(0, 999), help="Its place in the order, from 0, the default's.")
def change_language(
    code: str, name: str | None, fallback: str | None, transliteration_of: str | None, position: int | None
) -> None:
    """Change a language's name, fallback, parent or place."""
    given: dict[str, Any] = {
        "native_name": name,
        "fallback": fallback,
        "transliteration_of": transliteration_of,
        "position": position,
    }
    changes = {key: value for key, value in given.items() if value is not None}
    if not changes:
        raise click.UsageError("Give --name, --fallback, --transliteration-of or --position.")
    changes |= {key: None for key in ("fallback", "transliteration_of") if changes.get(key) == "none"}
    languages.change(code, changes, expected=ANY, by=None, at=clock.now())
    click.echo(f"{code} is changed.")


@language.command("redraw")
def redraw_languages() -> None:
    """Write the dates of all articles anew.

    For when POLYWEEK_LOCALES has been changed.
    """
    count = languages.redraw(at=clock.now())
    click.echo(f"The dates of {count} articles are written anew, by the worker where they are many.")


@language.command("remove")
@click.argument("code", callback=_conventional)
def remove_language(code: str) -> None:
    """Remove a language in which nothing was ever written."""
    languages.remove(code, expected=ANY, by=None, at=clock.now())
    click.echo(f"The newsroom does not publish in {code} any longer.")
