"""A cache that purges by tags: after a withdrawal nothing of what it still holds names the text."""

from __future__ import annotations

from collections.abc import Iterator

from tests.contract import walk
from tests.delivery.shelf import Shelf
from tests.newsroom import ISSUE, Newsroom

MARK = "zyzzyva"  # no other text has this word
LARGEST_HEADER = 8_192  # bytes, of what proxies take with their defaults


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


def test_the_header_of_the_largest_page_is_taken_by_all(sqlite_newsroom: Newsroom) -> None:
    """A hundred articles on a page, in an issue and in the journal: all headers together stay below 8 kB."""
    shelf = Shelf(sqlite_newsroom)
    articles = {shelf.first, *(shelf.add(hours) for hours in range(120))}
    for address, least in {
        "/v1/articles?lang=en&limit=100&include=body,corrections,alternates&topic=society&issue=2017-W37": 100,
        "/v1/changes?initial=true&include=document&limit=100": 1,
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
