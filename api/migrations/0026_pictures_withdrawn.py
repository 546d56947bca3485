"""The journal tells of pictures, what a time ends is found by it, and it is known which picture the latest texts name.

What readers are shown already counts as told: whoever follows the journal has it with the articles.
"""

import re

TYPES = {
    "sqlite": {"flag": "SMALLINT", "text": "TEXT"},
    "postgres": {"flag": "BOOLEAN", "text": 'TEXT COLLATE "C"'},
}

UP = """
ALTER TABLE "picture" ADD COLUMN "is_announced" {flag} NOT NULL DEFAULT FALSE;
CREATE INDEX "picture_rights_expire_at" ON "picture" ("rights_expire_at");
CREATE INDEX "picture_consent_expires_at" ON "picture" ("consent_expires_at");
CREATE TABLE "draft_picture" (
    "article_id" {text} NOT NULL,
    "picture_id" {text} NOT NULL,
    PRIMARY KEY ("article_id", "picture_id"),
    FOREIGN KEY ("article_id") REFERENCES "article" ("id") ON DELETE CASCADE
);
CREATE INDEX "draft_picture_picture_id" ON "draft_picture" ("picture_id");
UPDATE "picture" SET "is_announced" = TRUE
 WHERE "syndication" AND "replaced_by" IS NULL AND "withdrawn_at" IS NULL AND "deleted_at" IS NULL
   AND "id" IN (SELECT shown."picture_id" FROM "publication_picture" AS shown
                  JOIN "publication" AS own ON own."id" = shown."publication_id"
                 WHERE own."ended_at" IS NULL AND own."withdrawn_at" IS NULL)
"""

DOWN = """
DROP TABLE "draft_picture";
DROP INDEX "picture_consent_expires_at";
DROP INDEX "picture_rights_expire_at";
ALTER TABLE "picture" DROP COLUMN "is_announced"
"""

DRAFTS = """
SELECT "article_id", "picture", "body" FROM "revision" AS own
 WHERE ("picture" IS NOT NULL OR "body" LIKE {like})
   AND NOT EXISTS (SELECT 1 FROM "revision" AS later
                    WHERE later."article_id" = own."article_id" AND later."number" > own."number")
"""

NAMED = re.compile(r"\bpicture:([0-9a-f-]{36})")


def up(migrator, db):
    is_postgres = "Postgres" in type(db).__name__
    mark = "%s" if is_postgres else "?"
    for statement in UP.format(**TYPES["postgres" if is_postgres else "sqlite"]).split(";\n"):
        db.execute_sql(statement)
    for article, lead, body in db.execute_sql(DRAFTS.format(like=mark), ("%picture:%",)).fetchall():
        for picture in sorted({*NAMED.findall(body), *([lead] if lead else [])}):
            db.execute_sql(f'INSERT INTO "draft_picture" VALUES ({mark}, {mark})', (article, picture))  # noqa: S608 - marks


def down(migrator, db):
    for statement in DOWN.split(";\n"):
        db.execute_sql(statement)
