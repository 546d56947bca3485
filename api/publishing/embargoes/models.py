"""Tables of embargoes."""

from __future__ import annotations

import peewee

from api.content.models import Article
from api.languages.models import Language
from api.platform.db import Model, TimeField
from api.publishing.models import Release


class Embargoed(Model):
    """A version that is approved for a scheduled release, as who may read ahead gets it; the worker writes it.

    It counts only as long as what it was made of stands (`visible`): the release, the article's serial number and the
    hash of the version's text are compared at each reading. `stamp` tells the worker whether to write it anew, `bodies`
    is JSON of its body in the forms that the document has not, and the columns beside are those of a reading.
    """

    article = peewee.ForeignKeyField(Article, on_delete="CASCADE", index=False)
    article_id: str
    language = peewee.ForeignKeyField(Language, column_name="language", on_delete="CASCADE")
    language_id: str
    release = peewee.ForeignKeyField(Release, on_delete="CASCADE")
    release_id: str
    embargoed_until = TimeField()
    stamp = peewee.TextField()
    article_serial = peewee.IntegerField()
    text_hash = peewee.TextField()
    revision = peewee.IntegerField()
    topic_id = peewee.TextField()
    topic = peewee.TextField()
    trend = peewee.TextField(null=True)
    issue = peewee.TextField(null=True)
    written_at = TimeField()
    etag = peewee.TextField()
    list_json = peewee.BlobField()
    full_json = peewee.BlobField()
    core_length = peewee.IntegerField()
    bodies = peewee.TextField()

    class Meta:
        primary_key = peewee.CompositeKey("article", "language")
