"""Routes: published articles, one and many."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import flask
import orjson
from flask import request

from api.accounts import guard
from api.delivery import addresses, answers, forms, handovers, interchange, queries, readers
from api.delivery.door import door
from api.delivery.interchange import Form
from api.delivery.schemas import articles as schemas
from api.delivery.views import articles as views
from api.languages import languages
from api.platform import web
from api.platform.errors import Gone, NotFound, say
from api.publishing import article_schemas, bodies, documents
from api.publishing.embargoes import snapshots

PATH = "/v1/articles"


@door.route("/articles")
@guard.public
@door.refuses(422)
@door.query(schemas.ArticleListQuery)
@door.response(200, schemas.ArticleList)
def list_articles(query: dict[str, Any]) -> flask.Response:
    """List published articles in a language, the latest first unless `sort` says otherwise.

    `fields` leaves out all other fields of the list form; `include` adds some of the whole article.
    """
    language = readers.asked_language(query["lang"])
    queries.require_order(query)
    asked = addresses.pairs(query, language)
    purpose = addresses.address(PATH, asked)
    cursor = web.signer().read(query["cursor"], purpose) if query["cursor"] else None
    is_whole = bool(query["include"])
    with readers.ahead():
        page = views.article_page(_filter(query, language), query["sort"], cursor, query["limit"], is_whole=is_whole)
    names = {*(query["fields_"] or schemas.BRIEF), *query["include"]} if query["fields_"] or is_whole else None
    items = [bytes(row[-1]) if names is None else forms.listed(row[-1], names) for row in page.rows]
    note = handovers.note_texts if "body" in query["include"] else handovers.note_offers
    note(bytes(row[-1]) for row in page.rows)
    links = addresses.page_links(PATH, asked, page, purpose, query)
    body = b'{"data":[%s],"links":%s,"meta":{"limit":%d}}' % (b",".join(items), orjson.dumps(links), query["limit"])
    return answers.answer(
        body,
        answers.tag_of(body),
        language=language,
        cache_tags=[
            "articles",
            f"lang-{language}",
            *(f"topic-{key}" for key in query["topic"]),
            *answers.article_tags(row[1] for row in page.rows),
        ],
        pictures=forms.pictures(body),
        negotiated=query["lang"] is None,
        links=web.link_field(links.items()),
    )


@door.route("/articles/<slug_or_id>")
@guard.public
@door.refuses(404, 410, schema=schemas.ArticleProblem)
@door.refuses(422)
@door.query(schemas.ArticleQuery)
@door.response(200, article_schemas.ArticleSchema)
@door.alt_response(200, schema=interchange.SCHEMAS["ninjs"], content_type=interchange.MEDIA_TYPES["ninjs"])
@door.alt_response(200, schema=interchange.SCHEMAS["jsonld"], content_type=interchange.MEDIA_TYPES["jsonld"])
@door.alt_response(308, description="The slug is a former one")
def show_article(query: dict[str, Any], slug_or_id: str) -> flask.Response:
    """Show a published article by slug or id, in the reader's language or the first of its fallback chain.

    By a slug without `lang` it comes in the language of the slug; by an id, as Accept-Language says. `format` gives it
    in the form of another system, all of it in the language of its text. What was withdrawn is 410; in ninjs 3.2 that
    has a document for its body, of a canceled text.
    """
    form = interchange.asked(query)
    if form is not None and (gone := _withdrawn(form, query, slug_or_id)) is not None:
        return gone
    found = _readable(form, query, slug_or_id)
    tags = _tags(found, forms.neighbours(found.body or b""))
    if found.is_former:
        return answers.moved(moved(found.slug), cache_tags=tags)
    if form is not None:
        return _interchanged(form, found, negotiated=is_negotiated(query, slug_or_id))
    body, tag = _form(found, query)
    handovers.note_read(found.id, found.language, ahead_revision=_ahead_revision(found))
    return answers.answer(
        body,
        tag,
        language=found.language,
        modified_at=found.modified_at,
        cache_tags=tags,
        pictures=forms.pictures(found.body or b""),
        negotiated=is_negotiated(query, slug_or_id),
        links=forms.links(found.body or b"", found.requested_language or "") if not _is_ahead(found) else "",
    )


def readable(query: dict[str, Any], slug_or_id: str) -> views.Article:
    """Give the article of a path in the language that is asked for; it may have another slug by now (`is_former`).

    Raises:
        NotFound: there is no such article, or none in this language alone where that is asked for.
        Gone: it has been withdrawn in this language.
        InvalidParameter: the newsroom has no such language.
    """
    found = _found(query, slug_or_id)
    return _required(found, query, found.id if found is not None else slug_or_id)


def is_negotiated(query: dict[str, Any], slug_or_id: str) -> bool:
    """Tell whether Accept-Language has a say: a slug has a language of its own."""
    return query["lang"] is None and views.is_id(slug_or_id)


def moved(slug: str, under: str = "") -> str:
    """Give the address at which what was asked for by a former slug is now, `under` the article."""
    query = request.query_string.decode("ascii", "replace")
    return f"{PATH}/{slug}{under}" + (f"?{query}" if query else "")


def _readable(form: Form | None, query: dict[str, Any], slug_or_id: str) -> views.Article:
    """Give the article of a path; what is under embargo only in our own form."""
    if form is not None:
        return readable(query, slug_or_id)
    with readers.ahead():
        return readable(query, slug_or_id)


def _is_ahead(found: views.Article) -> bool:
    return snapshots.is_marked(found.body or b"")


def _ahead_revision(found: views.Article) -> int | None:
    return int(orjson.loads(found.body or b"")["revision"]) if _is_ahead(found) else None


def _withdrawn(form: Form, query: dict[str, Any], slug_or_id: str) -> flask.Response | None:
    """Answer that an article was withdrawn in a form that has words for it; None where it was not, or has none."""
    found = _found(query, slug_or_id)
    if found is None or found.language is None or found.body is not None:
        return None
    body = interchange.withdrawn(form, found.id, found.language)
    if body is None:
        return None
    handovers.note_read(found.id, found.language, is_there=False)
    negotiated = is_negotiated(query, slug_or_id)
    return answers.gone(body, language=found.language, media_type=form.media_type, negotiated=negotiated)


def _interchanged(form: Form, found: views.Article, *, negotiated: bool) -> flask.Response:
    """Answer in the form of another system: a fallback is the very document of its own language."""
    assert found.language is not None  # noqa: S101 - or it was refused
    reader = languages.everything()[found.language]
    written = interchange.article(form, found.id, reader)
    if written is None:
        raise _gone(found.id, found.language)
    handovers.note_read(found.id, found.language)
    return interchange.answer(form, written, reader.code, _tags(found, ()), negotiated=negotiated)


def _filter(query: dict[str, Any], language: str) -> views.Filter:
    zone = flask.current_app.config["TIMEZONE"]
    return views.Filter(
        language,
        query["fallback"] == "none",
        {name: query[name] for name in ("topic", "trend", "issue", "byline")},
        since=queries.day_start(query["from_"], zone),
        before=queries.day_start(query["to"], zone, after=1),
        updated_since=query["updated_since"],
    )


def _found(query: dict[str, Any], slug_or_id: str) -> views.Article | None:
    lang = query["lang"]
    if views.is_id(slug_or_id):
        return views.article_by_id(slug_or_id, lang or readers.asked_language(None))
    return views.article_by_slug(slug_or_id, lang)


def _required(found: views.Article | None, query: dict[str, Any], article_id: str) -> views.Article:
    if found is None or found.language is None:
        language = readers.asked_language(query["lang"])  # an unknown language is told apart from an unknown article
        handovers.note_read(article_id, language, is_there=False)
        raise NotFound(say("There is no such article."), members=_alternates(article_id))
    if found.body is None:
        raise _gone(found.id, found.language)
    if query["fallback"] == "none" and found.language != found.requested_language:
        handovers.note_read(found.id, found.requested_language, is_there=False)
        raise NotFound(say("This article is not published in this language."), members=_alternates(article_id))
    return found


def _gone(article_id: str, language: str | None) -> Gone:
    handovers.note_read(article_id, language, is_there=False)
    return Gone(say("This article has been withdrawn in this language."), members=_alternates(article_id))


def _alternates(article_id: str) -> dict[str, Any]:
    """Tell where the article can be read instead; nothing of what is not public, be it withdrawn or never was."""
    shown = [
        {
            "language": language,
            "freshness": freshness,
            "freshness_label": web.speak(documents.FRESHNESS[freshness]),
            "href": links["self"],
            "page": links.get("page"),
        }
        for language, links, freshness in views.alternates(article_id)
    ]
    return {"alternates": shown}


def _tags(found: views.Article, neighbours: Iterable[str]) -> list[str]:
    """Tell what the answer shows: of a fallback the text is in one language, names and labels in another."""
    around = [f"{name}-{key}" for name, key in (("topic", found.topic), ("issue", found.issue)) if key is not None]
    shown_in = dict.fromkeys((found.language, found.requested_language))
    shown = answers.article_tags([found.id, *neighbours])
    return [*shown, *around, *(f"lang-{language}" for language in shown_in)]


def _form(found: views.Article, query: dict[str, Any]) -> tuple[bytes, str]:
    """Give the article as it was asked for, with its tag: mostly the stored bytes."""
    document, names = found.body or b"", query["fields_"]
    if query["body"] == "html" and not names:
        return document, found.etag
    if query["body"] in bodies.OTHERS and (not names or "body" in names):
        document = _with_body(found, query["body"])
    elif query["body"] == "none":
        document = forms.with_body(document, None)
    if names:
        document = forms.select(document, names)
    return document, answers.tag_of(document)


def _with_body(found: views.Article, form: str) -> bytes:
    if _is_ahead(found):
        body = snapshots.body(found.id, found.language or "", form)
        return forms.with_body(found.body or b"", body)
    is_for_partner = readers.audience() is not None
    read = bodies.read(found.id, found.requested_language or "", form, is_for_partner=is_for_partner)
    if read is None:
        raise _gone(found.id, found.language)
    return forms.with_body(*read)
