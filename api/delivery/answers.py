"""Answers: the form in which the public door gives bytes, with tags to compare and to purge by, or says 304."""

from __future__ import annotations

import functools
import hashlib
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

import flask
from flask import request
from werkzeug.datastructures import Headers
from werkzeug.http import http_date, parse_date

from api.delivery import readers
from api.platform import clock, web

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment

MOST_TAGS = (
    16_000  # bytes of Cache-Tag, which CDNs cut off or refuse beyond 16 kB: some 300 pictures with their articles
)

# A minute in the reader's browser; a CDN may keep it longer, since Cache-Tag lets it be purged; and both may serve
# what they have while they ask again (RFC 5861).
CACHE_CONTROL = "public, max-age=60, s-maxage=300, stale-while-revalidate=600"
# What shows more than its tags can name is not found by a purge, so it is soon gone by itself.
BRIEFLY = "public, max-age=60, s-maxage=60"

# Where the edge finds, in the request's environ, the moment from which an answer will be another one by time alone.
HOLDS_UNTIL = "polyweek.holds_until"

_http_date = functools.lru_cache(maxsize=4_096)(http_date)


def answer(
    body: bytes,
    tag: str,
    *,
    language: str | None,
    modified_at: datetime | None = None,
    cache_tags: Sequence[str] = (),
    pictures: Sequence[str] = (),
    negotiated: bool = False,
    links: str = "",
    cache_control: str = CACHE_CONTROL,
    media_type: str = "application/json",
    more: Sequence[tuple[str, str]] = (),
) -> flask.Response:
    """Answer with public bytes, JSON mostly, or with 304 if the reader has them (RFC 9110 sections 8.8 and 15.4.5).

    `pictures`: the ids of those that it shows, for a purge as `cache_tags` are; where all tags together are too long,
    as many as fit are told, and caches keep it for a minute only.
    `negotiated`: Accept-Language had a say, so caches must look at it, and no time of change is told: it may be that of
    another language too. `links`: a Link field (RFC 8288). `more`: headers that it has beside these.
    """
    if "HTTP_AUTHORIZATION" in request.environ and readers.audience() is not None:  # another contract is another answer
        tag, modified_at = tag_of(body), None
    modified_at = None if negotiated else modified_at
    tags = ",".join([*cache_tags, *(f"picture-{picture_id}" for picture_id in pictures)])
    if len(tags) > MOST_TAGS:
        tags, cache_control = tags[:MOST_TAGS].rpartition(",")[0], BRIEFLY
    headers = [("ETag", web.etag(tag)), ("Cache-Control", cache_control), ("Accept-Ranges", "none"), *more]
    if tags:
        headers.append(("Cache-Tag", tags))
    if negotiated:
        headers.append(("Vary", "Accept-Language"))
    if _is_fresh(tag, modified_at):
        return Ready(None, 304, headers)
    headers += [("Content-Type", media_type), ("Content-Length", str(len(body)))]
    if language is not None:
        headers.append(("Content-Language", language))
    if (told := _last_modified(modified_at)) is not None:
        headers.append(("Last-Modified", _http_date(told)))
    elif modified_at is not None:
        request.environ[HOLDS_UNTIL] = clock.minute_after(modified_at)
    if links:
        headers.append(("Link", links))
    return Ready([body], 200, headers)


class Ready(flask.Response):
    """An answer whose header is whole: it goes out as it stands, instead of being copied and corrected once more."""

    default_mimetype = None

    def get_wsgi_headers(self, environ: WSGIEnvironment) -> Headers:  # noqa: ARG002 - werkzeug's signature
        """Give the header."""
        return self.headers


def keep_private(response: flask.Response) -> flask.Response:
    """Keep out of every cache what came with a credential; so there is nothing to purge by its tags."""
    if "HTTP_AUTHORIZATION" in request.environ:
        response.headers["Cache-Control"] = "private, no-store"
        response.headers.pop("Cache-Tag", None)
    return response


def article_tags(article_ids: Iterable[str]) -> list[str]:
    """Give the tags by which a CDN purges all that shows something of some articles, each once.

    A tag has the last twelve characters of the id, which are random: with all of them a page of a hundred articles and
    their neighbours would pass the 16 kB that a header may have.
    """
    return list(dict.fromkeys(f"article-{article_id[-12:]}" for article_id in article_ids))


def tag_of(body: bytes) -> str:
    """Give the entity tag of an answer made on request."""
    return hashlib.sha256(body).hexdigest()[:32]


def moved(target: str, *, cache_tags: Sequence[str]) -> flask.Response:
    """Answer that an address has another one now, for good (RFC 9110 section 15.4.9)."""
    headers = [("Location", target), ("Cache-Control", CACHE_CONTROL), ("Cache-Tag", ",".join(cache_tags))]
    return Ready(None, 308, [*headers, ("Content-Length", "0")])


def gone(body: bytes, *, language: str, media_type: str, negotiated: bool) -> flask.Response:
    """Answer that something was withdrawn, in the words of another system (RFC 9110 section 15.5.11)."""
    headers = [("Cache-Control", "no-store"), *([("Vary", "Accept-Language")] if negotiated else [])]
    headers += [("Content-Type", media_type), ("Content-Length", str(len(body))), ("Content-Language", language)]
    return Ready([body], 410, headers)


def _is_fresh(tag: str, modified_at: datetime | None) -> bool:
    """Tell whether the reader has this already; If-Modified-Since counts only without If-None-Match."""
    if "HTTP_IF_NONE_MATCH" in request.environ:
        return web.is_fresh(tag)
    since = request.environ.get("HTTP_IF_MODIFIED_SINCE")
    return since is not None and (told := _last_modified(modified_at)) is not None and parse_date(since) == told


def _last_modified(modified_at: datetime | None) -> datetime | None:
    """Give the moment by which a change is told: the end of its minute, since nobody is told the second.

    None before it has come: whoever asks by it has seen all that happened in that minute, and each later change is
    told by a later one (`neighbours.after`). Only this very moment is compared with: by a reader's own, a change that
    was not committed yet when they read would be 304 to them (RFC 9110 section 13.1.3 warns of such).
    """
    told = clock.minute_after(modified_at) if modified_at is not None else None
    return told if told is not None and told <= clock.now() else None
