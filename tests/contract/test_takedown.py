"""A cache that purges by tags: after a withdrawal nothing that it still holds names the text or shows the picture."""

from __future__ import annotations

import json
from collections.abc import Iterator

from api.delivery import answers
from api.platform import db, ids
from tests.contract import walk
from tests.delivery.shelf import Shelf
from tests.newsroom import ISSUE, Newsroom
from tests.publishing import exhibition

MARK = "zyzzyva"  # no other text has this word
LARGEST_HEADER = 8_192  # bytes, of what proxies take with their defaults
LARGEST_WITH_PICTURES = 20_000  # bytes, of what docs/operators.md asks of them


def test_what_a_purged_cache_holds_names_the_text_nowhere(sqlite_newsroom: Newsroom) -> None:
    """Every public answer is kept with its tags; the documented purge takes all that shows title, summary or slug."""
    for title in ("Before", "After"):
        sqlite_newsroom.publish(title=title, body="One paragraph.")
    harm = sqlite_newsroom.publish("ru", title=f"{MARK} title", summary=f"{MARK} summary", body=f"{MARK} body")
    path = f"/v1/desk/articles/{harm}/versions/en"
    former = sqlite_newsroom.get(f"/v1/articles/{harm}?lang=en")["slug"]
    changed = sqlite_newsroom.call(
        "PUT", f"{path}/slug", "editor", etag=sqlite_newsroom.etag(path), json={"slug": f"{MARK}-again"}
    )
    assert changed.status_code == 200
    other = sqlite_newsroom.publish(title="Later", body="One paragraph.")
    held: dict[str, tuple[set[str], str]] = {}
    for address in _addresses(sqlite_newsroom, harm, other, former, f"{MARK}-again"):
        answer = sqlite_newsroom.call("GET", address)
        if answer.headers["Cache-Control"].startswith("public"):
            tags = set(answer.headers.get("Cache-Tag", "").split(","))
            held[address] = tags, f"{answer.headers}{answer.get_data(as_text=True)}"
    shows = {address for address, (_, text) in held.items() if MARK in text}
    assert len(shows) > 100
    for language in ("en", "ru"):
        gone = f"/v1/desk/articles/{harm}/versions/{language}/withdrawal"
        sqlite_newsroom.post(gone, "editor", {"reason": "It was not so."})
    purged = {address for address, (tags, _) in held.items() if f"article-{harm[-12:]}" in tags}
    assert shows <= purged
    assert not {address for address in purged if f"{address}".startswith(("/v1/topics", "/v1/languages"))}
    assert any("Before" in text for address, (_, text) in held.items() if address not in purged), "not all is purged"


def test_what_a_purged_cache_holds_shows_the_picture_nowhere(sqlite_newsroom: Newsroom) -> None:
    """Every public answer that shows it has its tag, lists and what is found too; the journal is kept by no cache."""
    shown = exhibition.picture()
    article = exhibition.article(sqlite_newsroom, shown, lead=shown)
    exhibition.article(sqlite_newsroom)
    showing = set()
    for address in _addresses(sqlite_newsroom, article):
        answer = sqlite_newsroom.call("GET", address)
        control = answer.headers["Cache-Control"]
        if control.startswith("public") and "no-cache" not in control and shown in answer.get_data(as_text=True):
            assert f"picture-{shown}" in answer.headers["Cache-Tag"].split(","), address
            showing.add(address.partition("?")[0])
    assert {"/v1/articles", f"/v1/articles/{article}", "/v1/issues/latest", "/v1/search"} <= showing


def test_an_answer_is_tagged_with_each_of_its_pictures(sqlite_newsroom: Newsroom) -> None:
    """A hundred articles with a picture above each, on a page and in an issue, and one with two hundred in its text."""
    shelf = Shelf(sqlite_newsroom)
    tags = {f"picture-{_put_above(article)}" for article in (shelf.first, *(shelf.add(hours) for hours in range(99)))}
    for address in ("/v1/articles?lang=en&limit=100", f"/v1/issues/{ISSUE}?lang=en"):
        answer = sqlite_newsroom.call("GET", address)
        assert tags <= set(answer.headers["Cache-Tag"].split(",")), address
        assert answer.headers["Cache-Control"] == answers.CACHE_CONTROL
        assert sum(len(f"{name}: {value}\r\n") for name, value in answer.headers) < LARGEST_WITH_PICTURES, address
    with sqlite_newsroom.app.test_request_context():
        whole = answers.answer(b"", "x", language=None, pictures=[ids.new() for _ in range(203)])
    assert whole.headers["Cache-Tag"].count("picture-") == 203


def _put_above(article: str) -> str:
    """Put a picture of its own above an article in lists; gives its id."""
    picture = ids.new()
    with db.transaction():
        found = db.row("SELECT list_json FROM reading WHERE article_id = ? AND language = 'en'", (article,))
        assert found is not None
        listed = json.loads(bytes(found[0])) | {"picture": {"id": picture, "href": f"/media/{picture}/320.jpg"}}
        values = (json.dumps(listed).encode(), article)
        db.row("UPDATE reading SET list_json = ? WHERE article_id = ? RETURNING article_id", values)
    return picture


def test_what_shows_more_than_its_tags_can_name_is_soon_gone(sqlite_newsroom: Newsroom) -> None:
    """No header passes what CDNs take: whole tags up to the bound, and a minute in any cache."""
    pictures = [ids.new() for _ in range(400)]
    with sqlite_newsroom.app.test_request_context():
        answer = answers.answer(b"", "x", language=None, cache_tags=["articles"], pictures=pictures)
    told = answer.headers["Cache-Tag"]
    first, *tags = told.split(",")
    assert (first, tags) == ("articles", [f"picture-{picture}" for picture in pictures[: len(tags)]])
    assert 300 < len(tags) < 400
    assert len(told) <= answers.MOST_TAGS
    assert answer.headers["Cache-Control"] == "public, max-age=60, s-maxage=60"


def test_the_header_of_the_largest_page_is_taken_by_all(sqlite_newsroom: Newsroom) -> None:
    """A hundred articles on a page, in an issue and in the journal: all headers together stay below 8 kB."""
    shelf = Shelf(sqlite_newsroom)
    articles = {shelf.first, *(shelf.add(hours) for hours in range(120))}
    for address, least in {
        "/v1/articles?lang=en&limit=100&include=body,corrections,alternates&topic=society&issue=2017-W37": 100,
        "/v1/changes?include=document&limit=100": 1,
        f"/v1/articles/{shelf.first}?lang=en": 1,
    }.items():
        answer = sqlite_newsroom.call("GET", address)
        tags = set(answer.headers["Cache-Tag"].split(","))
        assert len(tags & {f"article-{article[-12:]}" for article in articles}) >= least
        assert sum(len(f"{name}: {value}\r\n") for name, value in answer.headers) < LARGEST_HEADER, address
    whole = sqlite_newsroom.call("GET", f"/v1/issues/{ISSUE}?lang=en")
    assert whole.headers["Cache-Tag"].count("article-") == len(articles)
    assert sum(len(f"{name}: {value}\r\n") for name, value in whole.headers) < LARGEST_HEADER


def test_an_article_is_tagged_with_all_that_it_shows(sqlite_newsroom: Newsroom) -> None:
    """Itself, the ones before and after it, its topic, issue and language; and a refusal is kept nowhere."""
    before, article, after = (sqlite_newsroom.publish(title=title) for title in ("Before", "Between", "After"))
    answer = sqlite_newsroom.call("GET", f"/v1/articles/{article}?lang=en")
    shown = {f"article-{id_[-12:]}" for id_ in (before, article, after)}
    assert set(answer.headers["Cache-Tag"].split(",")) == shown | {"topic-society", f"issue-{ISSUE}", "lang-en"}
    refused = sqlite_newsroom.call("GET", f"/v1/articles/{article}?lang=be")
    assert (refused.status_code, refused.headers["Cache-Control"]) == (404, "no-store")
    assert refused.get_json()["alternates"]


def _addresses(room: Newsroom, *articles: str) -> Iterator[str]:
    """Give every public address, and what shows most at once."""
    yield from walk.public_addresses(room, slug_or_id=articles, token=("none",))
    for language in walk.LANGUAGES:
        for article in articles:
            yield f"/v1/articles/{article}?lang={language}&fields=title,next,previous"
        yield f"/v1/articles?lang={language}&sort=published_at&limit=2"
        yield f"/v1/articles?lang={language}&include=body,corrections,alternates"
    yield "/v1/changes?initial=true&include=document"
