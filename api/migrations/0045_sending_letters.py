"""How far the sending of a letter has come, and the language that it is in: those of until now are in English."""

TYPES = {
    "sqlite": {"time": "TEXT", "text": "TEXT"},
    "postgres": {"time": "TIMESTAMPTZ", "text": 'TEXT COLLATE "C"'},
}

COLUMNS = {
    "language": "{text} NOT NULL DEFAULT 'en'",
    "attempts": "INTEGER NOT NULL DEFAULT 0",
    "first_tried_at": "{time}",
    "due_at": "{time}",
    "claimed_by": "{text}",
    "claimed_until": "{time}",
    "given_up_at": "{time}",
    "error": "{text}",
}


def up(migrator, db):
    types = TYPES["postgres" if "Postgres" in type(db).__name__ else "sqlite"]
    for name, column in COLUMNS.items():
        db.execute_sql(f'ALTER TABLE "letter" ADD COLUMN "{name}" {column.format(**types)}')


def down(migrator, db):
    for name in COLUMNS:
        db.execute_sql(f'ALTER TABLE "letter" DROP COLUMN "{name}"')
