"""Webhooks of partners, what is to be delivered to them, each attempt, and how far the journal has been followed."""

TYPES = {
    "sqlite": {"time": "TEXT", "flag": "SMALLINT", "text": "TEXT"},
    "postgres": {"time": "TIMESTAMPTZ", "flag": "BOOLEAN", "text": 'TEXT COLLATE "C"'},
}

STATEMENTS = """
CREATE TABLE "webhook" (
    "id" {text} NOT NULL PRIMARY KEY,
    "partner_id" {text} NOT NULL,
    "url" {text} NOT NULL,
    "name" {text} NOT NULL,
    "events" {text} NOT NULL,
    "payload" {text} NOT NULL,
    "state" {text} NOT NULL,
    "cause" {text},
    "secret" {text} NOT NULL,
    "former_secret" {text},
    "former_until" {time},
    "created_at" {time} NOT NULL,
    "begins_at" {time},
    "stopped_at" {time},
    "failing_since" {time},
    "failures" INTEGER NOT NULL,
    "not_before" {time},
    "last_success_at" {time},
    "last_number" BIGINT NOT NULL,
    "contract" {text} NOT NULL,
    "serial" INTEGER NOT NULL,
    FOREIGN KEY ("partner_id") REFERENCES "partner" ("id") ON DELETE CASCADE
);
CREATE INDEX "webhook_partner_id" ON "webhook" ("partner_id");
CREATE TABLE "delivery" (
    "id" {text} NOT NULL PRIMARY KEY,
    "webhook_id" {text} NOT NULL,
    "number" BIGINT NOT NULL,
    "event" {text} NOT NULL,
    "subject" {text} NOT NULL,
    "article_id" {text},
    "language" {text},
    "revision" INTEGER,
    "reason" {text},
    "at" {time} NOT NULL,
    "state" {text} NOT NULL,
    "is_urgent" {flag} NOT NULL,
    "is_overtaken" {flag} NOT NULL,
    "due_at" {time} NOT NULL,
    "first_tried_at" {time},
    "attempts" INTEGER NOT NULL,
    "claimed_by" {text},
    "claimed_until" {time},
    "finished_at" {time},
    FOREIGN KEY ("webhook_id") REFERENCES "webhook" ("id") ON DELETE CASCADE
);
CREATE UNIQUE INDEX "delivery_webhook_id_number" ON "delivery" ("webhook_id", "number");
CREATE INDEX "delivery_webhook_id_state_is_urgent_due_at_number" ON "delivery" ("webhook_id", "state", "is_urgent", "due_at", "number");
CREATE INDEX "delivery_webhook_id_state_subject_number" ON "delivery" ("webhook_id", "state", "subject", "number");
CREATE INDEX "delivery_finished_at" ON "delivery" ("finished_at");
CREATE TABLE "delivery_attempt" (
    "id" {text} NOT NULL PRIMARY KEY,
    "delivery_id" {text} NOT NULL,
    "number" INTEGER NOT NULL,
    "at" {time} NOT NULL,
    "milliseconds" INTEGER NOT NULL,
    "status" INTEGER,
    "failure" {text},
    "detail" {text},
    "answer" {text} NOT NULL,
    FOREIGN KEY ("delivery_id") REFERENCES "delivery" ("id") ON DELETE CASCADE
);
CREATE INDEX "delivery_attempt_delivery_id" ON "delivery_attempt" ("delivery_id");
CREATE INDEX "delivery_attempt_at" ON "delivery_attempt" ("at");
CREATE TABLE "followed_journal" (
    "name" {text} NOT NULL PRIMARY KEY,
    "generation" BIGINT NOT NULL,
    "position" INTEGER NOT NULL
);
"""


def up(migrator, db):
    dialect = "postgres" if "Postgres" in type(db).__name__ else "sqlite"
    for statement in STATEMENTS.format(**TYPES[dialect]).split(";\n"):
        if statement.strip():
            db.execute_sql(statement)


def down(migrator, db):
    for table in ("followed_journal", "delivery_attempt", "delivery", "webhook"):
        db.execute_sql(f'DROP TABLE "{table}"')
