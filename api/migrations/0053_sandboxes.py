"""Keys of sandboxes, and which file a partner's sandbox is: the texts in it stand nowhere in the newsroom's database."""

TYPES = {
    "sqlite": {"time": "TEXT", "text": "TEXT", "flag": "SMALLINT", "no": "0"},
    "postgres": {"time": "TIMESTAMPTZ", "text": 'TEXT COLLATE "C"', "flag": "BOOLEAN", "no": "FALSE"},
}

STATEMENTS = [
    'ALTER TABLE "api_key" ADD COLUMN "is_sandbox" {flag} NOT NULL DEFAULT {no}',
    """
    CREATE TABLE "sandbox" (
        "partner_id" {text} NOT NULL PRIMARY KEY,
        "number" INTEGER NOT NULL DEFAULT 1,
        "serial" INTEGER NOT NULL DEFAULT 0,
        "due_at" {time},
        FOREIGN KEY ("partner_id") REFERENCES "partner" ("id") ON DELETE CASCADE
    )
    """,
    'CREATE INDEX "sandbox_due_at" ON "sandbox" ("due_at")',
]


def up(migrator, db):
    dialect = "postgres" if "Postgres" in type(db).__name__ else "sqlite"
    for statement in STATEMENTS:
        db.execute_sql(statement.format(**TYPES[dialect]))


def down(migrator, db):
    db.execute_sql('DROP TABLE "sandbox"')
    db.execute_sql('ALTER TABLE "api_key" DROP COLUMN "is_sandbox"')
