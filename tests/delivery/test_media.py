from __future__ import annotations

import dataclasses
import hashlib
import re
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

import pytest
import time_machine
from werkzeug.test import TestResponse

from api.content.pictures import files, renditions, storage
from api.content.pictures.models import Picture
from api.content.pictures.redactions import Redaction
from api.platform import db
from api.platform.preconditions import ANY
from api.publishing import exposure
from api.publishing import pictures as shown_pictures
from tests.content.pictures import shelf
from tests.delivery import exhibits
from tests.delivery.exhibits import show, shown, withdraw
from tests.newsroom import NOW, Newsroom

UNKNOWN = "0190a1b2-0000-7000-8000-000000000000"


def read(newsroom: Newsroom, picture: str, name: str = "640.webp", **options: Any) -> TestResponse:
    """Read a file as a reader."""
    return newsroom.call("GET", f"/media/{picture}/{name}", **options)


def status(newsroom: Newsroom, picture: str) -> int:
    """Give what a reader of a size that stands is answered."""
    return read(newsroom, picture, "640.jpg").status_code


def test_every_size_of_a_shown_picture_is_read_by_all(newsroom: Newsroom) -> None:
    """Whole and cropped, in each format, with its type, length and hash, and nothing else is there."""
    _, picture = shown(newsroom)
    for one in renditions.wanted(700, 500):
        name = f"{one.crop}/{one.width}.{one.format}".lstrip("/")
        answer = read(newsroom, picture, name)
        assert (answer.status_code, answer.mimetype) == (200, renditions.MEDIA_TYPES[one.format]), name
        assert answer.headers["ETag"] == f'"{hashlib.sha256(answer.data).hexdigest()}"'
        assert int(answer.headers["Content-Length"]) == len(answer.data)
    for name in ("321.jpg", "960.jpg", "640.png", "master/700.png", "master/700.jpg", "none/320.jpg", "1x1/640.exe"):
        assert read(newsroom, picture, name).status_code == 404, name


def test_a_file_says_how_long_caches_may_keep_it(sqlite_newsroom: Newsroom) -> None:
    """Five minutes in a browser, a year in a cache that purges by tag; any page may show it; nothing runs."""
    _, picture = shown(sqlite_newsroom)
    answer = read(sqlite_newsroom, picture)
    assert {name: answer.headers.get(name) for name in _HEADERS} == _HEADERS | {"Cache-Tag": f"picture-{picture}"}


_HEADERS = {
    "Cache-Control": "public, max-age=300, s-maxage=31536000",
    "Cache-Tag": "",
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "Content-Disposition": "inline",
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Resource-Policy": "cross-origin",
    "Access-Control-Allow-Origin": "*",
    "Accept-Ranges": "none",
    "Vary": None,
    "Set-Cookie": None,
    "Location": None,
}


def test_a_crop_is_kept_for_an_hour(sqlite_newsroom: Newsroom) -> None:
    """Its address has other bytes after another focal point, which shared caches are to notice by themselves."""
    _, picture = shown(sqlite_newsroom)
    answer = read(sqlite_newsroom, picture, "16x9/320.jpg")
    assert answer.headers["Cache-Control"] == "public, max-age=300, s-maxage=3600"


@pytest.mark.parametrize("name", ["640.jpg", "16x9/320.jpg"])
@pytest.mark.parametrize(
    ("ends", "kept"),
    [
        ({"rights_expire_at": 3_000}, (300, 3_000)),
        ({"consent_expires_at": 200}, (200, 200)),
        ({"rights_expire_at": 100, "consent_expires_at": 3_000}, (100, 100)),
        ({"rights_expire_at": -5, "consent_expires_at": 3_000}, (0, 0)),
    ],
)
def test_no_cache_keeps_a_file_beyond_its_rights(
    newsroom: Newsroom, name: str, ends: dict[str, int], kept: tuple[int, int]
) -> None:
    """Browsers and shared caches let go of it when the rights or a consent end; the worker may be a second behind."""
    _, picture = shown(newsroom)
    _set(picture, **{column: NOW + timedelta(seconds=seconds) for column, seconds in ends.items()})
    with time_machine.travel(NOW, tick=False):
        control = read(newsroom, picture, name).headers["Cache-Control"]
    assert control == "public, max-age={}, s-maxage={}".format(*kept)


def test_what_a_reader_has_is_not_read_again(sqlite_newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch) -> None:
    """By its tag 304, and HEAD its length, neither of which asks the store; a part is never given, but the whole."""
    _, picture = shown(sqlite_newsroom)
    whole = read(sqlite_newsroom, picture)
    part = read(sqlite_newsroom, picture, headers={"Range": "bytes=0-9"})
    assert (part.status_code, part.data) == (200, whole.data)
    monkeypatch.setattr(storage, "current", lambda: shelf.Memory(fails_after=0))
    again = read(sqlite_newsroom, picture, headers={"If-None-Match": whole.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    for name in ("ETag", "Cache-Control", "Cache-Tag"):
        assert again.headers[name] == whole.headers[name]
    head = sqlite_newsroom.call("HEAD", f"/media/{picture}/640.webp")
    assert (head.status_code, head.data, head.headers["Content-Length"]) == (200, b"", whole.headers["Content-Length"])


def test_what_came_with_a_token_no_cache_keeps(sqlite_newsroom: Newsroom) -> None:
    """A picture is the same for who works here, but nothing with a credential is kept by others."""
    _, picture = shown(sqlite_newsroom)
    answer = sqlite_newsroom.call("GET", f"/media/{picture}/640.jpg", "editor")
    assert (answer.status_code, answer.headers["Cache-Control"]) == (200, "private, no-store")


def test_what_never_was_public_is_as_what_never_was(newsroom: Newsroom) -> None:
    """A draft's picture and an unknown one are refused in the same words, by every path and with every condition."""
    picture = exhibits.picture()
    newsroom.publish()
    newsroom.write(body=exhibits.body(picture))
    for name in ("640.webp", "640.jpg", "1x1/320.jpg", "999.jpg", "master/700.png"):
        for headers in ({}, {"If-None-Match": "*"}):
            answers = [read(newsroom, one, name, headers=headers) for one in (picture, UNKNOWN, "none", "x" * 300)]
            assert {answer.status_code for answer in answers} == {404}
            assert len({_words(answer) for answer in answers}) == 1, name


def _words(answer: TestResponse) -> str:
    """Give all that an answer says, but for what is another in each."""
    document = answer.get_json() | {"request_id": ""}
    return f"{document}{sorted((name, value) for name, value in answer.headers if name != 'X-Request-Id')}"


def test_a_picture_is_public_as_long_as_something_shows_it(newsroom: Newsroom) -> None:
    """From the first release that shows it until the last language of it is withdrawn, and then it is gone."""
    picture = exhibits.picture()
    article = newsroom.write(body=exhibits.body(picture))
    newsroom.approve(article, "en")
    newsroom.translate(article, "ru")
    newsroom.approve(article, "ru")
    assert status(newsroom, picture) == 404
    newsroom.release(article, "en", "ru")
    assert status(newsroom, picture) == 200
    withdraw(newsroom, article, "en")
    assert status(newsroom, picture) == 200
    withdraw(newsroom, article, "ru")
    gone = read(newsroom, picture)
    assert (gone.status_code, gone.get_json()["code"]) == (410, "gone")
    assert gone.headers["Cache-Control"] == "no-store"
    assert set(gone.get_json()) == {"type", "title", "status", "detail", "code", "request_id", "errors"}
    assert read(newsroom, picture, headers={"If-None-Match": "*"}).status_code == 410


def test_a_release_that_shows_it_no_longer_takes_it_away(newsroom: Newsroom) -> None:
    """As the last withdrawal does; shown again, it is there again."""
    article, picture = shown(newsroom)
    show(newsroom, article)
    assert status(newsroom, picture) == 410
    show(newsroom, article, picture)
    assert status(newsroom, picture) == 200


def test_a_lead_picture_is_public_with_its_text(newsroom: Newsroom) -> None:
    """As one in the body is."""
    picture = exhibits.picture()
    article = newsroom.publish(picture={"id": picture, "alt": "The river"})
    assert status(newsroom, picture) == 200
    withdraw(newsroom, article)
    assert status(newsroom, picture) == 410


def test_each_address_that_a_reader_is_told_answers(sqlite_newsroom: Newsroom) -> None:
    """All that stands in a document, its lead picture's sizes and crops and the body's, can be read as it stands."""
    lead, other = exhibits.picture(), exhibits.picture(650, 500)
    article = sqlite_newsroom.publish(picture={"id": lead, "alt": "The river"}, body=exhibits.body(other))
    shown_ = sqlite_newsroom.get(f"/v1/articles/{article}?lang=en")
    told = shown_["picture"]
    addresses = [told["fallback"], *re.findall(r"https?://[^\s\",]+/media/[^\s\",]+", shown_["body"]["content"])]
    for one in (told, *told["crops"].values()):
        sizes = [(width, kind) for width in one["widths"] for kind in one["formats"]]
        addresses += [one["href"].format(width=width, format=kind) for width, kind in sizes]
    assert len(addresses) > 20
    for address in addresses:
        assert sqlite_newsroom.call("GET", urlsplit(address).path).status_code == 200, address


def test_a_redacted_picture_stands_for_the_former_one(newsroom: Newsroom) -> None:
    """Texts name the old one: the new one is public with them at once, however often it is redacted."""
    article, first = shown(newsroom)
    chain = [first]
    for x in (0.1, 0.5):
        shape = Redaction(x, 0.1, 0.2, 0.2)
        store, by = storage.current(), shelf.actor()
        chain.append(shown_pictures.redact(chain[-1], [shape], store=store, expected=ANY, by=by, at=NOW))
    assert [status(newsroom, picture) for picture in chain[:2]] == [410, 410]  # the second was public, however short
    answer = read(newsroom, chain[-1], "640.jpg")
    assert answer.status_code == 200
    withdraw(newsroom, article)
    assert status(newsroom, chain[-1]) in {404, 410}


def test_a_substitute_is_public_with_the_withdrawn_picture(newsroom: Newsroom) -> None:
    """The withdrawn one is gone; its substitute is public while something shows the withdrawn one, and only so."""
    article, picture = shown(newsroom)
    substitute = exhibits.picture(650, 500)
    _set(picture, substitute=substitute)
    assert (status(newsroom, picture), status(newsroom, substitute)) == (200, 404)
    _set(picture, withdrawn_at=NOW)
    assert (status(newsroom, picture), status(newsroom, substitute)) == (410, 200)
    redacted = shown_pictures.redact(
        picture, [Redaction(0, 0, 0.5, 0.5)], store=storage.current(), expected=ANY, by=shelf.actor(), at=NOW
    )
    assert (status(newsroom, redacted), status(newsroom, substitute)) == (404, 200)
    _set(redacted, substitute=None)  # what its predecessor had no longer counts
    assert status(newsroom, substitute) == 410
    _set(redacted, substitute=substitute)
    withdraw(newsroom, article)
    assert not exposure.find(substitute).is_public  # type: ignore[union-attr]


def test_substitutes_that_go_in_a_circle_show_nothing(newsroom: Newsroom) -> None:
    """Two withdrawn pictures that stand for each other are asked for and answered."""
    _, picture = shown(newsroom)
    other = exhibits.picture(650, 500)
    _set(picture, substitute=other, withdrawn_at=NOW)
    _set(other, substitute=picture, withdrawn_at=NOW)
    assert [status(newsroom, one) for one in (picture, other)] == [410, 404]


def _set(picture: str, **columns: object) -> None:
    with db.transaction():
        Picture.update(**columns).where(Picture.id == picture).execute()


def test_a_size_that_is_not_made_yet_leads_to_the_first(newsroom: Newsroom) -> None:
    """For the seconds after an upload a valid size answers where a JPEG is, and no cache keeps that."""
    _, picture = shown(newsroom, is_rendered=False)
    for name in ("320.avif", "640.webp", "16x9/320.jpg"):
        answer = read(newsroom, picture, name)
        assert (answer.status_code, answer.headers["Cache-Control"]) == (307, "no-store")
        assert answer.headers["Location"] == f"{newsroom.settings.base_url}/media/{picture}/640.jpg"
    assert read(newsroom, picture, "640.jpg").mimetype == "image/jpeg"
    assert read(newsroom, picture, "960.avif").status_code == 404


def test_a_size_that_is_not_made_yet_leads_to_where_readers_find_the_instance(sqlite_newsroom: Newsroom) -> None:
    """Also below a path: the way to the first JPEG begins with the public address, as in articles."""
    _, picture = shown(sqlite_newsroom, is_rendered=False)
    db.open_database(dataclasses.replace(sqlite_newsroom.settings, base_url="https://news.example/weekly"))
    location = read(sqlite_newsroom, picture, "320.avif").headers["Location"]
    assert location == f"https://news.example/weekly/media/{picture}/640.jpg"


def test_a_first_size_that_is_missing_is_no_circle(sqlite_newsroom: Newsroom) -> None:
    """Where even the first file has no row, the reader is told to come back."""
    _, picture = shown(sqlite_newsroom)
    with db.transaction():
        files.drop(picture)
    answer = read(sqlite_newsroom, picture, "640.jpg")
    assert (answer.status_code, "Retry-After" in answer.headers) == (503, True)


def test_an_unknown_parameter_is_refused(sqlite_newsroom: Newsroom) -> None:
    """As everywhere: what means nothing here is not passed over."""
    _, picture = shown(sqlite_newsroom)
    for query in ("width=3", "until=soon", "seal=", "until=-1"):
        assert read(sqlite_newsroom, picture, f"640.jpg?{query}").status_code == 422, query
