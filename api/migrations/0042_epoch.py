"""The journal has an epoch, which each restore sets anew: cursors from before it end. Cursors until now have none."""


def up(migrator, db):
    text = 'TEXT COLLATE "C"' if "Postgres" in type(db).__name__ else "TEXT"
    db.execute_sql(f'ALTER TABLE "generation" ADD COLUMN "epoch" {text} NOT NULL DEFAULT \'\'')


def down(migrator, db):
    db.execute_sql('ALTER TABLE "generation" DROP COLUMN "epoch"')
