"""Tables of pictures."""

from __future__ import annotations

import peewee

from api.accounts.models import Person
from api.platform.db import Model, TimeField


class Picture(Model):
    """A picture as it was written anew: its size, what stands beside it, and what has become of it.

    `digest` is keyed with the instance's secret, so that a stolen database does not prove who held which file; a
    picture made by redacting another has none. The focus is in ten-thousandths of width and height. `created_at` is
    cut to the minute; `serial` is the ETag; `searched` is what a search looks through. `tries` counts the attempts at
    making the sizes. `replaced_by` and `substitute` are ids of pictures, which are never removed; a backup brings rows
    back in the order of their ids, so they are no keys; `substitute_alts` is JSON, what the substitute
    shows by language. While one that was replaced or deleted has files, they are yet to go. `exposure` is `unseen`
    (readers never had it) until the transaction that makes it public; then what `publishing/takedowns` last found:
    `shown`, `leaving` (they have it no longer, and its sizes are yet to go out of the store) or `over`. `is_announced`:
    the journal has told of it as public, and of nothing else since.
    """

    id = peewee.TextField(primary_key=True)
    digest = peewee.TextField(null=True, unique=True)
    width = peewee.IntegerField()
    height = peewee.IntegerField()
    thumbhash = peewee.TextField()
    colour = peewee.TextField()
    credit = peewee.TextField(default="")
    source = peewee.TextField(default="")
    licence = peewee.TextField(default="")
    licence_url = peewee.TextField(default="")
    usage = peewee.TextField(default="")
    holder = peewee.TextField(default="")
    syndication = peewee.BooleanField(default=True)
    rights_expire_at = TimeField(null=True, index=True)
    consent_expires_at = TimeField(null=True, index=True)
    focal_x = peewee.IntegerField(default=5000)
    focal_y = peewee.IntegerField(default=5000)
    has_people = peewee.BooleanField(default=False)
    consent = peewee.TextField(null=True)
    note = peewee.TextField(default="")
    searched = peewee.TextField(default="")
    serial = peewee.IntegerField(default=1)
    created_at = TimeField()
    created_by = peewee.ForeignKeyField(Person, on_delete="RESTRICT", column_name="created_by")
    created_by_id: str
    is_rendered = peewee.BooleanField(default=False)
    tries = peewee.IntegerField(default=0)
    has_files = peewee.BooleanField(default=True)
    replaced_by = peewee.TextField(null=True, index=True)
    withdrawn_at = TimeField(null=True)
    withdrawn_by = peewee.ForeignKeyField(Person, null=True, on_delete="RESTRICT", column_name="withdrawn_by")
    withdrawn_by_id: str | None
    withdrawn_reason = peewee.TextField(null=True)
    substitute = peewee.TextField(null=True, index=True)
    substitute_alts = peewee.TextField(null=True)
    exposure = peewee.TextField(default="unseen", index=True)
    deleted_at = TimeField(null=True)
    is_announced = peewee.BooleanField(default=False)

    class Meta:
        indexes = ((("created_at", "id"), False),)


class PictureFile(Model):
    """A file of a picture in the store: `crop` is empty for the whole, `master` for what all sizes are made from."""

    picture = peewee.ForeignKeyField(Picture, on_delete="CASCADE")
    picture_id: str
    crop = peewee.TextField()
    width = peewee.IntegerField()
    format = peewee.TextField()
    bytes = peewee.IntegerField()
    sha256 = peewee.TextField()

    class Meta:
        primary_key = peewee.CompositeKey("picture", "crop", "width", "format")


class PictureBase(Model):
    """One row: the public address under which readings name files of pictures, and since when it is that one.

    `is_settled`: those that a process with the former address may have made since have been asked for, too.
    """

    id = peewee.IntegerField(primary_key=True)
    base = peewee.TextField()
    since = TimeField()
    is_settled = peewee.BooleanField(default=False)
