"""Reviews cover the structure of a text, and an approval that was carried keeps its giver's reason beside its carrier's.

What was saved before has one structure, the empty one, since no migration can read Markdown: steps that held hold on,
and the first revision that changes a structure makes them fall.
"""

TYPES = {"sqlite": {"text": "TEXT"}, "postgres": {"text": 'TEXT COLLATE "C"'}}

UP = """
ALTER TABLE "revision" ADD COLUMN "structure" {text} NOT NULL DEFAULT '';
ALTER TABLE "step" ADD COLUMN "structure_hash" {text} NOT NULL DEFAULT '';
ALTER TABLE "step" ADD COLUMN "carried_reason" {text};
UPDATE "step" SET "carried_reason" = "note" WHERE "carried_by" IS NOT NULL AND "is_override";
UPDATE "step"
   SET "note" = {given_note},
       "is_override" = COALESCE({given_override}, FALSE)
 WHERE "carried_by" IS NOT NULL;
"""

# Of the step that was carried: the last of its kind before it that was not itself a carry.
GIVEN = """(SELECT "given"."{column}" FROM "step" AS "given"
            WHERE "given"."version_id" = "step"."version_id" AND "given"."kind" = "step"."kind"
              AND "given"."carried_by" IS NULL
              AND ("given"."serial" < "step"."serial"
                   OR ("given"."serial" = "step"."serial" AND "given"."turn" < "step"."turn"))
            ORDER BY "given"."serial" DESC, "given"."turn" DESC LIMIT 1)"""

DOWN = """
UPDATE "step"
   SET "note" = COALESCE("carried_reason", 'typo'),
       "is_override" = "carried_reason" IS NOT NULL
 WHERE "carried_by" IS NOT NULL;
ALTER TABLE "step" DROP COLUMN "carried_reason";
ALTER TABLE "step" DROP COLUMN "structure_hash";
ALTER TABLE "revision" DROP COLUMN "structure";
"""


def up(migrator, db):
    types = TYPES["postgres" if "Postgres" in type(db).__name__ else "sqlite"]
    given = {"given_note": GIVEN.format(column="note"), "given_override": GIVEN.format(column="is_override")}
    _run(UP.format(**types, **given), db)


def down(migrator, db):
    _run(DOWN, db)


def _run(script, db):
    for statement in script.split(";\n"):
        if statement.strip():
            db.execute_sql(statement)
