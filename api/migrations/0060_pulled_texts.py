"""Which revision a partner was given ahead of a release, and when it was told of a withdrawal and acknowledged it."""

TIMES = {"sqlite": "TEXT", "postgres": "TIMESTAMPTZ"}


def up(migrator, db):
    time = TIMES["postgres" if "Postgres" in type(db).__name__ else "sqlite"]
    db.execute_sql('ALTER TABLE "receipt" ADD COLUMN "ahead_revision" INTEGER')
    for column in ("gone_told_at", "gone_acknowledged_at"):
        db.execute_sql(f'ALTER TABLE "receipt" ADD COLUMN "{column}" {time}')
    db.execute_sql('CREATE INDEX "embargo_offer_article_id_language" ON "embargo_offer" ("article_id", "language")')


def down(migrator, db):
    db.execute_sql('DROP INDEX "embargo_offer_article_id_language"')
    for column in ("gone_acknowledged_at", "gone_told_at", "ahead_revision"):
        db.execute_sql(f'ALTER TABLE "receipt" DROP COLUMN "{column}"')
