"""Tables of the publishing room."""

from __future__ import annotations

import peewee

from api.accounts.models import Person
from api.content.models import Article, Byline, Issue, Topic
from api.content.pictures.models import Picture
from api.languages.models import Language
from api.platform.db import Model, TimeField


class Generation(Model):
    """One row: how often what is public has changed. Raised first in each publishing transaction, whose order it is.

    `epoch` is another after each restore, and empty before the first. `ahead` is how often what some partners were
    offered ahead of its release has changed: readers and caches do not go by it.
    """

    id = peewee.IntegerField(primary_key=True)
    value = peewee.BigIntegerField()
    epoch = peewee.TextField(default="")
    ahead = peewee.BigIntegerField(default=0)


class Release(Model):
    """The act that publishes versions together, of an issue or of one article, now or at a set time.

    `languages`, `left_out` and `failure` (what kept a scheduled one back) are JSON; `note` is a correction's, public.
    """

    id = peewee.TextField(primary_key=True)
    issue = peewee.ForeignKeyField(Issue, null=True, on_delete="RESTRICT")
    issue_id: str | None
    article = peewee.ForeignKeyField(Article, null=True, on_delete="RESTRICT")
    article_id: str | None
    languages = peewee.TextField()
    leave_out_unready = peewee.BooleanField()
    state = peewee.TextField()
    at = TimeField()
    left_out = peewee.TextField(default="[]")
    failure = peewee.TextField(null=True)
    note = peewee.TextField(null=True)
    created_at = TimeField()
    created_by = peewee.ForeignKeyField(Person, on_delete="RESTRICT", column_name="created_by")
    created_by_id: str
    serial = peewee.IntegerField(default=1)

    class Meta:
        indexes = ((("state", "at"), False),)


class ReleaseItem(Model):
    """One version that a release put out, or found out already as it stands."""

    release = peewee.ForeignKeyField(Release, on_delete="CASCADE", index=False)
    release_id: str
    article = peewee.ForeignKeyField(Article, on_delete="RESTRICT")
    article_id: str
    language = peewee.ForeignKeyField(Language, column_name="language", on_delete="RESTRICT")
    language_id: str
    revision = peewee.IntegerField()

    class Meta:
        primary_key = peewee.CompositeKey("release", "article", "language")


class Publication(Model):
    """What a release put out of one version: immutable but for `ended_at`, set when another takes its place.

    `messages` is JSON: for each message in order its key, a hash of the source that was shown, and the numbers of the
    revisions in which that source got its meaning and its last correction. `html`, `blocks` (JSON) and `text` are the
    forms of `body`, made once; None in rows of before until the worker has made them. `seo` is JSON (`content/seo.py`).
    """

    id = peewee.TextField(primary_key=True)
    release = peewee.ForeignKeyField(Release, on_delete="RESTRICT")
    release_id: str
    article = peewee.ForeignKeyField(Article, on_delete="RESTRICT", index=False)
    article_id: str
    language = peewee.ForeignKeyField(Language, column_name="language", on_delete="RESTRICT")
    language_id: str
    revision = peewee.IntegerField()
    slug = peewee.TextField()
    topic = peewee.ForeignKeyField(Topic, on_delete="RESTRICT")
    topic_id: str
    issue = peewee.ForeignKeyField(Issue, null=True, on_delete="RESTRICT")
    issue_id: str | None
    trend = peewee.TextField(null=True)
    title = peewee.TextField()
    summary = peewee.TextField()
    body = peewee.TextField()
    picture = peewee.TextField(null=True)
    picture_alt = peewee.TextField(default="")
    picture_caption = peewee.TextField(default="")
    picture_is_decorative = peewee.BooleanField(default=False)
    html = peewee.TextField(null=True)
    blocks = peewee.TextField(null=True)
    text = peewee.TextField(null=True)
    seo = peewee.TextField(null=True)
    messages = peewee.TextField()
    word_count = peewee.IntegerField()
    generation = peewee.BigIntegerField()
    first_published_at = TimeField()
    published_at = TimeField()
    ended_at = TimeField(null=True)
    withdrawn_at = TimeField(null=True)

    class Meta:
        indexes = (
            (("article", "language", "ended_at"), False),
            *((("language", moment, "article"), False) for moment in ("published_at", "withdrawn_at")),
        )


class PublicationByline(Model):
    """Who a publication is by, in order."""

    publication = peewee.ForeignKeyField(Publication, on_delete="CASCADE", index=False)
    publication_id: str
    byline = peewee.ForeignKeyField(Byline, on_delete="RESTRICT")
    byline_id: str
    position = peewee.IntegerField()

    class Meta:
        primary_key = peewee.CompositeKey("publication", "byline")


class PublicationPicture(Model):
    """A picture that a publication shows, above its text or in it, as the text names it: another may stand for it."""

    publication = peewee.ForeignKeyField(Publication, on_delete="CASCADE", index=False)
    publication_id: str
    picture = peewee.ForeignKeyField(Picture, on_delete="RESTRICT")
    picture_id: str

    class Meta:
        primary_key = peewee.CompositeKey("publication", "picture")


class Correction(Model):
    """A correction that readers are told of: what was wrong and is right now."""

    id = peewee.TextField(primary_key=True)
    article = peewee.ForeignKeyField(Article, on_delete="RESTRICT", index=False)
    article_id: str
    language = peewee.ForeignKeyField(Language, column_name="language", on_delete="RESTRICT")
    language_id: str
    at = TimeField()
    note = peewee.TextField(null=True)

    class Meta:
        indexes = ((("article", "language", "at"), False),)


class Slug(Model):
    """An address of an article in one language; former ones stay, to redirect."""

    slug = peewee.TextField(primary_key=True)
    article = peewee.ForeignKeyField(Article, on_delete="RESTRICT", index=False)
    article_id: str
    language = peewee.ForeignKeyField(Language, column_name="language", on_delete="RESTRICT")
    language_id: str
    is_current = peewee.BooleanField()

    class Meta:
        indexes = ((("article", "language"), False),)


class Reading(Model):
    """What a reader who asks for one article in one language gets now, as bytes, the fallback resolved.

    The columns beside the bytes are what lists filter, sort and page by. `core_length` is how many bytes of the full
    document stand before its neighbours (previous, next), which change without it. A row without bytes stands for a
    withdrawn version, which answers 410; lists leave it out, since its `published_at` is null.
    """

    article = peewee.ForeignKeyField(Article, on_delete="CASCADE", index=False)
    article_id: str
    requested_language = peewee.ForeignKeyField(
        Language, column_name="requested_language", on_delete="RESTRICT", index=False
    )
    requested_language_id: str
    language = peewee.TextField()
    slug = peewee.TextField(null=True)
    topic = peewee.TextField(null=True)
    trend = peewee.TextField(null=True)
    issue = peewee.TextField(null=True)
    published_at = TimeField(null=True)
    updated_at = TimeField(null=True)
    modified_at = TimeField()
    etag = peewee.TextField(null=True)
    list_json = peewee.BlobField(null=True)
    full_json = peewee.BlobField(null=True)
    core_length = peewee.IntegerField(null=True)

    class Meta:
        primary_key = peewee.CompositeKey("article", "requested_language")
        indexes = (
            (("requested_language", "article"), False),
            (("requested_language", "published_at", "article"), False),
            (("requested_language", "updated_at", "article"), False),
            (("requested_language", "topic", "published_at", "article", "language"), False),
            (("requested_language", "language", "published_at", "article", "updated_at"), False),
            (("requested_language", "issue", "language", "updated_at"), False),
            (("slug",), False),
            (("topic", "issue", "trend", "article"), False),
        )


class ReadingByline(Model):
    """Whose an article is for readers: what lists filter by."""

    byline = peewee.TextField()
    article = peewee.ForeignKeyField(Article, on_delete="CASCADE", index=False)
    article_id: str

    class Meta:
        primary_key = peewee.CompositeKey("byline", "article")


class IssuePlace(Model):
    """Where an article stands in its issue for readers: as planned when it was released, or as put since."""

    article = peewee.ForeignKeyField(Article, primary_key=True, on_delete="CASCADE")
    article_id: str
    position = peewee.IntegerField()


class PendingRebuild(Model):
    """An article whose readings the worker is still to build anew, after a change that touched very many.

    `only_names`: nothing but the names of topics and bylines in them is to be put anew.
    """

    article = peewee.ForeignKeyField(Article, primary_key=True, on_delete="CASCADE")
    article_id: str
    asked_at = TimeField()
    only_names = peewee.BooleanField(default=False)


class Change(Model):
    """One entry of the journal. Its order is generation, then position: commit order, on PostgreSQL too.

    `touched` is JSON (`touched.py`), None where no other text was published with it. `alternates` are the languages of
    its article, each between strokes, if nothing but they came, went or changed in what readers get of this one.
    """

    generation = peewee.BigIntegerField()
    position = peewee.IntegerField()
    type = peewee.TextField()
    at = TimeField()
    article = peewee.ForeignKeyField(Article, on_delete="RESTRICT", index=False)
    article_id: str
    language = peewee.ForeignKeyField(Language, column_name="language", on_delete="RESTRICT")
    language_id: str
    publication = peewee.ForeignKeyField(Publication, null=True, on_delete="RESTRICT")
    publication_id: str | None
    reason = peewee.TextField(null=True)
    touched = peewee.TextField(null=True)
    alternates = peewee.TextField(null=True)

    class Meta:
        primary_key = peewee.CompositeKey("generation", "position")
        indexes = ((("article", "language", "generation"), False),)


class FrameChange(Model):
    """One entry of the journal of what frames articles: an issue, topic, byline, language or the site, by its key.

    A picture is one too, by its id. They stand in one order with those of articles, behind those of a generation.
    """

    generation = peewee.BigIntegerField()
    position = peewee.IntegerField()
    resource = peewee.TextField()
    key = peewee.TextField()
    type = peewee.TextField()
    at = TimeField()

    class Meta:
        primary_key = peewee.CompositeKey("generation", "position")


class JournalHorizon(Model):
    """Up to where the journal is told no longer, by its name: one row, and none as long as all of it is kept."""

    name = peewee.TextField(primary_key=True)
    generation = peewee.BigIntegerField()
    position = peewee.IntegerField()


class PreviewToken(Model):
    """A key to one draft version, known only by the SHA-256 of its text, until it expires.

    `key_serial` is its maker's when it was made: another by now means that all keys of theirs have been ended.
    """

    id = peewee.TextField(primary_key=True)
    hash = peewee.TextField(unique=True)
    article = peewee.ForeignKeyField(Article, on_delete="CASCADE")
    article_id: str
    language = peewee.ForeignKeyField(Language, column_name="language", on_delete="RESTRICT")
    language_id: str
    created_at = TimeField()
    created_by = peewee.ForeignKeyField(Person, on_delete="CASCADE", column_name="created_by")
    created_by_id: str
    expires_at = TimeField(index=True)
    key_serial = peewee.IntegerField(default=1)


class IssuePreview(Model):
    """A key to the drafts of an issue in a language, as a `PreviewToken` is to one.

    It opens as long as its maker has the grant `grant_id`, which is never given a second time.
    """

    id = peewee.TextField(primary_key=True)
    hash = peewee.TextField(unique=True)
    issue = peewee.ForeignKeyField(Issue, on_delete="CASCADE")
    issue_id: str
    language = peewee.ForeignKeyField(Language, column_name="language", on_delete="RESTRICT")
    language_id: str
    created_at = TimeField()
    created_by = peewee.ForeignKeyField(Person, on_delete="CASCADE", column_name="created_by")
    created_by_id: str
    grant_id = peewee.TextField()
    expires_at = TimeField(index=True)
    key_serial = peewee.IntegerField()


class SigningKey(Model):
    """A key by which documents are signed (Ed25519, RFC 8032); the one that has neither ended nor been revoked signs.

    The id is its thumbprint (RFC 7638), `public` its 32 bytes in base64url. `private` is sealed, and forgotten when the
    key ends: what it has signed is verified by the public one, which stays.
    """

    id = peewee.TextField(primary_key=True)
    public = peewee.TextField()
    private = peewee.TextField(null=True)
    created_at = TimeField()
    ended_at = TimeField(null=True)
    revoked_at = TimeField(null=True)
