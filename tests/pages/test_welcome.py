"""The welcome page, for browsers and for everything else."""

from __future__ import annotations

import re
from typing import Any

import pytest

from api.content import site
from api.content.site import SiteWords
from api.languages import words
from api.platform import db
from api.platform.errors import say
from tests.newsroom import ISSUE, Newsroom

_BROWSER = {"Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}


def _page(room: Newsroom, path: str = "/", **headers: str) -> str:
    response = room.call("GET", path, headers={**_BROWSER, **headers})
    assert response.status_code == 200
    return str(response.get_data(as_text=True))


@pytest.mark.parametrize("language", ["be", "ru", "en"])
def test_the_page_is_in_the_readers_language(sqlite_newsroom: Newsroom, language: str) -> None:
    """By `lang` or Accept-Language, the newsroom speaks of itself in the reader's language, and the page says which."""
    site.put(language, SiteWords(f"Name {language}", "Tagline", "About"))
    for page in (
        _page(sqlite_newsroom, f"/?lang={language}"),
        _page(sqlite_newsroom, **{"Accept-Language": language}),
    ):
        assert f'<html lang="{language}" dir="ltr">' in page
        assert f"<h1>Name {language}</h1>" in page


def test_what_is_told_of_the_newsroom_cannot_break_the_page(sqlite_newsroom: Newsroom) -> None:
    """A name with markup in it is shown as it is written."""
    site.put("en", SiteWords("<script>alert(1)</script>", "&", '"'))
    page = _page(sqlite_newsroom, "/?lang=en")
    assert "<script>" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page


def test_every_link_on_the_page_leads_somewhere(sqlite_newsroom: Newsroom) -> None:
    """Nobody who follows a link from the welcome page meets a problem."""
    sqlite_newsroom.publish("en", "ru")
    links = re.findall(r'(?:href|src)="(/[^"]*)"', _page(sqlite_newsroom, "/?lang=en"))
    assert "/v1/articles/river-council-delays-the-vote?lang=en" in links
    for link in links:
        assert sqlite_newsroom.call("GET", link.replace("&amp;", "&")).status_code == 200, link


@pytest.mark.parametrize("language", ["be", "ru", "en"])
def test_it_says_where_the_headlines_lead(sqlite_newsroom: Newsroom, language: str) -> None:
    """Who follows a headline knows beforehand that JSON comes, and not a page."""
    told = words.say_in(say("Each title leads to the article as sites and apps get it: as JSON."), language)
    assert told not in _page(sqlite_newsroom, f"/?lang={language}")
    sqlite_newsroom.publish("be", "ru", source_language="be")
    assert told in _page(sqlite_newsroom, f"/?lang={language}")


def test_the_menu_writes_the_names_of_languages_with_a_capital(sqlite_newsroom: Newsroom) -> None:
    """A name that stands alone begins with a capital letter, also where the language writes it small in a sentence."""
    names = re.findall(r'hreflang="[^"]+"[^>]*>([^<]+)<', _page(sqlite_newsroom, "/?lang=en"))
    assert names == ["Беларуская", "English", "Русский"]


def test_stories_stand_in_the_order_that_readers_have(sqlite_newsroom: Newsroom) -> None:
    """What is planned for an article since its release moves it on no public page."""
    first, second = (sqlite_newsroom.publish(title=title) for title in ("First", "Second"))
    for issue in (None, ISSUE):
        sqlite_newsroom.call("PATCH", f"/v1/desk/articles/{first}", "editor", etag="*", json={"issue": issue})
    planned = sqlite_newsroom.get(f"/v1/desk/issues/{ISSUE}", "editor")["articles"]
    public = [article["title"] for article in sqlite_newsroom.get(f"/v1/issues/{ISSUE}?lang=en")["articles"]]
    page = _page(sqlite_newsroom, "/?lang=en")
    assert (planned, public) == ([second, first], ["First", "Second"])
    assert page.index("First") < page.index("Second")


def test_programs_get_the_same_in_json(sqlite_newsroom: Newsroom) -> None:
    """Whoever does not ask for HTML gets name, texts and links as JSON, and each link leads somewhere."""
    sqlite_newsroom.publish("en", "ru")
    for accept in ("application/json", "*/*"):
        shown: Any = sqlite_newsroom.get("/?lang=en", headers={"Accept": accept})
        assert (shown["name"], shown["language"]) == ("Neman Review", "en")
    for name, link in shown["links"].items():
        if name != "login":
            assert sqlite_newsroom.call("GET", link).status_code == 200, link


def test_a_newsroom_without_anything_yet_is_welcoming_too(sqlite_newsroom: Newsroom) -> None:
    """Before there is an issue, or even a name, the page tells what this is."""
    assert "<h1>Neman Review</h1>" in _page(sqlite_newsroom)
    with db.transaction():
        db.rows("DELETE FROM site_text WHERE language IS NOT NULL RETURNING language")
    assert "<h1>Polyweek</h1>" in _page(sqlite_newsroom)


def test_the_page_is_asked_for_again_and_not_sent_again(sqlite_newsroom: Newsroom) -> None:
    """A browser that has the page gets 304, until something on it changes."""
    first = sqlite_newsroom.call("GET", "/?lang=en", headers=_BROWSER)
    assert first.headers["Vary"] == "Accept, Accept-Language"
    again = {**_BROWSER, "If-None-Match": first.headers["ETag"]}
    assert sqlite_newsroom.call("GET", "/?lang=en", headers=again).status_code == 304
    site.put("en", SiteWords("Another name", "", ""))
    assert sqlite_newsroom.call("GET", "/?lang=en", headers=again).status_code == 200
