"""What some partners see ahead of its release, what each was offered, and how often that has changed."""

TYPES = {
    "sqlite": {"time": "TEXT", "flag": "SMALLINT", "blob": "BLOB", "text": "TEXT"},
    "postgres": {"time": "TIMESTAMPTZ", "flag": "BOOLEAN", "blob": "BYTEA", "text": 'TEXT COLLATE "C"'},
}

STATEMENTS = """
ALTER TABLE "generation" ADD COLUMN "ahead" BIGINT NOT NULL DEFAULT 0;
CREATE TABLE "embargoed" (
    "article_id" {text} NOT NULL,
    "language" {text} NOT NULL,
    "release_id" {text} NOT NULL,
    "embargoed_until" {time} NOT NULL,
    "stamp" {text} NOT NULL,
    "article_serial" INTEGER NOT NULL,
    "text_hash" {text} NOT NULL,
    "revision" INTEGER NOT NULL,
    "topic_id" {text} NOT NULL,
    "topic" {text} NOT NULL,
    "trend" {text},
    "issue" {text},
    "written_at" {time} NOT NULL,
    "etag" {text} NOT NULL,
    "list_json" {blob} NOT NULL,
    "full_json" {blob} NOT NULL,
    "core_length" INTEGER NOT NULL,
    "bodies" {text} NOT NULL,
    PRIMARY KEY ("article_id", "language"),
    FOREIGN KEY ("article_id") REFERENCES "article" ("id") ON DELETE CASCADE,
    FOREIGN KEY ("language") REFERENCES "language" ("code") ON DELETE CASCADE,
    FOREIGN KEY ("release_id") REFERENCES "release" ("id") ON DELETE CASCADE
);
CREATE INDEX "embargoed_language" ON "embargoed" ("language");
CREATE INDEX "embargoed_release_id" ON "embargoed" ("release_id");
CREATE TABLE "embargo_offer" (
    "partner_id" {text} NOT NULL,
    "article_id" {text} NOT NULL,
    "language" {text} NOT NULL,
    "serial" BIGINT NOT NULL,
    "type" {text} NOT NULL,
    "at" {time} NOT NULL,
    "is_held" {flag} NOT NULL,
    "etag" {text} NOT NULL,
    "revision" INTEGER NOT NULL,
    "topic" {text} NOT NULL,
    PRIMARY KEY ("partner_id", "article_id", "language"),
    FOREIGN KEY ("partner_id") REFERENCES "partner" ("id") ON DELETE CASCADE
);
CREATE INDEX "embargo_offer_partner_id_serial" ON "embargo_offer" ("partner_id", "serial");
"""


def up(migrator, db):
    dialect = "postgres" if "Postgres" in type(db).__name__ else "sqlite"
    for statement in STATEMENTS.format(**TYPES[dialect]).split(";\n"):
        if statement.strip():
            db.execute_sql(statement)


def down(migrator, db):
    for table in ("embargo_offer", "embargoed"):
        db.execute_sql(f'DROP TABLE "{table}"')
    db.execute_sql('ALTER TABLE "generation" DROP COLUMN "ahead"')
