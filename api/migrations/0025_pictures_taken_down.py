"""It is known whether readers ever had a picture, whether its sizes are out of the store, and whether it was deleted.

What stands for another, by having replaced it or as its substitute, is found by an index.
"""

TYPES = {
    "sqlite": {"time": "TEXT", "text": "TEXT"},
    "postgres": {"time": "TIMESTAMPTZ", "text": 'TEXT COLLATE "C"'},
}

UP = """
ALTER TABLE "picture" ADD COLUMN "exposure" {text} NOT NULL DEFAULT 'unseen';
ALTER TABLE "picture" ADD COLUMN "deleted_at" {time};
CREATE INDEX "picture_exposure" ON "picture" ("exposure");
CREATE INDEX "picture_replaced_by" ON "picture" ("replaced_by");
CREATE INDEX "picture_substitute" ON "picture" ("substitute");
"""

INDEXES = ("picture_exposure", "picture_replaced_by", "picture_substitute")
COLUMNS = ("exposure", "deleted_at")


def up(migrator, db):
    types = TYPES["postgres" if "Postgres" in type(db).__name__ else "sqlite"]
    for statement in UP.format(**types).split(";\n"):
        if statement.strip():
            db.execute_sql(statement)


def down(migrator, db):
    for index in INDEXES:
        db.execute_sql(f'DROP INDEX "{index}"')
    for column in COLUMNS:
        db.execute_sql(f'ALTER TABLE "picture" DROP COLUMN "{column}"')
