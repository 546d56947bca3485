"""Tables of the accounts room. Nothing public ever joins them."""

from __future__ import annotations

import peewee

from api.languages.models import Language
from api.platform.db import Model, TimeField


class Person(Model):
    """Someone who works here. A suspended person's tokens are dead at once. `serial` covers the grants too.

    `key_serial` is raised when all previews in this person's name end: one that was made at a lower number is dead.
    """

    id = peewee.TextField(primary_key=True)
    login = peewee.TextField(unique=True)
    name = peewee.TextField()
    locale = peewee.TextField()
    password_hash = peewee.TextField()
    created_at = TimeField()
    suspended_at = TimeField(null=True)
    serial = peewee.IntegerField(default=1)
    key_serial = peewee.IntegerField(default=1)


class Grant(Model):
    """A role that a person has, for one language or, where it is null, for all."""

    id = peewee.TextField(primary_key=True)
    person = peewee.ForeignKeyField(Person, on_delete="CASCADE")
    person_id: str
    role = peewee.TextField()
    language = peewee.ForeignKeyField(Language, null=True, on_delete="RESTRICT", column_name="language")
    language_id: str | None


class Token(Model):
    """A credential, known only by the SHA-256 of its text. `last_used_on` is a day: no trace of anyone's hours."""

    id = peewee.TextField(primary_key=True)
    person = peewee.ForeignKeyField(Person, on_delete="CASCADE")
    person_id: str
    hash = peewee.TextField(unique=True)
    name = peewee.TextField()
    created_at = TimeField()
    expires_at = TimeField(null=True)
    revoked_at = TimeField(null=True)
    last_used_on = peewee.TextField(null=True)


class KnownNetwork(Model):
    """A network from which a person has logged in, as the start of a keyed hash: many networks have the same.

    `seen_on` is a day.
    """

    person = peewee.ForeignKeyField(Person, on_delete="CASCADE", index=False)
    person_id: str
    mark = peewee.TextField()
    seen_on = peewee.TextField()

    class Meta:
        primary_key = peewee.CompositeKey("person", "mark")


class AuditEntry(Model):
    """Who did what to which thing, to the minute; `details` is a small JSON object. No person: the command line.

    The id counts, because a UUIDv7 would tell the millisecond.
    """

    id = peewee.AutoField()
    at = TimeField(index=True)
    person = peewee.ForeignKeyField(Person, null=True, on_delete="RESTRICT")
    person_id: str | None
    action = peewee.TextField()
    thing = peewee.TextField()
    thing_id = peewee.TextField()
    language = peewee.TextField(null=True)
    details = peewee.TextField()
