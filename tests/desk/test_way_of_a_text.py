"""The way of a text, from a draft to its readers, as the people of a newsroom go it."""

from __future__ import annotations

from tests.newsroom import Newsroom


def test_a_text_goes_from_a_draft_to_readers_in_three_languages(newsroom: Newsroom) -> None:
    """Written, translated, approved and released, an article is read in each language as it was put there."""
    article = newsroom.publish("en", "ru")
    english = newsroom.get(f"/v1/articles/{article}?lang=en")
    russian = newsroom.get(f"/v1/articles/{article}?lang=ru")
    assert english["title"] == "River council delays the vote"
    assert russian["title"] == "RU River council delays the vote"
    assert "RU The council met" in russian["body"]["content"]
    assert [other["language"] for other in english["alternates"]] == ["ru", "en"]
    assert newsroom.call("GET", f"/v1/articles/{article}?lang=be").status_code == 404
    again = newsroom.call("GET", f"/v1/articles/{english['slug']}")
    assert again.get_json() == english
    fresh = newsroom.call("GET", f"/v1/articles/{english['slug']}", headers={"If-None-Match": again.headers["ETag"]})
    assert (fresh.status_code, fresh.data) == (304, b"")


def test_a_missing_language_falls_back_along_its_chain(newsroom: Newsroom) -> None:
    """A reader of English, which falls back to Russian, gets the Russian text and is told so."""
    article = newsroom.publish("ru", source_language="ru", title="Решение отложено")
    shown = newsroom.get(f"/v1/articles/{article}?lang=en")
    assert (shown["language"], shown["requested_language"], shown["is_fallback"]) == ("ru", "en", True)
    assert newsroom.call("GET", f"/v1/articles/{article}?lang=en&fallback=none").status_code == 404
