"""Routes: a language version as a file, taken away and brought back."""

from __future__ import annotations

from typing import Any

import flask
from flask import request

from api.accounts import guard
from api.content import articles
from api.desk.door import article_at, door
from api.desk.schemas import files as schemas
from api.desk.views import files as views
from api.languages import romanisation
from api.platform import clock, parsing
from api.platform.errors import UnsupportedMediaType, say
from api.platform.web import etag, speak
from api.translation import catalogues, exports, uploads
from api.translation.catalogues import Catalogue
from api.translation.files import po

LARGEST_FILE = 8 * 1024 * 1024  # bytes
PO = "text/x-gettext-translation"
_PO_TYPES = (PO, "text/x-po", "application/octet-stream", "text/plain")
_LONGEST_NAME = 60  # characters
_CATALOGUE = "/articles/<article>/versions/<language>/catalogue.po"


@door.route(_CATALOGUE)
@guard.requires("read")
@door.refuses(404)
@door.response(200, {"type": "string"}, content_type=PO, description="A PO file in UTF-8")
def export_po(article: str, language: str) -> Any:  # noqa: ANN401
    """Take a version away as a PO file; of the source version, the template."""
    catalogue = catalogues.load(article_at(article).id, language)
    response = flask.Response(exports.export(catalogue, po.write), content_type=f"{PO}; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{_name(catalogue)}.po"'
    response.headers["ETag"] = etag(catalogue.serial)
    return response


@door.route(_CATALOGUE, methods=["PUT"])
@guard.requires("translate", largest=LARGEST_FILE)
@door.refuses(404, 409, 413, 415, 422, "malformed_file", "wrong_article")
@door.arguments(schemas.UploadQuery, location="query")
@door.doc(requestBody=schemas.file_body(*_PO_TYPES))
@door.response(200, schemas.UploadSchema)
def upload_po(query: dict[str, Any], article: str, language: str) -> Any:  # noqa: ANN401
    """Bring a PO file back: rebased onto the messages as they now are, with an answer for every entry.

    `mode=fill` writes only what is untranslated or fuzzy, `mode=replace` overwrites; `dry_run=true` keeps nothing.
    """
    article_id = article_at(article).id
    file = po.read(body_of(_PO_TYPES))
    done = uploads.upload(
        article_id,
        language,
        file,
        mode=query["mode"],
        by=guard.actor(),
        at=clock.now(),
        dry_run=query["dry_run"],
    )
    return views.upload(done, speak, dry_run=query["dry_run"]), 200, {"ETag": etag(done.serial)}


def body_of(types: tuple[str, ...]) -> bytes:
    """Read the request's file, of one of these media types or of none.

    Raises:
        UnsupportedMediaType: it says that it is something else.
        TooLarge: it is larger than `LARGEST_FILE`.
    """
    if request.mimetype and request.mimetype not in types:
        raise UnsupportedMediaType(say("The file must be sent as {types}.", types=", ".join(types)))
    return parsing.body(request, LARGEST_FILE)


def _name(catalogue: Catalogue) -> str:
    title = articles.revision(catalogue.article_id, catalogue.revision).title
    return f"{romanisation.slug(title, catalogue.source_language, longest=_LONGEST_NAME)}.{catalogue.language}"
