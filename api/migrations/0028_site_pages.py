"""The addresses of the site's own pages, as templates by what they show; where there is no row, there is no page."""

TYPES = {"sqlite": {"text": "TEXT"}, "postgres": {"text": 'TEXT COLLATE "C"'}}

UP = """
CREATE TABLE "site_page" (
    "resource" {text} NOT NULL PRIMARY KEY,
    "template" {text} NOT NULL
)
"""


def up(migrator, db):
    db.execute_sql(UP.format(**TYPES["postgres" if "Postgres" in type(db).__name__ else "sqlite"]))


def down(migrator, db):
    db.execute_sql('DROP TABLE "site_page"')
