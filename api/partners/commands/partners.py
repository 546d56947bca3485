"""The commands for partners: `polyweek partner …`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import click

from api.partners import contracts, partners, views
from api.partners.receipts import takedowns as takedown
from api.platform import clock, console
from api.publishing.audience import FORMATS

_ALL = 2**31 - 1
_WHOLE = ("languages", "topics", "formats")


@click.group(cls=console.Group)
def partner() -> None:
    """Partners, who republish what their contracts say."""


class _Minutes(click.ParamType[int]):
    """So many minutes or hours: 90m, 24h."""

    name = "minutes"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:  # noqa: ANN401
        """Give minutes."""
        number, unit = value[:-1], value[-1:]
        if unit not in _UNITS or not (number.isascii() and number.isdecimal() and len(number) <= _DIGITS):
            self.fail(f"{value} is neither minutes (90m) nor hours (24h).", param, ctx)
        return int(number) * _UNITS[unit]


_UNITS = {"m": 1, "h": 60}
_DIGITS = 6
_TERMS = (
    click.option("--language", "languages", multiple=True, help="A language to read; all without it. May be repeated."),
    click.option(
        "--topic", "topics", multiple=True, help="A topic to read, by its key; all without it. May be repeated."
    ),
    click.option("--delay", "delay_hours", type=click.IntRange(0), help="Hours after publication."),
    click.option(
        "--embargo-lead", "embargo_lead_minutes", type=_Minutes(), help="Before a planned release, as 90m or 24h."
    ),
    click.option(
        "--format",
        "formats",
        multiple=True,
        type=click.Choice(FORMATS),
        help="A form to take texts in, beside JSON; all without it. May be repeated.",
    ),
    click.option("--licence", help="Under which licence texts may be shown."),
    click.option("--attribution", "lines", multiple=True, metavar="LANGUAGE=LINE", help="The line beside a text."),
    click.option("--per-minute", type=click.IntRange(1, contracts.MOST_A_MINUTE), help="Requests in a minute."),
    click.option("--per-day", type=click.IntRange(1, contracts.MOST_A_DAY), help="Requests in a day."),
    click.option("--network", "networks", multiple=True, help="An address or network to come from; any without it."),
)


def _terms(command: Callable[..., None]) -> Callable[..., None]:
    for option in reversed(_TERMS):
        command = option(command)
    return command


@partner.command("add")
@click.argument("name")
@click.option("--contact", required=True, help="The e-mail address to write to when something is wrong.")
@_terms
def add_partner(name: str, contact: str, **contract: Any) -> None:  # noqa: ANN401
    """Add a partner with its contract; `polyweek key issue` lets it in."""
    partners.create({"name": name, "contact": contact, **_given(contract)}, by=None, at=clock.now())
    click.echo(f"{name} is a partner now.")


@partner.command("change", short_help="Change a contract from the next request on.")
@click.argument("name")
@click.option("--every", multiple=True, type=click.Choice(_WHOLE), help="What is not narrowed any longer.")
@_terms
def change_partner(name: str, every: tuple[str, ...], **contract: Any) -> None:  # noqa: ANN401
    """Change a partner's contract from its next request on; what is not named stays."""
    changes = _given(contract) | dict.fromkeys(every)
    if not changes:
        raise click.UsageError("Say what changes: see `polyweek partner change --help`.")
    partners.change(partners.id_of(name), changes, by=None, at=clock.now())
    click.echo(f"The contract of {name} is changed.")


@partner.command("list")
def list_partners() -> None:
    """List partners with what they read."""
    _, found = views.partner_page(None, _ALL, at=clock.now())
    for one in found:
        languages, topics = (
            " ".join(one[name]) if one[name] is not None else "all" for name in ("languages", "topics")
        )
        keys = f"{one['key_count']} keys" if one["key_count"] != 1 else "1 key"
        console.print_row(one["name"], one["state"], languages, topics, keys)


@partner.command(short_help="Suspend a partner; none of its keys works.")
@click.argument("name")
def suspend(name: str) -> None:
    """Suspend a partner: none of its keys lets it in from its next request on."""
    partners.suspend(partners.id_of(name), by=None, at=clock.now())
    click.echo(f"{name} is suspended.")


@partner.command()
@click.argument("name")
def resume(name: str) -> None:
    """Let a suspended partner in again, with the keys that it had."""
    partners.resume(partners.id_of(name), by=None, at=clock.now())
    click.echo(f"{name} may come in again.")


@partner.command(short_help="List who has not heard of a withdrawal.")
@click.option("--article", help="Only this one, by its id, with all who were given it.")
@click.option("--unacknowledged", "state", flag_value="unacknowledged", help="Also who has heard and not said so.")
@click.option("--all", "state", flag_value="all", help="Everybody who was given what is withdrawn.")
def takedowns(article: str | None, state: takedown.State | None) -> None:
    """List the partners whom a withdrawal has not reached, as far as can be proven; nothing if it has reached all."""
    at = clock.now()
    found = (
        takedown.of_article(article, at=at)
        if article is not None
        else takedown.takedown_page(state or "open", None, _ALL, at=at)[1]
    )
    for text in found:
        for holder in text["partners"]:
            if takedown.is_of(holder, "all" if article is not None else state or "open"):
                _print_holder(text, holder)


def _print_holder(text: dict[str, Any], holder: dict[str, Any]) -> None:
    seen, said = holder["last_used_at"], holder["acknowledgement"]
    has = "knows" if holder["has_arrived"] else "has not heard"
    hooks = " ".join(each["state"] for each in holder["webhooks"]) or "no webhook"
    console.print_row(
        clock.to_wire(text["withdrawn_at"]) if text["withdrawn_at"] is not None else "just now",
        text["standing"],
        text["article_id"],
        text["language"],
        holder["name"],
        _got(holder),
        f"acknowledged ({said['action'] or 'no word'})" if said is not None else has,
        f"last seen {clock.to_wire(seen)}" if seen is not None else "never seen",
        hooks,
        holder["contact"],
    )


def _got(holder: dict[str, Any]) -> str:
    if holder["fetched_revision"] is not None:
        return f"has revision {holder['fetched_revision']}"
    return "has taken it" if holder["delivered_at"] is not None else "has not fetched it"


def _given(contract: dict[str, Any]) -> dict[str, Any]:
    """Give the terms that were named."""
    lines = dict(_line(text) for text in contract.pop("lines"))
    listed = {name: list(value) if isinstance(value, tuple) else value for name, value in contract.items()}
    given = {name: value for name, value in listed.items() if value not in (None, [])}
    return given | ({"attribution": lines} if lines else {})


def _line(text: str) -> tuple[str, str]:
    language, equals, line = text.partition("=")
    if not equals:
        raise click.BadParameter(f"{text} is not LANGUAGE=LINE.", param_hint="--attribution")
    return language, line
