"""Addresses of pictures in readings follow the public address that an operator sets."""

from __future__ import annotations

import dataclasses
from datetime import timedelta

from api import duties
from api.content.pictures import storage
from api.content.pictures.models import PictureBase
from api.operations import pictures as looking
from api.platform import db
from api.publishing import bases, rebuilds
from api.publishing.models import PublicationPicture
from tests.at_once import at_once
from tests.content.pictures.shelf import add, hung
from tests.content.pictures.specimens import jpeg
from tests.newsroom import NOW, Newsroom

_LATER = NOW + timedelta(minutes=5)


def _show(*article_ids: str) -> None:
    """Have the present publications of articles show a picture."""
    picture = add(jpeg(), storage.current()).picture_id
    for article_id in article_ids:
        (found,) = db.rows("SELECT id FROM publication WHERE article_id = ? AND ended_at IS NULL", (article_id,))
        with db.transaction():
            PublicationPicture.insert(publication=found[0], picture=picture).execute()


def _pending() -> list[str]:
    return [article_id for (article_id,) in db.rows("SELECT article_id FROM pending_rebuild WHERE NOT only_names")]


def _move(room: Newsroom, base: str) -> None:
    """Start this process anew with another address."""
    room.settings = dataclasses.replace(room.settings, base_url=base)
    db.open_database(room.settings)


def test_another_address_asks_for_the_articles_that_show_a_picture(newsroom: Newsroom) -> None:
    """The worker notices by itself; articles without a picture and those withdrawn are left alone."""
    shown, withdrawn = newsroom.publish("en"), newsroom.publish("en", title="Taken back")
    newsroom.publish("en", title="Without a picture")
    _show(shown, withdrawn)
    with db.transaction():
        db.rows("UPDATE publication SET withdrawn_at = published_at WHERE article_id = ? RETURNING 1", (withdrawn,))
    assert bases.follow(at=NOW) == 1
    rebuilds.run_pending(at=NOW)
    assert (bases.known(), _pending(), bases.follow(at=NOW)) == (newsroom.settings.base_url, [], 0)
    _move(newsroom, "https://other.example")
    assert bases.follow(at=_LATER) == 1
    assert (bases.known(), _pending(), bases.follow(at=_LATER)) == ("https://other.example", [shown], 0)


def test_readings_lead_to_the_address_that_is_set(newsroom: Newsroom) -> None:
    """The article and its neighbour, which shows it in its list form, have the new address, and none the former one."""
    picture = {"id": hung(), "alt": "The river", "caption": "In May", "is_decorative": False}
    shown = newsroom.publish("en", picture=picture)
    newsroom.publish("en", title="A neighbour without a picture")
    bases.follow(at=NOW)
    rebuilds.run_pending(at=NOW)
    before = newsroom.call("GET", f"/v1/articles/{shown}?lang=en").headers["ETag"]
    former = f"{newsroom.settings.base_url}/media/".encode()
    assert sum(former in document for document in _documents()) > 1
    _move(newsroom, "https://other.example")
    bases.follow(at=_LATER)
    rebuilds.run_pending(at=_LATER)
    assert not [document for document in _documents() if former in document]
    assert sum(b"https://other.example/media/" in document for document in _documents()) > 1
    assert newsroom.call("GET", f"/v1/articles/{shown}?lang=en").headers["ETag"] != before


def _documents() -> list[bytes]:
    found = db.rows("SELECT list_json, full_json FROM reading WHERE full_json IS NOT NULL")
    return [bytes(document) for row in found for document in row]


def test_what_waits_for_a_name_is_made_anew_as_a_whole(newsroom: Newsroom) -> None:
    """An article that waits for a new name of its topic is not left with the former address."""
    shown = newsroom.publish("en")
    _show(shown)
    sql = "INSERT INTO pending_rebuild (article_id, asked_at, only_names) VALUES (?, ?, TRUE) RETURNING 1"
    with db.transaction():
        db.rows(sql, (shown, db.write_time(NOW)))
    assert bases.follow(at=NOW) == 1
    assert _pending() == [shown]


def test_they_are_asked_for_once_more_when_all_processes_have_the_address(newsroom: Newsroom) -> None:
    """What a process with the former address made meanwhile is mended within the hour, and then there is peace."""
    _show(newsroom.publish("en"))
    found = [bases.follow(at=NOW + timedelta(minutes=minutes)) for minutes in (0, 59, 60, 61, 600)]
    assert found == [1, 0, 1, 0, 0]


def test_an_address_that_comes_back_within_the_hour_is_followed(newsroom: Newsroom) -> None:
    """Each change counts from its own moment."""
    _show(newsroom.publish("en"))
    first = newsroom.settings.base_url
    bases.follow(at=NOW)
    _move(newsroom, "https://other.example")
    assert bases.follow(at=_LATER) == 1
    _move(newsroom, first)
    assert bases.follow(at=_LATER + timedelta(minutes=1)) == 1
    assert PictureBase.get().since == _LATER + timedelta(minutes=1)


def test_two_workers_at_once_ask_once(newsroom: Newsroom) -> None:
    """Both may notice; one asks, and nobody fails."""
    _show(newsroom.publish("en"))
    assert sorted(at_once(*[lambda: bases.follow(at=NOW)] * 2)) == [0, 1]


def test_nothing_public_changes_by_asking(newsroom: Newsroom) -> None:
    """Readings that say the same stay, byte by byte, and the journal has no word of it."""
    _show(newsroom.publish("en"))
    before = db.rows("SELECT etag, modified_at FROM reading"), db.rows("SELECT * FROM change")
    generation = db.row("SELECT value FROM generation")
    bases.follow(at=NOW)
    assert db.row("SELECT value FROM generation") == generation
    rebuilds.run_pending(at=NOW)
    assert (db.rows("SELECT etag, modified_at FROM reading"), db.rows("SELECT * FROM change")) == before


def test_the_worker_does_it(sqlite_newsroom: Newsroom) -> None:
    """An operator has nothing to type: it is among the duties, before that which makes readings anew."""
    _show(sqlite_newsroom.publish("en"))
    names = [duty.name for duty in duties.of(sqlite_newsroom.settings)]
    assert names.index("picture_addresses") < names.index("pending_rebuilds")
    (duty,) = [duty for duty in duties.of(sqlite_newsroom.settings) if duty.name == "picture_addresses"]
    assert duty.run(NOW) == 1


def test_the_doctor_tells_of_an_address_that_was_changed(newsroom: Newsroom) -> None:
    """Until a worker has noticed, both addresses are named, with what to do."""
    _show(newsroom.publish("en"))
    bases.follow(at=NOW)
    assert [finding.level for finding in looking.look(newsroom.settings)] == ["well"]
    _move(newsroom, "https://other.example")
    first = next(looking.look(newsroom.settings))
    assert (first.level, "https://other.example" in first.says) == ("note", True)
    bases.follow(at=_LATER)
    assert [finding.level for finding in looking.look(newsroom.settings)] == ["well"]
