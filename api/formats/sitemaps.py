"""Sitemaps (sitemaps.org, protocol 0.9): lists of the site's own pages for search engines. Pure.

Each page names its other languages (Google, "Localized versions of your pages"). A sitemap holds at least one page, as
the protocol's schema demands, at most 50,000 and 50 MB.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from html import escape

from api.formats import svg
from api.platform import clock

MEDIA_TYPE = "application/xml"
MOST_PAGES = 5_000  # of one sitemap, which then has some megabytes: far below what the protocol allows
MOST_NEWS = 1_000  # Google, "Create a News sitemap"

_PROTOCOL = "http://www.sitemaps.org/schemas/sitemap/0.9"
_NAMESPACES = f'xmlns="{_PROTOCOL}"'
_WITH_LANGUAGES = f'{_NAMESPACES} xmlns:xhtml="http://www.w3.org/1999/xhtml"'
_WITH_NEWS = f'{_NAMESPACES} xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"'
_DEFAULT = "x-default"


@dataclass(frozen=True, slots=True)
class Page:
    """A page: its address, those of the same thing by language, itself among them, and for readers of no other.

    `updated_at` is None where it is not known.
    """

    address: str
    alternates: Mapping[str, str]
    default: str
    updated_at: datetime | None


@dataclass(frozen=True, slots=True)
class News:
    """A page with news on it; `publication` is the name of the newspaper in that language."""

    address: str
    publication: str
    language: str
    published_at: datetime
    title: str


def index(sitemaps: Iterable[tuple[str, datetime | None]]) -> bytes:
    """Write an index of sitemaps: their addresses, and when each last changed."""
    return _document(
        "sitemapindex",
        _NAMESPACES,
        (f"<sitemap>{_place(address)}{_changed(at)}</sitemap>" for address, at in sitemaps),
    )


def pages(listed: Iterable[Page]) -> bytes:
    """Write a sitemap of pages with their other languages; those of a page in one language are left out."""
    return _document("urlset", _WITH_LANGUAGES, (_page(each) for each in listed))


def news(listed: Iterable[News], *, latest: str | None = None) -> bytes:
    """Write a sitemap of news. `latest` is a page to list where there is none: it is told without being news."""
    found = [_news(each) for each in listed]
    instead = [f"<url>{_place(latest)}</url>"] if latest is not None else []
    return _document("urlset", _WITH_NEWS, found or instead)


def _page(page: Page) -> str:
    several = page.alternates if len(page.alternates) > 1 else {}
    links = [*several.items(), *([(_DEFAULT, page.default)] if several else [])]
    told = "".join(_link(language, href) for language, href in links)
    return f"<url>{_place(page.address)}{_changed(page.updated_at)}{told}</url>"


def _link(language: str, href: str) -> str:
    return f'<xhtml:link rel="alternate" hreflang="{language}" href="{escape(href)}"/>'


def _place(address: str) -> str:
    """Write an address, which is a URI: but for what `escape` sees to, all of it may stand in XML."""
    return f"<loc>{escape(address)}</loc>"


def _news(each: News) -> str:
    publication = svg.element(
        "news:publication",
        svg.element("news:name", svg.text(each.publication)),
        svg.element("news:language", each.language.partition("-")[0]),  # ISO 639: two or three letters
    )
    told = svg.element(
        "news:news",
        publication,
        svg.element("news:publication_date", clock.to_readers(each.published_at)),
        svg.element("news:title", svg.text(each.title)),
    )
    return f"<url>{_place(each.address)}{told}</url>"


def _changed(at: datetime | None) -> str:
    return f"<lastmod>{clock.to_readers(at)}</lastmod>" if at is not None else ""


def _document(root: str, namespaces: str, inner: Iterable[str]) -> bytes:
    head = f'<?xml version="1.0" encoding="UTF-8"?>\n<{root} {namespaces}>\n'
    return "".join((head, *(f"{each}\n" for each in inner), f"</{root}>\n")).encode()
