"""What tells of a change in a database misses none, and reads nothing anew where there is none."""

from __future__ import annotations

from api.platform import db
from tests.contents import Contents
from tests.newsroom import Newsroom
from tests.statements import counted


def test_every_commit_is_seen_and_nothing_else(newsroom: Newsroom) -> None:
    """A change is seen in its table; what was undone, or is left out, changes nothing."""
    contents = Contents(newsroom.settings, without={"issue"})
    before = contents.now()
    with db.transaction(dry_run=True):
        db.database.execute_sql("DELETE FROM site_text")
    assert contents.now() == before
    db.database.execute_sql("UPDATE issue SET serial = serial + 1")
    assert contents.now() == before
    db.database.execute_sql("DELETE FROM site_text")
    after = contents.now()
    assert {name for name in before if before[name] != after[name]} == {"site_text"}
    contents.close()


def test_what_nobody_changed_is_not_read_again(newsroom: Newsroom) -> None:
    """As long as nobody writes, the tables are not looked at."""
    contents = Contents(newsroom.settings)
    before = contents.now()
    newsroom.get("/v1/articles")
    with counted() as statements:
        assert contents.now() == before
    assert len(statements) <= 1
    contents.close()
