"""A version may say what search engines and messengers are told of it, and a publication keeps what it said.

Each document has that from now on, and links to the site's pages, so all are made anew by the worker.
"""

TYPES = {"sqlite": {"text": "TEXT"}, "postgres": {"text": 'TEXT COLLATE "C"'}}

UP = """
CREATE TABLE "version_seo" (
    "version_id" {text} NOT NULL PRIMARY KEY,
    "title" {text},
    "description" {text},
    "picture" {text},
    "revision" INTEGER NOT NULL,
    FOREIGN KEY ("version_id") REFERENCES "version" ("id") ON DELETE CASCADE
);
ALTER TABLE "publication" ADD COLUMN "seo" {text}
"""

PENDING = """
INSERT INTO "pending_rebuild" ("article_id", "asked_at")
SELECT "article_id", MAX("published_at") FROM "publication" WHERE TRUE GROUP BY "article_id"
ON CONFLICT ("article_id") DO UPDATE SET "only_names" = FALSE
"""


def up(migrator, db):
    for statement in UP.format(**TYPES["postgres" if "Postgres" in type(db).__name__ else "sqlite"]).split(";\n"):
        db.execute_sql(statement)
    db.execute_sql(PENDING)


def down(migrator, db):
    db.execute_sql('ALTER TABLE "publication" DROP COLUMN "seo"')
    db.execute_sql('DROP TABLE "version_seo"')
    db.execute_sql(PENDING)
