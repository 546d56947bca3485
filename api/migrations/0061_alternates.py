"""An entry of the journal keeps the languages that are all that its text names otherwise; those of before kept none."""

TYPES = {"sqlite": "TEXT", "postgres": 'TEXT COLLATE "C"'}


def up(migrator, db):
    text = TYPES["postgres" if "Postgres" in type(db).__name__ else "sqlite"]
    db.execute_sql(f'ALTER TABLE "change" ADD COLUMN "alternates" {text}')


def down(migrator, db):
    db.execute_sql('ALTER TABLE "change" DROP COLUMN "alternates"')
