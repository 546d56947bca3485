"""Tables of the partners' room."""

from __future__ import annotations

import peewee

from api.platform.db import Model, TimeField


class Partner(Model):
    """Who republishes the newsroom's texts, and by which contract. A suspended partner's keys are dead at once.

    `languages` (codes) and `topics` (ids) are JSON lists, null for all; `networks` (CIDR, empty for any address) is a
    list too, `attribution` an object of lines by language. `contact` is an address that the newsroom
    must be able to write to: it is shown to administrators and to the partner itself. `formats` is a list too, null for
    all; `embargo_lead_minutes` are before a planned release. Letters are in `contact_language`; one comes when the
    partner has not asked for changes for `alarm_after_hours`: null where that goes by its habit, 0 for never.
    """

    id = peewee.TextField(primary_key=True)
    name = peewee.TextField(unique=True)
    contact = peewee.TextField()
    contact_language = peewee.TextField(default="en")
    alarm_after_hours = peewee.IntegerField(null=True)
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
    formats = peewee.TextField(null=True)
    embargo_lead_minutes = peewee.IntegerField(default=0)


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


class EmbargoOffer(Model):
    """A version that a partner was offered ahead of its release, at present or once: one row, moved on by each change.

    `serial` (`journal.begin_ahead`) is its place in the order of all offers, `etag` of what was offered, `type` what
    that was to the partner; one that `is_held` no longer is told as withdrawn. `revision` and `topic` are the last.
    """

    partner = peewee.ForeignKeyField(Partner, on_delete="CASCADE", index=False)
    partner_id: str
    article_id = peewee.TextField()
    language = peewee.TextField()
    serial = peewee.BigIntegerField()
    type = peewee.TextField()
    at = TimeField()
    is_held = peewee.BooleanField()
    etag = peewee.TextField()
    revision = peewee.IntegerField()
    topic = peewee.TextField()

    class Meta:
        primary_key = peewee.CompositeKey("partner", "article_id", "language")
        indexes = ((("partner", "serial"), False), (("article_id", "language"), False))


class ContractChange(Model):
    """How much a partner read before its contract changed: what then changes in its copy is told in this generation.

    `is_of_terms`: the rights that each document shows are others since, so all of them are told anew.
    """

    partner = peewee.ForeignKeyField(Partner, on_delete="CASCADE", index=False)
    partner_id: str
    generation = peewee.BigIntegerField()
    at = TimeField()
    languages = peewee.TextField(null=True)
    topics = peewee.TextField(null=True)
    delay_hours = peewee.IntegerField()
    is_of_terms = peewee.BooleanField(default=False)

    class Meta:
        primary_key = peewee.CompositeKey("partner", "generation")


class PartnerPoll(Model):
    """An hour in which a partner asked for changes."""

    partner = peewee.ForeignKeyField(Partner, on_delete="CASCADE", index=False)
    partner_id: str
    hour = TimeField()

    class Meta:
        primary_key = peewee.CompositeKey("partner", "hour")


class PartnerSilence(Model):
    """The latest silence of a partner that somebody has been told of; `since` is the hour of its latest poll before."""

    partner = peewee.ForeignKeyField(Partner, primary_key=True, on_delete="CASCADE")
    partner_id: str
    since = TimeField()
