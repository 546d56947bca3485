"""Routes: the picture library of the desk. Nothing here is public; the originals of uploads are kept nowhere."""

from __future__ import annotations

from functools import partial
from typing import Any, cast

import flask
from flask import request, url_for

from api.accounts import guard
from api.content.pictures import addresses, decoding, files, pictures, redactions, renditions, storage
from api.content.pictures.facts import Facts
from api.content.pictures.models import Picture
from api.content.pictures.redactions import Redaction
from api.content.pictures.renditions import Rendition
from api.content.pictures.withdrawals import Substitute
from api.desk.door import door
from api.desk.schemas import pictures as schemas
from api.desk.views import pictures as views
from api.platform import clock, parsing, parts, web
from api.platform.errors import Fault, Gone, Invalid, UnsupportedMediaType, say
from api.platform.preconditions import Expected
from api.platform.schemas import PageQuery
from api.platform.web import etag
from api.publishing import pictures as shown_pictures
from api.publishing import takedowns

_PARTS = frozenset({"file", "facts", "redactions"})
_LARGEST = decoding.LARGEST + 1024 * 1024  # of a body: the file, and what stands beside it
_FILE = {"type": "string", "format": "binary"}
_IMAGES = "image/*"


@door.route("/pictures")
@guard.requires("read")
@door.refuses(422)
@door.arguments(schemas.PictureQuery, location="query")
@door.response(200, schemas.PictureList)
def list_pictures(query: dict[str, Any]) -> dict[str, Any]:
    """List the pictures of the library, the newest first; `q` seeks words in credit, source, holder and note.

    `use` leaves those that are `public`, `withdrawn`, or `unused`: that no public text and no latest revision names.
    """
    words, use = query["q"], query["use"]
    preview = addresses.sealed(at=clock.now())
    read = partial(views.picture_page, words=words, use=use, address=_address, preview=preview)
    return web.listed(query, f"desk/pictures?q={words}&use={use}", read)


@door.route("/pictures", methods=["POST"])
@guard.requires("write", largest=_LARGEST)
@door.refuses(413, 415, 422, "invalid_body", "malformed_json")
@door.doc(requestBody=schemas.upload_body())
@door.alt_response(200, schema=schemas.PictureSchema, description="The library has the very same already.")
@door.response(201, schemas.PictureSchema)
def add_picture() -> Any:  # noqa: ANN401
    """Add a picture: JPEG, PNG, WebP or AVIF of at most 25 MiB and 60 million pixels, as the body or as a part of it.

    It is decoded and written anew: nothing that stood beside the pixels is kept, and the original is not. Facts and
    redactions may come with it as parts. The same upload again gives the same picture, whose facts stay as they are.
    """
    data, told, shapes = _upload()
    secret = cast("bytes", flask.current_app.extensions["secret"])
    added = pictures.add(data, shapes, told, store=storage.current(), secret=secret, by=guard.actor(), at=clock.now())
    shown, _, headers = _show(pictures.get(added.picture_id))
    location = {"Location": url_for("desk.show_picture", picture=added.picture_id)}
    return shown, 201 if added.is_new else 200, headers | location


@door.route("/pictures/<picture>")
@guard.requires("read")
@door.refuses(404)
@door.refuses(410, schema=schemas.PictureProblem)
@door.response(200, schemas.PictureSchema)
def show_picture(picture: str) -> Any:  # noqa: ANN401
    """Show a picture with its facts, and the sizes that are made already."""
    return _show(_standing(picture))


@door.route("/pictures/<picture>", methods=["PATCH"])
@guard.requires("write")
@door.refuses(404, 409, 422)
@door.refuses(410, schema=schemas.PictureProblem)
@door.arguments(schemas.PictureChange)
@door.response(200, schemas.PictureSchema)
@door.conditional
def change_picture(data: dict[str, Any], picture: str, expected: Expected) -> Any:  # noqa: ANN401
    """Change facts of a picture, for readers at once. With another focal point its crops are made anew, within seconds.

    Where a right or a consent has ended by what is told here, the picture is withdrawn.
    """
    picture_id = _standing(picture).id
    shown_pictures.change(picture_id, cast("Facts", data), expected=expected, by=guard.actor(), at=clock.now())
    return _show(pictures.get(picture_id))


@door.route("/pictures/<picture>", methods=["DELETE"])
@guard.requires("write")
@door.refuses(404, 409)
@door.refuses(410, schema=schemas.PictureProblem)
@door.response(204)
@door.conditional
def remove_picture(picture: str, expected: Expected) -> None:
    """Delete a picture that nothing public shows and no latest text names, with all its files, for good.

    From now on it answers 410. Whoever uploads the same again gets a new picture.
    """
    picture_id = _standing(picture).id
    store = storage.current()
    takedowns.delete(picture_id, store=store, expected=expected, by=guard.actor(), at=clock.now())


@door.route("/pictures/<picture>/redactions", methods=["POST"])
@guard.requires("write")
@door.refuses(404, 409, 422)
@door.refuses(410, schema=schemas.PictureProblem)
@door.arguments(schemas.NewRedactions)
@door.response(201, schemas.PictureSchema)
@door.conditional
def redact_picture(data: dict[str, Any], picture: str, expected: Expected) -> Any:  # noqa: ANN401
    """Paint over parts of a picture: a new one takes its place, and this one's files are removed for good.

    What was beneath is in no size of the new one. From now on this picture answers 410 and names the other.
    """
    before = _standing(picture)
    expected.check(before.serial)
    shapes = redactions.parse(data["redactions"])
    if not shapes:
        raise _missing("/redactions/0")
    picture_id = shown_pictures.redact(
        before.id, shapes, store=storage.current(), expected=expected, by=guard.actor(), at=clock.now()
    )
    shown, _, headers = _show(pictures.get(picture_id))
    return shown, 201, headers | {"Location": url_for("desk.show_picture", picture=picture_id)}


@door.route("/pictures/<picture>/uses")
@guard.requires("read")
@door.refuses(404, 422)
@door.refuses(410, schema=schemas.PictureProblem)
@door.arguments(PageQuery, location="query")
@door.response(200, schemas.PictureUseList)
def list_picture_uses(query: dict[str, Any], picture: str) -> dict[str, Any]:
    """List where a picture is shown: in what readers have, in each language, and in latest revisions that are not out.

    A text may name its former self, or a withdrawn one that it stands for.
    """
    picture_id = _standing(picture).id
    return web.listed(query, f"desk/pictures/{picture_id}/uses", partial(views.use_page, picture_id))


@door.route("/pictures/<picture>/withdrawal", methods=["POST"])
@guard.requires("release")
@door.refuses(404, 409, 422)
@door.refuses(410, schema=schemas.PictureProblem)
@door.arguments(schemas.NewPictureWithdrawal)
@door.response(201, schemas.PictureSchema)
def withdraw_picture(data: dict[str, Any], picture: str) -> Any:  # noqa: ANN401
    """Take a picture from everything that shows it, in every language, or put another in its place; at once.

    What is said of it goes with it. Its files answer readers 410. The reason is for the desk alone.
    """
    picture_id, substitute = _standing(picture).id, data["substitute"]
    other = Substitute(**substitute) if substitute is not None else None
    by, at = guard.actor(), clock.now()
    shown_pictures.withdraw(picture_id, reason=data["reason"], substitute=other, by=by, at=at)
    shown, _, headers = _show(pictures.get(picture_id))
    return shown, 201, headers | {"Location": url_for("desk.show_picture", picture=picture_id)}


@door.route("/pictures/<picture>/withdrawal", methods=["DELETE"])
@guard.requires("release")
@door.refuses(404, 409)
@door.refuses(410, schema=schemas.PictureProblem)
@door.response(204)
@door.conditional
def restore_picture(picture: str, expected: Expected) -> None:
    """Let a withdrawn picture be shown again wherever a text names it. One whose time is over is prolonged before."""
    picture_id = _standing(picture).id
    shown_pictures.restore(picture_id, expected=expected, by=guard.actor(), at=clock.now())


@door.route("/pictures/<picture>/<int:width>.<format>")
@guard.requires("read")
@door.refuses(404)
@door.refuses(410, schema=schemas.PictureProblem)
@door.response(200, _FILE, content_type=_IMAGES, description="The file")
def show_picture_file(picture: str, width: int, format: str) -> flask.Response:  # noqa: A002 - as in the address
    """Show a picture in one of its sizes: `640.webp`."""
    return _file(picture, Rendition("", width, format))


@door.route("/pictures/<picture>/<crop>/<int:width>.<format>")
@guard.requires("read")
@door.refuses(404)
@door.refuses(410, schema=schemas.PictureProblem)
@door.response(200, _FILE, content_type=_IMAGES, description="The file")
def show_picture_crop(picture: str, crop: str, width: int, format: str) -> flask.Response:  # noqa: A002 - as above
    """Show a picture cut around its focal point: `16x9/640.webp`."""
    wanted = crop if crop in renditions.CROPS else "none"  # the master is nobody's to read
    return _file(picture, Rendition(wanted, width, format))


def _upload() -> tuple[bytes, Facts, list[Redaction]]:
    """Read an upload: the file, facts and redactions."""
    if request.mimetype not in {*schemas.TYPES, schemas.PARTS}:
        types = ", ".join((*schemas.TYPES, schemas.PARTS))
        raise UnsupportedMediaType(say("The file must be sent as {types}.", types=types))
    data = parsing.body(request, _LARGEST)
    if request.mimetype != schemas.PARTS:
        return data, {}, []
    found = parts.read(request, data, known=_PARTS)
    if "file" not in found:
        raise _missing("/file")
    told, shapes = found.get("facts", b"{}"), found.get("redactions", b"[]")
    facts = parts.as_json(told, schemas.PictureChange(), pointer="/facts")
    painted = parts.as_json(shapes, schemas.RedactionShape(many=True), pointer="/redactions")
    return found["file"], cast("Facts", facts), redactions.parse(painted)


def _missing(pointer: str) -> Invalid:
    detail = say("is required")
    problem = say("{place} {complaint}.", place=pointer, complaint=detail)
    return Invalid(problem, Fault("required", detail, pointer=pointer))


def _standing(picture_id: str) -> Picture:
    """Give a picture that stands: no other has taken its place, and nobody has deleted it.

    Raises:
        NotFound: there is none.
        Gone: another has, and the problem names it; or it was deleted.
    """
    found = pictures.get(picture_id)
    if found.deleted_at is not None:
        raise Gone(say("This picture has been deleted."), members={"replaced_by": None})
    if found.replaced_by is not None:
        gone = say("Another picture has taken the place of this one.")
        raise Gone(gone, members={"replaced_by": found.replaced_by})
    return found


def _show(found: Picture) -> tuple[dict[str, Any], int, dict[str, str]]:
    return views.picture(found.id, _address, addresses.sealed(at=clock.now())), 200, {"ETag": etag(found.serial)}


def _file(picture_id: str, rendition: Rendition) -> flask.Response:
    data, _ = files.read(storage.current(), _standing(picture_id).id, rendition)
    response = flask.Response(data, content_type=renditions.MEDIA_TYPES[rendition.format])
    response.headers["Content-Disposition"] = "inline"
    response.headers["Content-Security-Policy"] = web.SHUT
    return response


def _address(picture_id: str, rendition: Rendition) -> str:
    place: dict[str, Any] = {"picture": picture_id, "width": rendition.width, "format": rendition.format}
    if rendition.crop:
        return url_for("desk.show_picture_crop", crop=rendition.crop, **place)
    return url_for("desk.show_picture_file", **place)
