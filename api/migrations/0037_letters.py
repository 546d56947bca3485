"""Letters that are to be sent by e-mail."""

TYPES = {
    "sqlite": {"time": "TEXT", "text": "TEXT"},
    "postgres": {"time": "TIMESTAMPTZ", "text": 'TEXT COLLATE "C"'},
}

STATEMENTS = """
CREATE TABLE "letter" (
    "id" {text} NOT NULL PRIMARY KEY,
    "address" {text} NOT NULL,
    "kind" {text} NOT NULL,
    "subject" {text} NOT NULL,
    "text" {text} NOT NULL,
    "created_at" {time} NOT NULL,
    "sent_at" {time}
);
CREATE INDEX "letter_sent_at" ON "letter" ("sent_at");
"""


def up(migrator, db):
    dialect = "postgres" if "Postgres" in type(db).__name__ else "sqlite"
    for statement in STATEMENTS.format(**TYPES[dialect]).split(";\n"):
        if statement.strip():
            db.execute_sql(statement)


def down(migrator, db):
    db.execute_sql('DROP TABLE "letter"')
