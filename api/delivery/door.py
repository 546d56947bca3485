"""The public door, how its readers' language is chosen, and the form of its answers."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import flask
import marshmallow as ma
from flask import request

from api.languages import languages
from api.platform import clock, fields, web
from api.platform.schemas import PageQuery
from api.platform.web import Door

door = Door("delivery", __name__, url_prefix="/v1", description="Public reading, without a credential.")

# A minute in the reader's browser; a CDN may keep it longer, since Cache-Tag lets it be purged; and both may serve
# what they have while they ask again (RFC 5861).
CACHE_CONTROL = "public, max-age=60, s-maxage=300, stale-while-revalidate=600"


class LanguageQuery(ma.Schema):
    """In which language."""

    lang = ma.fields.String(load_default=None, validate=fields.length(1, 35), metadata={"description": "BCP 47"})


class LanguagePageQuery(LanguageQuery, PageQuery):
    """In which language, how much and from where."""


def asked_language(lang: str | None) -> str:
    """Give the language that a reader wants: `lang`, else by Accept-Language, else the default.

    Raises:
        InvalidParameter: the newsroom has no such language.
    """
    known = languages.everything()
    if lang is not None:
        return languages.require(lang, known).code
    return languages.negotiate(request.headers.get("Accept-Language", ""), known)


def answer(
    body: bytes,
    tag: str,
    *,
    language: str,
    modified_at: datetime | None = None,
    cache_tags: Sequence[str] = (),
    negotiated: bool = False,
) -> flask.Response:
    """Answer with public JSON and its validators, or 304 if the reader has it (RFC 9110 sections 8.8 and 15.4.5).

    `negotiated`: Accept-Language had a say, so caches must look at it.
    """
    is_fresh = web.is_fresh(tag)
    response = flask.Response(b"" if is_fresh else body, 304 if is_fresh else 200, mimetype="application/json")
    headers = response.headers
    headers["ETag"] = web.etag(tag)
    headers["Cache-Control"] = CACHE_CONTROL
    headers["Content-Language"] = language
    if modified_at is not None:
        headers["Last-Modified"] = clock.http_date(modified_at)
    if cache_tags:
        headers["Cache-Tag"] = ",".join(cache_tags)
    if negotiated:
        headers["Vary"] = "Accept-Language"
    if is_fresh:
        del headers["Content-Type"], headers["Content-Length"]
    return response
