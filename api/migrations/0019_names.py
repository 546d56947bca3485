"""What is pending for names only is known as such, and PostgreSQL keeps documents as they are.

Names are put into readings without building them anew. To compress each document took longer than all the rest of it,
and readers waited for it to be undone.
"""

UP = 'ALTER TABLE "pending_rebuild" ADD COLUMN "only_names" {boolean} NOT NULL DEFAULT FALSE'
DOWN = 'ALTER TABLE "pending_rebuild" DROP COLUMN "only_names"'
STORAGE = 'ALTER TABLE "reading" ALTER COLUMN "full_json" SET STORAGE {storage}'


def up(migrator, db):
    is_postgres = "Postgres" in type(db).__name__
    db.execute_sql(UP.format(boolean="BOOLEAN" if is_postgres else "SMALLINT"))
    if is_postgres:
        db.execute_sql(STORAGE.format(storage="EXTERNAL"))


def down(migrator, db):
    if "Postgres" in type(db).__name__:
        db.execute_sql(STORAGE.format(storage="EXTENDED"))
    db.execute_sql(DOWN)
