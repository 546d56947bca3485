"""Publications keep all forms of their body; those of before get them from the worker, with their readings."""

TEXT = {"sqlite": "TEXT", "postgres": 'TEXT COLLATE "C"'}
FORMS = ("html", "blocks", "text")

PENDING = """
INSERT INTO "pending_rebuild" ("article_id", "asked_at")
SELECT "article_id", MAX("published_at") FROM "publication" WHERE TRUE GROUP BY "article_id"
ON CONFLICT ("article_id") DO NOTHING
"""


def up(migrator, db):
    dialect = "postgres" if "Postgres" in type(db).__name__ else "sqlite"
    for form in FORMS:
        db.execute_sql(f'ALTER TABLE "publication" ADD COLUMN "{form}" {TEXT[dialect]}')
    db.execute_sql(PENDING)


def down(migrator, db):
    for form in FORMS:
        db.execute_sql(f'ALTER TABLE "publication" DROP COLUMN "{form}"')
    db.execute_sql(PENDING)
