"""JSON Feed 1.1 (https://www.jsonfeed.org/version/1.1/); what it has no word for stands under `_polyweek`. Pure."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

import orjson

from api.formats.feeds import Entry, Feed, Link, Picture, moment

MEDIA_TYPE = "application/feed+json"

_VERSION = "https://jsonfeed.org/version/1.1"


def write(feed: Feed) -> bytes:
    """Write a feed as JSON; what has no value is left out, as the specification asks."""
    told = {
        "version": _VERSION,
        "title": feed.title,
        "home_page_url": feed.home.href,
        "feed_url": feed.href,
        "description": feed.subtitle or None,
        "language": feed.language,
        "authors": [{"name": feed.author}],
        "next_url": feed.next,
        "hubs": [{"type": "WebSub", "url": feed.hub}] if feed.hub is not None else None,
    }
    own = {
        "about": feed.about,
        "id": feed.id,
        "updated": moment(feed.updated),
        "first_url": feed.first,
        "previous_url": feed.previous,
        "alternates": [_link(link) for link in feed.alternates],
        "deleted": [{"id": gone.id, "when": moment(gone.at)} for gone in feed.tombstones],
    }
    items = [_item(entry, feed) for entry in feed.entries]
    return orjson.dumps({**_there(told), "_polyweek": own, "items": items})


def _item(entry: Entry, feed: Feed) -> dict[str, Any]:
    shown = entry.picture
    told = {
        "id": entry.id,
        "url": entry.href,
        "title": entry.title,
        "content_html": entry.html,
        "content_text": (entry.lede or entry.title) if entry.html is None else None,
        "summary": entry.lede or None,
        "image": shown.href if shown is not None else None,
        "date_published": moment(entry.published),
        "date_modified": moment(entry.updated),
        "authors": [_there({"name": author.name, "url": author.page}) for author in entry.authors] or None,
        "tags": [entry.topic.name],
        "language": feed.language,
        "attachments": [_attachment(shown)] if shown is not None else None,
    }
    own: dict[str, Any] = {
        "revision": entry.revision,
        "freshness": entry.freshness,
        "topic": {"key": entry.topic.key, "name": entry.topic.name},
        "corrections": [{"at": moment(each.at), "note": each.note} for each in entry.corrections],
        "alternates": [_link(link) for link in entry.alternates],
        "picture": _said(shown) if shown is not None else None,
    }
    if entry.rights is not None:
        own["rights"] = asdict(entry.rights)
        if shown is not None:
            own["picture"]["terms"] = shown.terms
    return {**_there(told), "_polyweek": own}


def _attachment(shown: Picture) -> dict[str, Any]:
    return _there({"url": shown.href, "mime_type": shown.media_type, "size_in_bytes": shown.length})


def _said(shown: Picture) -> dict[str, Any]:
    return {
        "alt": shown.alt,
        "caption": shown.caption,
        "credit": shown.credit,
        "holder": shown.holder,
        "licence_url": shown.licence_url,
        "width": shown.width,
        "height": shown.height,
    }


def _link(link: Link) -> dict[str, str]:
    return {"url": link.href, "language": link.language, "mime_type": link.media_type}


def _there(told: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in told.items() if value is not None}
