"""Server and worker killed at random moments of a busy newsroom: what was acknowledged is there, nothing by half."""

from __future__ import annotations

import pytest

from api.platform import db
from tests.faults.weather import Writer, storm
from tests.newsroom import Newsroom
from tests.publishing import shelf


def test_what_was_acknowledged_outlives_three_kills(newsroom: Newsroom) -> None:
    """Three kills on each database while three people edit, submit, approve and release."""
    _outlives(newsroom, kills=3)


@pytest.mark.slow
def test_what_was_acknowledged_outlives_three_hundred_kills(newsroom: Newsroom) -> None:
    """Three hundred kills on each database."""
    _outlives(newsroom, kills=300)


def _outlives(newsroom: Newsroom, *, kills: int) -> None:
    people = storm(newsroom, kills=kills)
    assert [person.refused for person in people if person.refused] == []
    _every_edit_stands(people)
    _every_release_is_whole(people)
    _every_publication_is_told()
    assert shelf.bytes_of_all() == shelf.built_anew()


def _every_edit_stands(people: list[Writer]) -> None:
    stored = set(
        db.rows(
            "SELECT version.article_id, event.key, event.text FROM message_event AS event "
            "JOIN version ON version.id = event.version_id WHERE event.action = 'edited'"
        )
    )
    acknowledged = {edit for person in people for edit in person.edits}
    assert len(acknowledged) >= len(people)
    assert acknowledged - stored == set()


def _every_release_is_whole(people: list[Writer]) -> None:
    """What was acknowledged is there; what is published has its item; nothing scheduled was forgotten."""
    states = dict(db.rows("SELECT id, state FROM release"))
    assert {release for person in people for release in person.releases} - states.keys() == set()
    assert set(states.values()) <= {"published", "failed"}
    items = {release for (release,) in db.rows("SELECT release_id FROM release_item")}
    assert items == {release for release, state in states.items() if state == "published"}


def _every_publication_is_told() -> None:
    """Each publication has its entry in the journal, and the journal tells of no other."""
    publications = db.rows("SELECT id FROM publication")
    assert publications
    assert set(db.rows("SELECT publication_id FROM change")) == set(publications)
    standing = db.rows("SELECT article_id, COUNT(*) FROM publication WHERE ended_at IS NULL GROUP BY article_id")
    assert {count for _, count in standing} == {1}
    assert {article for (article,) in db.rows("SELECT article_id FROM reading")} == {article for article, _ in standing}
