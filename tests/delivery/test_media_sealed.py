from __future__ import annotations

from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

import time_machine
from werkzeug.test import TestResponse

from api.content.pictures import addresses, renditions, storage
from api.content.pictures.addresses import Addresses
from api.content.pictures.models import Picture
from api.content.pictures.redactions import Redaction
from api.platform import clock, db
from api.platform.preconditions import ANY
from api.publishing import pictures as shown_pictures
from tests.content.pictures import shelf
from tests.delivery import exhibits
from tests.newsroom import NOW, Newsroom

FIRST = renditions.first(700, 500)


def _read(newsroom: Newsroom, address: str, **options: Any) -> TestResponse:
    parts = urlsplit(address)
    return newsroom.call("GET", f"{parts.path}?{parts.query}", **options)


def test_the_desk_shows_what_is_not_public_without_a_token(sqlite_newsroom: Newsroom) -> None:
    """The address in a picture's `preview` answers in each size, for an hour, and no cache keeps what it gives."""
    picture = exhibits.picture()
    for shown in (
        sqlite_newsroom.get(f"/v1/desk/pictures/{picture}", "translator-ru"),
        *sqlite_newsroom.get("/v1/desk/pictures", "editor")["data"],
    ):
        assert shown["preview"].startswith(f"{sqlite_newsroom.settings.base_url}/media/{picture}/{{width}}.{{format}}?")
        for size in ("320", "640", "16x9/640"):
            for kind in renditions.FORMATS:
                answer = _read(sqlite_newsroom, shown["preview"].format(width=size, format=kind))
                assert (answer.status_code, answer.mimetype) == (200, renditions.MEDIA_TYPES[kind])
                assert answer.headers["Cache-Control"] == "private, no-store"
                assert "Cache-Tag" not in answer.headers
        assert _read(sqlite_newsroom, shown["preview"].format(width="master/700", format="png")).status_code == 404


def test_a_sealed_size_that_is_not_made_yet_leads_to_a_sealed_one(sqlite_newsroom: Newsroom) -> None:
    """Right after the upload an editor's tool shows the first JPEG, by the same seal."""
    picture = exhibits.picture(is_rendered=False)
    address = addresses.sealed(at=clock.now()).template(picture).format(width=320, format="avif")
    answer = _read(sqlite_newsroom, _read(sqlite_newsroom, address).headers["Location"])
    assert (answer.status_code, answer.mimetype) == (200, "image/jpeg")


def test_no_other_seal_opens_a_picture(sqlite_newsroom: Newsroom) -> None:
    """One of another picture, of another end, expired or half given: as if there were nothing, public or not."""
    _, public = exhibits.shown(sqlite_newsroom)
    hidden, other = exhibits.picture(650, 500), exhibits.picture(660, 500)
    for picture in (public, hidden):
        opened = addresses.sealed(at=clock.now())
        query = urlsplit(opened.file(picture, FIRST)).query
        foreign = urlsplit(opened.file(other, FIRST)).query
        past = urlsplit(Addresses(int(clock.now().timestamp()) - 1).file(picture, FIRST)).query
        until, seal = query.split("&")
        longer = f"until={(opened.until or 0) + 600}&{seal}"
        for wrong in (foreign, past, longer, until, seal, f"{until}&seal=none", f"{until}&seal=ж"):
            answer = sqlite_newsroom.call("GET", f"/media/{picture}/640.jpg?{wrong}")
            assert (answer.status_code, answer.get_json()["detail"]) == (404, "There is no such picture."), wrong
        assert sqlite_newsroom.call("GET", f"/media/{picture}/640.jpg?{query}").status_code == 200
        with time_machine.travel(clock.now() + addresses.LONGEST + timedelta(minutes=11)):
            assert sqlite_newsroom.call("GET", f"/media/{picture}/640.jpg?{query}").status_code == 404


def test_a_seal_does_not_bring_back_what_was_taken_away(sqlite_newsroom: Newsroom) -> None:
    """What was redacted or withdrawn answers 410 to who holds an address of it, though it never was public."""
    redacted, withdrawn = exhibits.picture(), exhibits.picture(650, 500)
    opened = [addresses.sealed(at=clock.now()).file(picture, FIRST) for picture in (redacted, withdrawn)]
    shape = Redaction(0.1, 0.1, 0.2, 0.2)
    shown_pictures.redact(redacted, [shape], store=storage.current(), expected=ANY, by=shelf.actor(), at=NOW)
    with db.transaction():
        Picture.update(withdrawn_at=NOW).where(Picture.id == withdrawn).execute()
    for address in opened:
        answer = _read(sqlite_newsroom, address)
        assert (answer.status_code, answer.get_json()["detail"]) == (410, "This picture is not shown any longer.")
