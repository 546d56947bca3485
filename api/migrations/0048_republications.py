"""Where partners say that they have republished a text, in which language of their own, and from which publication."""

TYPES = {
    "sqlite": {"time": "TEXT", "text": "TEXT"},
    "postgres": {"time": "TIMESTAMPTZ", "text": 'TEXT COLLATE "C"'},
}

STATEMENTS = """
CREATE TABLE "republication" (
    "id" {text} NOT NULL PRIMARY KEY,
    "partner_id" {text} NOT NULL,
    "article_id" {text} NOT NULL,
    "language" {text} NOT NULL,
    "url" {text} NOT NULL,
    "own_language" {text},
    "publication_id" {text} NOT NULL,
    "at" {time} NOT NULL,
    FOREIGN KEY ("partner_id") REFERENCES "partner" ("id") ON DELETE CASCADE,
    FOREIGN KEY ("publication_id") REFERENCES "publication" ("id") ON DELETE RESTRICT
);
CREATE UNIQUE INDEX "republication_partner_id_article_id_language_url" ON "republication" ("partner_id", "article_id", "language", "url");
CREATE INDEX "republication_publication_id" ON "republication" ("publication_id");
"""


def up(migrator, db):
    dialect = "postgres" if "Postgres" in type(db).__name__ else "sqlite"
    for statement in STATEMENTS.format(**TYPES[dialect]).split(";\n"):
        if statement.strip():
            db.execute_sql(statement)


def down(migrator, db):
    db.execute_sql('DROP TABLE "republication"')
