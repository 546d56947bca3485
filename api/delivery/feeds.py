"""Routes: what is published in a language as feeds, for readers' programs and for those who syndicate."""

from __future__ import annotations

from typing import Any

import flask

from api.accounts import guard
from api.delivery import answers, feed_pages, forms, handovers, readers
from api.delivery.door import door
from api.delivery.feed_pages import Asked, Form
from api.delivery.schemas import feeds as schemas
from api.platform import web

_FEED = {"type": "string"}
_PAGE = "A page of the feed"


@door.route("/feeds/<language>.atom")
@guard.public
@door.refuses(404, 422)
@door.query(schemas.FeedQuery)
@door.response(200, _FEED, content_type=feed_pages.ATOM.media_type, description=_PAGE)
def show_atom_feed(query: dict[str, Any], language: str) -> flask.Response:
    """Show what is published in a language as Atom (RFC 4287), the latest change first.

    Entries keep their ids for ever. A corrected text comes again with a later `updated`; of what was withdrawn there is
    `at:deleted-entry` (RFC 6721). Follow `rel="next"` (RFC 5005) to the end: each entry comes once, whatever is
    published meanwhile. Only what is in the language itself is in its feed. `body=summary` leaves the texts out.
    """
    return _answer(feed_pages.ATOM, language, query)


@door.route("/feeds/<language>.rss")
@guard.public
@door.refuses(404, 422)
@door.query(schemas.FeedQuery)
@door.response(200, _FEED, content_type=feed_pages.RSS.media_type, description=_PAGE)
def show_rss_feed(query: dict[str, Any], language: str) -> flask.Response:
    """Show what is published in a language as RSS 2.0: the same entries, ids and pages as in Atom."""
    return _answer(feed_pages.RSS, language, query)


@door.route("/feeds/<language>.json")
@guard.public
@door.refuses(404, 422)
@door.query(schemas.FeedQuery)
@door.response(200, schemas.JsonFeed, content_type=feed_pages.JSON.media_type, description=_PAGE)
def show_json_feed(query: dict[str, Any], language: str) -> flask.Response:
    """Show what is published in a language as JSON Feed 1.1: the same entries, ids and pages as in Atom.

    What JSON Feed has no word for stands under `_polyweek`.
    """
    return _answer(feed_pages.JSON, language, query)


@door.route("/feeds/by-token/<token>/<language>.atom")
@guard.public
@door.refuses(401, 403, 404, 422, 429)
@door.query(schemas.FeedQuery)
@door.response(200, _FEED, content_type=feed_pages.ATOM.media_type, description=_PAGE)
def show_partner_atom_feed(query: dict[str, Any], token: str, language: str) -> flask.Response:
    """Show a partner's feed as Atom by its feed token, which stands in the address: for what can send no header.

    The token reads feeds and nothing else; they are what the contract has. Pages have the token in their addresses too,
    and no cache keeps them.
    """
    return _by_token(feed_pages.ATOM, token, language, query)


@door.route("/feeds/by-token/<token>/<language>.rss")
@guard.public
@door.refuses(401, 403, 404, 422, 429)
@door.query(schemas.FeedQuery)
@door.response(200, _FEED, content_type=feed_pages.RSS.media_type, description=_PAGE)
def show_partner_rss_feed(query: dict[str, Any], token: str, language: str) -> flask.Response:
    """Show a partner's feed as RSS 2.0 by its feed token: the same entries, ids and pages as in Atom."""
    return _by_token(feed_pages.RSS, token, language, query)


@door.route("/feeds/by-token/<token>/<language>.json")
@guard.public
@door.refuses(401, 403, 404, 422, 429)
@door.query(schemas.FeedQuery)
@door.response(200, schemas.JsonFeed, content_type=feed_pages.JSON.media_type, description=_PAGE)
def show_partner_json_feed(query: dict[str, Any], token: str, language: str) -> flask.Response:
    """Show a partner's feed as JSON Feed 1.1 by its feed token: the same entries, ids and pages as in Atom."""
    return _by_token(feed_pages.JSON, token, language, query)


# The address is a secret: it goes to no other site, and no index. Nor does it stand in the header, which is sooner
# logged than the document, where programs look for it.
_SECRET = [("Referrer-Policy", "no-referrer"), ("X-Robots-Tag", "noindex")]


def _by_token(form: Form, token: str, language: str, query: dict[str, Any]) -> flask.Response:
    with readers.by_feed_token(token) as partner:
        return _answer(form, language, query, token=token, partner=partner)


def _answer(form: Form, language: str, query: dict[str, Any], *, token: str = "", partner: str = "") -> flask.Response:
    readers.require_form(form.name)
    if (spoken := flask.request.args.get("lang")) is not None:  # in which refusals speak, as on every route
        readers.asked_language(spoken)
    asked = Asked(form, language, query["topic"], query["body"] == "summary", query["limit"], token, partner)
    others = [each for each in feed_pages.FORMS if readers.has_form(each.name)]
    made = feed_pages.make(asked, query["cursor"], signer=web.signer(), others=others)
    handovers.note_feed(language, made.shown, made.withdrawn, has_text=not asked.is_brief)
    return answers.answer(
        made.body,
        answers.tag_of(made.body),
        language=language,
        cache_tags=[
            "feeds",
            "site",
            f"lang-{language}",
            *(f"topic-{key}" for key in asked.topics),
            *answers.article_tags(made.articles),
        ],
        pictures=forms.pictures(made.body),
        links=web.link_field(made.links) if not token else "",
        cache_control=answers.CACHE_CONTROL if not token else "private, no-store",
        media_type=made.content_type,
        more=_SECRET if token else (),
    )
