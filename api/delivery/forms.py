"""Articles in other forms than the stored one: some fields of them, or another form of the body. Pure."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from functools import lru_cache
from typing import Any

import orjson

from api.content.pictures import figures
from api.publishing.audience import MARK


def select(document: bytes, names: Collection[str]) -> bytes:
    """Leave in a JSON object the fields of these names, in its own order."""
    return orjson.dumps(picked(orjson.loads(document), names))


def listed(document: bytes, names: Collection[str]) -> bytes:
    """Leave in a whole article the fields of these names as an article in a list has them."""
    shown = picked(orjson.loads(document), names)
    if shown.get("picture") is not None:
        shown["picture"] = {name: value for name, value in shown["picture"].items() if name not in figures.WHOLE}
    return orjson.dumps(shown)


def picked(shown: dict[str, Any], names: Collection[str]) -> dict[str, Any]:
    """Leave in something shown the fields of these names, in its own order; all of them where none is named.

    What is under embargo says so in any case.
    """
    return {name: value for name, value in shown.items() if name in names or name == MARK} if names else shown


def with_body(document: bytes, body: dict[str, Any] | None) -> bytes:
    """Give an article another body, in its place."""
    return orjson.dumps(orjson.loads(document) | {"body": body})


_KEPT = re.compile(r'<figure class="picture" data-syndication="false">.*?</figure>\n?', re.DOTALL)
_MARKS = (b'"syndication":false', b'data-syndication=\\"false\\"')  # as they stand in JSON


def syndicated(document: bytes) -> bytes:
    """Leave out of a whole article the pictures that are not for partners: the lead, the social, those in its HTML."""
    if not any(mark in document for mark in _MARKS):
        return document
    shown = orjson.loads(document)
    if shown["picture"] is not None and not shown["picture"]["rights"]["syndication"]:
        shown["picture"] = None
    social = shown.get("seo", {}).get("picture")
    if social is not None and not social["syndication"]:
        shown["seo"]["picture"] = None
    shown["body"]["content"] = _KEPT.sub("", shown["body"]["content"])
    return orjson.dumps(shown)


_FILES = b"/media/"
_PICTURE = re.compile(rb"/media/([0-9a-f-]{36})/")


def pictures(document: bytes) -> list[str]:
    """Give the ids of the pictures that an article or a list of them shows, neighbours' included, each once."""
    if _FILES not in document:
        return []
    return [id_.decode() for id_ in dict.fromkeys(_PICTURE.findall(document))]


_LINKS = b'"links":{'
_ALTERNATES = b'"alternates":['
_PREVIOUS = b'],"previous":'


def links(document: bytes, requested_language: str) -> str:
    """Give the Link field of a stored article: its canonical address, those of its other languages, and of its like.

    The last, `related`, is for readers of the language that was asked for (RFC 8288; the relations are IANA's).

    They are those of the site's own pages, where there are such. The alternates are cut out of the bytes, since reading
    all of them would cost more than all else that a cold article costs; in a JSON text the quotes of the marks would be
    escaped.
    """
    own = document.find(_LINKS) + len(_LINKS) - 1
    start = document.find(_ALTERNATES, own) + len(_ALTERNATES) - 1
    alternates = document[start : document.find(_PREVIOUS, start) + 1]
    return _links(document[own : document.find(b"}", own) + 1], alternates, requested_language)


def link_field(canonical: str, by_language: Mapping[str, str]) -> str:
    """Write the Link field of a thing (RFC 8288): its canonical page, and its pages by language, the default one first.

    The first is also that of readers of no language that there is a page in (`x-default`).
    """
    pages = [("x-default", page) for page in list(by_language.values())[:1]]
    links = [f'<{page}>; rel="alternate"; hreflang="{language}"' for language, page in (*by_language.items(), *pages)]
    return ", ".join([f'<{canonical}>; rel="canonical"', *links])


_NEIGHBOUR = re.compile(rb'"(?:previous|next)":{"id":"([0-9a-f-]{36})"')
_NEIGHBOURS = b',"previous":'


def neighbours(document: bytes) -> list[str]:
    """Give the ids of the articles before and after a stored one, cut out of its end."""
    return [id_.decode() for id_ in _NEIGHBOUR.findall(document, max(document.rfind(_NEIGHBOURS), 0))]


@lru_cache(maxsize=1_024)
def _links(own: bytes, alternates: bytes, requested_language: str) -> str:
    links, others = orjson.loads(own), orjson.loads(alternates)
    path = links["self"].partition("?")[0]
    related = f'<{path}/related?lang={requested_language}>; rel="related"'
    if links.get("page") is not None:
        return f"{link_field(links['page'], {other['language']: other['page'] for other in others})}, {related}"
    addresses = [f'<{other["href"]}>; rel="alternate"; hreflang="{other["language"]}"' for other in others]
    return ", ".join([f'<{links["self"]}>; rel="canonical"', *addresses, related])
