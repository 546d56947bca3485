"""Routes: the weekly issues that readers can have, one and many."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import flask
import orjson

from api.accounts import guard
from api.content import naming, weeks
from api.delivery import addresses, answers, forms, handovers, interchange, queries, readers
from api.delivery.door import door
from api.delivery.schemas import issues as schemas
from api.delivery.views import issues as views
from api.delivery.views.issues import Issue
from api.languages import languages
from api.languages.languages import Known
from api.platform import clock, web
from api.platform.errors import NotFound, say
from api.publishing import documents, pages
from api.publishing.pages import Pages

PATH = "/v1/issues"


@door.route("/issues")
@guard.public
@door.refuses(422)
@door.query(schemas.IssueListQuery)
@door.response(200, schemas.IssueList)
def list_issues(query: dict[str, Any]) -> flask.Response:
    """List the issues that have something to read in a language or its fallback chain, the newest week first."""
    language, fallback = readers.asked_language(query["lang"]), query["fallback"]
    queries.require_order(query)
    asked = addresses.pairs(query, language)
    purpose = addresses.address(PATH, asked)
    cursor = web.signer().read(query["cursor"], purpose) if query["cursor"] else None
    span = weeks.span(query["year"], query["from_"], query["to"])
    page = views.issue_page(language, fallback, cursor, query["limit"], span)
    known = languages.everything()
    found = views.issues(page.rows, language, fallback)
    of_site = pages.current()
    data = [forms.picked(brief(issue, known[language], known, of_site, fallback), query["fields_"]) for issue in found]
    links = addresses.page_links(PATH, asked, page, purpose, query)
    body = orjson.dumps({"data": data, "links": links, "meta": {"limit": query["limit"]}})
    return answers.answer(
        body,
        answers.tag_of(body),
        language=language,
        cache_tags=["issues", f"lang-{language}"],
        negotiated=query["lang"] is None,
        links=web.link_field(links.items()),
    )


@door.route("/issues/<issue>")
@guard.public
@door.refuses(404, 422)
@door.query(schemas.IssueQuery)
@door.response(200, schemas.IssueSchema)
@door.alt_response(200, schema=interchange.SCHEMAS["ninjs"], content_type=interchange.MEDIA_TYPES["ninjs"])
@door.alt_response(200, schema=interchange.SCHEMAS["jsonld"], content_type=interchange.MEDIA_TYPES["jsonld"])
def show_issue(query: dict[str, Any], issue: str) -> flask.Response:
    """Show an issue by its key, its id or as `latest`, with its articles in list form, in the editor's order.

    It is public as soon and as long as one of its articles is: in the language, or by its fallback chain. `format`
    gives it in the form of another system.
    """
    form = interchange.asked(query)
    language, fallback = readers.asked_language(query["lang"]), query["fallback"]
    row = views.issue_row(issue, language, fallback)
    found = views.issues([row], language, fallback) if row is not None else []
    if not found:
        raise NotFound(say("There is no such issue."))
    key = found[0].key
    of_site, known = pages.current(), languages.everything()
    shown = brief(found[0], known[language], known, of_site, fallback)
    articles = views.issue_articles(key, language, fallback)
    tags = ["issues", f"issue-{key}", f"lang-{language}", *answers.article_tags(articles)]
    handovers.note_offers(articles.values())
    if form is not None:
        listed = [orjson.loads(each) for each in articles.values()]
        written = interchange.issue(form, shown, listed, known[language], of_site)
        return interchange.answer(form, written, language, tags, negotiated=query["lang"] is None)
    beside = views.issue_neighbours(key, language, fallback)
    around = {
        "previous": _neighbour(beside.previous, language, of_site, fallback),
        "next": _neighbour(beside.next, language, of_site, fallback),
    }
    body = b'%s,"articles":[%s],%s' % (orjson.dumps(shown)[:-1], b",".join(articles.values()), orjson.dumps(around)[1:])
    if query["fields_"]:
        body = forms.select(body, query["fields_"])
    return answers.answer(
        body,
        answers.tag_of(body),
        language=language,
        cache_tags=tags,
        pictures=forms.pictures(body),
        negotiated=query["lang"] is None,
        links=forms.link_field(shown["links"]["page"] or shown["links"]["self"], _pages(shown, of_site)),
    )


def brief(
    issue: Issue, reader: Known, order: Iterable[str], of_site: Pages, fallback: views.Fallback = "chain"
) -> dict[str, Any]:
    """Give an issue in list form to readers of a language; `order` is that of the newsroom's languages."""
    language = reader.code
    title_language, title = naming.chosen(issue.titles, reader.chain) or (None, None)
    start, end = weeks.parse(issue.key) or (None, None)
    year, week = weeks.number(issue.key)
    return {
        "id": issue.id,
        "key": issue.key,
        "year": year,
        "week": week,
        "period": {"start": start, "end": end},
        "period_label": documents.period_label(issue.key, language),
        "title": title,
        "title_language": title_language,
        "language": language,
        "languages": [code for code in order if code in issue.languages],
        "published_at": clock.to_readers(issue.published_at),
        "article_count": issue.article_count,
        "links": _links(issue.key, language, of_site, fallback),
    }


def _neighbour(key: str | None, language: str, of_site: Pages, fallback: views.Fallback) -> dict[str, Any] | None:
    shown = documents.issue(key, language)
    return None if key is None or shown is None else {**shown, "links": _links(key, language, of_site, fallback)}


def _links(key: str, language: str, of_site: Pages, fallback: views.Fallback) -> dict[str, str | None]:
    asked = addresses.pairs({"fallback": fallback}, language)
    return {"self": addresses.address(f"{PATH}/{key}", asked), "page": of_site.of_issue(key, language)}


def _pages(shown: Mapping[str, Any], of_site: Pages) -> dict[str, str]:
    """Give the pages of an issue by the languages in which it has a text of its own."""
    found = {language: of_site.of_issue(shown["key"], language) for language in shown["languages"]}
    return {language: page for language, page in found.items() if page is not None}
