"""Routes: what browsers and crawlers ask for by themselves, wherever they come in."""

from __future__ import annotations

import flask

from api.accounts import guard
from api.pages import assets
from api.pages.door import answer, door

# For everybody's eyes, so it names no more than the reference does: what asks for a token, and where previews are.
_ROBOTS = b"""\
User-agent: *
Disallow: /v1/admin
Disallow: /v1/auth
Disallow: /v1/desk
Disallow: /v1/preview
"""


@door.route("/robots.txt")
@guard.public
def show_robots() -> flask.Response:
    """Let crawlers read what is public, and keep them from where they would only be refused (RFC 9309)."""
    return answer(_ROBOTS, "text/plain; charset=utf-8")


@door.route("/favicon.ico")
@guard.public
def show_icon() -> flask.Response:
    """Give the icon to browsers that show an answer which is no page, and so names none."""
    icon = assets.load("polyweek.svg")
    return answer(icon.plain, icon.content_type)
