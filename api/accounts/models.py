"""Tables of the accounts room. Nothing public ever joins them."""

from __future__ import annotations

import peewee

from api.languages.models import Language
from api.platform.db import Model, TimeField


class Person(Model):
    """Someone who works here. A suspended person's tokens are dead at once."""

    id = peewee.TextField(primary_key=True)
    login = peewee.TextField(unique=True)
    name = peewee.TextField()
    locale = peewee.TextField()
    password_hash = peewee.TextField()
    created_at = TimeField()
    suspended_at = TimeField(null=True)


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
