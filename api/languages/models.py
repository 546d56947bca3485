"""Tables of the languages room."""

from __future__ import annotations

import peewee

from api.platform.db import Model


class Language(Model):
    """A language that the newsroom publishes in.

    `fallback` names the next of its chain; the first by position is the default. `transliteration_of` names the
    language that it is another script of: nobody translates into it, its texts are rewritten from those. `is_behind`
    as long as the worker has not rewritten all that was published before.
    """

    code = peewee.TextField(primary_key=True)
    native_name = peewee.TextField()
    fallback = peewee.ForeignKeyField("self", null=True, backref=None, on_delete="RESTRICT", column_name="fallback")
    fallback_id: str | None
    transliteration_of = peewee.ForeignKeyField(
        "self", null=True, backref=None, on_delete="RESTRICT", column_name="transliteration_of"
    )
    transliteration_of_id: str | None
    is_behind = peewee.BooleanField(default=False)
    position = peewee.IntegerField()
    serial = peewee.IntegerField(default=1)
