"""Accounts grow up: the audit, counters of tries, remembered POSTs, and serials of what administrators change."""

TYPES = {
    "sqlite": {"time": "TEXT", "blob": "BLOB", "text": "TEXT", "counted": "INTEGER"},
    "postgres": {"time": "TIMESTAMPTZ", "blob": "BYTEA", "text": 'TEXT COLLATE "C"', "counted": "SERIAL"},
}

TABLES = """
CREATE TABLE "audit_entry" (
    "id" {counted} NOT NULL PRIMARY KEY,
    "at" {time} NOT NULL,
    "person_id" {text},
    "action" {text} NOT NULL,
    "thing" {text} NOT NULL,
    "thing_id" {text} NOT NULL,
    "language" {text},
    "details" {text} NOT NULL,
    FOREIGN KEY ("person_id") REFERENCES "person" ("id") ON DELETE RESTRICT
);
CREATE INDEX "audit_entry_at" ON "audit_entry" ("at");
CREATE INDEX "audit_entry_person_id" ON "audit_entry" ("person_id");

CREATE TABLE "rate_counter" (
    "key" {text} NOT NULL PRIMARY KEY,
    "count" INTEGER NOT NULL,
    "expires_at" {time} NOT NULL
);
CREATE INDEX "rate_counter_expires_at" ON "rate_counter" ("expires_at");

CREATE TABLE "idempotency_record" (
    "key" {text} NOT NULL PRIMARY KEY,
    "fingerprint" {text} NOT NULL,
    "state" {text} NOT NULL,
    "holder" {text} NOT NULL,
    "held_until" {time} NOT NULL,
    "expires_at" {time} NOT NULL,
    "status" INTEGER,
    "headers" {text},
    "body" {blob}
);
CREATE INDEX "idempotency_record_expires_at" ON "idempotency_record" ("expires_at");
"""


def up(migrator, db):
    for statement in TABLES.format(**TYPES[_dialect(db)]).split(";\n"):
        if statement.strip():
            db.execute_sql(statement)
    db.execute_sql('ALTER TABLE "person" ADD COLUMN "serial" INTEGER NOT NULL DEFAULT 1')
    db.execute_sql('ALTER TABLE "language" ADD COLUMN "serial" INTEGER NOT NULL DEFAULT 1')


def down(migrator, db):
    db.execute_sql('ALTER TABLE "language" DROP COLUMN "serial"')
    db.execute_sql('ALTER TABLE "person" DROP COLUMN "serial"')
    for line in reversed(TABLES.splitlines()):
        if line.startswith("CREATE TABLE"):
            db.execute_sql("DROP TABLE " + line.split()[2])


def _dialect(db):
    return "postgres" if "Postgres" in type(db).__name__ else "sqlite"
