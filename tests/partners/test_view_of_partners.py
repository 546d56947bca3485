"""What is outside a contract does not exist for its partner: not found, not counted, not listed and not hinted at."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import orjson
import pytest
import time_machine
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from api.content import issues
from api.partners import embargoes
from api.platform import clock
from api.publishing import journal, signing
from tests.delivery.test_sitemaps import PAGES, month, put_pages
from tests.newsroom import NOW, Newsroom
from tests.partners import parties, questions

UNKNOWN = "0190a1b2-0000-7000-8000-000000000000"

# Each public route under the contract, as it is asked; `{…}` are of what the partner may read.
ASKED = {
    "/v1/articles": ["", "?lang=en&include=body", "?lang=be&topic=society", "?lang=en&fallback=none&sort=updated_at"],
    "/v1/articles/<slug_or_id>": [
        "{id}?lang=en",
        "{id}?lang=be&body=blocks",
        "{slug}",
        "{id}?lang=en&fields=alternates",
        "{id}?lang=en&format=ninjs",
        "{id}?lang=be&format=ninjs&version=3.2",
        "{id}?lang=be&format=jsonld",
    ],
    "/v1/articles/<slug_or_id>/related": ["{id}/related?lang=en", "{id}/related?lang=be&fallback=none"],
    "/v1/articles/<slug_or_id>/signature": ["{id}/signature?lang=en", "{slug}/signature"],
    "/v1/bylines": ["", "?lang=en"],
    "/v1/bylines/<byline>": ["hanna?lang=en"],
    "/v1/changes": [
        "?lang=en",
        "?topic=society",
        "",
        "?include=document",
        "?initial=true&include=document",
        "?include=document,signature",
    ],
    "/v1/changes/proof": ["?cursor={cursor}"],
    "/v1/feeds/<language>.atom": ["", "?topic=society", "?limit=1", "?body=summary"],
    "/v1/feeds/<language>.json": [""],
    "/v1/feeds/<language>.rss": [""],
    "/v1/feeds/by-token/<token>/<language>.atom": ["{token}/en.atom", "{token}/be.atom?topic=society&limit=1"],
    "/v1/feeds/by-token/<token>/<language>.json": ["{token}/en.json"],
    "/v1/feeds/by-token/<token>/<language>.rss": ["{token}/en.rss"],
    "/v1/issues": ["?lang=en", "?lang=be&fallback=none"],
    "/v1/issues/<issue>/archive.zip": ["2017-W37/archive.zip?lang=en"],
    "/v1/issues/<issue>": [
        "2017-W37?lang=en",
        "latest?lang=be",
        "2017-W37?lang=en&format=ninjs",
        "latest?lang=be&format=jsonld",
    ],
    "/v1/languages": ["?lang=en", ""],
    "/v1/search": ["?q=council&lang=en&include=facets", "?q=sturgeom&lang=en", "?q=%D0%A0%D0%B0%D0%BA%D0%B0&lang=be"],
    "/v1/site": ["?lang=en", ""],
    "/v1/suggest": ["?q=co&lang=en", "?q=stu&lang=en"],
    "/v1/topics": ["?lang=en"],
    "/v1/topics/<topic>": ["society?lang=en"],
    "/v1/trends": ["?lang=en"],
    "/v1/trends.svg": ["?lang=en"],
    "/v1/vocabularies/rel": ["?lang=en"],
    "/v1/widgets/issue.html": ["?lang=en", "?lang=be&issue=2017-W37&limit=1", "?lang=be&fallback=none&issue=2017-W38"],
    "/v1/widgets/trends.html": ["?lang=en", "?lang=be&weeks=3"],
    "/sitemap.xml": [""],
    "/sitemap-news.xml": [""],
    "/sitemaps/<name>.xml": ["en-{month}.xml", "be-issues.xml", "en-topics.xml", "be-bylines.xml"],
}
# What is outside: by each path there it is answered as what never was.
OUTSIDE = {
    "/v1/articles/<slug_or_id>": [
        "{other}?lang=en",
        "{other_slug}",
        "{russian_slug}",
        "{id}?lang=ru",
        "{other}?lang=en&format=ninjs",
    ],
    "/v1/articles/<slug_or_id>/related": ["{other}/related?lang=en"],
    "/v1/articles/<slug_or_id>/signature": ["{other}/signature?lang=en", "{russian_slug}/signature"],
    "/v1/articles": ["?lang=ru", "?topic=river&lang=en", "?byline=vasil&lang=en"],
    "/v1/topics/<topic>": ["river?lang=en"],
    "/v1/bylines/<byline>": ["vasil?lang=en"],
    "/v1/issues/<issue>": ["2017-W38?lang=en"],
    "/v1/issues/<issue>/archive.zip": ["2017-W38/archive.zip?lang=en"],
    "/v1/changes": ["?lang=ru", "?topic=river"],
    "/v1/feeds/<language>.json": ["?topic=river"],
    "/v1/site": ["?lang=ru"],
    "/sitemaps/<name>.xml": ["ru-topics.xml"],
}
NEVER = {
    "other": UNKNOWN,
    "other_slug": "no-such-thing",
    "russian_slug": "no-such-thing",
    "ru": "pl",
    "river": "tram",
    "vasil": "nobody",
    "2017-W38": "2017-W39",
}


@pytest.fixture
def key(newsroom: Newsroom) -> str:
    """Give a key for Belarusian and English texts on society."""
    signing.begin(at=NOW)
    return parties.reader(newsroom, languages=["be", "en"], topics=["society"], per_minute=6_000)


def test_every_public_route_is_narrowed(sqlite_newsroom: Newsroom) -> None:
    """A public route that does not ask for whom it reads fails here."""
    for rule in _public(sqlite_newsroom):
        view = sqlite_newsroom.app.view_functions[rule.endpoint]
        assert getattr(view, "is_narrowed", False), rule.rule
        assert rule.rule in ASKED or rule.rule.startswith("/media/"), rule.rule


def test_what_is_outside_changes_nothing(newsroom: Newsroom, key: str) -> None:
    """Whatever is published outside the contract, every answer to the partner stays the same, byte for byte."""
    inside = _inside(newsroom)
    inside["cursor"] = parties.get(newsroom, "/v1/changes?limit=100", key)["meta"]["cursor"]
    inside["token"] = parties.key(newsroom, parties.get(newsroom, "/v1/partner/me", key)["id"], "feed")
    before = {path: questions.answer(newsroom, path, key) for path in questions.paths(ASKED, inside)}
    assert b"Coun" in b"".join(body for _, body in before.values())
    _outside(newsroom, inside["id"])
    after = {path: questions.answer(newsroom, path, key) for path in before}
    assert {path: after[path] for path in after if after[path] != before[path]} == {}


def test_what_others_read_ahead_changes_nothing(newsroom: Newsroom, key: str) -> None:
    """While one partner reads a text ahead, every answer to everybody else stays the same, byte for byte."""
    inside = _inside(newsroom)
    inside["token"] = parties.key(newsroom, parties.get(newsroom, "/v1/partner/me", key)["id"], "feed")
    article = newsroom.write(source_language="be")
    ahead = parties.key(newsroom, parties.partner(newsroom, "Ahead", embargo_lead_minutes=120, per_minute=6_000))
    others = parties.key(
        newsroom, parties.partner(newsroom, "River", embargo_lead_minutes=120, topics=["river"], per_minute=6_000)
    )
    sooner = parties.key(newsroom, parties.partner(newsroom, "Sooner", embargo_lead_minutes=30, per_minute=6_000))
    keys = (None, key, others, sooner)

    def read() -> dict[tuple[str | None, str], object]:
        found: dict[tuple[str | None, str], object] = {}
        for own in keys:
            cursor = _read(newsroom, "/v1/changes?limit=100", own)[1].get_json()["meta"]["cursor"]
            asked = [
                *questions.paths(ASKED, {**inside, "cursor": cursor}),
                f"/v1/articles/{article}?lang=be",
                "/v1/feeds/be.atom",
            ]
            for path in asked:
                plain = path.replace(cursor, "")
                found[own, plain] = _read(newsroom, path, own)[0]
        return found

    # In the minute after a change no answer tells of its time: here that has passed for all, and no other passes.
    with time_machine.travel(clock.now() + timedelta(minutes=2), tick=False):
        before, generation = read(), journal.generation()
        newsroom.approve(article, "be")
        hour = clock.to_wire(clock.now() + timedelta(hours=1))
        newsroom.release(article, "be", at=hour)
        embargoes.follow(at=clock.now())
        assert parties.get(newsroom, f"/v1/articles/{article}?lang=be", ahead)["embargoed_until"] >= hour[:16]
        after = read()
    assert {place: after[place] for place in after if after[place] != before[place]} == {}
    assert journal.generation() == generation


def test_what_is_outside_is_answered_as_what_never_was(newsroom: Newsroom, key: str) -> None:
    """By its own address what is outside is answered with the same words as what never was."""
    inside = _inside(newsroom)
    places = {**inside, **_outside(newsroom, inside["id"])}
    for path in questions.paths(OUTSIDE, places):
        never = path
        for name, instead in NEVER.items():
            never = never.replace(places.get(name, name), instead)
        status, body = questions.answer(newsroom, path, key)
        assert status in {404, 422}, path
        assert (status, _anonymous(body, path)) == _never(newsroom, never, key), path


def _public(newsroom: Newsroom) -> list[Rule]:
    """Give the public routes that show what is published."""
    return [
        rule
        for rule in newsroom.app.url_map.iter_rules()
        if getattr(newsroom.app.view_functions[rule.endpoint], "credential_rule", None) == "public"
        and "GET" in (rule.methods or ())
        and rule.rule.startswith(("/v1/", "/media/", "/sitemap"))
        and not rule.rule.startswith("/v1/preview/")
    ]


def _inside(newsroom: Newsroom) -> dict[str, str]:
    """Publish on society in Belarusian and English, on a site with pages; gives an id, a slug and the month."""
    put_pages(newsroom, **PAGES)
    _publish(newsroom, title="Council meets")
    article = _publish(newsroom)
    return {"id": article, "slug": newsroom.get(f"/v1/articles/{article}?lang=en")["slug"], "month": month()}


def _outside(newsroom: Newsroom, article: str) -> dict[str, str]:
    """Publish on another topic, in another language, of another author, in another issue."""
    issues.add("2017-W38", titles={}, at=NOW)
    other = _publish(
        newsroom,
        "ru",
        title="Sturgeon and council",
        topic="river",
        bylines=["vasil"],
        issue="2017-W38",
        trend="improved",
    )
    _publish(newsroom, title="Another council", topic="river")
    newsroom.translate(article, "ru")
    newsroom.approve(article, "ru")
    newsroom.release(article, "ru")
    return {
        "other": other,
        "other_slug": newsroom.get(f"/v1/articles/{other}?lang=en")["slug"],
        "russian_slug": newsroom.get(f"/v1/articles/{article}?lang=ru")["slug"],
    }


def _publish(newsroom: Newsroom, *more: str, **changes: Any) -> str:
    """Publish an article in Belarusian and English, and perhaps in more languages."""
    return newsroom.publish("be", "en", *more, source_language="be", **changes)


_TOLD = ("ETag", "Last-Modified", "Cache-Control", "Cache-Tag", "Link", "Vary", "Content-Language")


def _read(newsroom: Newsroom, path: str, key: str | None) -> tuple[object, TestResponse]:
    """Give what an answer says, with its headers; without a key its cursors too, which are the same each time."""
    if key is None:
        answer = newsroom.call("GET", path)
        return (
            answer.status_code,
            questions.nameless(answer.data),
            [answer.headers.get(name) for name in _TOLD],
        ), answer
    answer = parties.call(newsroom, path, key)
    said = questions.lasting(answer.data)
    return (
        answer.status_code,
        said,
        [answer.headers.get(name) for name in _TOLD if name not in {"ETag", "Link"}],
    ), answer


def _never(newsroom: Newsroom, path: str, key: str) -> tuple[int, bytes]:
    status, body = questions.answer(newsroom, path, key)
    return status, _anonymous(body, path)


def _anonymous(body: bytes, path: str) -> bytes:
    """Leave out of a refusal the name that it was asked by."""
    found = orjson.loads(body)
    if "lang=ru" in path or "lang=pl" in path:  # the words are in the language that was asked for
        found = {"code": found["code"], "errors": [fault["code"] for fault in found["errors"]]}
    words = re.findall(r"[\w-]+", path)
    text = orjson.dumps({name: found[name] for name in ("code", "detail", "errors", "alternates") if name in found})
    for word in sorted(words, key=len, reverse=True):
        if word not in {"articles", "lang", "topic", "byline"}:
            text = re.sub(rb"\b" + word.encode() + rb"\b", b"", text)
    return text
