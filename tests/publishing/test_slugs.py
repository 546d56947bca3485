from __future__ import annotations

from typing import Any

import pytest

from tests.newsroom import Newsroom
from tests.publishing.shelf import patch, release_revision

BODY = "One paragraph."


def _slug(newsroom: Newsroom, article: str, language: str = "en") -> str:
    return str(newsroom.get(f"/v1/articles/{article}?lang={language}")["slug"])


def _put(newsroom: Newsroom, article: str, slug: str, language: str = "en") -> Any:
    path = f"/v1/desk/articles/{article}/versions/{language}"
    return newsroom.call("PUT", f"{path}/slug", "editor", etag=newsroom.etag(path), json={"slug": slug})


@pytest.mark.parametrize(
    ("title", "slug"),
    [
        ("River council delays the vote", "river-council-delays-the-vote"),
        ("*River* council [delays](https://example.org) `it`", "river-council-delays-it"),
        ("!?…", "article"),
        ("评论：选举", "article"),
        ("a " * 60, "-".join("a" * 40)),
        ("0190a3b2-0000-7000-8000-000000000000", "0190a3b2-0000-7000-8000-000000000000-en"),
    ],
)
def test_a_title_makes_the_address(sqlite_newsroom: Newsroom, title: str, slug: str) -> None:
    """Words become an address; a title without any gets a plain one; none looks like an id or is overlong."""
    article = sqlite_newsroom.publish(title=title, body=BODY)
    assert _slug(sqlite_newsroom, article) == slug
    assert sqlite_newsroom.get(f"/v1/articles/{slug}")["id"] == article


def test_each_language_has_an_address_of_its_own(newsroom: Newsroom) -> None:
    """A Belarusian title is romanised in its own way, and each address answers in its language."""
    article = newsroom.publish("ru", source_language="be", title="Шчаслівая ўлада", body=BODY)
    slugs = [_slug(newsroom, article, language) for language in ("be", "ru")]
    assert slugs == ["shchaslivaya-ulada", "ru-shchaslivaya-ulada"]
    assert [newsroom.get(f"/v1/articles/{slug}")["language"] for slug in slugs] == ["be", "ru"]


def test_titles_alike_get_addresses_apart(newsroom: Newsroom) -> None:
    """The second of a title gets its language, later ones a number, in whatever language the first was."""
    articles = [newsroom.publish(title="The week", body=BODY) for _ in range(4)]
    slugs = [_slug(newsroom, article) for article in articles]
    assert slugs == ["the-week", "the-week-en", "the-week-en-2", "the-week-en-3"]


def test_long_titles_alike_stay_within_bounds(sqlite_newsroom: Newsroom) -> None:
    """An address with a suffix is no longer than any other, and can be set at the desk as it is."""
    title = "many words " * 12
    articles = [sqlite_newsroom.publish(title=title, body=BODY) for _ in range(3)]
    slugs = [_slug(sqlite_newsroom, article) for article in articles]
    assert len(set(slugs)) == 3
    assert max(map(len, slugs)) <= 80
    assert _put(sqlite_newsroom, articles[2], slugs[2]).status_code == 200


def test_an_address_outlives_its_title(newsroom: Newsroom) -> None:
    """A new title, a withdrawal and a new release leave the address as it was."""
    article = newsroom.publish(title="First title", body=BODY)
    release_revision(newsroom, article, "en", title="Second title")
    assert _slug(newsroom, article) == "first-title"
    path = f"/v1/desk/articles/{article}/versions/en/withdrawal"
    newsroom.post(path, "editor", {"reason": "It was not so."})
    newsroom.release(article, "en")
    assert _slug(newsroom, article) == "first-title"


def test_a_former_address_leads_to_the_new_one(newsroom: Newsroom) -> None:
    """A changed address redirects for good, query and all, over any number of changes, and never in a circle."""
    article = newsroom.publish(title="First title", body=BODY)
    for slug in ("second", "third", "first-title", "fourth"):
        patch(newsroom, f"/v1/desk/articles/{article}/versions/en/slug", {"slug": slug}, "PUT")
    for former in ("first-title", "second", "third"):
        response = newsroom.call("GET", f"/v1/articles/{former}?body=none")
        assert response.status_code == 308
        assert response.headers["Location"] == "/v1/articles/fourth?body=none"
    assert newsroom.get("/v1/articles/fourth")["links"]["self"] == "/v1/articles/fourth?lang=en"
    assert newsroom.get("/v1/desk/articles/second", "editor")["id"] == article


@pytest.mark.parametrize("taken", ["held", "formerly-held", "ru-held"])
def test_a_taken_address_is_refused(newsroom: Newsroom, taken: str) -> None:
    """An address that another article or language has or had is refused, and nothing changes."""
    other = newsroom.publish("ru", title="Formerly held", body=BODY)
    patch(newsroom, f"/v1/desk/articles/{other}/versions/en/slug", {"slug": "held"}, "PUT")
    patch(newsroom, f"/v1/desk/articles/{other}/versions/ru/slug", {"slug": "ru-held"}, "PUT")
    article = newsroom.publish(title="Mine", body=BODY)
    assert _put(newsroom, article, taken).status_code == 409
    assert _slug(newsroom, article) == "mine"
    assert _put(newsroom, other, "formerly-held", "ru").status_code == 409


@pytest.mark.parametrize(
    "slug",
    ["", "-", "Mine", "two words", "a--b", "-a", "a-", "ж", "a/b", "x" * 81, "0190a3b2-0000-7000-8000-000000000000"],
)
def test_what_is_no_address_is_refused(sqlite_newsroom: Newsroom, slug: str) -> None:
    """Only lower-case letters, digits and single dashes make an address, and nothing that could be an id."""
    article = sqlite_newsroom.publish(title="Mine", body=BODY)
    response = _put(sqlite_newsroom, article, slug)
    assert response.status_code == 422
    assert response.get_json()["errors"][0]["pointer"] == "/slug"
    assert _slug(sqlite_newsroom, article) == "mine"


def test_an_address_needs_a_publication(sqlite_newsroom: Newsroom) -> None:
    """A version that was never published has no address to change."""
    article = sqlite_newsroom.write()
    assert _put(sqlite_newsroom, article, "mine").status_code == 404


def test_the_same_address_again_changes_nothing(newsroom: Newsroom) -> None:
    """To set the address that stands tells readers and partners of nothing."""
    article = newsroom.publish(title="Mine", body=BODY)
    before = newsroom.get("/v1/changes")["meta"]["cursor"]
    assert _put(newsroom, article, "mine").status_code == 200
    assert newsroom.get(f"/v1/changes?since={before}")["data"] == []
