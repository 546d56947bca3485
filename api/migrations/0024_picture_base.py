"""The public address is kept by which readings name files of pictures, so that another one is noticed."""

TYPES = {
    "sqlite": {"time": "TEXT", "flag": "SMALLINT", "text": "TEXT"},
    "postgres": {"time": "TIMESTAMPTZ", "flag": "BOOLEAN", "text": 'TEXT COLLATE "C"'},
}

UP = """
CREATE TABLE "picture_base" (
    "id" INTEGER NOT NULL PRIMARY KEY,
    "base" {text} NOT NULL,
    "since" {time} NOT NULL,
    "is_settled" {flag} NOT NULL
)
"""


def up(migrator, db):
    db.execute_sql(UP.format(**TYPES["postgres" if "Postgres" in type(db).__name__ else "sqlite"]))


def down(migrator, db):
    db.execute_sql('DROP TABLE "picture_base"')
