"""The addresses of the site's own pages as administrators set them."""

from __future__ import annotations

from typing import Any

import pytest

from api.platform import db, migrate
from api.platform.errors import Conflict
from api.platform.preconditions import ANY
from api.platform.settings import Settings
from api.publishing import journal, languages, pages, site
from tests.newsroom import NOW, Newsroom

ARTICLE = "https://news.example/{language}/{slug}"
ISSUE = "https://news.example/{language}/issues/{key}"
NONE = {"site": None, "article": None, "issue": None, "topic": None, "byline": None, "preview": None}


def put(newsroom: Newsroom, **templates: Any) -> Any:
    """Set templates of pages, whatever stands."""
    return newsroom.call("PUT", "/v1/admin/site", "admin", etag="*", json={"pages": templates})


def test_pages_are_set_beside_the_texts(newsroom: Newsroom) -> None:
    """What is put is shown, what is left out stays, null takes one away; each change has another ETag."""
    before = newsroom.call("GET", "/v1/admin/site", "admin")
    assert before.get_json()["pages"] == NONE
    set_ = put(newsroom, article=ARTICLE, issue=ISSUE)
    assert set_.get_json() == before.get_json() | {"pages": NONE | {"article": ARTICLE, "issue": ISSUE}}
    assert set_.headers["ETag"] != before.headers["ETag"]
    assert put(newsroom, article=None).get_json()["pages"] == NONE | {"issue": ISSUE}
    assert (pages.current().article, pages.current().issue) == (None, ISSUE)
    assert pages.current().of_issue("2017-W37", "ru") == "https://news.example/ru/issues/2017-W37"
    assert pages.current().of_article("vote", "ru") is None


def test_texts_are_set_without_a_word_of_the_pages(sqlite_newsroom: Newsroom) -> None:
    """Whoever sends texts alone leaves the pages as they are, and the other way round."""
    put(sqlite_newsroom, article=ARTICLE)
    words = {"name": "Neman", "tagline": "", "about": ""}
    sent = sqlite_newsroom.call("PUT", "/v1/admin/site", "admin", etag="*", json={"ru": words}).get_json()
    assert (sent["pages"]["article"], sent["ru"], sent["be"]["name"]) == (ARTICLE, words, "Neman Review")


def test_the_journal_and_the_audit_tell_of_pages(sqlite_newsroom: Newsroom) -> None:
    """A change raises the generation and is told as one of the site; the same once more is no change."""
    generation = journal.generation()
    put(sqlite_newsroom, article=ARTICLE, issue=ISSUE)
    put(sqlite_newsroom, article=ARTICLE)
    told = db.rows("SELECT resource, key, type FROM frame_change WHERE generation > ?", (generation,))
    assert told == [("site", "site", "updated")]
    entries = sqlite_newsroom.get("/v1/admin/audit?action=site.change", "admin")["data"]
    assert [(entry["language"], entry["details"]) for entry in entries] == [(None, {"pages": "article issue"})]


@pytest.mark.parametrize(
    ("sent", "pointers"),
    [
        ({"article": "/{slug}", "issue": "https://news.example/{key}"}, ["/pages/article", "/pages/issue"]),
        ({"article": 1}, ["/pages/article"]),
        ({"front": ARTICLE}, ["/pages/front"]),
        ({"topic": ISSUE, "issue": ISSUE}, ["/pages/topic"]),
        (None, ["/pages"]),
        ("x", ["/pages"]),
    ],
)
def test_pages_that_cannot_be_are_refused(sqlite_newsroom: Newsroom, sent: Any, pointers: list[str]) -> None:
    """Each fault stands at its place, and nothing changes, of the texts neither."""
    words = {"name": "Another", "tagline": "", "about": ""}
    data = {"ru": words, "pages": sent}
    refused = sqlite_newsroom.call("PUT", "/v1/admin/site", "admin", etag="*", json=data)
    assert (refused.status_code, [fault["pointer"] for fault in refused.get_json()["errors"]]) == (422, pointers)
    shown = sqlite_newsroom.get("/v1/admin/site", "admin")
    assert (shown["pages"], shown["ru"]["name"]) == (NONE, "Neman Review")


def test_a_page_that_would_be_where_another_is_is_refused(sqlite_newsroom: Newsroom) -> None:
    """It is compared with those that stand, and the one that was sent has the fault; to swap two is no clash."""
    put(sqlite_newsroom, topic=ISSUE, byline="https://news.example/{language}/by/{key}")
    refused = put(sqlite_newsroom, issue=ISSUE)
    assert [fault["pointer"] for fault in refused.get_json()["errors"]] == ["/pages/issue"]
    swapped = put(sqlite_newsroom, byline=ISSUE, topic="https://news.example/{language}/by/{key}")
    assert swapped.status_code == 200


def test_a_second_language_waits_until_pages_are_told_apart(empty: Settings) -> None:
    """With one language an issue's page needs none in its address; a second is refused before it has one."""
    db.open_database(empty)
    migrate.up()
    languages.add("be", native_name="беларуская", fallback=None, by=None, at=NOW)
    site.put({}, {"issue": "https://news.example/issues/{key}"}, expected=ANY, by=None, at=NOW)
    with pytest.raises(Conflict, match="issue"):
        languages.add("pl", native_name="polski", fallback=None, by=None, at=NOW)
    site.put({}, {"issue": ISSUE}, expected=ANY, by=None, at=NOW)
    languages.add("pl", native_name="polski", fallback=None, by=None, at=NOW)
    db.close_database()


@pytest.mark.parametrize("locale", ["be", "ru", "en"])
def test_a_fault_is_told_in_the_callers_language(sqlite_newsroom: Newsroom, locale: str) -> None:
    """What is wrong with a template is said in Belarusian, Russian and English, placeholders as they are written."""
    data = {"pages": {"article": "https://news.example/{language}"}}
    refused = sqlite_newsroom.call(
        "PUT", "/v1/admin/site", "admin", etag="*", json=data, headers={"Accept-Language": locale}
    )
    said = {"be": "патрэбна", "ru": "нужна", "en": "needs"}
    detail = refused.get_json()["errors"][0]["detail"]
    assert ("{slug}" in detail, said[locale] in detail) == (True, True), detail
