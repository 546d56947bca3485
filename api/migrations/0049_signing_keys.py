"""Keys by which published documents are signed."""


def up(migrator, db):
    is_postgres = "Postgres" in type(db).__name__
    text = 'TEXT COLLATE "C"' if is_postgres else "TEXT"
    time = "TIMESTAMPTZ" if is_postgres else "TEXT"
    db.execute_sql(f"""
CREATE TABLE "signing_key" (
    "id" {text} NOT NULL PRIMARY KEY,
    "public" {text} NOT NULL,
    "private" {text},
    "created_at" {time} NOT NULL,
    "ended_at" {time},
    "revoked_at" {time}
)""")


def down(migrator, db):
    db.execute_sql('DROP TABLE "signing_key"')
