from __future__ import annotations

import dataclasses
import itertools
from urllib.parse import parse_qs, urlsplit

import pytest

from api.delivery import feed_pages
from api.delivery.feed_pages import Asked
from api.formats import urns
from api.platform import instance, paging
from tests.delivery import exhibits, feeds
from tests.delivery.feeds import BODY
from tests.formats import feed_rules
from tests.newsroom import Newsroom

TYPES = {
    "atom": "application/atom+xml; charset=utf-8",
    "rss": "application/rss+xml; charset=utf-8",
    "json": "application/feed+json",
}


def test_each_feed_is_what_it_says(sqlite_newsroom: Newsroom) -> None:
    """In each language, with texts, corrections, pictures and withdrawals, by its type, its schema and feedparser."""
    picture = exhibits.picture()
    of_be = {"source_language": "be", "body": exhibits.body(picture), "picture": {"id": picture, "alt": "Лёд & <лёд>"}}
    article = sqlite_newsroom.publish("ru", "en", title="Ўсё пра «лёд»", **of_be)
    feeds.correct(sqlite_newsroom, sqlite_newsroom.publish("ru", title="Emoji 👩‍👩‍👧 ]]> & 5 < 6", body=BODY))
    exhibits.withdraw(sqlite_newsroom, sqlite_newsroom.publish("ru", topic="river", body=BODY), "ru")
    exhibits.withdraw(sqlite_newsroom, article, "en")
    queries = ("", "?body=summary", "?topic=society&limit=1", "?topic=river")
    for language, form, query in itertools.product(("be", "ru", "en"), feeds.FORMS, queries):
        answer = sqlite_newsroom.call("GET", f"/v1/feeds/{language}.{form}{query}")
        assert answer.status_code == 200, (language, form, query)
        assert answer.headers["Content-Type"] == TYPES[form]
        assert answer.headers["Content-Language"] == language
        assert "Vary" not in answer.headers, "the path alone decides"
        feed_rules.CHECKS[form](answer.data)
        if form != "json":
            assert feed_rules.read(answer.data, TYPES[form]).feed.language == language


def test_a_feed_has_texts_of_its_language_and_no_others(sqlite_newsroom: Newsroom) -> None:
    """What falls back to another language is in that one's feed only."""
    sqlite_newsroom.publish("be", source_language="be", title="Толькі тут", body=BODY)
    assert [item["title"] for item in feeds.told(sqlite_newsroom, "/v1/feeds/be.json")["items"]] == ["Толькі тут"]
    assert feeds.told(sqlite_newsroom, "/v1/feeds/ru.json")["items"] == []
    assert len(sqlite_newsroom.get("/v1/articles?lang=ru")["data"]) == 1


def test_the_forms_show_the_same(sqlite_newsroom: Newsroom) -> None:
    """Atom, RSS and JSON Feed have the same ids in the same order, and the same feed's id."""
    for title in ("One", "Two", "Three"):
        sqlite_newsroom.publish(title=title, body=BODY)
    shown = feeds.told(sqlite_newsroom, "/v1/feeds/en.json")
    for form in ("atom", "rss"):
        assert [entry.id for entry in feeds.parsed(sqlite_newsroom, f"/v1/feeds/en.{form}").entries] == feeds.ids(shown)
    assert feeds.parsed(sqlite_newsroom, "/v1/feeds/en.atom").feed.id == shown["_polyweek"]["id"]


def test_an_entry_is_the_same_whatever_becomes_of_it(sqlite_newsroom: Newsroom) -> None:
    """Another slug, another title, a withdrawal: its id stays, and is another in another language."""
    article = sqlite_newsroom.publish("ru", body=BODY)
    (before,) = feeds.told(sqlite_newsroom, "/v1/feeds/en.json")["items"]
    assert before["id"] == urns.of_version(article, "en")
    path = f"/v1/desk/articles/{article}/versions/en"
    changed = sqlite_newsroom.call(
        "PUT", f"{path}/slug", "editor", etag=sqlite_newsroom.etag(path), json={"slug": "elsewhere"}
    )
    assert changed.status_code == 200, changed.get_data(as_text=True)
    sqlite_newsroom.revise(article, title="Another title", body=BODY)
    sqlite_newsroom.approve(article, "en")
    sqlite_newsroom.release(article, "en")
    (after,) = feeds.told(sqlite_newsroom, "/v1/feeds/en.json")["items"]
    assert (after["id"], after["title"]) == (before["id"], "Another title")
    assert after["url"].endswith("/v1/articles/elsewhere?lang=en")
    exhibits.withdraw(sqlite_newsroom, article)
    (gone,) = feeds.told(sqlite_newsroom, "/v1/feeds/en.json")["_polyweek"]["deleted"]
    assert gone["id"] == before["id"]
    assert feeds.ids(feeds.told(sqlite_newsroom, "/v1/feeds/ru.json")) != [before["id"]]


def test_topics_narrow_a_feed(newsroom: Newsroom) -> None:
    """Several may be named, in any order; who follows one hears of its last withdrawal."""
    river = newsroom.publish(title="Flood", topic="river", body=BODY)
    newsroom.publish(title="Vote", topic="society", body=BODY)
    (flood,) = feeds.told(newsroom, "/v1/feeds/en.json?topic=river")["items"]
    assert flood["title"] == "Flood"
    assert len(feeds.told(newsroom, "/v1/feeds/en.json?topic=river&topic=society")["items"]) == 2
    one, other = (
        feeds.body(newsroom, f"/v1/feeds/en.atom?topic={both}") for both in ("river,society", "society,river")
    )
    assert one == other
    assert b"Neman Review: River, Society" in one
    exhibits.withdraw(newsroom, river)
    feed = feeds.told(newsroom, "/v1/feeds/en.json?topic=river")
    assert (feed["title"], feed["items"]) == ("Neman Review: river", []), "its name is not told any longer"
    assert len(feed["_polyweek"]["deleted"]) == 1
    assert feeds.told(newsroom, "/v1/feeds/en.json?topic=society")["_polyweek"]["deleted"] == []


@pytest.mark.parametrize("form", feeds.FORMS)
def test_an_empty_feed_is_one(sqlite_newsroom: Newsroom, form: str) -> None:
    """A newsroom that has published nothing has valid feeds, with the same bytes each time."""
    first, second = (sqlite_newsroom.call("GET", f"/v1/feeds/be.{form}") for _ in range(2))
    feed_rules.CHECKS[form](first.data)
    assert (first.data, first.headers["ETag"]) == (second.data, second.headers["ETag"])


def test_what_cannot_be_is_refused(sqlite_newsroom: Newsroom) -> None:
    """No such language is 404; no such topic, a draft's topic, another feed's cursor and odd values are 422."""
    for title in ("One", "Two"):
        sqlite_newsroom.publish(title=title, body=BODY)
    sqlite_newsroom.write(topic="river")
    cursor = parse_qs(urlsplit(feeds.told(sqlite_newsroom, "/v1/feeds/en.json?limit=1")["next_url"]).query)["cursor"][0]
    for address, status, code in (
        ("/v1/feeds/pl.atom", 404, None),
        ("/v1/feeds/en.xml", 404, None),
        ("/v1/feeds/en.atom?topic=nothing", 422, "unknown_topic"),
        ("/v1/feeds/en.atom?topic=river", 422, "unknown_topic"),
        (f"/v1/feeds/en.atom?cursor={cursor}", 422, "invalid_cursor"),
        (f"/v1/feeds/ru.json?cursor={cursor}", 422, "invalid_cursor"),
        (f"/v1/feeds/en.json?body=summary&cursor={cursor}", 422, "invalid_cursor"),
        (f"/v1/feeds/en.json?topic=society&cursor={cursor}", 422, "invalid_cursor"),
        (f"/v1/feeds/en.json?cursor={cursor[:-2]}AA", 422, "invalid_cursor"),
        ("/v1/feeds/en.json?limit=0", 422, "out_of_range"),
        ("/v1/feeds/en.json?limit=101", 422, "out_of_range"),
        ("/v1/feeds/en.json?body=html", 422, "invalid_choice"),
        ("/v1/feeds/en.json?fields=title", 422, "unknown_parameter"),
    ):
        answer = sqlite_newsroom.call("GET", address)
        assert answer.status_code == status, address
        errors = answer.get_json()["errors"]
        assert [error["code"] for error in errors] == ([code] if code else []), address
    assert sqlite_newsroom.call("GET", f"/v1/feeds/EN.json?limit=3&cursor={cursor}").status_code == 200


def test_a_feed_is_read_again_cheaply(sqlite_newsroom: Newsroom) -> None:
    """By its ETag it is 304 until something in it changes; HEAD gives the same header; caches purge by tag."""
    article = sqlite_newsroom.publish(body=BODY)
    answer = sqlite_newsroom.call("GET", "/v1/feeds/en.atom")
    tag = answer.headers["ETag"]
    assert sqlite_newsroom.call("GET", "/v1/feeds/en.atom", headers={"If-None-Match": tag}).status_code == 304
    head = sqlite_newsroom.call("HEAD", "/v1/feeds/en.atom")
    assert (head.status_code, head.data, head.headers["ETag"]) == (200, b"", tag)
    assert {"feeds", "lang-en", f"article-{article[-12:]}"} <= set(answer.headers["Cache-Tag"].split(","))
    assert answer.headers["Cache-Control"].startswith("public, ")
    sqlite_newsroom.publish(title="More", body=BODY)
    assert sqlite_newsroom.call("GET", "/v1/feeds/en.atom", headers={"If-None-Match": tag}).status_code == 200


def test_links_lead_around(sqlite_newsroom: Newsroom) -> None:
    """To itself, the first, next and previous page; to the other languages and forms; each of which is there."""
    for title in ("One", "Two", "Three"):
        sqlite_newsroom.publish("ru", title=title, body=BODY)
    first = feeds.parsed(sqlite_newsroom, "/v1/feeds/en.atom?limit=1&topic=society")
    second = feeds.parsed(sqlite_newsroom, feeds.linked(first, "next") or "")
    assert feeds.linked(second, "first") == feeds.linked(first, "self")
    assert feeds.linked(second, "previous") is not None
    assert feeds.linked(first, "previous") is None
    alternates = {
        (link.hreflang, link.type): feeds.local(link.href) for link in second.feed.links if "hreflang" in link
    }
    assert alternates["ru", "application/atom+xml"] == "/v1/feeds/ru.atom?topic=society&limit=1"
    assert alternates["en", "application/rss+xml"] == "/v1/feeds/en.rss?topic=society&limit=1"
    for address in alternates.values():
        assert sqlite_newsroom.call("GET", address or "").status_code == 200, address
    entry = first.entries[0]
    others = {link.hreflang: feeds.local(link.href) for link in entry.links if "hreflang" in link}
    assert others == {"en": "/v1/articles/three?lang=en", "ru": "/v1/articles/ru-three?lang=ru"}
    assert entry.link.endswith("/v1/articles/three?lang=en")
    header = sqlite_newsroom.call("GET", "/v1/feeds/en.atom?limit=1&topic=society").headers["Link"]
    assert f'<{feeds.linked(first, "next")}>; rel="next"' in header


def test_the_site_tells_where_its_feeds_are(sqlite_newsroom: Newsroom) -> None:
    """In its links and in the Link field, in the language in which it was asked."""
    answer = sqlite_newsroom.call("GET", "/v1/site?lang=ru")
    named = answer.get_json()["links"]["feeds"]
    assert named == {form: f"/v1/feeds/ru.{form}" for form in feeds.FORMS}
    assert '</v1/feeds/ru.atom>; rel="alternate"; type="application/atom+xml"; hreflang="ru"' in answer.headers["Link"]
    for address in named.values():
        assert sqlite_newsroom.call("GET", address).status_code == 200


def test_entries_lead_to_the_pages_of_the_site(sqlite_newsroom: Newsroom) -> None:
    """Where the newsroom names its pages, people are led to those, in each language, and programs to the API too."""
    sqlite_newsroom.publish("ru", title="Ferry", body="See [below](#fn-x) and [all](/about).")
    put_pages(
        sqlite_newsroom,
        site="https://news.example/{language}/",
        article="https://news.example/{language}/{slug}",
        topic="https://news.example/{language}/topics/{key}",
        byline="https://news.example/{language}/by/{key}",
    )
    found = feeds.parsed(sqlite_newsroom, "/v1/feeds/en.atom")
    entry = found.entries[0]
    assert (entry.link, found.feed.link) == ("https://news.example/en/ferry", "https://news.example/en/")
    links = {(link.get("hreflang"), link.type): link.href for link in entry.links}
    assert links["ru", "text/html"] == "https://news.example/ru/ru-ferry"
    assert links["en", "application/json"] == "http://127.0.0.1:8000/v1/articles/ferry?lang=en"
    assert entry.authors[0].href == "https://news.example/en/by/hanna"
    (item,) = feeds.told(sqlite_newsroom, "/v1/feeds/en.json")["items"]
    assert item["url"] == "https://news.example/en/ferry"
    assert 'href="https://news.example/en/ferry#fn-x"' in item["content_html"]
    assert 'href="https://news.example/about"' in item["content_html"]
    topical = feeds.parsed(sqlite_newsroom, "/v1/feeds/en.rss?topic=society")
    assert topical.feed.link == "https://news.example/en/topics/society"


def put_pages(newsroom: Newsroom, **pages: str) -> None:
    """Name the site's own pages."""
    response = newsroom.call(
        "PUT", "/v1/admin/site", "admin", etag=newsroom.etag("/v1/admin/site", "admin"), json={"pages": pages}
    )
    assert response.status_code == 200, response.get_data(as_text=True)


def test_a_picture_is_an_enclosure_as_long_as_readers_may_see_it(sqlite_newsroom: Newsroom) -> None:
    """With type, length and what is said of it; withdrawn, neither it nor a word of it is in any feed."""
    picture = exhibits.picture(1000, 700)
    lead = {"id": picture, "alt": "Zyzzyva ice", "caption": "The Zyzzyva"}
    sqlite_newsroom.publish(body=BODY, picture=lead)
    (item,) = feeds.told(sqlite_newsroom, "/v1/feeds/en.json")["items"]
    (attachment,) = item["attachments"]
    file = sqlite_newsroom.call("GET", feeds.local(attachment["url"]) or "")
    assert (file.status_code, file.content_type, len(file.data)) == (200, "image/jpeg", attachment["size_in_bytes"])
    assert item["image"] == attachment["url"]
    for form in ("atom", "rss"):
        (entry,) = feeds.parsed(sqlite_newsroom, f"/v1/feeds/en.{form}").entries
        assert entry.enclosures[0].href == attachment["url"]
        assert entry.media_content[0]["height"] == "672"
    withdrawal = {"reason": "A secret harm."}
    sqlite_newsroom.post(f"/v1/desk/pictures/{picture}/withdrawal", "editor", withdrawal)
    for form in feeds.FORMS:
        body = feeds.body(sqlite_newsroom, f"/v1/feeds/en.{form}")
        assert b"yzzyva" not in body
        assert picture.encode() not in body


def test_pictures_that_are_not_for_others_stay_at_home(sqlite_newsroom: Newsroom) -> None:
    """What may not be syndicated is in no feed, above the text or in it, though readers of the site see it."""
    picture = exhibits.picture()
    path = f"/v1/desk/pictures/{picture}"
    kept = sqlite_newsroom.call("PATCH", path, "editor", etag=sqlite_newsroom.etag(path), json={"syndication": False})
    assert kept.status_code == 200, kept.get_data(as_text=True)
    lead = {"id": picture, "alt": "Ice", "caption": ""}
    article = sqlite_newsroom.publish(body=exhibits.body(picture), picture=lead)
    assert picture in sqlite_newsroom.call("GET", f"/v1/articles/{article}?lang=en").get_data(as_text=True)
    for form in feeds.FORMS:
        assert picture.encode() not in feeds.body(sqlite_newsroom, f"/v1/feeds/en.{form}")


def test_a_feed_is_made_without_a_request(sqlite_newsroom: Newsroom) -> None:
    """Who sends feeds out gets the very bytes that readers fetch, page by page."""
    for title in ("One", "Two"):
        sqlite_newsroom.publish(title=title, body=BODY)
    signer = paging.Signer(sqlite_newsroom.settings.secret)
    asked = Asked(feed_pages.ATOM, "en", ("society",), is_brief=True, limit=1)
    made = feed_pages.make(asked, signer=signer)
    assert made.content_type == TYPES["atom"]
    assert made.body == feeds.body(sqlite_newsroom, asked.address())
    following = dict(made.links)["next"] or ""
    cursor = parse_qs(urlsplit(following).query)["cursor"][0]
    assert feed_pages.make(asked, cursor, signer=signer).body == feeds.body(sqlite_newsroom, following)


def test_the_id_of_a_feed_stays_where_the_newsroom_moves(sqlite_newsroom: Newsroom) -> None:
    """It goes by what was published here first, and is another by language and topic."""
    sqlite_newsroom.publish("ru", body=BODY)
    addresses = ("en.json", "ru.json", "en.json?topic=society")
    before = [feeds.told(sqlite_newsroom, f"/v1/feeds/{each}")["_polyweek"]["id"] for each in addresses]
    assert len(set(before)) == 3
    exhibits.withdraw(sqlite_newsroom, sqlite_newsroom.publish(title="More", body=BODY))
    instance.use(dataclasses.replace(sqlite_newsroom.settings, base_url="https://elsewhere.example"))
    after = [feeds.told(sqlite_newsroom, f"/v1/feeds/{each}") for each in addresses]
    assert [feed["_polyweek"]["id"] for feed in after] == before
    assert all(feed["feed_url"].startswith("https://elsewhere.example/v1/feeds/") for feed in after)


def test_a_mark_goes_by_what_is_said(sqlite_newsroom: Newsroom) -> None:
    """It stays when only the address of the next page changes, which each publication does, in whatever language."""
    signer = paging.Signer(sqlite_newsroom.settings.secret)
    for title in ("One", "Two"):
        sqlite_newsroom.publish(title=title, body=BODY)
    for form in feed_pages.FORMS:
        asked = Asked(form, "en", limit=1)
        before = feed_pages.make(asked, signer=signer)
        sqlite_newsroom.publish(source_language="be", title=f"Тэкст {form.suffix}", body=BODY)
        after = feed_pages.make(asked, signer=signer)
        assert after.body != before.body
        assert after.mark == before.mark
    sqlite_newsroom.publish(title="Three", body=BODY)
    assert feed_pages.make(asked, signer=signer).mark != after.mark


def test_a_feed_is_a_topic_by_its_own_address_only(sqlite_newsroom: Newsroom) -> None:
    """Each address that a feed names with rel=self, unless it is asked for in an odd length, and no other spelling."""
    for title, topic in (("One", "river"), ("Two", "society")):
        sqlite_newsroom.publish(title=title, topic=topic, body=BODY)
    for query in ("", "?topic=river", "?topic=river,society&body=summary", "?topic=society&topic=river", "?limit=20"):
        own = feeds.told(sqlite_newsroom, f"/v1/feeds/en.json{query}")["feed_url"]
        found = feed_pages.topic_of(own)
        assert found is not None, query
        assert instance.base_url() + found.address() == own
    base = f"{instance.base_url()}/v1/feeds/en.json"
    odd = ("?limit=5", "?topic=society,river", "?topic=river&body=full", "?topic=", "?", "?cursor=x", "#x", "?token=x")
    assert [query for query in odd if feed_pages.topic_of(base + query) is not None] == []
    long = ",".join(sorted(f"topic-{number:02}-{'x' * 20}" for number in range(30)))
    assert feed_pages.topic_of(f"{base}?topic={long}") is None
