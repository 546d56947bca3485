"""CORS (Fetch standard section 3.2): what the pages of other sites may do here.

Pages of any site may read what is public, refusals included. The desk, login and administration are for pages of the
origins in POLYWEEK_DESK_ORIGINS. Tokens travel in a header that a page must set itself, so browsers need not be allowed
to send credentials (`Access-Control-Allow-Credentials`).
"""

from __future__ import annotations

import flask
from flask import current_app, request

_RESTRICTED = ("/v1/desk", "/v1/auth", "/v1/admin", "/v1/partner")
_EXPOSED = (
    "Content-Disposition, ETag, Idempotency-Replayed, Link, Location, Polyweek-Sandbox, RateLimit, RateLimit-Policy, "
    "Retry-After, WWW-Authenticate, X-Request-Id"
)
_READING = "Accept, Accept-Language, Content-Type, If-Modified-Since, If-None-Match"
_WRITING = f"{_READING}, Authorization, Idempotency-Key, If-Match"
_REMEMBERED = "7200"  # seconds; browsers keep the answer to a preflight no longer
_REMEMBERED_OF_THE_DESK = "600"


def preflight() -> flask.Response | None:
    """Answer a preflight request; None for any other request.

    It is answered for any address: the request itself then gets the problem document, which the page can read.
    """
    if request.method != "OPTIONS" or "Access-Control-Request-Method" not in request.headers:
        return None
    if "Origin" not in request.headers:
        return None
    response = flask.Response(status=204)
    if _may_read():
        headers = response.headers
        headers["Access-Control-Allow-Methods"] = ", ".join(sorted(_methods()))
        headers["Access-Control-Allow-Headers"] = _WRITING if _is_restricted() else _READING
        headers["Access-Control-Max-Age"] = _REMEMBERED_OF_THE_DESK if _is_restricted() else _REMEMBERED
    return response


def open_to_pages(response: flask.Response) -> None:
    """Add the headers that say which pages may read an answer, and which of its headers."""
    headers = response.headers
    if not _is_restricted():
        headers.add("Access-Control-Allow-Origin", "*")
        headers.add("Access-Control-Expose-Headers", _EXPOSED)
        return
    response.vary.add("Origin")
    if _may_read():
        headers.add("Access-Control-Allow-Origin", request.headers["Origin"])
        headers.add("Access-Control-Expose-Headers", _EXPOSED)


def _is_restricted() -> bool:
    return request.path.startswith(_RESTRICTED)


def _may_read() -> bool:
    return not _is_restricted() or request.headers.get("Origin") in current_app.config["DESK_ORIGINS"]


def _methods() -> set[str]:
    """Give the methods that the address takes; those of reading if there is nothing at it."""
    adapter = current_app.create_url_adapter(request)
    return set(adapter.allowed_methods() if adapter is not None else ()) or {"GET", "HEAD", "OPTIONS"}
