"""Who carried an approval over a typo, whether a due time is an editor's, and with which keys a preview ends."""

TYPES = {
    "sqlite": {"text": "TEXT", "flag": "SMALLINT", "yes": "1", "no": "0"},
    "postgres": {"text": 'TEXT COLLATE "C"', "flag": "BOOLEAN", "yes": "TRUE", "no": "FALSE"},
}

# Who set a due time so far is not known: it counts as an editor's. A typo was carried by whoever saved the revision.
UP = """
ALTER TABLE "person" ADD COLUMN "key_serial" INTEGER NOT NULL DEFAULT 1;
ALTER TABLE "preview_token" ADD COLUMN "key_serial" INTEGER NOT NULL DEFAULT 1;
ALTER TABLE "version" ADD COLUMN "due_is_firm" {flag} NOT NULL DEFAULT {no};
UPDATE "version" SET "due_is_firm" = {yes} WHERE "due_at" IS NOT NULL;
ALTER TABLE "step" ADD COLUMN "carried_by" {text} REFERENCES "person" ("id") ON DELETE RESTRICT;
CREATE INDEX "step_carried_by" ON "step" ("carried_by");
UPDATE "step"
   SET "carried_by" = (SELECT "revision"."created_by"
                         FROM "revision" JOIN "version" ON "version"."article_id" = "revision"."article_id"
                        WHERE "version"."id" = "step"."version_id" AND "revision"."number" = "step"."revision")
 WHERE "kind" = 'approval' AND "note" = 'typo' AND NOT "is_override";
"""

DOWN = """
DROP INDEX "step_carried_by";
ALTER TABLE "step" DROP COLUMN "carried_by";
ALTER TABLE "version" DROP COLUMN "due_is_firm";
ALTER TABLE "preview_token" DROP COLUMN "key_serial";
ALTER TABLE "person" DROP COLUMN "key_serial";
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
