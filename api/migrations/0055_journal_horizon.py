"""The journal may be bounded: up to its horizon, and not beyond, the database lets go of what nobody is told any longer.

What was published, corrected or withdrawn is never let go, nor is an entry changed. The entries of a version are found by
it, in their order: SQLite took all of a language instead.
"""

TYPES = {
    "sqlite": {"text": "TEXT"},
    "postgres": {"text": 'TEXT COLLATE "C"'},
}

TABLE = """
CREATE TABLE "journal_horizon" (
    "name" {text} NOT NULL PRIMARY KEY,
    "generation" BIGINT NOT NULL,
    "position" INTEGER NOT NULL
)
"""

GOES = {"change": "OLD.type <> 'updated' OR ", "frame_change": ""}

BEHIND = """NOT EXISTS (
    SELECT 1 FROM "journal_horizon" AS h WHERE (OLD.generation, OLD.position) <= (h.generation, h.position)
)"""

SQLITE = """
CREATE TRIGGER "{table}_no_DELETE" BEFORE DELETE ON "{table}" WHEN {goes}{behind}
BEGIN SELECT RAISE(ABORT, 'The journal is only appended to.'); END
"""
POSTGRES = """
CREATE TRIGGER "{table}_no_DELETE" BEFORE DELETE ON "{table}" FOR EACH ROW EXECUTE FUNCTION {table}_is_kept()
"""
FUNCTION = """
CREATE FUNCTION {table}_is_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF {goes}{behind} THEN
        RAISE EXCEPTION 'The journal is only appended to.' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN OLD;
END $$
"""

SQLITE_BEFORE = """
CREATE TRIGGER "{table}_no_DELETE" BEFORE DELETE ON "{table}"
BEGIN SELECT RAISE(ABORT, 'The journal is only appended to.'); END
"""
POSTGRES_BEFORE = """
CREATE TRIGGER "{table}_no_DELETE" BEFORE DELETE ON "{table}" FOR EACH STATEMENT EXECUTE FUNCTION journal_is_appended()
"""


def up(migrator, db):
    is_postgres = _is_postgres(db)
    db.execute_sql(TABLE.format(**TYPES["postgres" if is_postgres else "sqlite"]))
    db.execute_sql(
        'CREATE INDEX "change_article_id_language_generation" ON "change" ("article_id", "language", "generation")'
    )
    db.execute_sql('DROP INDEX "change_article_id"')
    for table, goes in GOES.items():
        _drop(db, table)
        if is_postgres:
            db.execute_sql(FUNCTION.format(table=table, goes=goes, behind=BEHIND))
        db.execute_sql((POSTGRES if is_postgres else SQLITE).format(table=table, goes=goes, behind=BEHIND))


def down(migrator, db):
    is_postgres = _is_postgres(db)
    for table in GOES:
        _drop(db, table)
        if is_postgres:
            db.execute_sql(f"DROP FUNCTION {table}_is_kept()")
        db.execute_sql((POSTGRES_BEFORE if is_postgres else SQLITE_BEFORE).format(table=table))
    db.execute_sql('CREATE INDEX "change_article_id" ON "change" ("article_id")')
    db.execute_sql('DROP INDEX "change_article_id_language_generation"')
    db.execute_sql('DROP TABLE "journal_horizon"')


def _drop(db, table):
    db.execute_sql(f'DROP TRIGGER "{table}_no_DELETE"' + (f' ON "{table}"' if _is_postgres(db) else ""))


def _is_postgres(db):
    return "Postgres" in type(db).__name__
