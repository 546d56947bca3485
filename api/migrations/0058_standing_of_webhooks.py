"""When an endpoint failed last, and how; and an index by which waiting deliveries are counted."""

TYPES = {
    "sqlite": {"time": "TEXT", "text": "TEXT"},
    "postgres": {"time": "TIMESTAMPTZ", "text": 'TEXT COLLATE "C"'},
}

STATEMENTS = [
    'ALTER TABLE "webhook" ADD COLUMN "last_failure_at" {time}',
    'ALTER TABLE "webhook" ADD COLUMN "last_failure" {text}',
    'CREATE INDEX "delivery_state" ON "delivery" ("state")',
]


def up(migrator, db):
    dialect = "postgres" if "Postgres" in type(db).__name__ else "sqlite"
    for statement in STATEMENTS:
        db.execute_sql(statement.format(**TYPES[dialect]))


def down(migrator, db):
    db.execute_sql('DROP INDEX "delivery_state"')
    db.execute_sql('ALTER TABLE "webhook" DROP COLUMN "last_failure"')
    db.execute_sql('ALTER TABLE "webhook" DROP COLUMN "last_failure_at"')
