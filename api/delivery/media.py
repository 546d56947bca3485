"""Routes: the files of pictures that readers have now, and of any picture for who was given a sealed address.

A picture must be able to vanish: browsers keep it for five minutes, and shared caches for a year, but purge it by tag.
Neither keeps it beyond the end of its rights or of a consent. A crop has other bytes after another focal point, at the
same address: shared caches keep it for an hour.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

import flask
from flask import request

from api.accounts import guard
from api.content.pictures import addresses, files, renditions, storage, stores
from api.content.pictures.addresses import Addresses
from api.content.pictures.files import File
from api.content.pictures.renditions import Rendition
from api.delivery import answers
from api.delivery.answers import Ready
from api.delivery.door import PublicDoor
from api.delivery.schemas import media as schemas
from api.platform import clock, ids, web
from api.platform.errors import Gone, NotFound, Unavailable, say
from api.publishing import exposure
from api.publishing.exposure import Exposure

door = PublicDoor("media", __name__, url_prefix="/media", description="Files of pictures.")
door.after_request(answers.keep_private)

# For how many seconds browsers and shared caches keep a file.
_BROWSERS = 300
_SHARED = 31_536_000
_SHARED_CROP = 3_600
_PRIVATE = [("Cache-Control", "private, no-store")]
_OF_ALL = [("Accept-Ranges", "none"), ("Cross-Origin-Resource-Policy", "cross-origin")]

_FILE = {"type": "string", "format": "binary"}
_IMAGES = "image/*"
_NOT_YET = "This size is not made yet: where the first one is"


@door.route("/<picture>/<int:width>.<format>")
@guard.public
@door.refuses(404, 410, schema=schemas.PictureProblem)
@door.refuses(422)
@door.query(schemas.MediaQuery)
@door.response(200, _FILE, content_type=_IMAGES, description="The file")
@door.alt_response(307, description=_NOT_YET)
def show_picture_file(query: dict[str, Any], picture: str, width: int, format: str) -> flask.Response:  # noqa: A002 - as in the address
    """Show a picture in one of its sizes: `640.webp`.

    It is there as long as something public shows it, and answers 410 from then on. Caches may keep it, and must drop it
    by its tag.
    """
    return _answer(query, picture, Rendition("", width, format))


@door.route("/<picture>/<crop>/<int:width>.<format>")
@guard.public
@door.refuses(404, 410, schema=schemas.PictureProblem)
@door.refuses(422)
@door.query(schemas.MediaQuery)
@door.response(200, _FILE, content_type=_IMAGES, description="The file")
@door.alt_response(307, description=_NOT_YET)
def show_picture_crop(query: dict[str, Any], picture: str, crop: str, width: int, format: str) -> flask.Response:  # noqa: A002 - as above
    """Show a picture cut around its focal point: `16x9/640.webp`."""
    return _answer(query, picture, Rendition(crop, width, format))


def _answer(query: dict[str, Any], picture_id: str, rendition: Rendition) -> flask.Response:
    is_sealed = _is_sealed(picture_id, query["until"], query["seal"])
    found = _readable(picture_id, is_sealed=is_sealed)
    if rendition not in renditions.wanted(found.width, found.height):  # the master is nobody's
        raise _unknown()
    file = files.find(picture_id, rendition)
    if file is None:
        return _first(picture_id, found, rendition, Addresses(query["until"] if is_sealed else None))
    kept = _PRIVATE if is_sealed else _kept(picture_id, rendition, found.ends_at)
    headers = [("ETag", web.etag(file.sha256)), *_OF_ALL, *kept]
    if web.is_fresh(file.sha256):
        return Ready(None, 304, headers)
    headers += [("Content-Type", renditions.MEDIA_TYPES[rendition.format]), ("Content-Length", str(file.size))]
    headers += [("Content-Disposition", "inline"), ("Content-Security-Policy", web.SHUT)]
    if request.method == "HEAD":
        return Ready(None, 200, headers)
    return Ready([_fetched(picture_id, file, is_sealed=is_sealed)], 200, headers)


def _is_sealed(picture_id: str, until: int | None, seal: str | None) -> bool:
    """Tell whether the address is sealed. It is judged before anything is looked up, so its time tells nothing.

    Raises:
        NotFound: the seal is not ours, of another picture, or has expired.
    """
    if until is None and seal is None:
        return False
    if not addresses.is_open(picture_id, until or 0, seal or "", at=clock.now()):
        raise _unknown()
    return True


def _readable(picture_id: str, *, is_sealed: bool) -> Exposure:
    """Give a picture that may be read.

    Raises:
        NotFound: there is none, or none that ever was public, which is told alike.
        Gone: it was public; or whoever holds a sealed address is to know that it was taken away.
    """
    found = exposure.find(picture_id) if ids.is_id(picture_id) else None
    if found is None:
        raise _unknown()
    if found.is_public or (is_sealed and found.is_standing):
        return found
    if found.was_public or is_sealed:
        raise Gone(say("This picture is not shown any longer."))
    raise _unknown()


def _fetched(picture_id: str, file: File, *, is_sealed: bool) -> bytes:
    try:
        return files.fetch(storage.current(), picture_id, file)
    except Unavailable:
        _readable(picture_id, is_sealed=is_sealed)  # it may have been taken down a moment ago
        raise


def _first(picture_id: str, found: Exposure, rendition: Rendition, where: Addresses) -> flask.Response:
    """Answer with where the first size is, for the seconds in which the worker makes the others."""
    first = renditions.first(found.width, found.height)
    if rendition == first:
        raise stores.unavailable()
    location = where.file(picture_id, first)
    return Ready(None, 307, [("Location", location), ("Cache-Control", "no-store"), ("Content-Length", "0")])


def _kept(picture_id: str, rendition: Rendition, ends_at: datetime | None) -> list[tuple[str, str]]:
    """Tell caches for how long they may keep a file, which is never beyond its end, and by which tag to drop it."""
    shared = _SHARED_CROP if rendition.crop else _SHARED
    left = shared if ends_at is None else max(int((ends_at - clock.now()).total_seconds()), 0)
    control = f"public, max-age={min(_BROWSERS, left)}, s-maxage={min(shared, left)}"
    return [("Cache-Control", control), ("Cache-Tag", f"picture-{picture_id}")]


def _unknown() -> NotFound:
    return NotFound(say("There is no such picture."))
