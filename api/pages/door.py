"""The door for browsers: how a page is made, in the reader's language, and what it may do once it is there."""

from __future__ import annotations

import hashlib
from typing import Any

import flask
from flask import request

from api.languages import languages, words
from api.pages import assets
from api.platform import language_tags, web

door = flask.Blueprint("pages", __name__, template_folder="templates")

# Everything comes from this host, and nothing stands inline: no script, no style. `data:` is for the icons in Swagger
# UI's style sheet.
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "form-action 'none'; frame-ancestors 'none'; base-uri 'none'"
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "Referrer-Policy": "no-referrer",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
}


def page(template: str, *, path: str, vary: str = "Accept-Language", **shown: Any) -> flask.Response:  # noqa: ANN401
    """Answer with a page in the reader's language; `path` is its address, for the language switch."""
    language = web.language()
    locale = languages.locale_of(language)
    text = flask.render_template(
        template,
        asset=assets.address,
        direction=locale.text_direction if locale else "ltr",
        language=language,
        path=path,
        speak=web.speak,
        spoken=[(code, _alone(languages.name_in(code, code))) for code in words.spoken()],
        **shown,
    )
    return answer(text.encode(), "text/html; charset=utf-8", language=language, vary=vary)


def _alone(name: str) -> str:
    """Write a name as it stands alone, in a menu: with a capital letter, which Belarusian has not inside a sentence."""
    return name[:1].upper() + name[1:]


def answer(body: bytes, content_type: str, *, language: str | None = None, vary: str = "") -> flask.Response:
    """Answer with what was made just now; browsers ask each time whether it still holds (RFC 9110 section 13.1.2)."""
    tag = hashlib.sha256(body).hexdigest()[:32]
    headers = {**HEADERS, "ETag": web.etag(tag), "Cache-Control": "no-cache"}
    if vary:
        headers["Vary"] = vary
    if web.is_fresh(tag):
        return flask.Response(b"", 304, headers)
    if language is not None:
        headers["Content-Language"] = language
    return flask.Response(body, 200, headers, content_type=content_type)


def newsroom_language() -> str | None:
    """Give the newsroom's language that suits the reader best; None where the newsroom has no language yet."""
    known = languages.everything()
    asked = language_tags.conventional(request.args.get("lang", ""))
    if asked in known:
        return asked
    return languages.negotiate(request.headers.get("Accept-Language", ""), known) if known else None
