"""Where an article stands in its issue for readers, and the readings that the worker is still to build anew."""

TYPES = {
    "sqlite": {"time": "TEXT", "text": "TEXT"},
    "postgres": {"time": "TIMESTAMPTZ", "text": 'TEXT COLLATE "C"'},
}

STATEMENTS = """
CREATE TABLE "issue_place" (
    "article_id" {text} NOT NULL PRIMARY KEY,
    "position" INTEGER NOT NULL,
    FOREIGN KEY ("article_id") REFERENCES "article" ("id") ON DELETE CASCADE
);
INSERT INTO "issue_place" ("article_id", "position")
    SELECT "id", "position" FROM "article" WHERE "id" IN (SELECT "article_id" FROM "publication");
CREATE TABLE "pending_rebuild" (
    "article_id" {text} NOT NULL PRIMARY KEY,
    "asked_at" {time} NOT NULL,
    FOREIGN KEY ("article_id") REFERENCES "article" ("id") ON DELETE CASCADE
);
"""


def up(migrator, db):
    for statement in STATEMENTS.format(**TYPES[_dialect(db)]).split(";\n"):
        if statement.strip():
            db.execute_sql(statement)


def down(migrator, db):
    db.execute_sql('DROP TABLE "pending_rebuild"')
    db.execute_sql('DROP TABLE "issue_place"')


def _dialect(db):
    return "postgres" if "Postgres" in type(db).__name__ else "sqlite"
