"""Routes: what readers search for, and what they may be about to."""

from __future__ import annotations

from typing import Any

import flask
import orjson

from api.accounts import guard
from api.delivery import addresses, answers, forms, handovers, queries, readers
from api.delivery.door import door
from api.delivery.schemas import search as schemas
from api.delivery.turns import in_turn
from api.delivery.views import search as views
from api.delivery.views.articles import Filter
from api.delivery.views.search import Answer
from api.languages import languages
from api.platform import db, rows, web
from api.publishing.search import questions
from api.publishing.search.questions import Question

_PATH = "/v1/search"


@door.route("/search")
@guard.public
@door.refuses(422)
@door.query(schemas.SearchQuery)
@door.response(200, schemas.SearchResultList)
@in_turn
def list_search_results(query: dict[str, Any]) -> flask.Response:
    """Search published articles in a language and its fallbacks, by words in any of their forms.

    The best fit stands first, or the latest with `sort=-published_at`; of more than 1,000 the latest 1,000 are looked
    at. `score` compares the results of one search and nothing else.
    """
    language = readers.asked_language(query["lang"])
    queries.require_order(query)
    question = questions.read(query["q"])
    asked = _asked(query, language)
    purpose = addresses.address(_PATH, asked)
    cursor = web.signer().read(query["cursor"], purpose) if query["cursor"] else None
    with db.snapshot():
        answer = views.find(question, _filter(query, language), chain_of(query, language))
        by = 1 if query["sort"] == "-published_at" else 2
        ranked = sorted(((-found.score, -found.place)[2 - by :], found) for found in answer.results)
        page = rows.page_of([(*order, found) for order, found in ranked], cursor, query["limit"], by=by)
        found = [row[-1] for row in page.rows]
        items = views.shown(found, answer, language)
        meta = _meta(query, language, question, answer)
    handovers.note_offers(items)
    links = addresses.page_links(_PATH, asked, page, purpose, query)
    body = b'{"data":[%s],"links":%s,"meta":%s}' % (b",".join(items), orjson.dumps(links), orjson.dumps(meta))
    return answers.answer(
        body,
        answers.tag_of(body),
        language=language,
        cache_tags=["articles", "topics", f"lang-{language}", *answers.article_tags(each.article_id for each in found)],
        pictures=forms.pictures(body),
        negotiated=query["lang"] is None,
        links=web.link_field(links.items()),
    )


def chain_of(query: dict[str, Any], language: str) -> tuple[str, ...]:
    """Give the languages of the texts that a reader may be given, their own first."""
    return (language,) if query["fallback"] == "none" else languages.everything()[language].chain


def address_of(query: dict[str, Any], text: str, language: str) -> str:
    """Give the address of a search, or of the same for another text."""
    return addresses.address(_PATH, _asked(query, language, text))


def _asked(query: dict[str, Any], language: str, text: str | None = None) -> list[tuple[str, str]]:
    """Give what was asked for in the one way to ask for it, or the same with another text."""
    first, *others = addresses.pairs({**query, "sort": "-published_at"}, language)
    order = [("sort", query["sort"])] if query.get("sort", "relevance") != "relevance" else []
    return [first, ("q", " ".join((query["q"] if text is None else text).split())), *others, *order]


def _filter(query: dict[str, Any], language: str) -> Filter:
    zone = flask.current_app.config["TIMEZONE"]
    return Filter(
        language,
        query["fallback"] == "none",
        {name: query[name] for name in ("topic", "trend", "issue", "byline")},
        since=queries.day_start(query["from_"], zone),
        before=queries.day_start(query["to"], zone, after=1),
    )


def _meta(query: dict[str, Any], language: str, question: Question, answer: Answer) -> dict[str, Any]:
    text = views.meant(query["q"], question, answer, _filter(query, language))
    facets = None
    if query["include"]:
        chain = languages.everything()[language].chain
        facets = views.facets(answer.results, chain, flask.current_app.config["TIMEZONE"])
    return {
        "limit": query["limit"],
        "total": {"value": len(answer.results), "is_exact": answer.is_exact},
        "did_you_mean": None if text is None else {"text": text, "href": address_of(query, text, language)},
        "facets": facets,
    }
