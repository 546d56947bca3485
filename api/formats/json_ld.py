"""Articles and issues as JSON-LD by schema.org, for search engines and for whoever reads pages by program. Pure.

What is written can stand in a page's `<script type="application/ld+json">` as it is: `<`, `>` and `&` are escaped, so
that no text can end the script or begin a comment (HTML, section 4.12.1.3). Everything is in the language of the text.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import orjson

from api.formats import shapes, terms, urns
from api.formats.locations import Locations, uri
from api.formats.terms import Rights
from api.platform.shortening import shortened

MEDIA_TYPE = "application/ld+json"
LONGEST_HEADLINE = 110  # characters that search engines take of one

_CONTEXT = "https://schema.org"
_CROPS = ("", "16x9", "1x1")  # the shapes that search engines choose from
_UNSAFE = ((b"<", b"\\u003c"), (b">", b"\\u003e"), (b"&", b"\\u0026"))

Node = dict[str, Any]


def article(
    document: Mapping[str, Any], pictures: Sequence[Mapping[str, Any]], *, publisher: str, places: Locations
) -> bytes:
    """Write an article from its full form (CONTRACT.md), with `rights` if it has them.

    `pictures` are those in its body, in whole form.
    """
    language, slug = document["language"], document["slug"]
    url, title = places.article(slug, language), document["title"]
    topic, published_at = document["topic"], document["published_at"]
    headline = shortened(title, LONGEST_HEADLINE)
    return _written(
        {
            "@context": _CONTEXT,
            "@type": "NewsArticle",
            "@id": url,
            "url": url,
            "mainEntityOfPage": {"@type": "WebPage", "@id": url},
            "identifier": urns.of_version(document["id"], language),
            "headline": headline,
            "name": title if title != headline else None,
            "description": document["seo"]["description"],
            "abstract": document["summary"],
            "inLanguage": language,
            "datePublished": published_at,
            "dateModified": max([document["updated_at"], *(each["at"] for each in document["corrections"])]),
            "author": [_person(byline, language, places) for byline in document["bylines"]],
            "publisher": _publisher(publisher),
            "copyrightHolder": _publisher(publisher),
            "copyrightYear": int(published_at[:4]),
            **_rights(document.get("rights"), publisher, published_at, language),
            "isAccessibleForFree": True,
            "wordCount": document["word_count"],
            "timeRequired": f"PT{document['reading_minutes']}M",
            "articleSection": topic["name"],
            "about": {
                "@type": "Thing",
                "@id": places.concept("topics", topic["key"]),
                "name": topic["name"],
                "url": places.topic(topic["key"], language),
            },
            "image": _images(document["picture"], pictures, language, document.get("rights")),
            "isPartOf": _issue_of(document["issue"], language, publisher, places),
            "correction": [_correction(each) for each in document["corrections"]],
            **_translations(document, places),
        }
    )


def issue(
    shown: Mapping[str, Any],
    articles: Sequence[Mapping[str, Any]],
    *,
    publisher: str,
    places: Locations,
    rights: Rights | None = None,
) -> bytes:
    """Write an issue from its list form and those of its articles, in order; `rights` are those of a contract."""
    language, key, period = shown["language"], shown["key"], shown["period"]
    others = [other for other in shown["languages"] if other != language]
    url = places.issue(key, language)
    return _written(
        {
            "@context": _CONTEXT,
            "@type": "PublicationIssue",
            "@id": url,
            "url": url,
            "mainEntityOfPage": {"@type": "WebPage", "@id": url},
            "identifier": urns.of_version(shown["id"], language),
            "issueNumber": key,
            "name": shown["title"] or shown["period_label"],
            "alternateName": shown["period_label"] if shown["title"] else None,
            "inLanguage": language,
            "datePublished": shown["published_at"],
            "temporalCoverage": f"{period['start']}/{period['end']}",
            "publisher": _publisher(publisher),
            "isPartOf": _periodical(publisher),
            **_rights(rights, publisher, shown["published_at"], language),
            "isAccessibleForFree": True,
            "hasPart": [_listed(each, places) for each in articles],
            "workTranslation": [
                {"@type": "PublicationIssue", "@id": places.issue(key, other), "inLanguage": other} for other in others
            ],
        }
    )


def _person(byline: Mapping[str, Any], language: str, places: Locations) -> Node:
    key = byline["key"]
    return {
        "@type": "Person",
        "@id": places.concept("bylines", key),
        "name": byline["name"],
        "url": places.byline(key, language),
    }


def _publisher(name: str) -> Node:
    return {"@type": "NewsMediaOrganization", "name": name}


def _periodical(name: str) -> Node:
    return {"@type": "Periodical", "name": name, "publisher": _publisher(name)}


def _rights(rights: Rights | None, publisher: str, published_at: str, language: str) -> Node:
    """Tell who has a contract how it may be used, in fields and in words."""
    if rights is None:
        return {}
    licence = rights["licence"]
    return {
        "license": terms.licence_url(licence) or ({"@type": "CreativeWork", "name": licence} if licence else None),
        "creditText": rights["attribution"],
        "copyrightNotice": f"© {published_at[:4]} {publisher}",
        "usageInfo": _usage(terms.of_text(rights, language)),
        "expires": rights["expires_at"],
        "sameAs": rights["canonical_url"],
    }


def _usage(text: str) -> Node | None:
    return {"@type": "CreativeWork", "text": text} if text else None


def _images(
    lead: Mapping[str, Any] | None, pictures: Sequence[Mapping[str, Any]], language: str, rights: Rights | None
) -> list[Node]:
    """Give the lead in all shapes that search engines choose from, then each other picture once, as it is."""
    shown = [(lead, crop) for crop in _CROPS] if lead is not None else []
    shown += [(each, "") for each in pictures if lead is None or each["id"] != lead["id"]]
    return [_image(each, crop, language, rights) for each, crop in shown]


def _image(told: Mapping[str, Any], crop: str, language: str, contract: Rights | None) -> Node:
    file, rights = shapes.largest(told, crop), told["rights"]
    return {
        "@type": "ImageObject",
        "@id": file.href,
        "url": file.href,
        "contentUrl": file.href,
        "encodingFormat": file.media_type,
        "width": file.width,
        "height": file.height,
        "inLanguage": told["language"],
        "caption": told["caption"],
        "description": told["alt"],
        "creditText": told["credit"],
        "copyrightNotice": rights["holder"],
        "license": uri(rights["licence_url"]),
        "usageInfo": _usage(terms.of_picture(told, language, contract)),
        "expires": terms.end_of_picture(told, contract),
    }


def _issue_of(week: Mapping[str, Any] | None, language: str, publisher: str, places: Locations) -> Node | None:
    if week is None:
        return None
    url = places.issue(week["key"], language)
    return {
        "@type": "PublicationIssue",
        "@id": url,
        "url": url,
        "issueNumber": week["key"],
        "name": week["period_label"],
        "isPartOf": _periodical(publisher),
    }


def _correction(each: Mapping[str, Any]) -> Node:
    return {"@type": "CorrectionComment", "datePublished": each["at"], "text": each["note"]}


def _translations(document: Mapping[str, Any], places: Locations) -> Node:
    """Tell what this was translated from, and what it was translated into; both only of what is public."""
    source = document["source_language"]
    others = {
        each["language"]: _translation(each, places)
        for each in document["alternates"]
        if each["language"] != document["language"]
    }
    if document["language"] == source:
        return {"workTranslation": list(others.values())}
    original = others.pop(source, None)
    if original is None:
        return {}
    return {"translationOfWork": {**original, "workTranslation": list(others.values())}}


def _translation(other: Mapping[str, Any], places: Locations) -> Node:
    url = places.article(other["slug"], other["language"])
    return {
        "@type": "NewsArticle",
        "@id": url,
        "url": url,
        "headline": shortened(other["title"], LONGEST_HEADLINE),
        "inLanguage": other["language"],
    }


def _listed(each: Mapping[str, Any], places: Locations) -> Node:
    language = each["language"]
    return {
        **_translation(each, places),
        "description": each["summary"],
        "datePublished": each["published_at"],
        "dateModified": each["updated_at"],
        "author": [_person(byline, language, places) for byline in each["bylines"]],
        "articleSection": each["topic"]["name"],
    }


def _written(node: Node) -> bytes:
    body = orjson.dumps(_told(node))
    for sign, escaped in _UNSAFE:
        body = body.replace(sign, escaped)
    return body


def _told(value: Any) -> Any:  # noqa: ANN401 - JSON
    """Leave out what says nothing, at every depth."""
    if isinstance(value, dict):
        return {name: _told(inner) for name, inner in value.items() if inner not in (None, "", [])}
    return [_told(each) for each in value] if isinstance(value, list) else value
