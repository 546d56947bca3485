"""The site's own pages in what readers get: links, canonical addresses, and those of other languages."""

from __future__ import annotations

from typing import Any

import orjson

from api.delivery import forms
from api.platform import migrate
from api.publishing import rebuilds
from api.publishing.models import PendingRebuild
from tests.newsroom import ISSUE, NOW, Newsroom
from tests.statements import counted

BODY = "One paragraph."
SITE = "https://news.example"
PAGES = {
    "site": f"{SITE}/{{language}}",
    "article": f"{SITE}/{{language}}/{{slug}}",
    "issue": f"{SITE}/{{language}}/issues/{{key}}",
    "topic": f"{SITE}/{{language}}/topics/{{key}}",
    "byline": f"{SITE}/{{language}}/by/{{key}}",
    "preview": f"{SITE}/preview/{{token}}",
}


def put(newsroom: Newsroom, **templates: Any) -> None:
    """Set templates of pages, whatever stands."""
    assert newsroom.call("PUT", "/v1/admin/site", "admin", etag="*", json={"pages": templates}).status_code == 200


def test_every_resource_names_its_page(newsroom: Newsroom) -> None:
    """An article in list, whole, as a neighbour and in an issue, its other languages, issue, topic, byline and site."""
    put(newsroom, **PAGES)
    article = newsroom.publish("ru", title="The river rises", body=BODY)
    newsroom.publish(title="The river falls", body=BODY)
    shown = newsroom.get(f"/v1/articles/{article}?lang=en")
    page = f"{SITE}/en/the-river-rises"
    assert shown["links"] == {"self": "/v1/articles/the-river-rises?lang=en", "page": page}
    assert [one["page"] for one in shown["alternates"]] == [f"{SITE}/ru/ru-the-river-rises", page]
    assert shown["next"]["links"]["page"] == f"{SITE}/en/the-river-falls"
    for path in ("articles", "search?q=river", f"issues/{ISSUE}"):
        listed = newsroom.get(f"/v1/{path}{'&' if '?' in path else '?'}lang=en")
        found = listed["articles"] if "articles" in listed else listed["data"]
        assert page in [one["links"]["page"] for one in found], path
    issue, topic, byline = f"/ru/issues/{ISSUE}", "/ru/topics/society", "/ru/by/hanna"
    for path, where in ((f"issues/{ISSUE}", issue), ("topics/society", topic), ("bylines/hanna", byline)):
        assert newsroom.get(f"/v1/{path}?lang=ru")["links"]["page"] == SITE + where
        (one,) = newsroom.get(f"/v1/{path.split('/')[0]}?lang=ru")["data"]
        assert one["links"]["page"] == SITE + where
    site = newsroom.get("/v1/site?lang=ru")
    assert (site["links"]["page"], site["current_issue"]["links"]["page"]) == (f"{SITE}/ru", SITE + issue)


def test_without_pages_links_are_null(sqlite_newsroom: Newsroom) -> None:
    """A newsroom that names no pages has null everywhere, and the API's own addresses as canonical ones."""
    article = sqlite_newsroom.publish("ru", body=BODY)
    answer = sqlite_newsroom.call("GET", f"/v1/articles/{article}?lang=en")
    shown = answer.get_json()
    assert [shown["links"]["page"], *(one["page"] for one in shown["alternates"])] == [None] * 3
    assert answer.headers["Link"].startswith(f'<{shown["links"]["self"]}>; rel="canonical", </v1/articles/')
    for path in (f"issues/{ISSUE}", "topics/society", "bylines/hanna", "site"):
        answer = sqlite_newsroom.call("GET", f"/v1/{path}?lang=en")
        assert answer.get_json()["links"]["page"] is None
        assert answer.headers["Link"].split(", ")[0] == f'</v1/{path}?lang=en>; rel="canonical"'


def test_canonical_and_hreflang_go_by_the_page(newsroom: Newsroom) -> None:
    """Where there are pages, Link names them, and the default language's for whoever reads none of them."""
    put(newsroom, **PAGES)
    article = newsroom.publish("ru", title="Рака расце", source_language="be", body=BODY)
    slug = {each["language"]: each["slug"] for each in newsroom.get(f"/v1/articles/{article}")["alternates"]}
    be, ru = (f"{SITE}/{language}/{slug[language]}" for language in ("be", "ru"))
    link = newsroom.call("GET", f"/v1/articles/{article}?lang=ru").headers["Link"]
    assert link.split(", ") == [
        f'<{ru}>; rel="canonical"',
        f'<{be}>; rel="alternate"; hreflang="be"',
        f'<{ru}>; rel="alternate"; hreflang="ru"',
        f'<{be}>; rel="alternate"; hreflang="x-default"',
        f'</v1/articles/{slug["ru"]}/related?lang=ru>; rel="related"',
    ]
    fallback = newsroom.call("GET", f"/v1/articles/{article}?lang=en").headers["Link"]
    assert fallback.startswith(f'<{ru}>; rel="canonical", ')
    issue = newsroom.call("GET", f"/v1/issues/{ISSUE}?lang=ru").headers["Link"]
    assert [part.split(">")[0].removeprefix("<") for part in issue.split(", ")] == [
        f"{SITE}/{language}/issues/{ISSUE}" for language in ("ru", "be", "ru", "be")
    ]
    topic = newsroom.call("GET", "/v1/topics/society?lang=en").headers["Link"]
    assert topic.startswith(f'<{SITE}/en/topics/society>; rel="canonical", <{SITE}/be/topics/society>; ')
    assert topic.endswith(f'<{SITE}/be/topics/society>; rel="alternate"; hreflang="x-default"')


def test_an_article_that_is_gone_names_the_pages_of_its_other_languages(sqlite_newsroom: Newsroom) -> None:
    """A site that shows a 410 can lead its reader on, and the page of what is gone is not told."""
    put(sqlite_newsroom, **PAGES)
    article = sqlite_newsroom.publish("ru", title="The river rises", body=BODY)
    path = f"/v1/desk/articles/{article}/versions/en/withdrawal"
    sqlite_newsroom.post(path, "editor", {"reason": "Wrong."})
    refused = sqlite_newsroom.call("GET", f"/v1/articles/{article}?lang=en")
    assert [one["page"] for one in refused.get_json()["alternates"]] == [f"{SITE}/ru/ru-the-river-rises"]
    assert "/the-river-rises" not in refused.get_data(as_text=True)


def test_another_template_changes_what_is_published(newsroom: Newsroom) -> None:
    """Readings are made anew in the same transaction: bytes, ETag and the journal, neighbours' forms too; once."""
    article = newsroom.publish("ru", body=BODY)
    newsroom.publish(title="A neighbour", body=BODY)
    before = newsroom.call("GET", f"/v1/articles/{article}?lang=en")
    cursor = newsroom.get("/v1/changes?limit=100")["meta"]["cursor"]
    put(newsroom, article=PAGES["article"])
    after = newsroom.call("GET", f"/v1/articles/{article}?lang=en")
    assert before.headers["ETag"] != after.headers["ETag"]
    assert after.get_json()["next"]["links"]["page"] == f"{SITE}/en/a-neighbour"
    told = newsroom.get(f"/v1/changes?since={cursor}&limit=100")["data"]
    articles = [(each["language"], each["type"]) for each in told if each["resource"] == "article"]
    assert sorted(articles) == [("en", "updated"), ("en", "updated"), ("ru", "updated")]
    assert [(each["resource"], each["key"]) for each in told if each["resource"] != "article"] == [
        ("issue", ISSUE),
        ("site", "site"),
    ]
    cursor = newsroom.get("/v1/changes?limit=100")["meta"]["cursor"]
    put(newsroom, article=PAGES["article"])
    assert newsroom.get(f"/v1/changes?since={cursor}")["data"] == []


def test_other_pages_are_told_of_what_they_show(sqlite_newsroom: Newsroom) -> None:
    """The journal names each public topic, byline and issue whose page is elsewhere now, and no article."""
    article = sqlite_newsroom.publish(body=BODY)
    etag = sqlite_newsroom.etag(f"/v1/articles/{article}?lang=en")
    cursor = sqlite_newsroom.get("/v1/changes?limit=100")["meta"]["cursor"]
    put(sqlite_newsroom, topic=PAGES["topic"], byline=PAGES["byline"], issue=PAGES["issue"])
    told = sqlite_newsroom.get(f"/v1/changes?since={cursor}")["data"]
    assert sorted((each["resource"], each["key"]) for each in told) == [
        ("byline", "hanna"),
        ("issue", ISSUE),
        ("site", "site"),
        ("topic", "society"),
    ]
    assert sqlite_newsroom.etag(f"/v1/articles/{article}?lang=en") == etag


def test_many_articles_are_left_to_the_worker(newsroom: Newsroom, monkeypatch: Any) -> None:
    """Beyond a few the worker makes them anew, batch by batch, and then all name their pages."""
    monkeypatch.setattr(rebuilds, "AT_ONCE", 1)
    articles = [newsroom.publish(title=title, body=BODY) for title in ("First", "Second")]
    put(newsroom, article=PAGES["article"])
    paths = [f"/v1/articles/{article}?lang=en" for article in articles]
    assert [newsroom.get(path)["links"]["page"] for path in paths] == [None, None]
    rebuilds.run_pending(at=NOW)
    assert [newsroom.get(path)["links"]["page"] for path in paths] == [f"{SITE}/en/first", f"{SITE}/en/second"]


def test_a_list_of_articles_asks_nothing_more_for_pages(sqlite_newsroom: Newsroom) -> None:
    """Articles come as ready bytes in one statement, with pages as without."""
    article = sqlite_newsroom.publish(body=BODY)
    put(sqlite_newsroom, **PAGES)
    for path in (f"/v1/articles/{article}?lang=en", "/v1/articles?lang=en"):
        with counted() as statements:
            sqlite_newsroom.get(path)
        assert len([sql for sql in statements if "FROM reading" in sql]) == 1
        assert not [sql for sql in statements if "site_page" in sql], path


def test_a_draft_is_shown_on_the_sites_own_page(newsroom: Newsroom) -> None:
    """Who makes a preview is given the site's page for it, and the draft names that page as its own, and no other."""
    put(newsroom, **PAGES)
    article = newsroom.write()
    made = newsroom.post(f"/v1/desk/articles/{article}/versions/en/preview", "editor", {})
    token = made["url"].rpartition("/")[2]
    assert made["page_url"] == f"{SITE}/preview/{token}"
    draft = newsroom.get(f"/v1/preview/{token}")
    assert draft["links"] == {"self": f"/v1/preview/{token}", "page": made["page_url"]}
    put(newsroom, preview=None)
    assert newsroom.post(f"/v1/desk/articles/{article}/versions/en/preview", "editor", {})["page_url"] is None
    assert newsroom.get(f"/v1/preview/{token}")["links"]["page"] is None


def test_a_reading_from_before_there_were_pages_has_its_links(sqlite_newsroom: Newsroom) -> None:
    """What an older release made is served with the API's own addresses until the worker has come to it."""
    article = sqlite_newsroom.publish("ru", body=BODY)
    shown = sqlite_newsroom.get(f"/v1/articles/{article}?lang=en")
    now = forms.links(orjson.dumps(shown), "en")
    for links in (shown["links"], *shown["alternates"]):
        del links["page"]
    assert forms.links(orjson.dumps(shown), "en") == now


def test_an_upgrade_makes_what_is_published_anew(newsroom: Newsroom) -> None:
    """Readings from before there were pages get them, and what search engines are told, from the worker."""
    article = newsroom.publish(title="The river rises", body=BODY)
    migrate.down("0029_seo")
    migrate.up()
    assert [pending.article_id for pending in PendingRebuild.select()] == [article]
    rebuilds.run_pending(at=NOW)
    shown = newsroom.get(f"/v1/articles/{article}?lang=en")
    assert (shown["links"]["page"], shown["seo"]["title"]) == (None, "The river rises")
