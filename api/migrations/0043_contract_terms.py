"""A contract says which forms a partner may take and how long ahead of its release it sees a text; terms are told."""

TYPES = {"sqlite": {"flag": "SMALLINT", "text": "TEXT"}, "postgres": {"flag": "BOOLEAN", "text": 'TEXT COLLATE "C"'}}

STATEMENTS = """
ALTER TABLE "partner" ADD COLUMN "formats" {text};
ALTER TABLE "partner" ADD COLUMN "embargo_lead_minutes" INTEGER NOT NULL DEFAULT 0;
ALTER TABLE "contract_change" ADD COLUMN "is_of_terms" {flag} NOT NULL DEFAULT {no};
"""


def up(migrator, db):
    dialect = "postgres" if "Postgres" in type(db).__name__ else "sqlite"
    no = "FALSE" if dialect == "postgres" else "0"
    for statement in STATEMENTS.format(**TYPES[dialect], no=no).split(";\n"):
        if statement.strip():
            db.execute_sql(statement)


def down(migrator, db):
    for table, column in (
        ("contract_change", "is_of_terms"),
        ("partner", "embargo_lead_minutes"),
        ("partner", "formats"),
    ):
        db.execute_sql(f'ALTER TABLE "{table}" DROP COLUMN "{column}"')
