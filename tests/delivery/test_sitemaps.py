from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from lxml import etree

from api.delivery import answers
from api.delivery import sitemaps as routes
from api.delivery.views import sitemaps as views
from api.platform import clock, db
from tests.delivery import exhibits
from tests.delivery.shelf import Shelf
from tests.formats.judges import sitemap_faults
from tests.newsroom import ISSUE, Newsroom
from tests.statements import counted

PAGES = {
    "article": "https://news.example/{language}/{slug}",
    "issue": "https://news.example/{language}/weeks/{key}",
    "topic": "https://news.example/{language}/topics/{key}",
    "byline": "https://news.example/{language}/by/{key}",
}
SPACES = {
    "s": "http://www.sitemaps.org/schemas/sitemap/0.9",
    "x": "http://www.w3.org/1999/xhtml",
    "n": "http://www.google.com/schemas/sitemap-news/0.9",
}


@pytest.fixture
def placed(newsroom: Newsroom) -> Newsroom:
    """Give a newsroom whose site has pages for all that there is."""
    put_pages(newsroom, **PAGES)
    return newsroom


def put_pages(newsroom: Newsroom, **pages: str | None) -> None:
    """Say where the site's own pages are."""
    path = "/v1/admin/site"
    response = newsroom.call("PUT", path, "admin", etag=newsroom.etag(path, "admin"), json={"pages": pages})
    assert response.status_code == 200, response.get_data(as_text=True)


def read(newsroom: Newsroom, path: str, protocol: str = "sitemap.xsd") -> Any:
    """Read a sitemap that must be there, and judge it by its schema."""
    response = newsroom.call("GET", path)
    assert response.status_code == 200, response.get_data(as_text=True)
    assert response.headers["Content-Type"] == "application/xml"
    assert sitemap_faults(response.data, protocol) == []
    return etree.fromstring(response.data)


def named(newsroom: Newsroom) -> list[str]:
    """Give the names of the sitemaps that the index has."""
    found = read(newsroom, "/sitemap.xml", "siteindex.xsd").xpath("//s:loc/text()", namespaces=SPACES)
    return [str(each).rpartition("/")[2].removesuffix(".xml") for each in found]


def listed(newsroom: Newsroom, name: str) -> list[str]:
    """Give the pages that a sitemap lists."""
    found = read(newsroom, f"/sitemaps/{name}.xml").xpath("//s:loc/text()", namespaces=SPACES)
    return [str(each) for each in found]


def month() -> str:
    """Give the month in which it is published now."""
    return f"{clock.now():%Y%m}"


def test_every_page_of_the_site_is_in_one_sitemap(placed: Newsroom) -> None:
    """Articles by language and month; issues, topics and bylines by language; each that the index names is there."""
    placed.publish("ru", title="The ferry")
    placed.write(title="A draft", topic="river")
    now = month()
    assert sorted(named(placed)) == sorted(
        f"{language}-{kind}" for language in ("ru", "en") for kind in (now, "issues", "topics", "bylines")
    )
    assert listed(placed, f"ru-{now}") == ["https://news.example/ru/ru-the-ferry"]
    assert listed(placed, "en-issues") == [f"https://news.example/en/weeks/{ISSUE}"]
    assert listed(placed, "en-topics") == ["https://news.example/en/topics/society"]
    assert listed(placed, "ru-bylines") == ["https://news.example/ru/by/hanna"]
    for name in named(placed):
        assert listed(placed, name)


def test_pages_name_their_other_languages(placed: Newsroom) -> None:
    """In the newsroom's order, themselves among them, and the first for readers of no other; a fallback is no page."""
    placed.publish("ru", title="The ferry")
    placed.publish(title="Alone")
    found = read(placed, f"/sitemaps/en-{month()}.xml")
    ferry, alone = found.xpath("//s:url", namespaces=SPACES)
    links = [(link.get("hreflang"), link.get("href")) for link in ferry.xpath("x:link", namespaces=SPACES)]
    assert links == [
        ("ru", "https://news.example/ru/ru-the-ferry"),
        ("en", "https://news.example/en/the-ferry"),
        ("x-default", "https://news.example/ru/ru-the-ferry"),
    ]
    assert not alone.xpath("x:link", namespaces=SPACES)
    assert f"be-{month()}" not in named(placed)


def test_times_are_those_that_readers_are_told(placed: Newsroom) -> None:
    """Cut to the minute, of pages and of sitemaps."""
    article = placed.publish()
    told = placed.get(f"/v1/articles/{article}?lang=en")["updated_at"]
    page = read(placed, f"/sitemaps/en-{month()}.xml").xpath("//s:lastmod/text()", namespaces=SPACES)
    index = read(placed, "/sitemap.xml", "siteindex.xsd").xpath(
        f"//s:sitemap[contains(s:loc, '{month()}')]/s:lastmod/text()", namespaces=SPACES
    )
    assert page == index == [told]


def test_what_is_withdrawn_is_gone_at_once(placed: Newsroom) -> None:
    """From its own language's sitemap, and as another language of what still stands."""
    article = placed.publish("ru", title="The ferry")
    exhibits.withdraw(placed, article)
    assert {name.partition("-")[0] for name in named(placed)} == {"ru"}
    for kind in (month(), "issues", "topics", "bylines"):
        response = placed.call("GET", f"/sitemaps/en-{kind}.xml")
        assert response.status_code == 404
    assert b'the-ferry"' not in placed.call("GET", f"/sitemaps/ru-{month()}.xml").data
    assert b"/en/" not in placed.call("GET", f"/sitemaps/ru-{month()}.xml").data


def test_without_pages_there_is_nothing_to_list(sqlite_newsroom: Newsroom) -> None:
    """The refusal says what an administrator must set; what is named is listed, and nothing else."""
    sqlite_newsroom.publish()
    for path in ("/sitemap.xml", f"/sitemaps/en-{month()}.xml", "/sitemap-news.xml"):
        response = sqlite_newsroom.call("GET", path)
        assert response.status_code == 404
        assert "pages.article" in response.get_json()["detail"]
        assert "/v1/admin/site" in response.get_json()["detail"]
    put_pages(sqlite_newsroom, issue=PAGES["issue"])
    assert named(sqlite_newsroom) == ["en-issues"]
    assert sqlite_newsroom.call("GET", f"/sitemaps/en-{month()}.xml").status_code == 404
    assert "pages.article" in sqlite_newsroom.call("GET", "/sitemap-news.xml").get_json()["detail"]


def test_an_empty_newsroom_has_no_sitemap(sqlite_newsroom: Newsroom) -> None:
    """The protocol knows no empty one."""
    put_pages(sqlite_newsroom, **PAGES)
    for path in ("/sitemap.xml", "/sitemap-news.xml", "/sitemaps/en-issues.xml"):
        assert sqlite_newsroom.call("GET", path).status_code == 404


@pytest.mark.parametrize(
    "name",
    ["en", "en-", "en-2017", "en-201713", "en-000001", "en-999912", "en-201709-0", "en-201709-99999", "en-drafts",
     "xx-issues", "-issues", "en-issues-1", "en-٢٠١٧٠٩", "EN-issues", "en-201709%00", "en-" + "9" * 3000],
)  # fmt: skip
def test_sitemaps_that_there_are_not_are_404(sqlite_newsroom: Newsroom, name: str) -> None:
    """Whatever is asked for, the answer is that there is none."""
    put_pages(sqlite_newsroom, **PAGES)
    sqlite_newsroom.publish()
    assert sqlite_newsroom.call("GET", f"/sitemaps/{name}.xml").status_code == 404


def test_a_month_of_very_many_articles_has_several_sitemaps(
    newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each article stands in one of them, in the order of their publication; a later one changes only the last."""
    shelf = Shelf(newsroom)
    put_pages(newsroom, **PAGES)
    for hours in range(7):
        shelf.add(hours)
    monkeypatch.setattr(routes, "MOST_PAGES", 3)
    names = [name for name in named(newsroom) if "201709" in name]
    assert names == ["en-201709", "en-201709-1", "en-201709-2"]
    parts = [listed(newsroom, name) for name in names]
    assert [len(part) for part in parts] == [3, 3, 1]
    assert len({page for part in parts for page in part}) == 7
    shelf.add(8)
    assert [listed(newsroom, name) for name in names][:2] == parts[:2]
    assert newsroom.call("GET", "/sitemaps/en-201709-3.xml").status_code == 404


def test_a_new_article_changes_one_months_sitemap(newsroom: Newsroom) -> None:
    """Those of other months keep their ETags."""
    shelf = Shelf(newsroom)
    put_pages(newsroom, **PAGES)
    shelf.add(0)
    shelf.add(24 * 40)
    before = newsroom.call("GET", "/sitemaps/en-201709.xml").headers["ETag"]
    newsroom.publish(title="Another")
    again = newsroom.call("GET", "/sitemaps/en-201709.xml", headers={"If-None-Match": before})
    assert again.status_code == 304


def test_the_number_of_statements_does_not_grow(newsroom: Newsroom) -> None:
    """However much there is, an index takes few, and each sitemap too."""
    shelf = Shelf(newsroom)
    put_pages(newsroom, **PAGES)
    counts: dict[str, set[int]] = {}
    for hours in (0, 1, 24 * 40):
        shelf.add(hours)
        for path in ("/sitemap.xml", "/sitemaps/en-201709.xml", "/sitemaps/en-issues.xml", "/sitemap-news.xml"):
            with counted() as statements:
                assert newsroom.call("GET", path).status_code == 200
            counts.setdefault(path, set()).add(len(statements))
    assert all(len(found) == 1 and max(found) <= 8 for found in counts.values()), counts


def test_what_is_counted_is_read_from_an_index(sqlite_newsroom: Newsroom) -> None:
    """No document is touched to count months, issues and topics."""
    plans = [
        " ".join(str(step[3]) for step in db.rows(f"EXPLAIN QUERY PLAN {sql}"))
        for sql in (views._SHELVES, views._ISSUES, views._TOPICS)
    ]
    for plan in plans:
        assert "COVERING INDEX" in plan
        assert "SCAN reading " not in plan.replace("SCAN reading USING COVERING INDEX", "")


def test_news_is_of_the_last_two_days(placed: Newsroom) -> None:
    """In all languages, with the name of the newspaper, the date of publication and the title; older ones are not."""
    with time_machine.travel(datetime(2026, 11, 20, 10, 0, 37, tzinfo=UTC), tick=False):
        placed.publish("ru", title="The ferry & 5 < 6")
        found = read(placed, "/sitemap-news.xml")
        assert sorted(found.xpath("//s:loc/text()", namespaces=SPACES)) == [
            "https://news.example/en/the-ferry-5-6",
            "https://news.example/ru/ru-the-ferry-5-6",
        ]
        assert set(found.xpath("//n:language/text()", namespaces=SPACES)) == {"ru", "en"}
        assert set(found.xpath("//n:name/text()", namespaces=SPACES)) == {"Neman Review"}
        assert set(found.xpath("//n:publication_date/text()", namespaces=SPACES)) == {"2026-11-20T10:00:00Z"}
        assert "The ferry & 5 < 6" in found.xpath("//n:title/text()", namespaces=SPACES)
    with time_machine.travel(datetime(2026, 11, 22, 10, 0, 59, tzinfo=UTC), tick=False):
        assert len(read(placed, "/sitemap-news.xml").xpath("//n:news", namespaces=SPACES)) == 2
    with time_machine.travel(datetime(2026, 11, 22, 10, 1, tzinfo=UTC), tick=False):
        found = read(placed, "/sitemap-news.xml")
        assert found.xpath("//n:news", namespaces=SPACES) == []
        assert len(found.xpath("//s:loc", namespaces=SPACES)) == 1


def test_the_clock_alone_ends_what_is_kept_of_the_news(placed: Newsroom) -> None:
    """The edge is told the minute in which the oldest of them is news no longer."""
    at = datetime(2026, 11, 20, 10, 0, 37, tzinfo=UTC)
    with time_machine.travel(at, tick=False):
        placed.publish()
        with placed.app.test_request_context("/sitemap-news.xml") as context:
            assert placed.app.full_dispatch_request().status_code == 200
            until = context.request.environ[answers.HOLDS_UNTIL]
        assert until == datetime(2026, 11, 20, 10, 1, tzinfo=UTC) + timedelta(hours=48)


def test_sitemaps_are_public_and_kept(sqlite_newsroom: Newsroom) -> None:
    """Caches may keep them and purge them by a tag; with a credential nobody keeps one."""
    put_pages(sqlite_newsroom, **PAGES)
    sqlite_newsroom.publish()
    for path in ("/sitemap.xml", f"/sitemaps/en-{month()}.xml", "/sitemap-news.xml"):
        response = sqlite_newsroom.call("GET", path)
        assert response.headers["Cache-Control"].startswith("public")
        assert "sitemaps" in response.headers["Cache-Tag"].split(",")
        assert sqlite_newsroom.call("GET", path, "editor").headers["Cache-Control"] == "private, no-store"


def test_a_sitemap_has_one_address(sqlite_newsroom: Newsroom) -> None:
    """Nobody makes it anew by asking for it in another way."""
    put_pages(sqlite_newsroom, **PAGES)
    sqlite_newsroom.publish()
    for path in ("/sitemap.xml", f"/sitemaps/en-{month()}.xml", "/sitemap-news.xml"):
        asked = [sqlite_newsroom.call("GET", f"{path}?{query}").status_code for query in ("lang=en", "a=1", "&&", "")]
        assert asked == [422, 422, 404, 200]
