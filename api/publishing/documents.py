"""The documents that readers get, as JSON bytes, made of publications and names. Pure."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import orjson

from api.content import illustrations, layout, markdown_inline, rendering, seo, weeks
from api.content.illustrations import Figures
from api.content.pictures import figures
from api.content.pictures.addresses import PUBLIC, Addresses
from api.content.pictures.figures import Figure, Said
from api.languages import periods, words
from api.platform import clock
from api.platform.errors import Phrase, say
from api.platform.shortening import shortened
from api.publishing.pages import Pages
from api.publishing.published import Published
from api.translation import freshness

_WORDS_A_MINUTE = 200
_Form = Callable[[Figure, Said, Addresses], dict[str, Any]]

TRENDS: dict[str, Phrase] = {
    "improved": say("The situation got better"),
    "unchanged": say("The situation did not change"),
    "worsened": say("The situation got worse"),
}


FRESHNESS: dict[freshness.Freshness, Phrase] = {
    "current": say("Up to date"),
    "outdated": say("The original has changed since"),
    "awaiting_correction": say("The original has been corrected, this text not yet"),
}


@dataclass(frozen=True, slots=True)
class Named:
    """A topic or byline as a document shows it."""

    key: str
    name: str


@dataclass(frozen=True, slots=True)
class Context:
    """What a document needs beside its publication: who asks in which language, and the names in that language.

    `source` is the last publication of the article's source language, be it withdrawn since, None where there is
    none; `alternates` are all that are public, in the newsroom's order; `slugs` are the addresses by language, `pages`
    where the site shows them; `figures` are what is shown for the pictures that the publication names, and `addresses`
    where their files are.
    """

    requested_language: str
    source_language: str
    source: Published | None
    alternates: Sequence[Published]
    slugs: Mapping[str, str]
    pages: Pages
    topic: Named
    issue: str | None
    trend: str | None
    bylines: Sequence[Named]
    corrections: Sequence[tuple[datetime, str | None]]
    figures: Figures
    addresses: Addresses = PUBLIC


def list_form(publication: Published, context: Context) -> dict[str, Any]:
    """Give an article as it stands in lists (CONTRACT.md, "Article in list form").

    Its canonical address names the language of the text, so that a fallback is no page of its own to who indexes it.
    """
    language, asked = publication.language, context.requested_language
    slug = context.slugs[language]
    fresh = freshness_of(publication, context.source)
    return {
        "id": publication.article_id,
        "slug": slug,
        "language": language,
        "requested_language": asked,
        "is_fallback": language != asked,
        "source_language": context.source_language,
        "title": markdown_inline.plain(publication.title),
        "summary": markdown_inline.plain(publication.summary),
        "topic": {"key": context.topic.key, "name": context.topic.name},
        "trend": trend(context.trend, asked),
        "issue": issue(context.issue, asked),
        "bylines": [{"key": byline.key, "name": byline.name} for byline in context.bylines],
        "published_at": clock.to_readers(publication.first_published_at),
        "updated_at": clock.to_readers(publication.published_at),
        "revision": publication.revision,
        "freshness": fresh,
        "freshness_label": words.say_in(FRESHNESS[fresh], asked),
        "word_count": publication.word_count,
        "reading_minutes": max(1, round(publication.word_count / _WORDS_A_MINUTE)),
        "picture": _picture(publication, context, figures.brief),
        "links": {"self": address(slug, language), "page": context.pages.of_article(slug, language)},
    }


def core(publication: Published, context: Context, listed: Mapping[str, Any], body: Mapping[str, Any] | None) -> bytes:
    """Write an article whole but for its neighbours: an object left open for `with_neighbours` to close."""
    document = {
        **listed,
        "picture": _picture(publication, context, figures.whole),
        "seo": _seo(publication, context),
        "body": body,
        "corrections": [{"at": clock.to_readers(at), "note": note} for at, note in context.corrections],
        "alternates": [_alternate(other, context) for other in context.alternates],
    }
    return orjson.dumps(document)[:-1]


def html(publication: Published, context: Context) -> str:
    """Give the body of a publication as HTML with its pictures, and the messages marked that are stale."""
    made = publication.html
    if made is None:  # of before, and the worker has not come to it yet
        made = rendering.render(publication.body, body_keys(publication), publication.article_id).html
    made = illustrations.html(made, context.figures, publication.language, context.addresses)
    return layout.mark(made, "data-stale", stale(publication, context.source))


def stale(publication: Published, source: Published | None) -> set[str]:
    """Give the messages of a publication in which its source has moved on since."""
    return freshness.stale_keys(publication.messages, source.messages if source is not None else None)


def with_neighbours(core: bytes, previous: bytes | None, following: bytes | None) -> bytes:
    """Close an article with the list forms of the ones before and after it in its topic."""
    return b'%s,"previous":%s,"next":%s}' % (core, previous or b"null", following or b"null")


def core_length(document: bytes, previous: Mapping[str, Any] | None, following: Mapping[str, Any] | None) -> int:
    """Give how many bytes of a document stand before its neighbours, which are these."""
    return len(document) - len(with_neighbours(b"", orjson.dumps(previous), orjson.dumps(following)))


def etag(document: bytes) -> str:
    """Give the entity tag of a document."""
    return hashlib.sha256(document).hexdigest()[:32]


def body_keys(publication: Published) -> list[str]:
    """Give the ids of the messages in a publication's body, in order: title and summary stand before them."""
    above = 2 if publication.summary else 1
    return [message.key for message in publication.messages[above:]]


def freshness_of(publication: Published, source: Published | None) -> freshness.Freshness:
    """Tell whether a publication still says and shows what the source last published did, withdrawn since or not."""
    now = (*source.messages, source.pictures) if source is not None else None
    return freshness.freshness((*publication.messages, publication.pictures), now)


def trend(value: str | None, language: str) -> dict[str, str] | None:
    """Give a verdict with its label."""
    return None if value is None else {"value": value, "label": words.say_in(TRENDS[value], language)}


def issue(key: str | None, language: str) -> dict[str, str] | None:
    """Give an issue by its key with its period's label."""
    return None if key is None else {"key": key, "period_label": period_label(key, language)}


def period_label(key: str, language: str) -> str:
    """Say the week of an issue as people of a language write it."""
    period = weeks.parse(key)
    return periods.label(*period, language) if period is not None else key


def address(slug: str, language: str) -> str:
    """Give the path of an article in a language."""
    return f"/v1/articles/{slug}?lang={language}"


def _picture(publication: Published, context: Context, form: _Form) -> dict[str, Any] | None:
    """Give the lead picture in one of its forms, None where there is none or it is shown no longer."""
    lead = publication.lead
    figure = context.figures.get(lead.picture) if lead is not None else None
    if lead is None or figure is None:
        return None
    said = Said(publication.language, lead.alt, lead.caption, is_decorative=lead.is_decorative)
    return form(figure, said, context.addresses)


def _seo(publication: Published, context: Context) -> dict[str, Any]:
    """Give what search engines and messengers are told: what is set, else what follows from the text."""
    told, title = publication.seo, markdown_inline.plain(publication.title)
    said = markdown_inline.plain(publication.summary) or seo.opening(publication.html or "") or title
    return {
        "title": shortened(told.title or title, seo.LONGEST_TITLE),
        "description": shortened(told.description or said, seo.LONGEST_DESCRIPTION),
        "picture": _social(publication, context),
    }


def _social(publication: Published, context: Context) -> dict[str, Any] | None:
    """Give the picture that is set, if it is shown still, else the lead."""
    lead = _picture(publication, context, figures.card)
    chosen, above = publication.seo.picture, publication.lead
    if chosen is None or (above is not None and above.picture == chosen):
        return lead
    figure = context.figures.get(chosen)
    said = illustrations.said_of(publication.html or "", chosen, publication.language)
    return figures.card(figure, said, context.addresses) if figure is not None and said is not None else lead


def _alternate(publication: Published, context: Context) -> dict[str, Any]:
    language = publication.language
    fresh = freshness_of(publication, context.source)
    return {
        "language": language,
        "slug": context.slugs[language],
        "title": markdown_inline.plain(publication.title),
        "freshness": fresh,
        "freshness_label": words.say_in(FRESHNESS[fresh], context.requested_language),
        "href": address(context.slugs[language], language),
        "page": context.pages.of_article(context.slugs[language], language),
    }
