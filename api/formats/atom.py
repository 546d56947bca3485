"""Atom: feeds by RFC 4287, pages by RFC 5005, what was withdrawn by RFC 6721, pictures by Media RSS. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from xml.etree.ElementTree import Element

from api.formats import elements
from api.formats.elements import add
from api.formats.feeds import Entry, Feed, Link, Picture, Tombstone, moment

MEDIA_TYPE = "application/atom+xml"

TOMBSTONES = "http://purl.org/atompub/tombstones/1.0"
MEDIA = "http://search.yahoo.com/mrss/"
_NAMESPACES = {"": "http://www.w3.org/2005/Atom", "at": TOMBSTONES, "media": MEDIA}


def write(feed: Feed) -> bytes:
    """Write a feed as Atom, in UTF-8."""
    root = elements.root("feed", _NAMESPACES, xml_lang=feed.language)
    add(root, "id", feed.id)
    add(root, "title", feed.title)
    if feed.subtitle:
        add(root, "subtitle", feed.subtitle)
    add(root, "updated", moment(feed.updated))
    add(add(root, "author"), "name", feed.author)
    around(root, feed, "link")
    for gone in feed.tombstones:  # what is no entry stands before all of them (RFC 4287, appendix B)
        tombstone(root, gone)
    for entry in feed.entries:
        _entry(add(root, "entry"), entry, feed)
    return elements.document(root)


def around(parent: Element, feed: Feed, name: str) -> None:
    """Put the links of a feed where they belong: to its hub, itself, its pages, site, languages and formats."""
    if feed.hub is not None:
        add(parent, name, rel="hub", href=feed.hub)
    add(parent, name, rel="self", type=_own_type(name), href=feed.href)
    add(parent, name, rel="first", type=_own_type(name), href=feed.first)
    for relation, href in (("previous", feed.previous), ("next", feed.next)):
        if href is not None:
            add(parent, name, rel=relation, type=_own_type(name), href=href)
    alternates(parent, feed.home, feed.alternates, name)


def alternates(parent: Element, own: Link, others: Iterable[Link], name: str = "link") -> None:
    """Put links to the page of something, and to the same in other languages and forms.

    Some programs open the first alternate that they meet and others the last, whatever its language (feedparser and
    newsboat do). So the page stands at both ends: bare, and with its language, as a set of languages has all of them.
    No two have the same type and language (RFC 4287, 4.1.1).
    """
    if name == "link":  # RSS has an element of its own for it
        add(parent, name, rel="alternate", href=own.href)
    for link in (*others, own):
        add(parent, name, rel="alternate", type=link.media_type, hreflang=link.language, href=link.href)


def tombstone(parent: Element, gone: Tombstone) -> None:
    """Tell that an entry is gone (RFC 6721 section 2): which, and when, and nothing of why."""
    add(parent, "at:deleted-entry", ref=gone.id, when=moment(gone.at))


def picture(parent: Element, shown: Picture) -> None:
    """Put a picture as Media RSS has it, with what is said of it and who has made it.

    What is said is its title: a description inside is taken for the text of the entry (feedparser, 6.0).
    """
    made = add(
        parent,
        "media:content",
        url=shown.href,
        type=shown.media_type,
        medium="image",
        fileSize=shown.length,
        width=shown.width,
        height=shown.height,
    )
    for name, text in (("title", shown.caption or shown.alt), ("credit", shown.credit)):
        if text:
            add(made, f"media:{name}", text)
    if shown.holder or shown.terms:
        add(made, "media:copyright", ". ".join(filter(None, [shown.holder.rstrip("."), shown.terms])))
    if shown.licence_url:
        add(made, "media:license", type="text/html", href=shown.licence_url)


def _own_type(name: str) -> str:
    return MEDIA_TYPE if name == "link" else "application/rss+xml"


def _entry(made: Element, entry: Entry, feed: Feed) -> None:
    add(made, "id", entry.id)
    add(made, "title", entry.title)
    add(made, "updated", moment(entry.updated))
    add(made, "published", moment(entry.published))
    for author in entry.authors:
        person = add(made, "author")
        add(person, "name", author.name)
        if author.page is not None:
            add(person, "uri", author.page)
    alternates(made, Link(entry.href, feed.language, entry.media_type), entry.alternates)
    add(made, "category", term=entry.topic.key, scheme=entry.topic.scheme, label=entry.topic.name)
    if entry.terms:
        add(made, "rights", entry.terms)
    if entry.lede:
        add(made, "summary", entry.lede)
    if entry.html is not None:
        add(made, "content", entry.html, type="html", xml_base=entry.href)
    if entry.picture is not None:
        shown = entry.picture
        add(made, "link", rel="enclosure", type=shown.media_type, length=shown.length, href=shown.href)
        picture(made, shown)
