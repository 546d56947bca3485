"""Tables of the partners' room."""

from __future__ import annotations

import peewee

from api.platform.db import Model, TimeField


class Partner(Model):
    """Who republishes the newsroom's texts, and by which contract. A suspended partner's keys are dead at once.

    `languages` (codes) and `topics` (ids) are JSON lists, null for all; `networks` (CIDR, empty for any address) is a
    list too, `attribution` an object of lines by language. `contact` is an address that the newsroom
    must be able to write to: it is shown to administrators and to the partner itself.
    """

    id = peewee.TextField(primary_key=True)
    name = peewee.TextField(unique=True)
    contact = peewee.TextField()
    languages = peewee.TextField(null=True)
    topics = peewee.TextField(null=True)
    delay_hours = peewee.IntegerField()
    licence = peewee.TextField()
    attribution = peewee.TextField()
    per_minute = peewee.IntegerField()
    per_day = peewee.IntegerField()
    networks = peewee.TextField()
    ends_at = TimeField(null=True)
    created_at = TimeField()
    suspended_at = TimeField(null=True)
    serial = peewee.IntegerField(default=1)


class ApiKey(Model):
    """A partner's credential, known only by the SHA-256 of its text. `last_used_at` is cut to the hour.

    `scopes` is a JSON list; `succeeds` is the id of the key that it was made to take over from. With one that
    `is_sandbox` the partner comes to its sandbox, and to nothing else.
    """

    id = peewee.TextField(primary_key=True)
    partner = peewee.ForeignKeyField(Partner, on_delete="CASCADE")
    partner_id: str
    hash = peewee.TextField(unique=True)
    name = peewee.TextField()
    scopes = peewee.TextField()
    created_at = TimeField()
    expires_at = TimeField()
    revoked_at = TimeField(null=True)
    last_used_at = TimeField(null=True)
    succeeds = peewee.TextField(null=True)
    is_sandbox = peewee.BooleanField(default=False)


class ContractChange(Model):
    """How much a partner read before its contract changed: what then changes in its copy is told in this generation."""

    partner = peewee.ForeignKeyField(Partner, on_delete="CASCADE", index=False)
    partner_id: str
    generation = peewee.BigIntegerField()
    at = TimeField()
    languages = peewee.TextField(null=True)
    topics = peewee.TextField(null=True)
    delay_hours = peewee.IntegerField()

    class Meta:
        primary_key = peewee.CompositeKey("partner", "generation")
