"""Versions keep what their messages come to: counts by state, their status, and the hashes of source and text.

They are counted here from the messages as they stand, a hundred articles at a time. 20,000 articles of 20 messages in
three languages take about half a minute.
"""

import hashlib
import re

TYPES = {"sqlite": {"text": "TEXT"}, "postgres": {"text": 'TEXT COLLATE "C"'}}

COUNTS = (
    "untranslated",
    "fuzzy",
    "translated",
    "approved",
    "untranslated_words",
    "fuzzy_words",
    "translated_words",
    "approved_words",
    "marks",
    "size",
)
HASHES = ("source_hash", "text_hash")

VERSIONS = """
SELECT version.id, version.article_id, COALESCE(revision.structure, ''),
       step.kind, step.source_hash, step.text_hash, step.structure_hash
  FROM version
  LEFT JOIN revision ON revision.article_id = version.article_id AND revision.number = (
       SELECT MAX(number) FROM revision WHERE revision.article_id = version.article_id)
  LEFT JOIN step ON step.id = (
       SELECT id FROM step WHERE step.version_id = version.id ORDER BY serial DESC, turn DESC LIMIT 1)
 WHERE version.article_id IN ({marks})
"""

SOURCES = """
SELECT article_id, key, source
  FROM message
 WHERE article_id IN ({marks}) AND position IS NOT NULL
 ORDER BY article_id, position, key
"""

SAYINGS = """
SELECT version.id, message.key, message.words,
       CASE WHEN version.language = article.source_language
            THEN CASE WHEN translation.is_approved AND translation.source = message.source
                      THEN 'approved' ELSE 'translated' END
            WHEN translation.text IS NULL OR translation.text = '' THEN 'untranslated'
            WHEN translation.needs_work OR translation.source IS NULL OR translation.source <> message.source
            THEN 'fuzzy'
            WHEN translation.is_approved THEN 'approved'
            ELSE 'translated' END,
       CASE WHEN version.language = article.source_language THEN message.source ELSE translation.text END
  FROM version
  JOIN article ON article.id = version.article_id
  JOIN message ON message.article_id = version.article_id AND message.position IS NOT NULL
  LEFT JOIN translation ON translation.version_id = version.id AND translation.key = message.key
 WHERE version.article_id IN ({marks})
 ORDER BY version.id, message.position, message.key
"""

MARKS = re.compile(r"\\[\s\S]?|[\n`*_\[\]!<&]")
AFTER = {"submission": "in_review", "approval": "approved", "approval_withdrawal": "in_review"}
AT_ONCE = 100


def up(migrator, db):
    is_postgres = "Postgres" in type(db).__name__
    text = TYPES["postgres" if is_postgres else "sqlite"]["text"]
    db.execute_sql(f'ALTER TABLE "version" ADD COLUMN "status" {text} NOT NULL DEFAULT \'missing\'')
    for name in COUNTS:
        db.execute_sql(f'ALTER TABLE "version" ADD COLUMN "{name}" INTEGER NOT NULL DEFAULT 0')
    for name in HASHES:
        db.execute_sql(f'ALTER TABLE "version" ADD COLUMN "{name}" {text} NOT NULL DEFAULT \'\'')
    mark = "%s" if is_postgres else "?"
    article_ids = [row[0] for row in db.execute_sql("SELECT id FROM article ORDER BY id").fetchall()]
    for start in range(0, len(article_ids), AT_ONCE):
        _count(db, article_ids[start : start + AT_ONCE], mark)
    db.execute_sql('DROP INDEX "version_assignee_id"')
    db.execute_sql('CREATE INDEX "version_assignee_id_status" ON "version" ("assignee_id", "status")')


def down(migrator, db):
    db.execute_sql('DROP INDEX "version_assignee_id_status"')
    db.execute_sql('CREATE INDEX "version_assignee_id" ON "version" ("assignee_id")')
    for name in (*HASHES, *COUNTS, "status"):
        db.execute_sql(f'ALTER TABLE "version" DROP COLUMN "{name}"')


def _count(db, article_ids, mark):
    marks = ", ".join([mark] * len(article_ids))

    def rows(sql):
        return db.execute_sql(sql.format(marks=marks), article_ids).fetchall()

    sources = {}
    for article_id, key, source in rows(SOURCES):
        sources.setdefault(article_id, []).append((key, source))
    source_hashes = {article_id: _digest(pairs) for article_id, pairs in sources.items()}
    said = {}
    for version_id, *columns in rows(SAYINGS):
        said.setdefault(version_id, []).append(columns)
    names = ("status", *COUNTS, *HASHES)
    records = []
    for version_id, article_id, structure, *step in rows(VERSIONS):
        tally = _tally(said.get(version_id, []), source_hashes.get(article_id, _digest([])), structure, step)
        records.append((*(tally[name] for name in names), version_id))
    columns = ", ".join(f'"{name}" = {mark}' for name in names)
    db.cursor().executemany(f'UPDATE "version" SET {columns} WHERE "id" = {mark}', records)  # noqa: S608


def _tally(said, source_hash, structure, step):
    tally = dict.fromkeys(COUNTS, 0)
    for _, words, state, text in said:
        tally[state] += 1
        tally[f"{state}_words"] += words
        tally["marks"] += len(MARKS.findall(text or ""))
        tally["size"] += len((text or "").encode(errors="replace"))
    is_said = any(text for *_, text in said)
    text_hash = _digest((key, text or "") for key, _, _, text in said) if is_said else ""
    kind, *of = step
    if kind == "change_request":
        status = "changes_requested"
    elif kind is not None and of == [source_hash, text_hash, structure]:
        status = "in_progress" if tally["untranslated"] or tally["fuzzy"] else AFTER[kind]
    else:
        status = "in_progress" if is_said else "missing"
    return {**tally, "status": status, "source_hash": source_hash, "text_hash": text_hash}


def _digest(pairs):
    digest = hashlib.sha256()
    for key, text in pairs:
        digest.update(f"{key}\x00{text}\x00".encode())
    return digest.hexdigest()
