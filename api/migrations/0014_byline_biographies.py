"""What readers are told of an author, in each language."""

TYPES = {"sqlite": {"text": "TEXT"}, "postgres": {"text": 'TEXT COLLATE "C"'}}

STATEMENTS = """
CREATE TABLE "byline_biography" (
    "byline_id" {text} NOT NULL,
    "language" {text} NOT NULL,
    "text" {text} NOT NULL,
    PRIMARY KEY ("byline_id", "language"),
    FOREIGN KEY ("byline_id") REFERENCES "byline" ("id") ON DELETE CASCADE,
    FOREIGN KEY ("language") REFERENCES "language" ("code") ON DELETE RESTRICT
);
CREATE INDEX "byline_biography_byline_id" ON "byline_biography" ("byline_id");
CREATE INDEX "byline_biography_language" ON "byline_biography" ("language");
"""


def up(migrator, db):
    dialect = "postgres" if "Postgres" in type(db).__name__ else "sqlite"
    for statement in STATEMENTS.format(**TYPES[dialect]).split(";\n"):
        if statement.strip():
            db.execute_sql(statement)


def down(migrator, db):
    db.execute_sql('DROP TABLE "byline_biography"')
