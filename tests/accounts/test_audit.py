"""The audit: what it keeps and what it must not."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from api.accounts import audit
from api.accounts.models import AuditEntry, Person
from api.platform import db
from tests.newsroom import Newsroom

AT = datetime(2017, 9, 14, 9, 26, 53, 589_793, tzinfo=UTC)


def _noted() -> list[AuditEntry]:
    return list(AuditEntry.select().where(AuditEntry.thing_id == "p"))


def _note(at: datetime = AT) -> None:
    person = Person.get(Person.login == "admin").id
    with db.transaction():
        audit.note("person.suspend", by=person, at=at, thing="person", thing_id="p", role="editor", reason=None)


def test_an_entry_says_who_did_what_to_the_minute_and_no_more(newsroom: Newsroom) -> None:
    """An entry names person, action and thing; its time is cut to the minute, and no empty detail is kept."""
    _note()
    (entry,) = _noted()
    assert (entry.person.login, entry.action, entry.thing, entry.thing_id) == ("admin", "person.suspend", "person", "p")
    assert entry.at == datetime(2017, 9, 14, 9, 26, tzinfo=UTC)
    assert entry.details == '{"role": "editor"}'


def test_a_deed_that_is_undone_leaves_no_entry(newsroom: Newsroom) -> None:
    """The entry stands in the transaction of the deed: what is rolled back was not done, and is not noted."""

    def fail() -> None:
        with db.transaction():
            audit.note("person.add", by=audit.OPERATOR, at=AT, thing="person", thing_id="p")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert not _noted()


def test_a_note_outside_of_a_transaction_is_refused(sqlite_newsroom: Newsroom) -> None:
    """A note that could stand without its deed is a bug of ours, and fails."""
    with pytest.raises(RuntimeError):
        audit.note("person.add", by=audit.OPERATOR, at=AT, thing="person", thing_id="p")


def test_entries_are_forgotten_after_their_days(newsroom: Newsroom) -> None:
    """Pruning takes what is older than the days that an operator chose, and leaves the rest."""
    _note(AT - timedelta(days=181))
    _note(AT - timedelta(days=179))
    assert audit.prune(at=AT, days=180) == 1
    assert [entry.at.date() for entry in _noted()] == [(AT - timedelta(days=179)).date()]
