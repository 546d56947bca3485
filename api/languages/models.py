"""Tables of the languages room."""

from __future__ import annotations

import peewee

from api.platform.db import Model


class Language(Model):
    """A language that the newsroom publishes in.

    `fallback` names the next of its chain; the first by position is the default.
    """

    code = peewee.TextField(primary_key=True)
    native_name = peewee.TextField()
    fallback = peewee.ForeignKeyField("self", null=True, backref=None, on_delete="RESTRICT", column_name="fallback")
    fallback_id: str | None
    position = peewee.IntegerField()
    serial = peewee.IntegerField(default=1)
