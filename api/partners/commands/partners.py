"""The commands for partners: `polyweek partner …`."""

from __future__ import annotations

from typing import Any

import click

from api.partners import partners, views
from api.partners.commands import terms
from api.partners.receipts import takedowns as takedown
from api.partners.schemas.administration import PartnerSchema
from api.platform import clock, console

_ALL = 2**31 - 1


@click.group(cls=console.Group)
def partner() -> None:
    """Partners, who republish what their contracts say."""


@partner.command("add")
@click.argument("name")
@click.option("--contact", required=True, help="The e-mail address to write to when something is wrong.")
@terms.options
def add_partner(name: str, **typed: Any) -> None:  # noqa: ANN401
    """Add a partner with its contract; `polyweek key issue` lets it in."""
    partners.create({"name": name, **terms.given(typed)}, by=None, at=clock.now())
    click.echo(f"{name} is a partner now.")


@partner.command("change", short_help="Change a contract from the next request on.")
@click.argument("partner_name", metavar="NAME")
@click.option("--name", help="Another name.")
@click.option("--contact", help="The e-mail address to write to when something is wrong.")
@click.option(
    "--every",
    multiple=True,
    type=click.Choice(terms.NARROWED),
    help="What is not narrowed any longer: it reads all of them, or comes from any network. May be repeated.",
)
@click.option(
    "--without",
    multiple=True,
    type=click.Choice(terms.TAKEN_AWAY),
    help="What the contract has no longer. May be repeated.",
)
@terms.options
def change_partner(partner_name: str, every: tuple[str, ...], without: tuple[str, ...], **typed: Any) -> None:  # noqa: ANN401
    """Change a partner and its contract from its next request on; what is not named stays.

    An option that may be repeated says all that there then is: with `--topic river` that is the only topic.
    """
    changes = terms.given(typed)
    changes |= terms.widened(every, without, changes)
    if not changes:
        raise click.UsageError("Say what changes: see `polyweek partner change --help`.")
    partners.change(partners.id_of(partner_name), changes, by=None, at=clock.now())
    click.echo(f"The contract of {changes.get('name', partner_name)} is changed.")


@partner.command("show", short_help="Show a partner and its contract.")
@click.argument("name")
@console.as_json
def show_partner(name: str, *, as_json: bool) -> None:
    """Show a partner and all of its contract."""
    found = views.partner(partners.id_of(name), at=clock.now())
    if as_json:
        console.print_json(PartnerSchema().dump(found))
        return
    for cells in terms.rows(found):
        console.print_row(*cells)


@partner.command("list", short_help="List partners with what they read.")
@console.as_json
def list_partners(*, as_json: bool) -> None:
    """List partners: name, state, languages, topics, keys; as JSON with all of each."""
    _, found = views.partner_page(None, _ALL, at=clock.now())
    if as_json:
        console.print_json(PartnerSchema(many=True).dump(found))
        return
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
