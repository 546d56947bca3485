"""When partners asked for changes, by the hour, and of which silences somebody has been told; the language of letters."""

TYPES = {
    "sqlite": {"time": "TEXT", "text": "TEXT"},
    "postgres": {"time": "TIMESTAMPTZ", "text": 'TEXT COLLATE "C"'},
}

STATEMENTS = """
ALTER TABLE "partner" ADD COLUMN "contact_language" {text} NOT NULL DEFAULT 'en';
ALTER TABLE "partner" ADD COLUMN "alarm_after_hours" INTEGER;
CREATE TABLE "partner_poll" (
    "partner_id" {text} NOT NULL,
    "hour" {time} NOT NULL,
    PRIMARY KEY ("partner_id", "hour"),
    FOREIGN KEY ("partner_id") REFERENCES "partner" ("id") ON DELETE CASCADE
);
CREATE TABLE "partner_silence" (
    "partner_id" {text} NOT NULL PRIMARY KEY,
    "since" {time} NOT NULL,
    FOREIGN KEY ("partner_id") REFERENCES "partner" ("id") ON DELETE CASCADE
);
"""


def up(migrator, db):
    dialect = "postgres" if "Postgres" in type(db).__name__ else "sqlite"
    for statement in STATEMENTS.format(**TYPES[dialect]).split(";\n"):
        if statement.strip():
            db.execute_sql(statement)


def down(migrator, db):
    for table in ("partner_silence", "partner_poll"):
        db.execute_sql(f'DROP TABLE "{table}"')
    for column in ("alarm_after_hours", "contact_language"):
        db.execute_sql(f'ALTER TABLE "partner" DROP COLUMN "{column}"')
