"""Partners with their contracts, and the keys with which they come."""

TYPES = {
    "sqlite": {"time": "TEXT", "text": "TEXT"},
    "postgres": {"time": "TIMESTAMPTZ", "text": 'TEXT COLLATE "C"'},
}

STATEMENTS = """
CREATE TABLE "partner" (
    "id" {text} NOT NULL PRIMARY KEY,
    "name" {text} NOT NULL,
    "contact" {text} NOT NULL,
    "languages" {text},
    "topics" {text},
    "delay_hours" INTEGER NOT NULL,
    "licence" {text} NOT NULL,
    "attribution" {text} NOT NULL,
    "per_minute" INTEGER NOT NULL,
    "per_day" INTEGER NOT NULL,
    "networks" {text} NOT NULL,
    "ends_at" {time},
    "created_at" {time} NOT NULL,
    "suspended_at" {time},
    "serial" INTEGER NOT NULL
);
CREATE UNIQUE INDEX "partner_name" ON "partner" ("name");
CREATE TABLE "api_key" (
    "id" {text} NOT NULL PRIMARY KEY,
    "partner_id" {text} NOT NULL,
    "hash" {text} NOT NULL,
    "name" {text} NOT NULL,
    "scopes" {text} NOT NULL,
    "created_at" {time} NOT NULL,
    "expires_at" {time} NOT NULL,
    "revoked_at" {time},
    "last_used_at" {time},
    "succeeds" {text},
    FOREIGN KEY ("partner_id") REFERENCES "partner" ("id") ON DELETE CASCADE
);
CREATE UNIQUE INDEX "api_key_hash" ON "api_key" ("hash");
CREATE INDEX "api_key_partner_id" ON "api_key" ("partner_id");
"""


def up(migrator, db):
    dialect = "postgres" if "Postgres" in type(db).__name__ else "sqlite"
    for statement in STATEMENTS.format(**TYPES[dialect]).split(";\n"):
        if statement.strip():
            db.execute_sql(statement)


def down(migrator, db):
    for table in ("api_key", "partner"):
        db.execute_sql(f'DROP TABLE "{table}"')
