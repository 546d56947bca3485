"""Previews of a whole issue in a language."""

TYPES = {
    "sqlite": {"time": "TEXT", "text": "TEXT"},
    "postgres": {"time": "TIMESTAMPTZ", "text": 'TEXT COLLATE "C"'},
}

STATEMENTS = """
CREATE TABLE "issue_preview" (
    "id" {text} NOT NULL PRIMARY KEY,
    "hash" {text} NOT NULL,
    "issue_id" {text} NOT NULL,
    "language" {text} NOT NULL,
    "created_at" {time} NOT NULL,
    "created_by" {text} NOT NULL,
    "grant_id" {text} NOT NULL,
    "expires_at" {time} NOT NULL,
    "key_serial" INTEGER NOT NULL,
    FOREIGN KEY ("issue_id") REFERENCES "issue" ("id") ON DELETE CASCADE,
    FOREIGN KEY ("language") REFERENCES "language" ("code") ON DELETE RESTRICT,
    FOREIGN KEY ("created_by") REFERENCES "person" ("id") ON DELETE CASCADE
);
CREATE UNIQUE INDEX "issue_preview_hash" ON "issue_preview" ("hash");
CREATE INDEX "issue_preview_issue_id" ON "issue_preview" ("issue_id");
CREATE INDEX "issue_preview_language" ON "issue_preview" ("language");
CREATE INDEX "issue_preview_created_by" ON "issue_preview" ("created_by");
CREATE INDEX "issue_preview_expires_at" ON "issue_preview" ("expires_at");
"""


def up(migrator, db):
    dialect = "postgres" if "Postgres" in type(db).__name__ else "sqlite"
    for statement in STATEMENTS.format(**TYPES[dialect]).split(";\n"):
        if statement.strip():
            db.execute_sql(statement)


def down(migrator, db):
    db.execute_sql('DROP TABLE "issue_preview"')
