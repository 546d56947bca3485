"""The first tables: languages, accounts, content, translation, publishing and leases."""

TYPES = {
    "sqlite": {"time": "TEXT", "flag": "SMALLINT", "blob": "BLOB", "text": "TEXT"},
    "postgres": {"time": "TIMESTAMPTZ", "flag": "BOOLEAN", "blob": "BYTEA", "text": 'TEXT COLLATE "C"'},
}

TABLES = """
CREATE TABLE "language" (
    "code" {text} NOT NULL PRIMARY KEY,
    "native_name" {text} NOT NULL,
    "fallback" {text},
    "position" INTEGER NOT NULL,
    FOREIGN KEY ("fallback") REFERENCES "language" ("code") ON DELETE RESTRICT
);
CREATE INDEX "language_fallback" ON "language" ("fallback");

CREATE TABLE "topic" (
    "id" {text} NOT NULL PRIMARY KEY,
    "key" {text} NOT NULL,
    "position" INTEGER NOT NULL,
    "serial" INTEGER NOT NULL
);
CREATE UNIQUE INDEX "topic_key" ON "topic" ("key");

CREATE TABLE "issue" (
    "id" {text} NOT NULL PRIMARY KEY,
    "key" {text} NOT NULL,
    "title" {text},
    "created_at" {time} NOT NULL,
    "serial" INTEGER NOT NULL
);
CREATE UNIQUE INDEX "issue_key" ON "issue" ("key");

CREATE TABLE "person" (
    "id" {text} NOT NULL PRIMARY KEY,
    "login" {text} NOT NULL,
    "name" {text} NOT NULL,
    "locale" {text} NOT NULL,
    "password_hash" {text} NOT NULL,
    "created_at" {time} NOT NULL,
    "suspended_at" {time}
);
CREATE UNIQUE INDEX "person_login" ON "person" ("login");

CREATE TABLE "article" (
    "id" {text} NOT NULL PRIMARY KEY,
    "source_language" {text} NOT NULL,
    "topic_id" {text} NOT NULL,
    "issue_id" {text},
    "trend" {text},
    "position" INTEGER NOT NULL,
    "created_at" {time} NOT NULL,
    "created_by" {text} NOT NULL,
    "serial" INTEGER NOT NULL,
    FOREIGN KEY ("source_language") REFERENCES "language" ("code") ON DELETE RESTRICT,
    FOREIGN KEY ("topic_id") REFERENCES "topic" ("id") ON DELETE RESTRICT,
    FOREIGN KEY ("issue_id") REFERENCES "issue" ("id") ON DELETE RESTRICT,
    FOREIGN KEY ("created_by") REFERENCES "person" ("id") ON DELETE RESTRICT
);
CREATE INDEX "article_source_language" ON "article" ("source_language");
CREATE INDEX "article_topic_id" ON "article" ("topic_id");
CREATE INDEX "article_issue_id" ON "article" ("issue_id");
CREATE INDEX "article_created_by" ON "article" ("created_by");

CREATE TABLE "byline" (
    "id" {text} NOT NULL PRIMARY KEY,
    "key" {text} NOT NULL,
    "serial" INTEGER NOT NULL
);
CREATE UNIQUE INDEX "byline_key" ON "byline" ("key");

CREATE TABLE "article_byline" (
    "article_id" {text} NOT NULL,
    "byline_id" {text} NOT NULL,
    "position" INTEGER NOT NULL,
    PRIMARY KEY ("article_id", "byline_id"),
    FOREIGN KEY ("article_id") REFERENCES "article" ("id") ON DELETE CASCADE,
    FOREIGN KEY ("byline_id") REFERENCES "byline" ("id") ON DELETE RESTRICT
);
CREATE INDEX "article_byline_article_id" ON "article_byline" ("article_id");
CREATE INDEX "article_byline_byline_id" ON "article_byline" ("byline_id");

CREATE TABLE "byline_name" (
    "byline_id" {text} NOT NULL,
    "language" {text} NOT NULL,
    "name" {text} NOT NULL,
    PRIMARY KEY ("byline_id", "language"),
    FOREIGN KEY ("byline_id") REFERENCES "byline" ("id") ON DELETE CASCADE,
    FOREIGN KEY ("language") REFERENCES "language" ("code") ON DELETE RESTRICT
);
CREATE INDEX "byline_name_byline_id" ON "byline_name" ("byline_id");
CREATE INDEX "byline_name_language" ON "byline_name" ("language");

CREATE TABLE "release" (
    "id" {text} NOT NULL PRIMARY KEY,
    "issue_id" {text},
    "article_id" {text},
    "languages" {text} NOT NULL,
    "leave_out_unready" {flag} NOT NULL,
    "state" {text} NOT NULL,
    "at" {time} NOT NULL,
    "left_out" {text} NOT NULL,
    "failure" {text},
    "note" {text},
    "created_at" {time} NOT NULL,
    "created_by" {text} NOT NULL,
    "serial" INTEGER NOT NULL,
    FOREIGN KEY ("issue_id") REFERENCES "issue" ("id") ON DELETE RESTRICT,
    FOREIGN KEY ("article_id") REFERENCES "article" ("id") ON DELETE RESTRICT,
    FOREIGN KEY ("created_by") REFERENCES "person" ("id") ON DELETE RESTRICT
);
CREATE INDEX "release_issue_id" ON "release" ("issue_id");
CREATE INDEX "release_article_id" ON "release" ("article_id");
CREATE INDEX "release_created_by" ON "release" ("created_by");
CREATE INDEX "release_state_at" ON "release" ("state", "at");

CREATE TABLE "publication" (
    "id" {text} NOT NULL PRIMARY KEY,
    "release_id" {text} NOT NULL,
    "article_id" {text} NOT NULL,
    "language" {text} NOT NULL,
    "revision" INTEGER NOT NULL,
    "slug" {text} NOT NULL,
    "topic_id" {text} NOT NULL,
    "issue_id" {text},
    "trend" {text},
    "title" {text} NOT NULL,
    "summary" {text} NOT NULL,
    "body" {text} NOT NULL,
    "messages" {text} NOT NULL,
    "word_count" INTEGER NOT NULL,
    "first_published_at" {time} NOT NULL,
    "published_at" {time} NOT NULL,
    "ended_at" {time},
    "withdrawn_at" {time},
    FOREIGN KEY ("release_id") REFERENCES "release" ("id") ON DELETE RESTRICT,
    FOREIGN KEY ("article_id") REFERENCES "article" ("id") ON DELETE RESTRICT,
    FOREIGN KEY ("language") REFERENCES "language" ("code") ON DELETE RESTRICT,
    FOREIGN KEY ("topic_id") REFERENCES "topic" ("id") ON DELETE RESTRICT,
    FOREIGN KEY ("issue_id") REFERENCES "issue" ("id") ON DELETE RESTRICT
);
CREATE INDEX "publication_release_id" ON "publication" ("release_id");
CREATE INDEX "publication_language" ON "publication" ("language");
CREATE INDEX "publication_topic_id" ON "publication" ("topic_id");
CREATE INDEX "publication_issue_id" ON "publication" ("issue_id");
CREATE INDEX "publication_article_id_language_ended_at" ON "publication" ("article_id", "language", "ended_at");

CREATE TABLE "change" (
    "generation" BIGINT NOT NULL,
    "position" INTEGER NOT NULL,
    "type" {text} NOT NULL,
    "at" {time} NOT NULL,
    "article_id" {text} NOT NULL,
    "language" {text} NOT NULL,
    "publication_id" {text},
    "reason" {text},
    PRIMARY KEY ("generation", "position"),
    FOREIGN KEY ("article_id") REFERENCES "article" ("id") ON DELETE RESTRICT,
    FOREIGN KEY ("language") REFERENCES "language" ("code") ON DELETE RESTRICT,
    FOREIGN KEY ("publication_id") REFERENCES "publication" ("id") ON DELETE RESTRICT
);
CREATE INDEX "change_article_id" ON "change" ("article_id");
CREATE INDEX "change_language" ON "change" ("language");
CREATE INDEX "change_publication_id" ON "change" ("publication_id");

CREATE TABLE "version" (
    "id" {text} NOT NULL PRIMARY KEY,
    "article_id" {text} NOT NULL,
    "language" {text} NOT NULL,
    "serial" INTEGER NOT NULL,
    "assignee_id" {text},
    "due_at" {time},
    FOREIGN KEY ("article_id") REFERENCES "article" ("id") ON DELETE CASCADE,
    FOREIGN KEY ("language") REFERENCES "language" ("code") ON DELETE RESTRICT,
    FOREIGN KEY ("assignee_id") REFERENCES "person" ("id") ON DELETE SET NULL
);
CREATE INDEX "version_language" ON "version" ("language");
CREATE INDEX "version_assignee_id" ON "version" ("assignee_id");
CREATE UNIQUE INDEX "version_article_id_language" ON "version" ("article_id", "language");

CREATE TABLE "step" (
    "id" {text} NOT NULL PRIMARY KEY,
    "version_id" {text} NOT NULL,
    "kind" {text} NOT NULL,
    "revision" INTEGER NOT NULL,
    "source_hash" {text} NOT NULL,
    "text_hash" {text} NOT NULL,
    "note" {text},
    "is_override" {flag} NOT NULL,
    "at" {time} NOT NULL,
    "by" {text} NOT NULL,
    FOREIGN KEY ("version_id") REFERENCES "version" ("id") ON DELETE CASCADE,
    FOREIGN KEY ("by") REFERENCES "person" ("id") ON DELETE RESTRICT
);
CREATE INDEX "step_by" ON "step" ("by");
CREATE INDEX "step_version_id_id" ON "step" ("version_id", "id");

CREATE TABLE "comment" (
    "id" {text} NOT NULL PRIMARY KEY,
    "version_id" {text} NOT NULL,
    "key" {text},
    "step_id" {text},
    "text" {text} NOT NULL,
    "at" {time} NOT NULL,
    "by" {text} NOT NULL,
    FOREIGN KEY ("version_id") REFERENCES "version" ("id") ON DELETE CASCADE,
    FOREIGN KEY ("step_id") REFERENCES "step" ("id") ON DELETE CASCADE,
    FOREIGN KEY ("by") REFERENCES "person" ("id") ON DELETE RESTRICT
);
CREATE INDEX "comment_version_id" ON "comment" ("version_id");
CREATE INDEX "comment_step_id" ON "comment" ("step_id");
CREATE INDEX "comment_by" ON "comment" ("by");

CREATE TABLE "correction" (
    "id" {text} NOT NULL PRIMARY KEY,
    "article_id" {text} NOT NULL,
    "language" {text} NOT NULL,
    "at" {time} NOT NULL,
    "note" {text} NOT NULL,
    FOREIGN KEY ("article_id") REFERENCES "article" ("id") ON DELETE RESTRICT,
    FOREIGN KEY ("language") REFERENCES "language" ("code") ON DELETE RESTRICT
);
CREATE INDEX "correction_language" ON "correction" ("language");
CREATE INDEX "correction_article_id_language_at" ON "correction" ("article_id", "language", "at");

CREATE TABLE "generation" (
    "id" INTEGER NOT NULL PRIMARY KEY,
    "value" BIGINT NOT NULL
);

CREATE TABLE "grant" (
    "id" {text} NOT NULL PRIMARY KEY,
    "person_id" {text} NOT NULL,
    "role" {text} NOT NULL,
    "language" {text},
    FOREIGN KEY ("person_id") REFERENCES "person" ("id") ON DELETE CASCADE,
    FOREIGN KEY ("language") REFERENCES "language" ("code") ON DELETE RESTRICT
);
CREATE INDEX "grant_person_id" ON "grant" ("person_id");
CREATE INDEX "grant_language" ON "grant" ("language");

CREATE TABLE "lease" (
    "name" {text} NOT NULL PRIMARY KEY,
    "holder" {text} NOT NULL,
    "until" {time} NOT NULL
);

CREATE TABLE "message" (
    "article_id" {text} NOT NULL,
    "key" {text} NOT NULL,
    "kind" {text} NOT NULL,
    "position" INTEGER,
    "source" {text} NOT NULL,
    "words" INTEGER NOT NULL,
    "changed_in" INTEGER NOT NULL,
    "meant_in" INTEGER NOT NULL,
    "corrected_in" INTEGER NOT NULL,
    PRIMARY KEY ("article_id", "key"),
    FOREIGN KEY ("article_id") REFERENCES "article" ("id") ON DELETE CASCADE
);

CREATE TABLE "message_event" (
    "id" {text} NOT NULL PRIMARY KEY,
    "version_id" {text} NOT NULL,
    "key" {text} NOT NULL,
    "serial" INTEGER NOT NULL,
    "action" {text} NOT NULL,
    "text" {text},
    "source" {text},
    "state" {text} NOT NULL,
    "at" {time} NOT NULL,
    "by" {text} NOT NULL,
    FOREIGN KEY ("version_id") REFERENCES "version" ("id") ON DELETE CASCADE,
    FOREIGN KEY ("by") REFERENCES "person" ("id") ON DELETE RESTRICT
);
CREATE INDEX "message_event_by" ON "message_event" ("by");
CREATE INDEX "message_event_version_id_key_serial" ON "message_event" ("version_id", "key", "serial");

CREATE TABLE "publication_byline" (
    "publication_id" {text} NOT NULL,
    "byline_id" {text} NOT NULL,
    "position" INTEGER NOT NULL,
    PRIMARY KEY ("publication_id", "byline_id"),
    FOREIGN KEY ("publication_id") REFERENCES "publication" ("id") ON DELETE CASCADE,
    FOREIGN KEY ("byline_id") REFERENCES "byline" ("id") ON DELETE RESTRICT
);
CREATE INDEX "publication_byline_byline_id" ON "publication_byline" ("byline_id");

CREATE TABLE "reading" (
    "article_id" {text} NOT NULL,
    "requested_language" {text} NOT NULL,
    "language" {text} NOT NULL,
    "slug" {text},
    "topic" {text},
    "trend" {text},
    "issue" {text},
    "published_at" {time},
    "updated_at" {time},
    "modified_at" {time} NOT NULL,
    "etag" {text},
    "list_json" {blob},
    "full_json" {blob},
    "core_length" INTEGER,
    PRIMARY KEY ("article_id", "requested_language"),
    FOREIGN KEY ("article_id") REFERENCES "article" ("id") ON DELETE CASCADE,
    FOREIGN KEY ("requested_language") REFERENCES "language" ("code") ON DELETE RESTRICT
);
CREATE INDEX "reading_requested_language" ON "reading" ("requested_language");
CREATE INDEX "reading_requested_language_published_at_article_id" ON "reading" ("requested_language", "published_at", "article_id");
CREATE INDEX "reading_requested_language_updated_at_article_id" ON "reading" ("requested_language", "updated_at", "article_id");
CREATE INDEX "reading_requested_language_topic_published_at_article_id" ON "reading" ("requested_language", "topic", "published_at", "article_id");
CREATE INDEX "reading_requested_language_issue" ON "reading" ("requested_language", "issue");

CREATE TABLE "reading_byline" (
    "byline" {text} NOT NULL,
    "article_id" {text} NOT NULL,
    PRIMARY KEY ("byline", "article_id"),
    FOREIGN KEY ("article_id") REFERENCES "article" ("id") ON DELETE CASCADE
);

CREATE TABLE "release_item" (
    "release_id" {text} NOT NULL,
    "article_id" {text} NOT NULL,
    "language" {text} NOT NULL,
    "revision" INTEGER NOT NULL,
    PRIMARY KEY ("release_id", "article_id", "language"),
    FOREIGN KEY ("release_id") REFERENCES "release" ("id") ON DELETE CASCADE,
    FOREIGN KEY ("article_id") REFERENCES "article" ("id") ON DELETE RESTRICT,
    FOREIGN KEY ("language") REFERENCES "language" ("code") ON DELETE RESTRICT
);
CREATE INDEX "release_item_article_id" ON "release_item" ("article_id");
CREATE INDEX "release_item_language" ON "release_item" ("language");

CREATE TABLE "revision" (
    "id" {text} NOT NULL PRIMARY KEY,
    "article_id" {text} NOT NULL,
    "number" INTEGER NOT NULL,
    "title" {text} NOT NULL,
    "summary" {text} NOT NULL,
    "body" {text} NOT NULL,
    "weight" {text},
    "note" {text},
    "created_at" {time} NOT NULL,
    "created_by" {text} NOT NULL,
    FOREIGN KEY ("article_id") REFERENCES "article" ("id") ON DELETE CASCADE,
    FOREIGN KEY ("created_by") REFERENCES "person" ("id") ON DELETE RESTRICT
);
CREATE INDEX "revision_article_id" ON "revision" ("article_id");
CREATE INDEX "revision_created_by" ON "revision" ("created_by");
CREATE UNIQUE INDEX "revision_article_id_number" ON "revision" ("article_id", "number");

CREATE TABLE "site_text" (
    "language" {text} NOT NULL PRIMARY KEY,
    "name" {text} NOT NULL,
    "tagline" {text} NOT NULL,
    "about" {text} NOT NULL,
    "serial" INTEGER NOT NULL,
    FOREIGN KEY ("language") REFERENCES "language" ("code") ON DELETE CASCADE
);

CREATE TABLE "slug" (
    "slug" {text} NOT NULL PRIMARY KEY,
    "article_id" {text} NOT NULL,
    "language" {text} NOT NULL,
    "is_current" {flag} NOT NULL,
    FOREIGN KEY ("article_id") REFERENCES "article" ("id") ON DELETE RESTRICT,
    FOREIGN KEY ("language") REFERENCES "language" ("code") ON DELETE RESTRICT
);
CREATE INDEX "slug_language" ON "slug" ("language");
CREATE INDEX "slug_article_id_language" ON "slug" ("article_id", "language");

CREATE TABLE "token" (
    "id" {text} NOT NULL PRIMARY KEY,
    "person_id" {text} NOT NULL,
    "hash" {text} NOT NULL,
    "name" {text} NOT NULL,
    "created_at" {time} NOT NULL,
    "expires_at" {time},
    "revoked_at" {time},
    "last_used_on" {text},
    FOREIGN KEY ("person_id") REFERENCES "person" ("id") ON DELETE CASCADE
);
CREATE INDEX "token_person_id" ON "token" ("person_id");
CREATE UNIQUE INDEX "token_hash" ON "token" ("hash");

CREATE TABLE "topic_name" (
    "topic_id" {text} NOT NULL,
    "language" {text} NOT NULL,
    "name" {text} NOT NULL,
    "description" {text} NOT NULL,
    PRIMARY KEY ("topic_id", "language"),
    FOREIGN KEY ("topic_id") REFERENCES "topic" ("id") ON DELETE CASCADE,
    FOREIGN KEY ("language") REFERENCES "language" ("code") ON DELETE RESTRICT
);
CREATE INDEX "topic_name_topic_id" ON "topic_name" ("topic_id");
CREATE INDEX "topic_name_language" ON "topic_name" ("language");

CREATE TABLE "translation" (
    "version_id" {text} NOT NULL,
    "key" {text} NOT NULL,
    "text" {text},
    "source" {text},
    "needs_work" {flag} NOT NULL,
    "is_approved" {flag} NOT NULL,
    "serial" INTEGER NOT NULL,
    "updated_at" {time} NOT NULL,
    "updated_by" {text} NOT NULL,
    PRIMARY KEY ("version_id", "key"),
    FOREIGN KEY ("version_id") REFERENCES "version" ("id") ON DELETE CASCADE,
    FOREIGN KEY ("updated_by") REFERENCES "person" ("id") ON DELETE RESTRICT
);
CREATE INDEX "translation_updated_by" ON "translation" ("updated_by");
"""


def up(migrator, db):
    for statement in TABLES.format(**TYPES[_dialect(db)]).split(";\n"):
        if statement.strip():
            db.execute_sql(statement)
    db.execute_sql("INSERT INTO generation (id, value) VALUES (1, 0)")


def down(migrator, db):
    for line in reversed(TABLES.splitlines()):
        if line.startswith("CREATE TABLE"):
            db.execute_sql("DROP TABLE " + line.split()[2])


def _dialect(db):
    return "postgres" if "Postgres" in type(db).__name__ else "sqlite"
