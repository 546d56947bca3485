"""Previews of drafts, and the hour by which an issue must be ready."""

TYPES = {
    "sqlite": {"time": "TEXT", "text": "TEXT"},
    "postgres": {"time": "TIMESTAMPTZ", "text": 'TEXT COLLATE "C"'},
}

STATEMENTS = """
ALTER TABLE "issue" ADD COLUMN "deadline_at" {time};
CREATE TABLE "preview_token" (
    "id" {text} NOT NULL PRIMARY KEY,
    "hash" {text} NOT NULL,
    "article_id" {text} NOT NULL,
    "language" {text} NOT NULL,
    "created_at" {time} NOT NULL,
    "created_by" {text} NOT NULL,
    "expires_at" {time} NOT NULL,
    FOREIGN KEY ("article_id") REFERENCES "article" ("id") ON DELETE CASCADE,
    FOREIGN KEY ("language") REFERENCES "language" ("code") ON DELETE RESTRICT,
    FOREIGN KEY ("created_by") REFERENCES "person" ("id") ON DELETE CASCADE
);
CREATE UNIQUE INDEX "preview_token_hash" ON "preview_token" ("hash");
CREATE INDEX "preview_token_article_id" ON "preview_token" ("article_id");
CREATE INDEX "preview_token_language" ON "preview_token" ("language");
CREATE INDEX "preview_token_created_by" ON "preview_token" ("created_by");
CREATE INDEX "preview_token_expires_at" ON "preview_token" ("expires_at");
"""


def up(migrator, db):
    for statement in STATEMENTS.format(**TYPES[_dialect(db)]).split(";\n"):
        if statement.strip():
            db.execute_sql(statement)


def down(migrator, db):
    db.execute_sql('DROP TABLE "preview_token"')
    db.execute_sql('ALTER TABLE "issue" DROP COLUMN "deadline_at"')


def _dialect(db):
    return "postgres" if "Postgres" in type(db).__name__ else "sqlite"
