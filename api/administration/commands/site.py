"""The commands for what the publication says of itself: `polyweek site …`."""

from __future__ import annotations

from dataclasses import asdict, replace

import click

from api.content import site as texts
from api.content.site import SiteWords
from api.platform import clock, console
from api.platform.preconditions import Expected
from api.publishing import site as verbs

_FILE = click.Path(dir_okay=False, allow_dash=True)


@click.group(cls=console.Group)
def site() -> None:
    """What the publication says of itself, in each language."""


@site.command("show")
@console.as_json
def show_site(*, as_json: bool) -> None:
    """Show name, tagline and about text by language."""
    shown = {language: asdict(words) for language, words in texts.everything().items()}
    if as_json:
        console.print_json(shown)
        return
    for language, words in shown.items():
        click.echo(language)
        for what, text in words.items():
            first, *rest = text.splitlines() or [""]
            click.echo("\n".join([f"  {what:<9}{first}".rstrip(), *(f"{'':11}{line}".rstrip() for line in rest)]))


@site.command("set")
@click.argument("language")
@click.option("--name", help="The name of the publication.")
@click.option("--tagline", help="The line below the name; an empty one takes it away.")
@click.option("--about", help="What the publication is.")
@click.option("--about-file", type=_FILE, help="The same from a file; `-` reads what is typed.")
def set_site(language: str, name: str | None, tagline: str | None, about: str | None, about_file: str | None) -> None:
    """Set texts in one language; those that are left out stay as they are."""
    given = {"name": name, "tagline": tagline, "about": _read(about_file) if about_file else about}
    if about is not None and about_file is not None:
        raise click.UsageError("--about and --about-file say the same; give one of them.")
    changes = {what: text for what, text in given.items() if text is not None}
    if not changes:
        raise click.UsageError("Give --name, --tagline, --about or --about-file.")
    tag = verbs.tag()
    words = texts.everything().get(language, SiteWords("", "", ""))
    expected = Expected(frozenset({tag}))
    verbs.put({language: replace(words, **changes)}, expected=expected, by=None, at=clock.now())
    click.echo(f"The site's texts in {language} are set.")


def _read(file: str) -> str:
    try:
        with click.open_file(file, encoding="utf-8") as opened:
            return str(opened.read()).strip()
    except (OSError, UnicodeDecodeError) as error:
        why = error.strerror if isinstance(error, OSError) else "This is no text in UTF-8."
        raise click.BadParameter(f"{file}: {why}", param_hint="--about-file") from None
