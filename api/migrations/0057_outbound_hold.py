"""What goes out to others can be held, as after a restore: the one row says since when."""


def up(migrator, db):
    is_postgres = "Postgres" in type(db).__name__
    text, time = ('TEXT COLLATE "C"', "TIMESTAMPTZ") if is_postgres else ("TEXT", "TEXT")
    db.execute_sql(f'CREATE TABLE "outbound_hold" ("name" {text} NOT NULL PRIMARY KEY, "at" {time} NOT NULL)')


def down(migrator, db):
    db.execute_sql('DROP TABLE "outbound_hold"')
