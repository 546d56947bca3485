"""Ids tell the day and no moment, and so no order: what has an order says so in a column; times for readers are minutes.

Every id is issued anew, wherever it stands: in keys and what refers to them, in JSON, and in the bytes that readers
get. The new one is a function of the old (`coarse`), so that addresses and files with an old id still find their way,
and nothing has to be kept that tells the old. The way back leaves the new ids: nobody can tell the old ones from them.
"""

import hashlib
import re

TYPES = {"sqlite": {"text": "TEXT"}, "postgres": {"text": 'TEXT COLLATE "C"'}}

# The order of creation that ids gave so far, while they still give it.
ORDERS = """
ALTER TABLE "message_event" ADD COLUMN "turn" INTEGER NOT NULL DEFAULT 0;
UPDATE "message_event" SET "turn" = "placed"."turn"
  FROM (SELECT "id", ROW_NUMBER() OVER (PARTITION BY "version_id", "key", "serial" ORDER BY "id") - 1 AS "turn"
          FROM "message_event") AS "placed"
 WHERE "placed"."id" = "message_event"."id" AND "placed"."turn" > 0;
ALTER TABLE "step" ADD COLUMN "turn" INTEGER NOT NULL DEFAULT 0;
UPDATE "step" SET "turn" = "placed"."turn"
  FROM (SELECT "id", ROW_NUMBER() OVER (PARTITION BY "version_id", "serial" ORDER BY "id") - 1 AS "turn"
          FROM "step") AS "placed"
 WHERE "placed"."id" = "step"."id" AND "placed"."turn" > 0;
CREATE INDEX "step_version_id_serial_turn" ON "step" ("version_id", "serial", "turn");
DROP INDEX "step_version_id_serial_id";
CREATE INDEX "step_at" ON "step" ("at");
ALTER TABLE "comment" ADD COLUMN "turn" INTEGER NOT NULL DEFAULT 0;
UPDATE "comment" SET "turn" = "placed"."turn"
  FROM (SELECT "id", ROW_NUMBER() OVER (PARTITION BY "version_id", "at" ORDER BY "id") - 1 AS "turn"
          FROM "comment") AS "placed"
 WHERE "placed"."id" = "comment"."id" AND "placed"."turn" > 0;
CREATE INDEX "article_created_at_id" ON "article" ("created_at", "id");
CREATE INDEX "revision_created_at" ON "revision" ("created_at");
CREATE TABLE "reissued" ("old" {text} NOT NULL PRIMARY KEY, "new" {text} NOT NULL);
"""

ORDERS_BACK = """
DROP INDEX "revision_created_at";
DROP INDEX "article_created_at_id";
ALTER TABLE "comment" DROP COLUMN "turn";
DROP INDEX "step_at";
CREATE INDEX "step_version_id_serial_id" ON "step" ("version_id", "serial", "id");
DROP INDEX "step_version_id_serial_turn";
ALTER TABLE "step" DROP COLUMN "turn";
ALTER TABLE "message_event" DROP COLUMN "turn";
"""

IDS = (
    "topic",
    "issue",
    "person",
    "article",
    "byline",
    "release",
    "publication",
    "version",
    "step",
    "comment",
    "correction",
    "grant",
    "message_event",
    "revision",
    "token",
    "preview_token",
)

# Columns that hold an id, of a row or of a message, and that no foreign key names.
LOOSE = (
    ("message", "key"),
    ("translation", "key"),
    ("message_event", "key"),
    ("comment", "key"),
    ("audit_entry", "thing_id"),
)

# Columns of JSON in which ids stand, with the column by which a row is found.
JSON = (
    ("publication", "id", "messages"),
    ("release", "id", "left_out"),
    ("release", "id", "failure"),
    ("audit_entry", "id", "details"),
)

VERSIONS = """
SELECT "version"."id", "version"."article_id", "version"."language" = "article"."source_language"
  FROM "version" JOIN "article" ON "article"."id" = "version"."article_id"
 WHERE "version"."id" IN (SELECT "version_id" FROM "step")
"""
LINES = """
SELECT "message"."key", "message"."source", "translation"."text"
  FROM "message"
  LEFT JOIN "translation" ON "translation"."version_id" = ? AND "translation"."key" = "message"."key"
 WHERE "message"."article_id" = ? AND "message"."position" IS NOT NULL
 ORDER BY "message"."position", "message"."key"
"""
STEPS = 'SELECT "id", "source_hash", "text_hash" FROM "step" WHERE "version_id" = ?'

ID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}")
MOMENT = re.compile(r'("(?:published_at|updated_at|at)":"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}):[0-9.]+Z"')
DAY = 86_400_000  # milliseconds
AT_ONCE = 500  # rows


def up(migrator, db):
    _run(ORDERS, db)
    found = _collect(db)
    steps = _steps(found, db)
    links = _links(db)
    taken = _constraints(db) if _is_postgres(db) else []
    if taken:  # and put back below, which looks at each table once instead of at each row
        for table, _, name, _ in taken:
            db.execute_sql(f'ALTER TABLE "{table}" DROP CONSTRAINT "{name}"')
    else:
        db.execute_sql("PRAGMA defer_foreign_keys = ON")
    for table, column in [*((table, "id") for table in IDS), *sorted(links), *LOOSE]:
        _replace(table, column, db)
    for table, _, name, definition in taken:
        db.execute_sql(f'ALTER TABLE "{table}" ADD CONSTRAINT "{name}" {definition}')
    _many('UPDATE "step" SET "source_hash" = ?, "text_hash" = ? WHERE "id" = ?', steps, db)
    for table, key, column in JSON:
        _rewrite(table, key, column, found, db)
    _rewrite_readings(found, db)
    db.execute_sql('DROP TABLE "reissued"')


def down(migrator, db):
    _run(ORDERS_BACK, db)


def coarse(text):
    """Give the id that an id becomes, the same for the same; None for one that tells no more than the day."""
    moment = int(text[:8] + text[9:13], 16)
    if text[14] != "7" or moment % DAY == 0:
        return None
    rest = int.from_bytes(hashlib.sha256(text.encode()).digest()[:10], "big")
    rest = rest & ~(0xF << 76) | 0x7 << 76
    rest = rest & ~(0x3 << 62) | 0x2 << 62
    new = f"{moment - moment % DAY:012x}{rest:020x}"
    return f"{new[:8]}-{new[8:12]}-{new[12:16]}-{new[16:20]}-{new[20:]}"


def _collect(db):
    """Write down what each id becomes, for the statements that replace it, and give the same as a dict."""
    found = {}
    for table, column in [*((table, "id") for table in IDS), ("message", "key")]:
        for (text,) in db.execute_sql(f'SELECT "{column}" FROM "{table}"').fetchall():  # noqa: S608 - our own names
            new = coarse(text) if ID.fullmatch(text) else None
            if new is not None:
                found[text] = new
    _many('INSERT INTO "reissued" ("old", "new") VALUES (?, ?)', list(found.items()), db)
    if _is_postgres(db):
        db.execute_sql('ANALYZE "reissued"')
    return found


def _steps(found, db):
    """Give what the steps that hold become: (source hash, text hash, new id). Both hashes are of texts with their keys.

    A step that does not hold any more, since the text has changed after it, keeps its hashes, which nothing matches.
    """
    records = []
    for version, article, is_source in db.execute_sql(VERSIONS).fetchall():
        lines = db.execute_sql(_marked(LINES, db), (version, article)).fetchall()
        own = [source if is_source else text or "" for _, source, text in lines]
        keys = [key for key, _, _ in lines]
        sources = [source for _, source, _ in lines]
        new = [found.get(key, key) for key in keys]
        standing = (_digest(keys, sources), _digest(keys, own))
        after = (_digest(new, sources), _digest(new, own))
        for step, *hashes in db.execute_sql(_marked(STEPS, db), (version,)).fetchall():
            if tuple(hashes) == standing:
                records.append((*after, found.get(step, step)))
    return records


def _digest(keys, texts):
    digest = hashlib.sha256()
    for key, text in zip(keys, texts, strict=True):
        digest.update(f"{key}\0{text}\0".encode())
    return digest.hexdigest()


def _links(db):
    """Give (table, column) of each foreign key to one of our ids."""
    if _is_postgres(db):
        return {(table, column) for table, column, *_ in _constraints(db)}
    found = set()
    for (table,) in db.execute_sql("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall():
        for _, _, parent, column, *_ in db.execute_sql(f'PRAGMA foreign_key_list("{table}")').fetchall():
            if parent in IDS:
                found.add((table, column))
    return found


def _constraints(db):
    sql = """
        SELECT child.relname, attribute.attname, pg_constraint.conname, pg_get_constraintdef(pg_constraint.oid)
          FROM pg_constraint
          JOIN pg_class AS child ON child.oid = conrelid
          JOIN pg_class AS parent ON parent.oid = confrelid
          JOIN pg_namespace ON pg_namespace.oid = child.relnamespace
          JOIN pg_attribute AS attribute ON attribute.attrelid = conrelid AND attribute.attnum = conkey[1]
         WHERE contype = 'f' AND pg_namespace.nspname = current_schema() AND parent.relname = ANY(%s)
    """
    return db.execute_sql(sql, (list(IDS),)).fetchall()


def _replace(table, column, db):
    db.execute_sql(  # our own names
        f'UPDATE "{table}" SET "{column}" = (SELECT "new" FROM "reissued" WHERE "old" = "{table}"."{column}")'  # noqa: S608
        f' WHERE "{column}" IN (SELECT "old" FROM "reissued")'
    )


def _rewrite(table, key, column, found, db):
    """Replace the ids inside of texts."""
    records = []
    for name, before in db.execute_sql(f'SELECT "{key}", "{column}" FROM "{table}"').fetchall():  # noqa: S608
        after = _reissued(before or "", found)
        if after != (before or ""):
            records.append((after, name))
    _many(f'UPDATE "{table}" SET "{column}" = ? WHERE "{key}" = ?', records, db)  # noqa: S608


def _rewrite_readings(found, db):
    """Replace ids and cut times in the bytes that readers get; their tags follow, as they are hashes of these."""
    places = db.execute_sql(
        'SELECT "article_id", "requested_language" FROM "reading" WHERE "full_json" IS NOT NULL'
    ).fetchall()
    one = _marked(
        'SELECT "list_json", "full_json", "core_length", "etag" FROM "reading"'
        ' WHERE "article_id" = ? AND "requested_language" = ?',
        db,
    )
    write = (
        'UPDATE "reading" SET "list_json" = ?, "full_json" = ?, "core_length" = ?, "etag" = ?, "modified_at" = ?'
        ' WHERE "article_id" = ? AND "requested_language" = ?'
    )
    now = _now(db)
    records = []
    for place in places:
        listed, whole, length, tag = db.execute_sql(one, place).fetchone()
        listed, whole = bytes(listed), bytes(whole)
        core, rest = _for_readers(whole[:length], found), _for_readers(whole[length:], found)
        if core + rest != whole:
            tag = hashlib.sha256(core + rest).hexdigest()[:32]
            records.append((_for_readers(listed, found), core + rest, len(core), tag, now, *place))
        if len(records) == AT_ONCE:
            _many(write, records, db)
            records = []
    _many(write, records, db)


def _for_readers(document, found):
    return MOMENT.sub(r'\1:00Z"', _reissued(document.decode(), found)).encode()


def _reissued(text, found):
    return ID.sub(lambda match: found.get(match[0], match[0]), text)


def _now(db):
    if _is_postgres(db):
        return db.execute_sql("SELECT now()").fetchone()[0]
    return db.execute_sql("SELECT strftime('%Y-%m-%dT%H:%M:%f', 'now') || '000Z'").fetchone()[0]


def _many(sql, records, db):
    if records:
        db.cursor().executemany(_marked(sql, db), records)


def _marked(sql, db):
    return sql.replace("?", "%s") if _is_postgres(db) else sql


def _run(script, db):
    for statement in script.format(**TYPES["postgres" if _is_postgres(db) else "sqlite"]).split(";\n"):
        if statement.strip():
            db.execute_sql(statement)


def _is_postgres(db):
    return "Postgres" in type(db).__name__
