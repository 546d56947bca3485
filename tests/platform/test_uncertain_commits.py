from __future__ import annotations

import pytest

from api.accounts.models import Person
from api.platform import db
from api.platform.errors import Unavailable
from tests.faults import commits
from tests.newsroom import Newsroom


def test_a_commit_without_an_answer_is_not_called_undone(newsroom: Newsroom) -> None:
    """Where the database goes silent at the commit, nobody knows: the refusal says so, and how to find out."""
    with commits.failing("person"):
        with pytest.raises(Unavailable) as told, db.transaction():
            Person.update(name="Another").execute()
        db.release_connection()
    assert ("may have been done" in str(told.value.detail)) is db.is_postgres()
    assert ("the same Idempotency-Key" in str(told.value.detail)) is db.is_postgres()


@pytest.mark.parametrize("newsroom", ["postgresql"], indirect=True)
def test_what_fails_before_the_commit_was_not_done(newsroom: Newsroom) -> None:
    """A connection that is lost at a statement, or in a dry run, leaves nothing behind, and no doubt."""
    for dry_run in (False, True):
        with pytest.raises(Unavailable) as told, db.transaction(dry_run=dry_run):
            db.rows("SELECT pg_terminate_backend(pg_backend_pid())")
        db.release_connection()
        assert str(told.value.detail) == "The database does not answer just now."
