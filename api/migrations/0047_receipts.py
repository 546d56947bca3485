"""What each partner was offered, got and knows of each version, and what it says that it has done about it."""

TYPES = {
    "sqlite": {"time": "TEXT", "flag": "SMALLINT", "text": "TEXT"},
    "postgres": {"time": "TIMESTAMPTZ", "flag": "BOOLEAN", "text": 'TEXT COLLATE "C"'},
}

STATEMENTS = """
CREATE TABLE "receipt" (
    "partner_id" {text} NOT NULL,
    "article_id" {text} NOT NULL,
    "language" {text} NOT NULL,
    "offered_at" {time} NOT NULL,
    "offered_generation" BIGINT NOT NULL,
    "first_fetched_at" {time},
    "fetched_at" {time},
    "fetched_generation" BIGINT,
    "delivered_at" {time},
    "delivered_generation" BIGINT,
    "told_at" {time},
    "page" {text},
    "page_generation" BIGINT,
    "page_is_gone" {flag},
    "known_at" {time},
    "known_generation" BIGINT,
    "known_by" {text},
    "known_is_gone" {flag} NOT NULL,
    "correction_acknowledged" BIGINT,
    "withdrawal_acknowledged" BIGINT,
    PRIMARY KEY ("partner_id", "article_id", "language"),
    FOREIGN KEY ("partner_id") REFERENCES "partner" ("id") ON DELETE CASCADE
);
CREATE INDEX "receipt_article_id_language" ON "receipt" ("article_id", "language");
CREATE INDEX "receipt_partner_id_page" ON "receipt" ("partner_id", "page");
CREATE TABLE "acknowledgement" (
    "id" {text} NOT NULL PRIMARY KEY,
    "partner_id" {text} NOT NULL,
    "article_id" {text} NOT NULL,
    "language" {text} NOT NULL,
    "type" {text} NOT NULL,
    "generation" BIGINT NOT NULL,
    "revision" INTEGER,
    "action" {text},
    "url" {text},
    "done_at" {time},
    "at" {time} NOT NULL,
    "key_id" {text} NOT NULL,
    FOREIGN KEY ("partner_id") REFERENCES "partner" ("id") ON DELETE CASCADE
);
CREATE INDEX "acknowledgement_partner_id_at_id" ON "acknowledgement" ("partner_id", "at", "id");
CREATE UNIQUE INDEX "acknowledgement_partner_id_article_id_language_type_generation" ON "acknowledgement" ("partner_id", "article_id", "language", "type", "generation");
"""


def up(migrator, db):
    dialect = "postgres" if "Postgres" in type(db).__name__ else "sqlite"
    for statement in STATEMENTS.format(**TYPES[dialect]).split(";\n"):
        if statement.strip():
            db.execute_sql(statement)


def down(migrator, db):
    for table in ("acknowledgement", "receipt"):
        db.execute_sql(f'DROP TABLE "{table}"')
