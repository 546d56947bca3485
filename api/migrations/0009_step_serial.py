"""The version's serial after each step: what came last is told by the order of the lock, not by any machine's clock."""

# A step so far stands behind all that had happened to a message before it, and an approval behind its own approvals of
# messages too, which were written after it.
UP = """
ALTER TABLE "step" ADD COLUMN "serial" INTEGER NOT NULL DEFAULT 0;
UPDATE "step"
   SET "serial" = COALESCE((SELECT MAX("message_event"."serial")
                              FROM "message_event"
                             WHERE "message_event"."version_id" = "step"."version_id"
                               AND ("message_event"."id" < "step"."id"
                                    OR ("step"."kind" = 'approval'
                                        AND "message_event"."action" = 'approved'
                                        AND "message_event"."at" = "step"."at"
                                        AND "message_event"."by" = "step"."by"))), 0);
CREATE INDEX "step_version_id_serial_id" ON "step" ("version_id", "serial", "id");
DROP INDEX "step_version_id_id";
"""

DOWN = """
CREATE INDEX "step_version_id_id" ON "step" ("version_id", "id");
DROP INDEX "step_version_id_serial_id";
ALTER TABLE "step" DROP COLUMN "serial";
"""


def up(migrator, db):
    _run(UP, db)


def down(migrator, db):
    _run(DOWN, db)


def _run(script, db):
    for statement in script.split(";\n"):
        if statement.strip():
            db.execute_sql(statement)
