"""Tables of receipts: one row for each partner and version, what partners acknowledge, and where they republish."""

from __future__ import annotations

import peewee

from api.partners.models import Partner
from api.platform.db import Model, TimeField
from api.publishing.models import Publication


class Receipt(Model):
    """What a partner was offered of an article in a language, and what is proven that it got and knows.

    It was first told of it, or given it, at `offered_at`. A generation says up to where: in `fetched_generation` it was
    given the text over HTTP, in `delivered_generation` an endpoint of its took an event. `page` is the latest page of
    the journal that told of it and whose cursor has not come back yet; with that cursor what the page told becomes
    known. `known_by` is `cursor`, `read`, `webhook` or `acknowledgement`; with `known_is_gone` they know that the text
    is not theirs any longer. The generations that are acknowledged are those up to which it was done. At
    `gone_told_at` a page of the journal or a feed last told that it is gone, at `gone_acknowledged_at` they last said
    that they know. Before its release a text comes and goes within one generation; there times tell what was later.
    `ahead_revision` is that of the last text which was given so.
    """

    partner = peewee.ForeignKeyField(Partner, on_delete="CASCADE", index=False)
    partner_id: str
    article_id = peewee.TextField()
    language = peewee.TextField()
    offered_at = TimeField()
    offered_generation = peewee.BigIntegerField()
    first_fetched_at = TimeField(null=True)
    fetched_at = TimeField(null=True)
    fetched_generation = peewee.BigIntegerField(null=True)
    delivered_at = TimeField(null=True)
    delivered_generation = peewee.BigIntegerField(null=True)
    told_at = TimeField(null=True)
    page = peewee.TextField(null=True)
    page_generation = peewee.BigIntegerField(null=True)
    page_is_gone = peewee.BooleanField(null=True)
    known_at = TimeField(null=True)
    known_generation = peewee.BigIntegerField(null=True)
    known_by = peewee.TextField(null=True)
    known_is_gone = peewee.BooleanField(default=False)
    correction_acknowledged = peewee.BigIntegerField(null=True)
    withdrawal_acknowledged = peewee.BigIntegerField(null=True)
    ahead_revision = peewee.IntegerField(null=True)
    gone_told_at = TimeField(null=True)
    gone_acknowledged_at = TimeField(null=True)

    class Meta:
        primary_key = peewee.CompositeKey("partner", "article_id", "language")
        indexes = ((("article_id", "language"), False), (("partner", "page"), False))


class Acknowledgement(Model):
    """What a partner says that it did about a correction or withdrawal, with which key; one for each of those.

    `done_at`, `action` and `url` are its own words. `at` is when it said so.
    """

    id = peewee.TextField(primary_key=True)
    partner = peewee.ForeignKeyField(Partner, on_delete="CASCADE", index=False)
    partner_id: str
    article_id = peewee.TextField()
    language = peewee.TextField()
    type = peewee.TextField()
    generation = peewee.BigIntegerField()
    revision = peewee.IntegerField(null=True)
    action = peewee.TextField(null=True)
    url = peewee.TextField(null=True)
    done_at = TimeField(null=True)
    at = TimeField()
    key_id = peewee.TextField()

    class Meta:
        indexes = (
            (("partner", "at", "id"), False),
            (("partner", "article_id", "language", "type", "generation"), True),
        )


class Republication(Model):
    """Where a partner has republished a publication, and in which language of its own if it translated it."""

    id = peewee.TextField(primary_key=True)
    partner = peewee.ForeignKeyField(Partner, on_delete="CASCADE", index=False)
    partner_id: str
    article_id = peewee.TextField()
    language = peewee.TextField()
    url = peewee.TextField()
    own_language = peewee.TextField(null=True)
    publication = peewee.ForeignKeyField(Publication, on_delete="RESTRICT")
    publication_id: str
    at = TimeField()

    class Meta:
        indexes = ((("partner", "article_id", "language", "url"), True),)
