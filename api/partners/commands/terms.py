"""The options by which a contract is written at the command line, and how it is shown there."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, date, datetime, time
from typing import Any

import click
import marshmallow as ma

from api.partners import contracts
from api.platform import clock, fields, language_tags
from api.publishing.audience import FORMATS

NARROWED = ("languages", "topics", "formats", "networks")
_TAKEN_AWAY: dict[str, tuple[str, Any]] = {
    "licence": ("licence", ""),
    "attribution": ("attribution", {}),
    "end": ("ends_at", None),
}
TAKEN_AWAY = tuple(_TAKEN_AWAY)


class _Minutes(click.ParamType[int]):
    """So many minutes or hours: 90m, 24h."""

    name = "minutes"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:  # noqa: ANN401
        """Give minutes."""
        number, unit = value[:-1], value[-1:]
        if unit not in _UNITS or not (number.isascii() and number.isdecimal() and len(number) <= _DIGITS):
            self.fail(f"{value} is neither minutes (90m) nor hours (24h).", param, ctx)
        if (minutes := int(number) * _UNITS[unit]) > contracts.LONGEST_LEAD:
            self.fail(f"{value} is longer than {contracts.LONGEST_LEAD // 60}h, which is the most.", param, ctx)
        return minutes


class _End(click.ParamType[datetime]):
    """A day, at whose end it is, or a time; both in UTC."""

    name = "end"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> datetime:  # noqa: ANN401
        """Give the moment."""
        if isinstance(value, datetime):
            return value
        try:
            day: date = fields.Day().deserialize(value)
            return datetime.combine(day, time(23, 59, 59), UTC)
        except ma.ValidationError:
            pass
        try:
            moment: datetime = fields.Moment().deserialize(value)
        except ma.ValidationError:
            self.fail(f"{value} is neither a day (2027-06-30) nor a time (2027-06-30T18:00:00Z).", param, ctx)
        return moment


class _Line(click.ParamType[tuple[str, str]]):
    """A line in a language: be=Ад рэдакцыі."""

    name = "line"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> tuple[str, str]:  # noqa: ANN401
        """Give language and line."""
        if isinstance(value, tuple):
            return value
        language, equals, line = value.partition("=")
        if not equals:
            self.fail(f"{value} is not LANGUAGE=LINE.", param, ctx)
        return language_tags.conventional(language), line


class _Language(click.ParamType[str]):
    """A language, in upper or lower case."""

    name = "language"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:  # noqa: ANN401, ARG002
        """Give its conventional tag."""
        return language_tags.conventional(value)


_UNITS = {"m": 1, "h": 60}
_DIGITS = 6
_AGAIN = "May be repeated."
_OPTIONS = (
    click.option(
        "--language", "languages", multiple=True, type=_Language(), metavar="CODE",
        help=f"A language whose texts it reads; a new partner reads all without it. {_AGAIN}",
    ),
    click.option(
        "--topic", "topics", multiple=True, metavar="KEY",
        help=f"A topic whose texts it reads, by its key; a new partner reads all without it. {_AGAIN}",
    ),
    click.option(
        "--delay", "delay_hours", type=click.IntRange(0, contracts.LONGEST_HOURS), metavar="HOURS",
        help="It reads a text so many hours after publication.",
    ),
    click.option(
        "--embargo-lead", "embargo_lead_minutes", type=_Minutes(), metavar="TIME",
        help="It reads what is planned so long before its hour, as 90m or 24h; 0h: not. Not together with a delay.",
    ),
    click.option(
        "--format", "formats", multiple=True, type=click.Choice(FORMATS),
        help=f"A form in which it takes texts, beside JSON; a new partner has all without it. {_AGAIN}",
    ),
    click.option("--licence", metavar="TEXT", help="The licence under which it shows texts."),
    click.option(
        "--attribution", multiple=True, type=_Line(), metavar="LANGUAGE=LINE",
        help=f"The line that it prints beside texts in a language. {_AGAIN}",
    ),
    click.option(
        "--per-minute", type=click.IntRange(1, contracts.MOST_A_MINUTE), metavar="COUNT",
        help="How many requests it has in a minute; a new partner 60.",
    ),
    click.option(
        "--per-day", type=click.IntRange(1, contracts.MOST_A_DAY), metavar="COUNT",
        help="How many requests it has in a day; a new partner 10,000.",
    ),
    click.option(
        "--network", "networks", multiple=True, metavar="ADDRESS",
        help=f"An address or network (192.0.2.0/24) from which keys work; a new partner's from any. {_AGAIN}",
    ),
    click.option(
        "--ends", "ends_at", type=_End(), metavar="WHEN",
        help="When the contract ends: 2027-06-30, at the end of that day in UTC, or 2027-06-30T18:00:00Z.",
    ),
)  # fmt: skip


def options(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command the options of a contract."""
    for option in reversed(_OPTIONS):
        command = option(command)
    return command


def given(typed: Mapping[str, Any]) -> dict[str, Any]:
    """Give the values that were named."""
    listed = {name: list(value) if isinstance(value, tuple) else value for name, value in typed.items()}
    named = {name: value for name, value in listed.items() if value not in (None, [])}
    if "attribution" in named:
        named["attribution"] = dict(named["attribution"])
    return named


def widened(every: tuple[str, ...], without: tuple[str, ...], changes: Mapping[str, Any]) -> dict[str, Any]:
    """Give what is no longer narrowed and what is taken away.

    Raises:
        click.UsageError: it is given beside `changes` all the same.
    """
    taken: list[tuple[str, str, str, Any]] = []
    taken += [("--every", name, name, [] if name == "networks" else None) for name in every]
    taken += [("--without", name, *_TAKEN_AWAY[name]) for name in without]
    for option, name, field, _ in taken:
        if field in changes:
            raise click.UsageError(f"{option} {name} and {_BY_FIELD[field]} contradict each other.")
    return {field: value for _, _, field, value in taken}


_BY_FIELD = {
    "languages": "--language",
    "topics": "--topic",
    "formats": "--format",
    "networks": "--network",
    "licence": "--licence",
    "attribution": "--attribution",
    "ends_at": "--ends",
}


def rows(one: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Give what to show of a partner, line by line: a name and what stands behind it."""
    yield "name", one["name"]
    yield "id", one["id"]
    yield "state", one["state"]
    yield "contact", one["contact"]
    yield "letters", f"in {one['contact_language']}, {alarm(one['alarm_after_hours'])}"
    for name in ("languages", "topics", "formats"):
        yield name, " ".join(one[name]) if one[name] is not None else "all"
    yield "delay", f"{one['delay_hours']} h after publication" if one["delay_hours"] else "none"
    lead = one["embargo_lead_minutes"]
    yield "embargo lead", f"{lead} min before a planned release" if lead else "none"
    yield "licence", one["licence"] or "none"
    for code, line in sorted(one["attribution"].items()) or [("", "none")]:
        yield f"attribution {code}".strip(), line
    yield "requests", f"{one['per_minute']} a minute, {one['per_day']} a day"
    yield "networks", " ".join(one["networks"]) or "any"
    yield "ends", clock.to_readers(one["ends_at"]) if one["ends_at"] is not None else "never"
    yield "keys", str(one["key_count"])
    polled = one["last_polled_at"]
    yield "asked for changes", clock.to_readers(polled) if polled is not None else "never"


def alarm(hours: int | None) -> str:
    """Say when a letter tells of a partner's silence."""
    if hours is None:
        return "alarm by habit"
    return f"alarm after {hours} h" if hours else "no alarm"
