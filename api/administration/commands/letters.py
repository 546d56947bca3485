"""The commands for letters that go out by e-mail: `polyweek letters …`."""

from __future__ import annotations

import click

from api.content import site
from api.languages import words
from api.platform import clock, console, db, letters, mailboxes
from api.platform.errors import say


@click.group("letters", cls=console.Group, short_help="Letters that go out by e-mail.")
def letters_() -> None:
    """Letters to partners and operators: what waits, what was sent, what was given up."""


@letters_.command("list", short_help="List letters, and why they failed.")
@click.option("--state", type=click.Choice(letters.STATES), help="Only those of one state.")
@click.option("--limit", type=click.IntRange(1, 10_000), default=50, show_default=True, help="How many at most.")
@console.as_json
def list_letters(state: letters.State | None, limit: int, *, as_json: bool) -> None:
    """List letters, the latest first, with why the last attempt failed; what stands in them is not shown."""
    found = letters.listed(state, most=limit)
    moments = ("created_at", "sent_at", "due_at")
    shown = [each | {name: each[name] and clock.to_readers(each[name]) for name in moments} for each in found]
    if as_json:
        console.print_json(shown)
        return
    for one in shown:
        attempts = f"{one['attempts']} attempts" if one["attempts"] != 1 else "1 attempt"
        console.print_row(
            one["id"], one["created_at"], one["state"], one["kind"], one["address"], attempts, one["error"] or "-"
        )


@letters_.command("retry", short_help="Try letters again at once.")
@click.argument("letter", required=False)
def retry_letters(letter: str | None) -> None:
    """Have a LETTER tried again at once, or all that were given up; for another three days."""
    count = letters.retry(letter, at=clock.now())
    if not count and letter is not None:
        raise click.ClickException("There is no such letter that could be sent.")
    click.echo("1 letter is tried again." if count == 1 else f"{count} letters are tried again.")


@letters_.command("test", short_help="Write a letter to try the relay.")
@click.argument("address")
@click.option("--language", default=words.SOURCE, show_default=True, help="The language of the letter.")
def test_letters(address: str, language: str) -> None:
    """Write a letter to ADDRESS, which the worker sends: to see that letters arrive."""
    if not mailboxes.is_address(address):
        raise click.BadParameter(f"{address} is no e-mail address.", param_hint="ADDRESS")
    subject = say("{newsroom}: a letter to try the relay", newsroom=site.called(language))
    with db.transaction():
        letters.write(
            address,
            kind="test",
            subject=words.say_in(subject, language),
            text=words.say_in(say("Letters of this newsroom arrive here. Nothing needs to be done."), language),
            language=language,
            at=clock.now(),
        )
    click.echo("It is written; the worker sends it. polyweek letters list tells what came of it.")
