"""An entry of the journal keeps which blocks of its text it has touched, and so does a delivery; those of before kept none."""

TYPES = {"sqlite": "TEXT", "postgres": 'TEXT COLLATE "C"'}
TABLES = ("change", "delivery")


def up(migrator, db):
    text = TYPES["postgres" if "Postgres" in type(db).__name__ else "sqlite"]
    for table in TABLES:
        db.execute_sql(f'ALTER TABLE "{table}" ADD COLUMN "touched" {text}')


def down(migrator, db):
    for table in TABLES:
        db.execute_sql(f'ALTER TABLE "{table}" DROP COLUMN "touched"')
