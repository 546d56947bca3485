"""A picture whose rights or consent have ended is withdrawn by itself, and comes back when that has been put right."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from api import duties
from api.content.pictures import storage
from api.platform import clock
from api.publishing import pictures
from tests.content.pictures import shelf as library
from tests.content.pictures.specimens import jpeg
from tests.newsroom import Newsroom
from tests.publishing import shelf
from tests.publishing.exhibition import article, everything, journal, picture

LATER = datetime(2090, 1, 1, tzinfo=UTC)


def patch(newsroom: Newsroom, picture_id: str, **facts: Any) -> Any:
    """Change facts of a picture, and give it as it is then."""
    response = newsroom.call("PATCH", f"/v1/desk/pictures/{picture_id}", "editor", etag="*", json=facts)
    assert response.status_code == 200, response.get_data(as_text=True)
    return response.get_json()


@pytest.mark.parametrize(
    ("fact", "code"), [("rights_expire_at", "rights_expired"), ("consent_expires_at", "consent_expired")]
)
def test_a_picture_goes_when_its_time_is_over(newsroom: Newsroom, fact: str, code: str) -> None:
    """By nobody's hand, and not a moment before; whoever restores it prolongs it first."""
    shown = picture()
    id_ = article(newsroom, shown, lead=shown)
    before = shelf.bytes_of_all()
    facts = {"has_people": True, "consent": "given"} if fact == "consent_expires_at" else {}
    patch(newsroom, shown, **{fact: LATER.isoformat()}, **facts)
    assert pictures.expire(at=LATER - timedelta(microseconds=1)) == 0
    assert pictures.expire(at=LATER) == 1
    assert pictures.expire(at=LATER) == 0
    assert shown not in everything(newsroom, id_)
    withdrawal = newsroom.get(f"/v1/desk/pictures/{shown}", "editor")["withdrawal"]
    assert (withdrawal["by"], withdrawal["reason"]) == (None, code)
    assert [entry["type"] for entry in journal(newsroom, "picture")] == ["published", "withdrawn"]
    patch(newsroom, shown, **{fact: (clock.now() - timedelta(days=1)).isoformat()})
    path = f"/v1/desk/pictures/{shown}/withdrawal"
    assert newsroom.call("DELETE", path, "editor", etag="*").status_code == 409
    patch(newsroom, shown, **{fact: None})
    assert shown not in everything(newsroom, id_)
    assert newsroom.call("DELETE", path, "editor", etag="*").status_code == 204
    assert shelf.bytes_of_all() == before == shelf.built_anew()


def test_a_withdrawn_consent_withdraws_the_picture_at_once(newsroom: Newsroom) -> None:
    """In the very call, by who says it; so does a time that is set and has passed already."""
    consent, rights = picture(), picture(650)
    id_ = article(newsroom, consent, rights)
    after = patch(newsroom, consent, has_people=True, consent="withdrawn")
    assert (after["withdrawal"]["reason"], after["withdrawal"]["by"]["name"]) == ("consent_withdrawn", "Editor")
    assert patch(newsroom, rights, rights_expire_at="2017-01-01T00:00:00Z")["withdrawal"]["reason"] == "rights_expired"
    text = everything(newsroom, id_)
    assert (consent in text, rights in text) == (False, False)
    assert newsroom.call("DELETE", f"/v1/desk/pictures/{consent}/withdrawal", "editor", etag="*").status_code == 409


def test_a_picture_that_comes_without_consent_is_never_shown(newsroom: Newsroom) -> None:
    """It is withdrawn from the beginning."""
    told: Any = {"has_people": True, "consent": "withdrawn"}
    added = library.add(jpeg(), storage.current(), told=told).picture_id
    assert newsroom.get(f"/v1/desk/pictures/{added}", "editor")["withdrawal"]["reason"] == "consent_withdrawn"


def test_a_duty_of_the_worker_withdraws_what_is_over(sqlite_newsroom: Newsroom) -> None:
    """Every second, and not while the clock is not believed."""
    (duty,) = [duty for duty in duties.of(sqlite_newsroom.settings) if duty.name == "expired_pictures"]
    assert (duty.seconds, duty.goes_by_clock) == (1, True)
    shown = picture()
    patch(sqlite_newsroom, shown, rights_expire_at=LATER.isoformat())
    assert duty.run(LATER) == 1
