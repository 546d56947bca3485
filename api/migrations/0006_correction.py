"""A correction that is told without a note is told all the same: the note may be missing."""

CORRECTION = """
CREATE TABLE "correction_now" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "article_id" TEXT NOT NULL,
    "language" TEXT NOT NULL,
    "at" TEXT NOT NULL,
    "note" TEXT{required},
    FOREIGN KEY ("article_id") REFERENCES "article" ("id") ON DELETE RESTRICT,
    FOREIGN KEY ("language") REFERENCES "language" ("code") ON DELETE RESTRICT
);
INSERT INTO "correction_now" SELECT "id", "article_id", "language", "at", {note} FROM "correction";
DROP TABLE "correction";
ALTER TABLE "correction_now" RENAME TO "correction";
CREATE INDEX "correction_language" ON "correction" ("language");
CREATE INDEX "correction_article_id_language_at" ON "correction" ("article_id", "language", "at");
"""


def up(migrator, db):
    if _is_postgres(db):
        db.execute_sql('ALTER TABLE "correction" ALTER COLUMN "note" DROP NOT NULL')
    else:
        _rebuild(db, required="", note='"note"')


def down(migrator, db):
    if _is_postgres(db):
        db.execute_sql('UPDATE "correction" SET "note" = \'\' WHERE "note" IS NULL')
        db.execute_sql('ALTER TABLE "correction" ALTER COLUMN "note" SET NOT NULL')
    else:
        _rebuild(db, required=" NOT NULL", note="coalesce(\"note\", '')")


def _rebuild(db, *, required, note):
    """Make the table anew, since SQLite cannot change a column; nothing refers to a correction."""
    for statement in CORRECTION.format(required=required, note=note).split(";\n"):
        if statement.strip():
            db.execute_sql(statement)


def _is_postgres(db):
    return "Postgres" in type(db).__name__
