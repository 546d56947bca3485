"""A cache that purges by tags: after a withdrawal nothing of what it still holds names the text."""

from __future__ import annotations

from collections.abc import Iterator

from tests.contract import walk
from tests.newsroom import Newsroom

MARK = "zyzzyva"  # no other text has this word
LARGEST_HEADER = 16_384  # bytes, of all that a CDN takes as one tag field


def test_what_a_purged_cache_holds_names_the_text_nowhere(newsroom: Newsroom) -> None:
    """Every public answer is kept with its tags; the documented purge takes all that shows title, summary or slug."""
    for title in ("Before", "After"):
        newsroom.publish(title=title, body="One paragraph.")
    harm = newsroom.publish("ru", title=f"{MARK} title", summary=f"{MARK} summary", body=f"{MARK} body")
    path = f"/v1/desk/articles/{harm}/versions/en"
    former = newsroom.get(f"/v1/articles/{harm}?lang=en")["slug"]
    changed = newsroom.call("PUT", f"{path}/slug", "editor", etag=newsroom.etag(path), json={"slug": f"{MARK}-again"})
    assert changed.status_code == 200
    other = newsroom.publish(title="Later", body="One paragraph.")
    held: dict[str, tuple[set[str], str]] = {}
    for address in _addresses(newsroom, harm, other, former, f"{MARK}-again"):
        answer = newsroom.call("GET", address)
        if answer.headers["Cache-Control"].startswith("public"):
            tags = set(answer.headers.get("Cache-Tag", "").split(","))
            held[address] = tags, f"{answer.headers}{answer.get_data(as_text=True)}"
    shows = {address for address, (_, text) in held.items() if MARK in text}
    assert len(shows) > 100
    for language in ("en", "ru"):
        gone = f"/v1/desk/articles/{harm}/versions/{language}/withdrawal"
        newsroom.post(gone, "editor", {"reason": "It was not so."})
    purged = {address for address, (tags, _) in held.items() if f"article-{harm[-12:]}" in tags}
    assert shows <= purged
    assert not {address for address in purged if f"{address}".startswith(("/v1/topics", "/v1/languages"))}
    assert any("Before" in text for address, (_, text) in held.items() if address not in purged), "not all is purged"


def test_the_tags_of_the_largest_page_fit_into_a_header(sqlite_newsroom: Newsroom) -> None:
    """A hundred articles, and each with both of its neighbours, stay below what CDNs take."""
    article = sqlite_newsroom.publish()
    tag = f"article-{article[-12:]}"
    assert tag in sqlite_newsroom.call("GET", f"/v1/articles/{article}?lang=en").headers["Cache-Tag"].split(",")
    assert 3 * 100 * (len(tag) + 1) + 500 < LARGEST_HEADER


def _addresses(room: Newsroom, *articles: str) -> Iterator[str]:
    """Give every public address, and what shows most at once."""
    yield from walk.public_addresses(room, slug_or_id=articles, token=("none",))
    for language in walk.LANGUAGES:
        for article in articles:
            yield f"/v1/articles/{article}?lang={language}&fields=title,next,previous"
        yield f"/v1/articles?lang={language}&sort=published_at&limit=2"
        yield f"/v1/articles?lang={language}&include=body,corrections,alternates"
    yield "/v1/changes?initial=true&include=document"
