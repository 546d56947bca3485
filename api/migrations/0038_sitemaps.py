"""What sitemaps count and list of readings stands in indexes: no document is read for it.

Indexes of before get a column more at their ends, so that there are not more of them to write.
"""

# The name of before and the one of now, the columns that both have, and those that are added.
INDEXES = (
    (
        "reading_requested_language_language_published_at_article_id",
        "reading_requested_language_language_published_at_updated_at",
        ("requested_language", "language", "published_at", "article_id"),
        ("updated_at",),
    ),
    (
        "reading_requested_language_topic_published_at_article_id",
        "reading_requested_language_topic_published_at_language",
        ("requested_language", "topic", "published_at", "article_id"),
        ("language",),
    ),
    (
        "reading_requested_language_issue",
        "reading_requested_language_issue_language_updated_at",
        ("requested_language", "issue"),
        ("language", "updated_at"),
    ),
)


def up(migrator, db):
    for before, now, columns, added in INDEXES:
        _replace(db, before, now, (*columns, *added))


def down(migrator, db):
    for before, now, columns, _ in INDEXES:
        _replace(db, now, before, columns)


def _replace(db, former, name, columns):
    listed = ", ".join(f'"{column}"' for column in columns)
    db.execute_sql(f'CREATE INDEX "{name}" ON "reading" ({listed})')
    db.execute_sql(f'DROP INDEX "{former}"')
