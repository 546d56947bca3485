"""What is pending for names only is known as such, and PostgreSQL keeps what is rendered as it is.

Names are put into readings without building them anew. To compress each document took longer than all the rest of it,
and readers waited for it to be undone; to compress the forms of a publication took a fifth of a release.
"""

UP = 'ALTER TABLE "pending_rebuild" ADD COLUMN "only_names" {boolean} NOT NULL DEFAULT FALSE'
DOWN = 'ALTER TABLE "pending_rebuild" DROP COLUMN "only_names"'
STORAGE = 'ALTER TABLE "{table}" ALTER COLUMN "{column}" SET STORAGE {storage}'
RENDERED = (("reading", "full_json"), ("publication", "html"), ("publication", "blocks"), ("publication", "text"))


def up(migrator, db):
    is_postgres = "Postgres" in type(db).__name__
    db.execute_sql(UP.format(boolean="BOOLEAN" if is_postgres else "SMALLINT"))
    if is_postgres:
        _store(db, "EXTERNAL")


def down(migrator, db):
    if "Postgres" in type(db).__name__:
        _store(db, "EXTENDED")
    db.execute_sql(DOWN)


def _store(db, storage):
    for table, column in RENDERED:
        db.execute_sql(STORAGE.format(table=table, column=column, storage=storage))
