"""The newsroom of a sandbox, raised in an empty database by the verbs of real ones: two issues are out, one is not.

Its ids and days are fixed, so that an integration can rely on them. It is raised once; each sandbox begins as a copy.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from api.content import issues, site, topics
from api.content.pictures import pictures, rendering
from api.content.pictures.facts import Facts
from api.content.pictures.stores import Store
from api.content.site import SiteWords
from api.content.topics import Name
from api.languages import languages
from api.partners.sandboxes import corpus, events, writing
from api.partners.sandboxes.corpus import BEGAN
from api.partners.sending import fanout
from api.platform import db
from api.publishing import bylines, publications, releases
from api.publishing.releases import Order

_SECRET = b"the sandbox's pictures are no secret"


def raise_newsroom(store: Store) -> None:
    """Raise it in the database of the present thread, which has its tables and nothing else; one transaction."""
    with corpus.drawing("people"), db.together():
        for code, native_name, fallback in corpus.LANGUAGES:
            languages.add(code, native_name=native_name, fallback=fallback)
        writing.add_people(at=BEGAN)
    with corpus.drawing("picture"):
        picture_id = _picture(store)
    with corpus.drawing("frames"), db.together():
        _frames()
    with db.together():
        articles = {article["key"]: _written(article, picture_id) for article in corpus.told()["articles"]}
    with corpus.drawing("releases"), db.together():
        _release(articles)
    fanout.follow(at=BEGAN)  # from here on, what happens is told


def _picture(store: Store) -> str:
    told = corpus.told()["picture"]
    facts: Facts = {"credit": told["credit"], "licence": told["licence"], "note": told["alt"]["en"]}
    by = writing.writer()
    found = pictures.add(corpus.picture(), [], facts, store=store, secret=_SECRET, by=by, at=BEGAN)
    if not rendering.make(found.picture_id, store=store):
        raise RuntimeError("The sandbox's picture could not be made.")
    return found.picture_id


def _frames() -> None:
    told = corpus.told()
    for language, words in told["site"].items():
        site.put(language, SiteWords(**words))
    for topic in told["topics"]:
        topics.add(topic["key"], {language: Name(**name) for language, name in topic["names"].items()})
    for byline in told["bylines"]:
        bylines.add(byline["key"], byline["names"], {}, by=writing.writer(), at=BEGAN)
    for issue in told["issues"]:
        issues.add(issue["key"], titles={}, at=BEGAN)


def _written(article: Mapping[str, Any], picture_id: str) -> str:
    texts = corpus.texts(article["key"], picture_id)
    correction = corpus.told()["correction"]
    if article["key"] == correction["article"]:
        texts = events.with_figure(texts, correction["right"], correction["wrong"])
    with corpus.drawing(f"article {article['key']}"):
        return writing.write(article, texts, at=BEGAN)


def _release(articles: Mapping[str, str]) -> None:
    told, at = corpus.told(), BEGAN
    for issue in told["issues"]:
        if issue["released_at"] is not None:
            at = datetime.fromisoformat(issue["released_at"])
            order = Order(issues.id_of(issue["key"]), None, corpus.CODES)
            releases.release(order, by=writing.writer(), at=at)
    later = at + timedelta(hours=1)
    gone = articles[told["withdrawal"]["article"]]
    for code in corpus.CODES:
        publications.withdraw(gone, code, reason=told["reason"], by=writing.writer(), at=later)
    events.correct(articles[told["correction"]["article"]], told["correction"]["right"], at=later)
