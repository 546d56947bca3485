"""A revision knows how many of its pictures lack an alternative text; none of those before shows one of the library."""


def up(migrator, db):
    db.execute_sql('ALTER TABLE "revision" ADD COLUMN "undescribed" INTEGER NOT NULL DEFAULT 0')


def down(migrator, db):
    db.execute_sql('ALTER TABLE "revision" DROP COLUMN "undescribed"')
