"""An index of the words of what is public: SQLite's FTS5, a tsvector on PostgreSQL; the worker fills it.

Neither database sees a word: tokens are made by `api/languages/stemming`, so FTS5's own rules are the plainest.
"""

TYPES = {
    "sqlite": {"time": "TEXT", "text": "TEXT", "blob": "BLOB"},
    "postgres": {"time": "TIMESTAMPTZ", "text": 'TEXT COLLATE "C"', "blob": "BYTEA"},
}

STATEMENTS = """
CREATE TABLE "search_entry" (
    "place" BIGINT NOT NULL PRIMARY KEY,
    "article_id" {text} NOT NULL,
    "language" {text} NOT NULL,
    "publication_id" {text} NOT NULL,
    "stems" {text} NOT NULL,
    "words" {blob} NOT NULL,
    FOREIGN KEY ("article_id") REFERENCES "article" ("id") ON DELETE CASCADE,
    FOREIGN KEY ("publication_id") REFERENCES "publication" ("id") ON DELETE CASCADE
);
CREATE UNIQUE INDEX "search_entry_article_id_language" ON "search_entry" ("article_id", "language");
CREATE TABLE "search_word" (
    "language" {text} NOT NULL,
    "word" {text} NOT NULL,
    "backwards" {text} NOT NULL,
    "stem" {text} NOT NULL,
    "entries" INTEGER NOT NULL,
    PRIMARY KEY ("language", "word")
);
CREATE INDEX "search_word_language_backwards" ON "search_word" ("language", "backwards");
CREATE INDEX "search_word_language_stem" ON "search_word" ("language", "stem");
CREATE TABLE "search_pending" (
    "article_id" {text} NOT NULL PRIMARY KEY,
    FOREIGN KEY ("article_id") REFERENCES "article" ("id") ON DELETE CASCADE
);
INSERT INTO "search_pending" ("article_id") SELECT DISTINCT "article_id" FROM "publication";
"""

INDEX = {
    "sqlite": """
CREATE VIRTUAL TABLE "search_index"
 USING fts5("title", "text", "rest", content='', contentless_delete=1, tokenize='ascii')
""",
    "postgres": """
CREATE TABLE "search_index" ("rowid" BIGINT NOT NULL PRIMARY KEY, "words" TSVECTOR NOT NULL);
ALTER TABLE "search_index" ALTER COLUMN "words" SET STORAGE EXTERNAL;
CREATE INDEX "search_index_words" ON "search_index" USING gin ("words")
""",
}


def up(migrator, db):
    dialect = "postgres" if "Postgres" in type(db).__name__ else "sqlite"
    for statement in [*STATEMENTS.format(**TYPES[dialect]).split(";\n"), *INDEX[dialect].split(";\n")]:
        if statement.strip():
            db.execute_sql(statement)
    if dialect == "postgres":  # what ranking reads of a thousand entries, it reads as it is
        db.execute_sql('ALTER TABLE "search_entry" ALTER COLUMN "stems" SET STORAGE EXTERNAL')


def down(migrator, db):
    for table in ("search_index", "search_pending", "search_word", "search_entry"):
        db.execute_sql(f'DROP TABLE "{table}"')
