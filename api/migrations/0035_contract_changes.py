"""What a partner read before its contract changed, and in which generation that ended."""

TYPES = {
    "sqlite": {"time": "TEXT", "text": "TEXT"},
    "postgres": {"time": "TIMESTAMPTZ", "text": 'TEXT COLLATE "C"'},
}

STATEMENT = """
CREATE TABLE "contract_change" (
    "partner_id" {text} NOT NULL,
    "generation" BIGINT NOT NULL,
    "at" {time} NOT NULL,
    "languages" {text},
    "topics" {text},
    "delay_hours" INTEGER NOT NULL,
    PRIMARY KEY ("partner_id", "generation"),
    FOREIGN KEY ("partner_id") REFERENCES "partner" ("id") ON DELETE CASCADE
)
"""


def up(migrator, db):
    dialect = "postgres" if "Postgres" in type(db).__name__ else "sqlite"
    db.execute_sql(STATEMENT.format(**TYPES[dialect]))


def down(migrator, db):
    db.execute_sql('DROP TABLE "contract_change"')
