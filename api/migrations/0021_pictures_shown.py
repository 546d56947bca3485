"""A text may have a lead picture, and it is known which publication shows which picture.

A publication keeps what a reader is told of its lead picture in its language; what the picture is itself, its size and
its credit, is asked when its readings are made.
"""

TYPES = {
    "sqlite": {"flag": "SMALLINT", "text": "TEXT"},
    "postgres": {"flag": "BOOLEAN", "text": 'TEXT COLLATE "C"'},
}

UP = """
ALTER TABLE "revision" ADD COLUMN "picture" {text};
ALTER TABLE "revision" ADD COLUMN "picture_alt" {text} NOT NULL DEFAULT '';
ALTER TABLE "revision" ADD COLUMN "picture_caption" {text} NOT NULL DEFAULT '';
ALTER TABLE "revision" ADD COLUMN "picture_is_decorative" {flag} NOT NULL DEFAULT FALSE;
ALTER TABLE "publication" ADD COLUMN "picture" {text};
ALTER TABLE "publication" ADD COLUMN "picture_alt" {text} NOT NULL DEFAULT '';
ALTER TABLE "publication" ADD COLUMN "picture_caption" {text} NOT NULL DEFAULT '';
ALTER TABLE "publication" ADD COLUMN "picture_is_decorative" {flag} NOT NULL DEFAULT FALSE;
ALTER TABLE "picture" ADD COLUMN "substitute_alts" {text};
CREATE TABLE "publication_picture" (
    "publication_id" {text} NOT NULL,
    "picture_id" {text} NOT NULL,
    PRIMARY KEY ("publication_id", "picture_id"),
    FOREIGN KEY ("publication_id") REFERENCES "publication" ("id") ON DELETE CASCADE,
    FOREIGN KEY ("picture_id") REFERENCES "picture" ("id") ON DELETE RESTRICT
);
CREATE INDEX "publication_picture_picture_id" ON "publication_picture" ("picture_id");
"""

COLUMNS = ("picture", "picture_alt", "picture_caption", "picture_is_decorative")


def up(migrator, db):
    types = TYPES["postgres" if "Postgres" in type(db).__name__ else "sqlite"]
    for statement in UP.format(**types).split(";\n"):
        if statement.strip():
            db.execute_sql(statement)


def down(migrator, db):
    db.execute_sql('DROP TABLE "publication_picture"')
    db.execute_sql('ALTER TABLE "picture" DROP COLUMN "substitute_alts"')
    for table in ("publication", "revision"):
        for column in COLUMNS:
            db.execute_sql(f'ALTER TABLE "{table}" DROP COLUMN "{column}"')
