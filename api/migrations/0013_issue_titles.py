"""An issue's title in each language; the one that there was is taken for the newsroom's default language's."""

TYPES = {"sqlite": {"text": "TEXT"}, "postgres": {"text": 'TEXT COLLATE "C"'}}

# What readers get names other addresses and labels now, so all of it is made anew by the worker.
UP = """
CREATE TABLE "issue_title" (
    "issue_id" {text} NOT NULL,
    "language" {text} NOT NULL,
    "title" {text} NOT NULL,
    PRIMARY KEY ("issue_id", "language"),
    FOREIGN KEY ("issue_id") REFERENCES "issue" ("id") ON DELETE CASCADE,
    FOREIGN KEY ("language") REFERENCES "language" ("code") ON DELETE RESTRICT
);
CREATE INDEX "issue_title_issue_id" ON "issue_title" ("issue_id");
CREATE INDEX "issue_title_language" ON "issue_title" ("language");
INSERT INTO "issue_title" ("issue_id", "language", "title")
SELECT "issue"."id", "first"."code", "issue"."title"
  FROM "issue"
  JOIN (SELECT "code" FROM "language" ORDER BY "position", "code" LIMIT 1) AS "first" ON 1 = 1
 WHERE "issue"."title" IS NOT NULL;
ALTER TABLE "issue" DROP COLUMN "title";
INSERT INTO "pending_rebuild" ("article_id", "asked_at")
SELECT "article_id", MAX("published_at")
  FROM "publication"
 WHERE "article_id" NOT IN (SELECT "article_id" FROM "pending_rebuild")
 GROUP BY "article_id";
"""

DOWN = """
ALTER TABLE "issue" ADD COLUMN "title" {text};
UPDATE "issue"
   SET "title" = (SELECT "issue_title"."title"
                    FROM "issue_title"
                    JOIN "language" ON "language"."code" = "issue_title"."language"
                   WHERE "issue_title"."issue_id" = "issue"."id"
                   ORDER BY "language"."position", "language"."code"
                   LIMIT 1);
DROP TABLE "issue_title";
"""


def up(migrator, db):
    _run(UP, db)


def down(migrator, db):
    _run(DOWN, db)


def _run(script, db):
    for statement in script.format(**TYPES[_dialect(db)]).split(";\n"):
        if statement.strip():
            db.execute_sql(statement)


def _dialect(db):
    return "postgres" if "Postgres" in type(db).__name__ else "sqlite"
