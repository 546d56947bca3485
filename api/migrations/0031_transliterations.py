"""A language may be a transliteration of another: what is released in that one is rewritten in its script."""

TYPES = {
    "sqlite": {"text": "TEXT", "flag": "SMALLINT"},
    "postgres": {"text": 'TEXT COLLATE "C"', "flag": "BOOLEAN"},
}

UP = """
ALTER TABLE "language" ADD COLUMN "transliteration_of" {text} REFERENCES "language" ("code") ON DELETE RESTRICT;
ALTER TABLE "language" ADD COLUMN "is_behind" {flag} NOT NULL DEFAULT FALSE;
CREATE INDEX "language_transliteration_of" ON "language" ("transliteration_of")
"""

DOWN = """
DROP INDEX "language_transliteration_of";
ALTER TABLE "language" DROP COLUMN "is_behind";
ALTER TABLE "language" DROP COLUMN "transliteration_of"
"""


def up(migrator, db):
    types = TYPES["postgres" if "Postgres" in type(db).__name__ else "sqlite"]
    for statement in UP.format(**types).split(";\n"):
        db.execute_sql(statement)


def down(migrator, db):
    for statement in DOWN.split(";\n"):
        db.execute_sql(statement)
