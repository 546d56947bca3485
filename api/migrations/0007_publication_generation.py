"""In which generation each publication went out: what was released last is told by order, not by any machine's clock."""


def up(migrator, db):
    db.execute_sql('ALTER TABLE "publication" ADD COLUMN "generation" BIGINT NOT NULL DEFAULT 0')
    db.execute_sql(
        'UPDATE "publication" SET "generation" = COALESCE((SELECT MIN("change"."generation") FROM "change"'
        ' WHERE "change"."publication_id" = "publication"."id"), 0)'
    )


def down(migrator, db):
    db.execute_sql('ALTER TABLE "publication" DROP COLUMN "generation"')
