"""The hub of the feeds: feeds that are followed, who follows them, and questions to callbacks."""

TYPES = {
    "sqlite": {"time": "TEXT", "text": "TEXT"},
    "postgres": {"time": "TIMESTAMPTZ", "text": 'TEXT COLLATE "C"'},
}

STATEMENTS = """
CREATE TABLE "websub_topic" (
    "url" {text} NOT NULL PRIMARY KEY,
    "mark" {text} NOT NULL,
    "generation" BIGINT NOT NULL
);
CREATE TABLE "websub_subscription" (
    "id" {text} NOT NULL PRIMARY KEY,
    "topic_id" {text} NOT NULL,
    "callback" {text} NOT NULL,
    "host" {text} NOT NULL,
    "network" {text} NOT NULL,
    "secret" {text},
    "mark" {text} NOT NULL,
    "created_at" {time} NOT NULL,
    "expires_at" {time} NOT NULL,
    "due_at" {time},
    "failures" INTEGER NOT NULL,
    "last_success_at" {time},
    "claimed_by" {text},
    "claimed_until" {time},
    FOREIGN KEY ("topic_id") REFERENCES "websub_topic" ("url") ON DELETE CASCADE
);
CREATE UNIQUE INDEX "websub_subscription_topic_id_callback" ON "websub_subscription" ("topic_id", "callback");
CREATE INDEX "websub_subscription_host" ON "websub_subscription" ("host");
CREATE INDEX "websub_subscription_network" ON "websub_subscription" ("network");
CREATE INDEX "websub_subscription_expires_at" ON "websub_subscription" ("expires_at");
CREATE INDEX "websub_subscription_due_at" ON "websub_subscription" ("due_at");
CREATE TABLE "websub_intent" (
    "id" {text} NOT NULL PRIMARY KEY,
    "topic" {text} NOT NULL,
    "callback" {text} NOT NULL,
    "host" {text} NOT NULL,
    "network" {text} NOT NULL,
    "mode" {text} NOT NULL,
    "lease_seconds" INTEGER NOT NULL,
    "secret" {text},
    "mark" {text} NOT NULL,
    "reason" {text},
    "created_at" {time} NOT NULL,
    "due_at" {time} NOT NULL,
    "attempts" INTEGER NOT NULL,
    "claimed_by" {text},
    "claimed_until" {time}
);
CREATE UNIQUE INDEX "websub_intent_topic_callback" ON "websub_intent" ("topic", "callback");
CREATE INDEX "websub_intent_host" ON "websub_intent" ("host");
CREATE INDEX "websub_intent_network" ON "websub_intent" ("network");
CREATE INDEX "websub_intent_due_at" ON "websub_intent" ("due_at");
"""


def up(migrator, db):
    dialect = "postgres" if "Postgres" in type(db).__name__ else "sqlite"
    for statement in STATEMENTS.format(**TYPES[dialect]).split(";\n"):
        if statement.strip():
            db.execute_sql(statement)


def down(migrator, db):
    for table in ("websub_intent", "websub_subscription", "websub_topic"):
        db.execute_sql(f'DROP TABLE "{table}"')
