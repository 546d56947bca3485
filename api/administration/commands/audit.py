"""The command for reading the audit: `polyweek audit`."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from typing import Any

import click
import marshmallow as ma

from api.accounts import people
from api.administration import schemas, views
from api.platform import clock, console, fields


class Since(click.ParamType[datetime]):
    """A moment (RFC 3339), or a day, which stands for its beginning in UTC."""

    name = "time"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> datetime:  # noqa: ANN401
        """Read it."""
        if isinstance(value, datetime):
            return value
        try:
            return datetime.combine(date.fromisoformat(value), time(), UTC)
        except ValueError:
            pass
        try:
            moment: datetime = fields.Moment().deserialize(value)
        except ma.ValidationError:
            self.fail(f"{value} is no day such as 2017-09-11, and no time such as 2017-09-11T06:00:00Z.", param, ctx)
        return moment


@click.command(cls=console.OnDatabase, short_help="List who did what, the latest first.")
@click.option("--person", metavar="LOGIN", help="Only what this person did.")
@click.option("--action", help="Only this action, such as `grant.give` or `version.approve`.")
@click.option("--thing", metavar="ID", help="Only what was done to this: an id, a language's code, or `site`.")
@click.option("--since", type=Since(), metavar="DAY|TIME", help="Only since this day, or time (RFC 3339), in UTC.")
@click.option("--limit", type=click.IntRange(1, 100_000), default=50, show_default=True, help="How many at the most.")
@console.as_json
def audit(
    person: str | None, action: str | None, thing: str | None, since: datetime | None, limit: int, *, as_json: bool
) -> None:
    """List who did what to which thing, the latest first, each to the minute, UTC.

    The columns are time, login, action, thing with its id, language and details, with tabs between them.
    """
    by = people.id_of(person) if person is not None else None
    query = {"person": by, "action": action, "thing_id": thing, "since": since}
    _, entries = views.audit_page(query, None, limit)
    if as_json:
        console.print_json([schemas.AuditEntrySchema().dump(entry) for entry in entries])
        return
    for entry in entries:
        console.print_row(*_cells(entry))


def _cells(entry: dict[str, Any]) -> list[str]:
    return [
        clock.to_wire(entry["at"]),
        entry["person"]["login"] if entry["person"] else "command line",
        entry["action"],
        f"{entry['thing']} {entry['thing_id']}",
        entry["language"] or "-",
        " ".join(f"{name}={value}" for name, value in entry["details"].items()) or "-",
    ]
