"""Articles and issues as ninjs 3.1 or 3.2, IPTC's News in JSON, for systems of other newsrooms. Pure.

The schema closes the top level, so what is ours alone stands under `role`, `rel` and `altIds`, in words that
docs/front-ends.md lists; `vocabulary.py` publishes those of `rel`. An object is named by a URN that it keeps for life,
whatever becomes of address and host. What may be used how stands in words, for people, and in `rightsInfo` too. What we
write of 3.1 and 3.2 differs in the version alone: 3.2 added what audio and video need.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from api.formats import ninjs_pictures, terms, urns
from api.formats.locations import Locations
from api.formats.ninjs_parts import HTML, PLAIN, Item, Version, named, said, standard, written
from api.formats.terms import Rights
from api.languages import wordcount, words
from api.platform.errors import say


def article(
    document: Mapping[str, Any],
    texts: tuple[str, str],
    pictures: Sequence[Mapping[str, Any]],
    *,
    version: int,
    issue_id: str | None,
    publisher: str,
    places: Locations,
    of: Version = "3.1",
    embargoed_until: str | None = None,
) -> bytes:
    """Write an article from its full form (CONTRACT.md), in the language of its text, with `rights` if it has them.

    `texts` are its body in plain words, whole and without what is said of pictures; `pictures` those in the body, in
    whole form; `version` counts its publications and withdrawals; `issue_id` is the id of its issue; `embargoed_until`
    (RFC 3339) when it may be shown at the earliest, for who has it ahead of time.
    """
    language, shown = document["language"], ninjs_pictures.of_article(document, pictures)
    rights = document.get("rights")
    return written(
        {
            **_head("text", document, language, of),
            "version": str(version),
            "profile": "text-photo" if shown else "text-only",
            **_times(document["published_at"], document["updated_at"]),
            "embargoedUntil": embargoed_until,
            **_rights(publisher, document["published_at"], rights, urns.of_version(document["id"], language), language),
            "edNote": " ".join(_notes(document, language, embargoed_until)),
            "slugline": document["slug"],
            "headlines": [said("main", document["title"])],
            "descriptions": [said("summary", document["summary"])] if document["summary"] else [],
            "bodies": _bodies(document["body"]["content"], *texts),
            "by": ", ".join(byline["name"] for byline in document["bylines"]),
            "infoSources": [
                *_authors(document, language, places),
                *_sources(publisher, rights),
            ],
            "subjects": list(_subjects(document, places)),
            "altIds": [*_ids(document, places), *_canonical(rights)],
            "associations": [
                *(ninjs_pictures.picture(each, rel, language, rights) for rel, each in shown),
                *_languages(document, places),
                *_issue_of(document, issue_id, places),
            ],
        }
    )


def withdrawn(article_id: str, language: str, *, version: int, at: str, of: Version) -> bytes:
    """Write that an article has been withdrawn in a language: its name for life, and nothing that it said.

    `version` counts its publications and withdrawals, of which this is the last; `at` is when (RFC 3339).
    """
    note = words.say_in(say("This text has been withdrawn. Take it down."), language)
    return written(
        {
            **_head("text", {"id": article_id}, language, of),
            "representationType": "partial",
            "pubStatus": "canceled",
            "version": str(version),
            "versionCreated": at,
            "edNote": note,
            "altIds": [named("article", article_id)],
        }
    )


def issue(
    shown: Mapping[str, Any],
    articles: Sequence[Mapping[str, Any]],
    *,
    publisher: str,
    places: Locations,
    of: Version = "3.1",
    rights: Rights | None = None,
) -> bytes:
    """Write an issue as a composite, from its list form and those of its articles, in order."""
    language, key = shown["language"], shown["key"]
    updated = max((each["updated_at"] for each in articles), default=shown["published_at"])
    names = [said("period", shown["period_label"])]
    return written(
        {
            **_head("composite", shown, language, of),
            "profile": "issue",
            **_times(shown["published_at"], updated),
            **_rights(publisher, shown["published_at"], rights, urns.of_version(shown["id"], language), language),
            "slugline": key,
            "headlines": [said("main", shown["title"]), *names] if shown["title"] else names,
            "infoSources": _sources(publisher, rights),
            "altIds": [
                named("issue", key),
                named("issue_id", shown["id"]),
                *_addresses(places.pages.of_issue(key, language), places.issue_document(key, language)),
                *_canonical(rights),
            ],
            "associations": [
                *(_item(each, places) for each in articles),
                *(
                    _issue(shown["id"], key, shown["period_label"], other, "translation", places)
                    for other in _others(shown)
                ),
            ],
        }
    )


def _head(type_: str, shown: Mapping[str, Any], language: str, of: Version) -> Item:
    return {
        "standard": standard(of),
        "uri": urns.of_version(shown["id"], language),
        "type": type_,
        "representationType": "full",
        "pubStatus": "usable",
        "language": language,
    }


def _times(first: str, last: str) -> Item:
    return {"firstCreated": first, "versionCreated": last}


def _rights(publisher: str, published_at: str, rights: Rights | None, target: str, language: str) -> Item:
    """Tell whose it is; and who has a contract, how it may be used: in the texts that people read, and as ODRL."""
    notice = f"© {published_at[:4]} {publisher}"
    if rights is None:
        return {"copyrightHolder": publisher, "copyrightNotice": notice}
    return {
        "copyrightHolder": publisher,
        "copyrightNotice": f"{notice}. {rights['licence']}" if rights["licence"] else notice,
        "usageTerms": terms.of_text(rights, language),
        "rightsInfo": {"langId": terms.ODRL, "encodedRights": terms.expression(rights, target)},
        "expires": rights["expires_at"],
    }


def _sources(publisher: str, rights: Rights | None) -> list[Item]:
    line = rights["attribution"] if rights is not None else ""
    return [{"name": publisher, "role": "publisher"}, *([{"name": line, "role": "credit"}] if line else [])]


def _canonical(rights: Rights | None) -> list[Item]:
    return [named("canonical", rights["canonical_url"])] if rights is not None else []


def _notes(document: Mapping[str, Any], language: str, embargoed_until: str | None) -> Iterator[str]:
    """Tell what who takes it must know: until when to keep it, the last correction, and that the original moved on."""
    if embargoed_until is not None:
        date, time = embargoed_until[:10], embargoed_until[11:16]
        yield words.say_in(say("Not to be shown before {date}, {time} UTC.", date=date, time=time), language)
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
        for content_type, value in ((HTML, html), (PLAIN, text))
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
        named("article", document["id"]),
        named("slug", slug),
        named("revision", str(document["revision"])),
        *([named("issue", week["key"])] if week is not None else []),
        *_addresses(places.pages.of_article(slug, language), places.document(slug, language)),
    ]


def _addresses(page: str | None, document: str) -> list[Item]:
    """Tell where it is: for people, where the site has a page of it, and for programs."""
    return [*([named("page", page)] if page is not None else []), named("document", document)]


def _languages(document: Mapping[str, Any], places: Locations) -> Iterator[Item]:
    """Tell of the other languages: of the one that this was translated from, and of translations."""
    for other in document["alternates"]:
        language, slug = other["language"], other["slug"]
        if language != document["language"]:
            rel = "original" if language == document["source_language"] else "translation"
            yield _part(document["id"], language, slug, other["title"], rel, places)


def _item(listed: Mapping[str, Any], places: Locations) -> Item:
    """Tell of an article of an issue, which is not whole here."""
    summary = [said("summary", listed["summary"])] if listed["summary"] else []
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
        "headlines": [said("main", title)],
        "altIds": [named("slug", slug), *found, named("ninjs", places.document(slug, language, format="ninjs"))],
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
        "altIds": [named("issue", key), *found, named("ninjs", places.issue_document(key, language, format="ninjs"))],
    }


def _others(shown: Mapping[str, Any]) -> list[str]:
    return [language for language in shown["languages"] if language != shown["language"]]
