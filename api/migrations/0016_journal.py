"""What frames articles is told of in the journal too, and the database itself refuses that the journal is rewritten."""

TYPES = {
    "sqlite": {"time": "TEXT", "text": "TEXT"},
    "postgres": {"time": "TIMESTAMPTZ", "text": 'TEXT COLLATE "C"'},
}

TABLE = """
CREATE TABLE "frame_change" (
    "generation" BIGINT NOT NULL,
    "position" INTEGER NOT NULL,
    "resource" {text} NOT NULL,
    "key" {text} NOT NULL,
    "type" {text} NOT NULL,
    "at" {time} NOT NULL,
    PRIMARY KEY ("generation", "position")
)
"""

JOURNAL = ("change", "frame_change")

SQLITE = """
CREATE TRIGGER "{table}_no_{verb}" BEFORE {verb} ON "{table}"
BEGIN SELECT RAISE(ABORT, 'The journal is only appended to.'); END
"""
POSTGRES = """
CREATE TRIGGER "{table}_no_{verb}" BEFORE {verb} ON "{table}" FOR EACH STATEMENT EXECUTE FUNCTION journal_is_appended()
"""
FUNCTION = """
CREATE FUNCTION journal_is_appended() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION 'The journal is only appended to.' USING ERRCODE = 'restrict_violation'; END $$
"""


def up(migrator, db):
    db.execute_sql(TABLE.format(**TYPES["postgres" if _is_postgres(db) else "sqlite"]))
    if _is_postgres(db):
        db.execute_sql(FUNCTION)
    for table in JOURNAL:
        for verb in ("UPDATE", "DELETE"):
            db.execute_sql((POSTGRES if _is_postgres(db) else SQLITE).format(table=table, verb=verb))


def down(migrator, db):
    for table in JOURNAL:
        for verb in ("UPDATE", "DELETE"):
            db.execute_sql(f'DROP TRIGGER "{table}_no_{verb}"' + (f' ON "{table}"' if _is_postgres(db) else ""))
    if _is_postgres(db):
        db.execute_sql("DROP FUNCTION journal_is_appended()")
    db.execute_sql('DROP TABLE "frame_change"')


def _is_postgres(db):
    return "Postgres" in type(db).__name__
