"""Indexes by which readers find an article by its present slug, and the list of one language without its fallbacks."""

INDEXES = {
    "reading_slug": '("slug")',
    "reading_requested_language_language_published_at_article_id": (
        '("requested_language", "language", "published_at", "article_id")'
    ),
}


def up(migrator, db):
    for name, columns in INDEXES.items():
        db.execute_sql(f'CREATE INDEX "{name}" ON "reading" {columns}')


def down(migrator, db):
    for name in INDEXES:
        db.execute_sql(f'DROP INDEX "{name}"')
