"""Whoever begins a copy of one language reads its articles in the order of their ids: an index of readings gives it."""


def up(migrator, db):
    db.execute_sql(
        'CREATE INDEX "reading_requested_language_article_id" ON "reading" ("requested_language", "article_id")'
    )
    db.execute_sql('DROP INDEX "reading_requested_language"')


def down(migrator, db):
    db.execute_sql('CREATE INDEX "reading_requested_language" ON "reading" ("requested_language")')
    db.execute_sql('DROP INDEX "reading_requested_language_article_id"')
