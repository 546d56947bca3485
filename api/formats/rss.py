"""RSS 2.0 (RSS Advisory Board, 2.0.11), with what it lacks from other vocabularies: links and tombstones of Atom. Pure.

Its own `author` is an address of mail, which nobody's byline has: authors are Dublin Core's creators.
"""

from __future__ import annotations

from datetime import datetime
from email.utils import format_datetime
from html import escape
from xml.etree.ElementTree import Element

from api.formats import atom, elements
from api.formats.elements import add
from api.formats.feeds import Entry, Feed, Link, moment

MEDIA_TYPE = "application/rss+xml"

_MINUTES = 5  # for which a reader's program need not ask again, as long as shared caches keep the answer
_NAMESPACES = {
    "at": atom.TOMBSTONES,
    "atom": "http://www.w3.org/2005/Atom",
    "content": "http://purl.org/rss/1.0/modules/content/",
    "dc": "http://purl.org/dc/elements/1.1/",
    "media": atom.MEDIA,
}


def write(feed: Feed) -> bytes:
    """Write a feed as RSS, in UTF-8."""
    root = elements.root("rss", _NAMESPACES, version="2.0", xml_lang=feed.language)
    channel = add(root, "channel")
    add(channel, "title", feed.title)
    add(channel, "link", feed.home.href)
    add(channel, "description", feed.subtitle or feed.title)
    add(channel, "language", feed.language)
    add(channel, "lastBuildDate", _date(feed.updated))
    add(channel, "ttl", str(_MINUTES))
    add(channel, "atom:id", feed.id)
    atom.around(channel, feed, "atom:link")
    for gone in feed.tombstones:
        atom.tombstone(channel, gone)
    for entry in feed.entries:
        _item(add(channel, "item"), entry, feed)
    return elements.document(root)


def _item(made: Element, entry: Entry, feed: Feed) -> None:
    add(made, "title", entry.title)
    add(made, "link", entry.href)
    add(made, "guid", entry.id, isPermaLink="false")
    add(made, "pubDate", _date(entry.published))
    add(made, "atom:updated", moment(entry.updated))
    for author in entry.authors:
        add(made, "dc:creator", author.name)
    if entry.terms:
        add(made, "dc:rights", entry.terms)
    add(made, "category", entry.topic.name, domain=entry.topic.scheme)
    atom.alternates(made, Link(entry.href, feed.language, entry.media_type), entry.alternates, "atom:link")
    add(
        made, "description", escape(entry.lede, quote=False).replace("\n", "<br>")
    )  # which is HTML by the specification
    if entry.html is not None:
        add(made, "content:encoded", entry.html)
    if entry.picture is not None:
        shown = entry.picture
        add(made, "enclosure", url=shown.href, length=shown.length or 0, type=shown.media_type)
        atom.picture(made, shown)


def _date(at: datetime) -> str:
    """Write a moment as RFC 822 has it, with a year of four digits."""
    return format_datetime(at.replace(second=0, microsecond=0), usegmt=True)
