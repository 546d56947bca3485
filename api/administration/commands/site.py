"""The commands for what the publication says of itself and where its pages are: `polyweek site …`."""

from __future__ import annotations

from dataclasses import asdict, replace

import click

from api.content import site as texts
from api.content.site import SiteWords
from api.platform import clock, console
from api.platform.preconditions import Expected
from api.publishing import pages
from api.publishing import site as verbs

_FILE = click.Path(dir_okay=False, allow_dash=True)


@click.group(cls=console.Group)
def site() -> None:
    """What the publication says of itself, and where its pages are."""


@site.command("show")
@console.as_json
def show_site(*, as_json: bool) -> None:
    """Show the texts by language, and the addresses of pages."""
    shown = {language: asdict(words) for language, words in texts.everything().items()}
    named = asdict(pages.current())
    if as_json:
        console.print_json({**shown, "pages": named})
        return
    for language, words in shown.items():
        click.echo(language)
        for what, text in words.items():
            first, *rest = text.splitlines() or [""]
            click.echo("\n".join([f"  {what:<9}{first}".rstrip(), *(f"{'':11}{line}".rstrip() for line in rest)]))
    if any(named.values()):
        click.echo("pages")
        for what, template in named.items():
            click.echo(f"  {what:<9}{template or ''}".rstrip())


@site.command("set")
@click.argument("language")
@click.option("--name", help="The name of the publication.")
@click.option("--tagline", help="The line below the name; an empty one takes it away.")
@click.option("--about", help="What the publication is.")
@click.option("--about-file", type=_FILE, help="The same from a file; `-` reads what is typed.")
def set_site(language: str, name: str | None, tagline: str | None, about: str | None, about_file: str | None) -> None:
    """Set texts in one language; others stay as they are."""
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


@site.command("pages")
@click.option("--site", help="The front page, such as https://news.example/{language}; an empty one takes it away.")
@click.option("--article", help="The page of an article, such as https://news.example/{language}/{slug}.")
@click.option("--issue", help="The page of an issue, with {language} and {key}.")
@click.option("--topic", help="The page of a topic, with {language} and {key}.")
@click.option("--byline", help="The page of a byline, with {language} and {key}.")
@click.option("--preview", help="The page of a draft, with {token}.")
def set_pages(**given: str | None) -> None:
    """Say where the site's own pages are; others stay as they are."""
    changes = {name: template or None for name, template in given.items() if template is not None}
    if not changes:
        raise click.UsageError("Give --site, --article, --issue, --topic, --byline or --preview.")
    verbs.put({}, changes, expected=Expected(frozenset({verbs.tag()})), by=None, at=clock.now())
    click.echo("The site's pages are set.")


def _read(file: str) -> str:
    try:
        with click.open_file(file, encoding="utf-8") as opened:
            return str(opened.read()).strip()
    except (OSError, UnicodeDecodeError) as error:
        why = error.strerror if isinstance(error, OSError) else "This is no text in UTF-8."
        raise click.BadParameter(f"{file}: {why}", param_hint="--about-file") from None
