"""Indexes by which a feed finds what was published in a language last, and what was withdrawn in it."""

INDEXES = {
    "publication_language_published_at_article_id": '"language", "published_at", "article_id"',
    "publication_language_withdrawn_at_article_id": '"language", "withdrawn_at", "article_id"',
}


def up(migrator, db):
    for name, columns in INDEXES.items():
        db.execute_sql(f'CREATE INDEX "{name}" ON "publication" ({columns})')


def down(migrator, db):
    for name in INDEXES:
        db.execute_sql(f'DROP INDEX "{name}"')
