"""Which files have been brought into a version, by the SHA-256 of their bytes. What was brought before is not known."""

TYPES = {"sqlite": {"text": "TEXT"}, "postgres": {"text": 'TEXT COLLATE "C"'}}

UP = """
CREATE TABLE "brought_file" (
    "version_id" {text} NOT NULL REFERENCES "version" ("id") ON DELETE CASCADE,
    "digest" {text} NOT NULL,
    PRIMARY KEY ("version_id", "digest")
)
"""


def up(migrator, db):
    db.execute_sql(UP.format(**TYPES["postgres" if "Postgres" in type(db).__name__ else "sqlite"]))


def down(migrator, db):
    db.execute_sql('DROP TABLE "brought_file"')
