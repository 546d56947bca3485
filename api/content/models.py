"""Tables of the content room."""

from __future__ import annotations

import peewee

from api.accounts.models import Person
from api.languages.models import Language
from api.platform.db import Model, TimeField


class SiteText(Model):
    """What the publication says of itself in one language."""

    language = peewee.ForeignKeyField(Language, primary_key=True, column_name="language", on_delete="CASCADE")
    language_id: str
    name = peewee.TextField()
    tagline = peewee.TextField()
    about = peewee.TextField()
    serial = peewee.IntegerField(default=1)


class SitePage(Model):
    """The template of the web pages on which the site shows a kind of resource, as its administrator wrote it."""

    resource = peewee.TextField(primary_key=True)
    template = peewee.TextField()


class Topic(Model):
    """A standing beat, such as society."""

    id = peewee.TextField(primary_key=True)
    key = peewee.TextField(unique=True)
    position = peewee.IntegerField()
    serial = peewee.IntegerField(default=1)


class TopicName(Model):
    """What a topic is called in one language."""

    topic = peewee.ForeignKeyField(Topic, on_delete="CASCADE")
    topic_id: str
    language = peewee.ForeignKeyField(Language, column_name="language", on_delete="RESTRICT")
    language_id: str
    name = peewee.TextField()
    description = peewee.TextField()

    class Meta:
        primary_key = peewee.CompositeKey("topic", "language")


class Byline(Model):
    """The public name of an author, often a pseudonym; it has no tie to an account."""

    id = peewee.TextField(primary_key=True)
    key = peewee.TextField(unique=True)
    serial = peewee.IntegerField(default=1)


class BylineName(Model):
    """How a byline is written in one language."""

    byline = peewee.ForeignKeyField(Byline, on_delete="CASCADE")
    byline_id: str
    language = peewee.ForeignKeyField(Language, column_name="language", on_delete="RESTRICT")
    language_id: str
    name = peewee.TextField()

    class Meta:
        primary_key = peewee.CompositeKey("byline", "language")


class BylineBiography(Model):
    """What readers are told of an author in one language."""

    byline = peewee.ForeignKeyField(Byline, on_delete="CASCADE")
    byline_id: str
    language = peewee.ForeignKeyField(Language, column_name="language", on_delete="RESTRICT")
    language_id: str
    text = peewee.TextField()

    class Meta:
        primary_key = peewee.CompositeKey("byline", "language")


class Issue(Model):
    """One week's edition. `serial` rises with every change of it and is its ETag; by `deadline_at` it must be ready."""

    id = peewee.TextField(primary_key=True)
    key = peewee.TextField(unique=True)
    created_at = TimeField()
    deadline_at = TimeField(null=True)
    serial = peewee.IntegerField(default=1)


class IssueTitle(Model):
    """What an issue is called in one language; most weeks have no name but their dates."""

    issue = peewee.ForeignKeyField(Issue, on_delete="CASCADE")
    issue_id: str
    language = peewee.ForeignKeyField(Language, column_name="language", on_delete="RESTRICT")
    language_id: str
    title = peewee.TextField()

    class Meta:
        primary_key = peewee.CompositeKey("issue", "language")


class Article(Model):
    """One analytical text. `position` is its place in its issue; `serial` its ETag, risen by each revision too."""

    id = peewee.TextField(primary_key=True)
    source_language = peewee.ForeignKeyField(Language, column_name="source_language", on_delete="RESTRICT")
    source_language_id: str
    topic = peewee.ForeignKeyField(Topic, on_delete="RESTRICT")
    topic_id: str
    issue = peewee.ForeignKeyField(Issue, null=True, on_delete="RESTRICT")
    issue_id: str | None
    trend = peewee.TextField(null=True)
    position = peewee.IntegerField()
    created_at = TimeField()
    created_by = peewee.ForeignKeyField(Person, on_delete="RESTRICT", column_name="created_by")
    created_by_id: str
    serial = peewee.IntegerField(default=1)

    class Meta:
        indexes = ((("created_at", "id"), False),)


class ArticleByline(Model):
    """Who an article is by, in order."""

    article = peewee.ForeignKeyField(Article, on_delete="CASCADE")
    article_id: str
    byline = peewee.ForeignKeyField(Byline, on_delete="RESTRICT")
    byline_id: str
    position = peewee.IntegerField()

    class Meta:
        primary_key = peewee.CompositeKey("article", "byline")


class Revision(Model):
    """One immutable saved state of an article's source text, in normal form.

    `picture` is the id of its lead picture, which is never removed; beside it stands what is said of it here.

    `structure` is a hash of what in it is no message: its blocks, their order, code and pictures. Empty in revisions
    that were saved before it was kept, and in those that followed them with the same structure. `undescribed` is how
    many pictures of the library it shows that have neither an alternative text nor the mark of decoration.
    """

    id = peewee.TextField(primary_key=True)
    article = peewee.ForeignKeyField(Article, on_delete="CASCADE")
    article_id: str
    number = peewee.IntegerField()
    title = peewee.TextField()
    summary = peewee.TextField()
    body = peewee.TextField()
    picture = peewee.TextField(null=True)
    picture_alt = peewee.TextField(default="")
    picture_caption = peewee.TextField(default="")
    picture_is_decorative = peewee.BooleanField(default=False)
    structure = peewee.TextField(default="")
    undescribed = peewee.IntegerField(default=0)
    weight = peewee.TextField(null=True)
    note = peewee.TextField(null=True)
    created_at = TimeField(index=True)
    created_by = peewee.ForeignKeyField(Person, on_delete="RESTRICT", column_name="created_by")
    created_by_id: str

    class Meta:
        indexes = ((("article", "number"), True),)


class DraftPicture(Model):
    """A picture that the latest revision of an article names, so that lists need not read texts to know of it.

    `picture` is an id as the text has it: another may stand for it.
    """

    article = peewee.ForeignKeyField(Article, on_delete="CASCADE", index=False)
    article_id: str
    picture = peewee.TextField(column_name="picture_id", index=True)

    class Meta:
        primary_key = peewee.CompositeKey("article", "picture")
