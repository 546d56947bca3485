"""The tables of an instance as data: which there are, in which order they depend, what their columns hold."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Literal

import peewee

from api.platform.db import Model, TimeField

Kind = Literal["text", "integer", "real", "flag", "time", "date", "blob"]
Step = Callable[[str, int], None]  # the name of a table, or `pictures`, and how many rows or files more are done

# What is worth nothing after a restart, or must not outlive its hours: leases, counters, known networks and moments,
# answers to repeat.
# And the index of search and what is under embargo, which the worker makes again, since cursors end with a restore;
# questions of an hour to callbacks; which file a sandbox is: nothing real is in it.
PASSING = frozenset(
    {
        "embargo_offer",
        "embargoed",
        "heartbeat",
        "idempotency_record",
        "known_network",
        "lease",
        "outbound_hold",
        "rate_counter",
        "sandbox",
        "search_entry",
        "search_index",
        "search_pending",
        "search_word",
        "websub_intent",
    }
)

HISTORY = "schema_migration"  # which migrations have been applied; the runner's own, and not in a backup

# The first that fits is it: a field may be of several classes.
_KINDS: tuple[tuple[type[Any], Kind], ...] = (
    (TimeField, "time"),
    (peewee.BooleanField, "flag"),
    (peewee.IntegerField, "integer"),
    (peewee.FloatField, "real"),
    (peewee.DateField, "date"),
    (peewee.BlobField, "blob"),
    (peewee.TextField, "text"),
)


@dataclass(frozen=True, slots=True)
class Table:
    """A table: its columns with what they hold, and the columns of its key, by which its rows are ordered."""

    name: str
    columns: dict[str, Kind]
    key: tuple[str, ...]


def lasting() -> list[Table]:
    """Give the tables that a backup keeps, parents before their children; those of one rank by name."""
    models = sorted(_models(Model), key=lambda model: str(model._meta.table_name))  # noqa: SLF001 - peewee's documented place
    ordered = peewee.sort_models(models)  # type: ignore[attr-defined]  # left out of its stub
    return [_table(model) for model in ordered if model._meta.table_name not in PASSING]  # noqa: SLF001 - as above


def _models(base: type[Model]) -> Iterator[type[Model]]:
    """Give every table of the rooms that have been imported; the application imports them all."""
    for model in base.__subclasses__():
        if model.__module__.startswith("api."):
            yield model
        yield from _models(model)


def _table(model: type[Model]) -> Table:
    meta: Any = model._meta  # noqa: SLF001 - peewee's documented place
    columns = {field.column_name: _kind(field) for field in meta.sorted_fields}
    return Table(meta.table_name, columns, tuple(field.column_name for field in meta.get_primary_keys()))


def _kind(field: Any) -> Kind:  # noqa: ANN401 - a peewee field of any type
    while isinstance(field, peewee.ForeignKeyField):
        field = field.rel_field
    for known, kind in _KINDS:
        if isinstance(field, known):
            return kind
    raise TypeError(f"A backup does not know how to keep a {type(field).__name__}.")
