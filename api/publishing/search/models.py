"""Tables of search."""

from __future__ import annotations

import peewee

from api.content.models import Article
from api.platform.db import Model, database, is_postgres
from api.publishing.models import Publication


class SearchEntry(Model):
    """The words of a publication that is public, as search has them; gone with it in the same transaction.

    `place` is its place in the order of all, the latest last. `stems` are the tokens of its title, summary and body in
    order, by which results are ranked; `words` (compressed) what it adds to the vocabulary, and takes with it.
    """

    place = peewee.BigIntegerField(primary_key=True)
    article = peewee.ForeignKeyField(Article, on_delete="CASCADE", index=False)
    article_id: str
    language = peewee.TextField()
    publication = peewee.ForeignKeyField(Publication, on_delete="CASCADE", index=False)
    publication_id: str
    stems = peewee.TextField()
    words = peewee.BlobField()

    class Meta:
        indexes = ((("article", "language"), True),)


class SearchWord(Model):
    """A word of what is public in a language: its spelling, also from its end, its token, and in how many entries."""

    language = peewee.TextField()
    word = peewee.TextField()
    backwards = peewee.TextField()
    stem = peewee.TextField()
    entries = peewee.IntegerField()

    class Meta:
        primary_key = peewee.CompositeKey("language", "word")
        indexes = ((("language", "backwards"), False), (("language", "stem"), False))


class SearchPending(Model):
    """An article whose entries the worker is still to make, since it was published before there were any."""

    article = peewee.ForeignKeyField(Article, primary_key=True, on_delete="CASCADE")
    article_id: str


class SearchIndex(Model):
    """The tokens of each entry in the database's own index: contentless FTS5, or a tsvector under GIN."""

    place = peewee.BigIntegerField(primary_key=True, column_name="rowid")

    @classmethod
    def create_table(cls, safe: bool = True, **_: object) -> None:  # noqa: ARG003, FBT001, FBT002 - peewee's signature
        """Make the table, which peewee has no words for."""
        for statement in _INDEX_ON_POSTGRES if is_postgres() else _INDEX_ON_SQLITE:
            database.execute_sql(statement)


_INDEX_ON_SQLITE = (
    """
CREATE VIRTUAL TABLE "search_index"
 USING fts5("title", "text", "rest", content='', contentless_delete=1, tokenize='ascii')
""",
)
_INDEX_ON_POSTGRES = (
    'CREATE TABLE "search_index" ("rowid" BIGINT NOT NULL PRIMARY KEY, "words" TSVECTOR NOT NULL)',
    'CREATE INDEX "search_index_words" ON "search_index" USING gin ("words")',
)
