"""Articles and issues as ninjs 3.1, IPTC's News in JSON, for systems of other newsrooms. Pure.

The schema closes the top level, so what is ours alone stands under `role`, `rel` and `altIds`, in words that
docs/front-ends.md lists. An object is named by a URN that it keeps for life, whatever becomes of address and host.
What may be used how stands in words, for people, and where there is an address for it in `rightsInfo` too.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import orjson

from api.formats import shapes, urns
from api.formats.locations import Locations, uri
from api.languages import wordcount, words
from api.platform.errors import say

VERSION = "3.1"
SCHEMA = f"http://www.iptc.org/std/ninjs/ninjs-schema_{VERSION}.json#"
# IANA knows no media type of ninjs; a parameter of JSON's tells it apart, and who does not know it reads JSON.
MEDIA_TYPE = f'application/json; profile="{SCHEMA.removesuffix("#")}"'

_STANDARD = {"name": "ninjs", "version": VERSION, "schema": SCHEMA}
_CROPS = ("", "1x1", "16x9", "1200x630")
_PLAIN, _HTML = "text/plain", "text/html"

Item = dict[str, Any]


def article(
    document: Mapping[str, Any],
    texts: tuple[str, str],
    pictures: Sequence[Mapping[str, Any]],
    *,
    version: int,
    issue_id: str | None,
    publisher: str,
    places: Locations,
) -> bytes:
    """Write an article from its full form (CONTRACT.md), in the language of its text.

    `texts` are its body in plain words, whole and without what is said of pictures; `pictures` those in the body, in
    whole form; `issue_id` the id of its issue.
    """
    language, shown = document["language"], _all_pictures(document, pictures)
    written = {
        **_head("text", document, language),
        "version": str(version),
        "profile": "text-photo" if shown else "text-only",
        **_times(document["published_at"], document["updated_at"]),
        **_rights(publisher, document["published_at"]),
        "edNote": " ".join(_notes(document, language)),
        "slugline": document["slug"],
        "headlines": [_said("main", document["title"])],
        "descriptions": [_said("summary", document["summary"])] if document["summary"] else [],
        "bodies": _bodies(document["body"]["content"], *texts),
        "by": ", ".join(byline["name"] for byline in document["bylines"]),
        "infoSources": [*_authors(document, language, places), {"name": publisher, "role": "publisher"}],
        "subjects": list(_subjects(document, places)),
        "altIds": _ids(document, places),
        "associations": [
            *(_picture(each, rel, language) for rel, each in shown),
            *_languages(document, places),
            *_issue_of(document, issue_id, places),
        ],
    }
    return _written(written)


def issue(
    shown: Mapping[str, Any], articles: Sequence[Mapping[str, Any]], *, publisher: str, places: Locations
) -> bytes:
    """Write an issue as a composite, from its list form and those of its articles, in order."""
    language, key = shown["language"], shown["key"]
    updated = max((each["updated_at"] for each in articles), default=shown["published_at"])
    names = [_said("period", shown["period_label"])]
    written = {
        **_head("composite", shown, language),
        "profile": "issue",
        **_times(shown["published_at"], updated),
        **_rights(publisher, shown["published_at"]),
        "slugline": key,
        "headlines": [_said("main", shown["title"]), *names] if shown["title"] else names,
        "infoSources": [{"name": publisher, "role": "publisher"}],
        "altIds": [
            _id("issue", key),
            _id("issue_id", shown["id"]),
            *_addresses(places.pages.of_issue(key, language), places.issue_document(key, language)),
        ],
        "associations": [
            *(_item(each, places) for each in articles),
            *(
                _issue(shown["id"], key, shown["period_label"], other, "translation", places)
                for other in _others(shown)
            ),
        ],
    }
    return _written(written)


def _head(type_: str, shown: Mapping[str, Any], language: str) -> Item:
    return {
        "standard": _STANDARD,
        "uri": urns.of_version(shown["id"], language),
        "type": type_,
        "representationType": "full",
        "pubStatus": "usable",
        "language": language,
    }


def _times(first: str, last: str) -> Item:
    return {"firstCreated": first, "versionCreated": last}


def _rights(publisher: str, published_at: str) -> Item:
    return {"copyrightHolder": publisher, "copyrightNotice": f"© {published_at[:4]} {publisher}"}


def _notes(document: Mapping[str, Any], language: str) -> Iterator[str]:
    """Tell what who takes it must know: the last correction, and whether the original has moved on since."""
    if document["corrections"]:
        last = max(document["corrections"], key=lambda each: each["at"])
        date, note = last["at"][:10], last["note"]
        corrected = (
            say("Corrected on {date}: {note}", date=date, note=note) if note else say("Corrected on {date}.", date=date)
        )
        yield words.say_in(corrected, language)
    if document["freshness"] != "current":
        yield f"{document['freshness_label']}."


def _bodies(html: str, text: str, bare: str) -> list[Item]:
    counts = {"charCount": len(bare), "wordCount": wordcount.count(bare)}
    return [
        {"role": "main", "contentType": content_type, **counts, "value": value}
        for content_type, value in ((_HTML, html), (_PLAIN, text))
    ]


def _authors(document: Mapping[str, Any], language: str, places: Locations) -> Iterator[Item]:
    for byline in document["bylines"]:
        key = byline["key"]
        page = {"type": "web", "role": "public", "value": places.byline(key, language)}
        uri = places.concept("bylines", key)
        yield {"name": byline["name"], "role": "author", "uri": uri, "literal": key, "contactInfo": [page]}


def _subjects(document: Mapping[str, Any], places: Locations) -> Iterator[Item]:
    topic, trend = document["topic"], document["trend"]
    uri = places.concept("topics", topic["key"])
    yield {"name": topic["name"], "rel": "topic", "uri": uri, "literal": topic["key"]}
    if trend is not None:
        value = trend["value"]
        yield {"name": trend["label"], "rel": "trend", "uri": places.concept("trends", value), "literal": value}


def _ids(document: Mapping[str, Any], places: Locations) -> list[Item]:
    slug, language, week = document["slug"], document["language"], document["issue"]
    return [
        _id("article", document["id"]),
        _id("slug", slug),
        _id("revision", str(document["revision"])),
        *([_id("issue", week["key"])] if week is not None else []),
        *_addresses(places.pages.of_article(slug, language), places.document(slug, language)),
    ]


def _addresses(page: str | None, document: str) -> list[Item]:
    """Tell where it is: for people, where the site has a page of it, and for programs."""
    return [*([_id("page", page)] if page is not None else []), _id("document", document)]


def _languages(document: Mapping[str, Any], places: Locations) -> Iterator[Item]:
    """Tell of the other languages: of the one that this was translated from, and of translations."""
    for other in document["alternates"]:
        language, slug = other["language"], other["slug"]
        if language != document["language"]:
            rel = "original" if language == document["source_language"] else "translation"
            yield _part(document["id"], language, slug, other["title"], rel, places)


def _item(listed: Mapping[str, Any], places: Locations) -> Item:
    """Tell of an article of an issue, which is not whole here."""
    summary = [_said("summary", listed["summary"])] if listed["summary"] else []
    return {
        **_part(listed["id"], listed["language"], listed["slug"], listed["title"], "item", places),
        **_times(listed["published_at"], listed["updated_at"]),
        "by": ", ".join(byline["name"] for byline in listed["bylines"]),
        "descriptions": summary,
        "subjects": list(_subjects(listed, places)),
    }


def _part(article_id: str, language: str, slug: str, title: str, rel: str, places: Locations) -> Item:
    found = _addresses(places.pages.of_article(slug, language), places.document(slug, language))
    return {
        "name": title,
        "uri": urns.of_version(article_id, language),
        "rel": rel,
        "type": "text",
        "representationType": "partial",
        "pubStatus": "usable",
        "language": language,
        "headlines": [_said("main", title)],
        "altIds": [_id("slug", slug), *found, _id("ninjs", places.document(slug, language, format="ninjs"))],
    }


def _issue_of(document: Mapping[str, Any], issue_id: str | None, places: Locations) -> list[Item]:
    week = document["issue"]
    if week is None or issue_id is None:
        return []
    return [_issue(issue_id, week["key"], week["period_label"], document["language"], "issue", places)]


def _issue(issue_id: str, key: str, name: str, language: str, rel: str, places: Locations) -> Item:
    found = _addresses(places.pages.of_issue(key, language), places.issue_document(key, language))
    return {
        "name": name,
        "uri": urns.of_version(issue_id, language),
        "rel": rel,
        "type": "composite",
        "representationType": "partial",
        "language": language,
        "altIds": [_id("issue", key), *found, _id("ninjs", places.issue_document(key, language, format="ninjs"))],
    }


def _others(shown: Mapping[str, Any]) -> list[str]:
    return [language for language in shown["languages"] if language != shown["language"]]


def _all_pictures(
    document: Mapping[str, Any], pictures: Sequence[Mapping[str, Any]]
) -> list[tuple[str, Mapping[str, Any]]]:
    """Give the pictures with what they are to the text: the lead first, those in the body once each."""
    lead = document["picture"]
    shown = [("lead", lead)] if lead is not None else []
    return [*shown, *(("picture", each) for each in pictures if lead is None or each["id"] != lead["id"])]


def _picture(told: Mapping[str, Any], rel: str, language: str) -> Item:
    rights, credit = told["rights"], told["credit"]
    said = [_said(role, told[role]) for role in ("alt", "caption") if told[role]]
    return {
        "name": told["caption"] or told["alt"] or told["id"],
        "uri": f"urn:uuid:{told['id']}",
        "rel": rel,
        "type": "picture",
        "representationType": "full",
        "pubStatus": "usable",
        "language": language,
        "descriptions": said,
        "by": credit,
        "infoSources": [{"name": credit, "role": "credit"}] if credit else [],
        "copyrightHolder": rights["holder"],
        "copyrightNotice": f"© {rights['holder'].removeprefix('©').strip()}" if rights["holder"] else "",
        "usageTerms": " ".join(_terms(told, language)),
        "rightsInfo": {"linkedRights": uri(rights["licence_url"])} if rights["licence_url"] else None,
        "expires": rights["expires_at"],
        "altIds": [_id("picture", told["id"])],
        "renditions": [_rendition(file, told) for file in shapes.files(told, *_CROPS)],
    }


def _terms(told: Mapping[str, Any], language: str) -> Iterator[str]:
    """Say who may use a picture how, in the words of who keeps it where there are any."""
    rights = told["rights"]
    if rights["usage"]:
        yield rights["usage"]
    if rights["licence"]:
        yield words.say_in(say("Licence: {licence}.", licence=rights["licence"]), language)
    if told["credit"]:
        yield words.say_in(say("Name with it: {credit}.", credit=told["credit"]), language)
    if rights["expires_at"]:
        yield words.say_in(say("Not to be shown after {date}.", date=rights["expires_at"][:10]), language)


def _rendition(file: shapes.File, told: Mapping[str, Any]) -> Item:
    point = told["focal_point"]
    poi = {"x": round(point["x"] * file.width), "y": round(point["y"] * file.height)}
    return {
        "name": f"{file.crop}-{file.width}" if file.crop else str(file.width),
        "href": file.href,
        "contentType": file.media_type,
        "width": file.width,
        "height": file.height,
        **({"poi": poi} if not file.crop else {}),
    }


def _said(role: str, value: str) -> Item:
    return {"role": role, "contentType": _PLAIN, "value": value}


def _id(role: str, value: str) -> Item:
    return {"role": role, "value": value}


def _written(item: Item) -> bytes:
    return orjson.dumps(_told(item))


def _told(item: Item) -> Item:
    """Leave out what says nothing: ninjs has no null, and no schema minds what is missing."""
    told = {name: value for name, value in item.items() if value not in (None, "", [])}
    if "associations" in told:
        told["associations"] = [_told(each) for each in told["associations"]]
    return told
