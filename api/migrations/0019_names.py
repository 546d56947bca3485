"""What is pending for the sake of names only is known as such: names are put into readings without building them anew."""

UP = """ALTER TABLE "pending_rebuild" ADD COLUMN "only_names" BOOLEAN NOT NULL DEFAULT FALSE"""
DOWN = """ALTER TABLE "pending_rebuild" DROP COLUMN "only_names\""""


def up(migrator, db):
    db.execute_sql(UP)


def down(migrator, db):
    db.execute_sql(DOWN)
