"""Whose a remembered answer is, from where people have logged in, and the newest moment that is known."""

TYPES = {
    "sqlite": {"text": "TEXT", "time": "TEXT"},
    "postgres": {"text": 'TEXT COLLATE "C"', "time": "TIMESTAMPTZ"},
}

# Whose the answers of the last day are cannot be told from them: they are kept for nobody's share until they expire.
UP = """
ALTER TABLE "idempotency_record" ADD COLUMN "owner" {text} NOT NULL DEFAULT '';
CREATE INDEX "idempotency_record_owner" ON "idempotency_record" ("owner");
CREATE TABLE "known_network" (
  "person_id" {text} NOT NULL REFERENCES "person" ("id") ON DELETE CASCADE,
  "mark" {text} NOT NULL,
  "seen_on" {text} NOT NULL,
  PRIMARY KEY ("person_id", "mark")
);
CREATE TABLE "heartbeat" (
  "name" {text} NOT NULL PRIMARY KEY,
  "at" {time} NOT NULL
);
"""

DOWN = """
DROP TABLE "heartbeat";
DROP TABLE "known_network";
DROP INDEX "idempotency_record_owner";
ALTER TABLE "idempotency_record" DROP COLUMN "owner";
"""


def up(migrator, db):
    _run(UP, db)


def down(migrator, db):
    _run(DOWN, db)


def _run(script, db):
    for statement in script.format(**TYPES[_dialect(db)]).split(";\n"):
        if statement.strip():
            db.execute_sql(statement)


def _dialect(db):
    return "postgres" if "Postgres" in type(db).__name__ else "sqlite"
