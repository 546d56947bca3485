"""Routes: the site itself, all that frames a front page."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import flask
import orjson

from api.accounts import guard
from api.content import naming, site, topics
from api.delivery import addresses, answers, feed_pages, forms, issues, readers
from api.delivery.door import door
from api.delivery.feed_pages import Asked
from api.delivery.languages import shown as shown_language
from api.delivery.schemas import site as schemas
from api.delivery.views import issues as issue_views
from api.delivery.views import topics as topic_views
from api.languages import languages
from api.languages.languages import Known
from api.publishing import documents, pages
from api.publishing.pages import Pages


@door.route("/site")
@guard.public
@door.refuses(422)
@door.query(schemas.SiteQuery)
@door.response(200, schemas.SiteSchema)
def show_site(query: dict[str, Any]) -> flask.Response:
    """Show the frame of a front page in one call: texts, languages, topics with their latest verdict, current issue."""
    language = readers.asked_language(query["lang"])
    known = languages.everything()
    said = naming.chosen(site.everything(), known[language].chain)
    words = said[1] if said is not None else None
    of_site = pages.current()
    current = _current_issue(known[language], known, of_site)
    page = of_site.of_site(language)
    own = page or _address("/v1/site", language)
    by_language = {code: each for code in known if (each := of_site.of_site(code)) is not None}
    body = orjson.dumps(
        forms.picked(
            {
                "name": words.name if words else None,
                "tagline": words.tagline if words else None,
                "about": words.about if words else None,
                "language": language,
                "languages": [shown_language(each, language) for each in known.values()],
                "topics": _topics(known[language]),
                "current_issue": current,
                "newsletter": {"subscribe": None},
                "links": {**_links(language, current), "page": page},
            },
            query["fields_"],
        )
    )
    return answers.answer(
        body,
        answers.tag_of(body),
        language=language,
        cache_tags=["site", "issues", "topics", f"lang-{language}"],
        negotiated=query["lang"] is None,
        links=", ".join([forms.link_field(own, by_language), *_feed_links(language)]),
    )


def _topics(language: Known) -> list[dict[str, Any]]:
    names = topics.names()
    shown = []
    for id_, key, trend, issue in topic_views.verdicts(language.code):
        named = naming.chosen(names[id_][1], language.chain) if id_ in names else None
        shown.append(
            {
                "key": key,
                "name": named[1] if named is not None else key,
                "trend": documents.trend(trend, language.code),
                "issue": documents.issue(issue, language.code),
            }
        )
    return shown


def _current_issue(reader: Known, order: Iterable[str], of_site: Pages) -> dict[str, Any] | None:
    language = reader.code
    row = issue_views.issue_row("latest", language, "chain")
    found = issue_views.issues([row], language, "chain") if row is not None else []
    return issues.brief(found[0], reader, order, of_site) if found else None


def _links(language: str, current: dict[str, Any] | None) -> dict[str, Any]:
    names = ("articles", "issues", "topics", "bylines", "trends")
    return {
        "self": _address("/v1/site", language),
        **{name: _address(f"/v1/{name}", language) for name in names},
        "current_issue": current["links"]["self"] if current is not None else None,
        "changes": "/v1/changes",
        "feeds": {form.suffix: None for form in feed_pages.FORMS}
        | {feed.form.suffix: feed.address() for feed in _feeds(language)},
    }


def _feed_links(language: str) -> list[str]:
    """Tell readers' programs where the feeds are (RFC 8288), as a page's own `<link>` elements would."""
    return [
        f'<{feed.address()}>; rel="alternate"; type="{feed.form.media_type}"; hreflang="{language}"'
        for feed in _feeds(language)
    ]


def _feeds(language: str) -> list[Asked]:
    """Give the feeds that whoever asks may take."""
    return feed_pages.of_language(language, [form for form in feed_pages.FORMS if readers.has_form(form.name)])


def _address(path: str, language: str) -> str:
    return addresses.address(path, [("lang", language)])
