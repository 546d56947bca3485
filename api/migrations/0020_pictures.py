"""Pictures and their files: what is known of each, and which sizes lie in the store."""

TYPES = {
    "sqlite": {"time": "TEXT", "flag": "SMALLINT", "text": "TEXT"},
    "postgres": {"time": "TIMESTAMPTZ", "flag": "BOOLEAN", "text": 'TEXT COLLATE "C"'},
}

STATEMENTS = """
CREATE TABLE "picture" (
    "id" {text} NOT NULL PRIMARY KEY,
    "digest" {text},
    "width" INTEGER NOT NULL,
    "height" INTEGER NOT NULL,
    "thumbhash" {text} NOT NULL,
    "colour" {text} NOT NULL,
    "credit" {text} NOT NULL,
    "source" {text} NOT NULL,
    "licence" {text} NOT NULL,
    "licence_url" {text} NOT NULL,
    "usage" {text} NOT NULL,
    "holder" {text} NOT NULL,
    "syndication" {flag} NOT NULL,
    "rights_expire_at" {time},
    "consent_expires_at" {time},
    "focal_x" INTEGER NOT NULL,
    "focal_y" INTEGER NOT NULL,
    "has_people" {flag} NOT NULL,
    "consent" {text},
    "note" {text} NOT NULL,
    "searched" {text} NOT NULL,
    "serial" INTEGER NOT NULL,
    "created_at" {time} NOT NULL,
    "created_by" {text} NOT NULL,
    "is_rendered" {flag} NOT NULL,
    "tries" INTEGER NOT NULL,
    "has_files" {flag} NOT NULL,
    "replaced_by" {text},
    "withdrawn_at" {time},
    "withdrawn_by" {text},
    "withdrawn_reason" {text},
    "substitute" {text},
    FOREIGN KEY ("created_by") REFERENCES "person" ("id") ON DELETE RESTRICT,
    FOREIGN KEY ("withdrawn_by") REFERENCES "person" ("id") ON DELETE RESTRICT
);
CREATE UNIQUE INDEX "picture_digest" ON "picture" ("digest");
CREATE INDEX "picture_created_by" ON "picture" ("created_by");
CREATE INDEX "picture_withdrawn_by" ON "picture" ("withdrawn_by");
CREATE INDEX "picture_created_at_id" ON "picture" ("created_at", "id");
CREATE TABLE "picture_file" (
    "picture_id" {text} NOT NULL,
    "crop" {text} NOT NULL,
    "width" INTEGER NOT NULL,
    "format" {text} NOT NULL,
    "bytes" INTEGER NOT NULL,
    "sha256" {text} NOT NULL,
    PRIMARY KEY ("picture_id", "crop", "width", "format"),
    FOREIGN KEY ("picture_id") REFERENCES "picture" ("id") ON DELETE CASCADE
);
CREATE INDEX "picture_file_picture_id" ON "picture_file" ("picture_id");
"""


def up(migrator, db):
    dialect = "postgres" if "Postgres" in type(db).__name__ else "sqlite"
    for statement in STATEMENTS.format(**TYPES[dialect]).split(";\n"):
        if statement.strip():
            db.execute_sql(statement)


def down(migrator, db):
    for table in ("picture_file", "picture"):
        db.execute_sql(f'DROP TABLE "{table}"')
