from __future__ import annotations

from api.content.trees import leaves
from tests.newsroom import BODY, Newsroom

LIST_FIELDS = {
    *("id", "slug", "language", "requested_language", "is_fallback", "source_language", "title", "summary", "topic"),
    *(
        "trend",
        "issue",
        "bylines",
        "published_at",
        "updated_at",
        "revision",
        "freshness",
        "freshness_label",
        "word_count",
        "picture",
    ),
    *("reading_minutes", "links"),
}
FULL_FIELDS = LIST_FIELDS | {"seo", "body", "corrections", "alternates", "previous", "next"}

REFUSED = (
    ("no-such-article", 404, None),
    ("0199e5a0-0000-7000-8000-000000000000", 404, None),
    ("0199e5a0-0000-7000-8000-000000000000?lang=xx", 422, "lang"),
    ("no-such-article?lang=xx", 422, "lang"),
    ("river-council-delays-the-vote?lang=xx", 422, "lang"),
    ("river-council-delays-the-vote?lang=be", 404, None),
    ("river-council-delays-the-vote?body=pdf", 422, "body"),
    ("river-council-delays-the-vote?fields=secret", 422, "fields"),
    ("river-council-delays-the-vote?fields=", 422, "fields"),
    ("river-council-delays-the-vote?fallback=maybe", 422, "fallback"),
    ("river-council-delays-the-vote?format=newsml", 422, "format"),
    ("river-council-delays-the-vote?lang=en&lang=ru", 422, "lang"),
    ("River-Council-Delays-The-Vote", 404, None),
    ("%00", 404, None),
    ("%ff%fe", 404, None),
    ("a" * 5_000, 404, None),
)


def test_an_article_has_the_pinned_fields(newsroom: Newsroom) -> None:
    """An article by slug is whole: every field of the contract is there, with its value or null."""
    article = newsroom.publish("ru")
    shown = newsroom.get("/v1/articles/river-council-delays-the-vote")
    assert shown.keys() == FULL_FIELDS
    assert shown["id"] == article
    assert shown["topic"] == {"key": "society", "name": "Society"}
    assert shown["trend"] == {"value": "worsened", "label": "The situation got worse"}
    assert shown["issue"] == {"key": "2017-W37", "period_label": "September 11–17, 2017"}
    assert shown["bylines"] == [{"key": "hanna", "name": "Hanna Charot"}]
    assert (shown["revision"], shown["freshness"]) == (1, "current")
    assert (shown["previous"], shown["next"]) == (None, None)


def test_a_body_comes_in_each_form(sqlite_newsroom: Newsroom) -> None:
    """HTML, Markdown, plain text, blocks with message ids, or none: one text in the form that is asked for."""
    article = sqlite_newsroom.publish()
    path = f"/v1/articles/{article}?lang=en&body="
    bodies = {form: sqlite_newsroom.get(path + form)["body"] for form in ("html", "markdown", "text", "blocks", "none")}
    assert bodies["none"] is None
    assert bodies["markdown"] == {"format": "markdown", "content": BODY}
    assert bodies["html"]["format"] == "html"
    assert '<a href="https://example.org/vote"' in bodies["html"]["content"]
    assert "The second paragraph has a link and the number 12." in bodies["text"]["content"]
    kinds = [block["kind"] for block in bodies["blocks"]["content"]]
    assert kinds == ["paragraph", "heading", "paragraph", "list"]
    keys = [
        message["id"]
        for message in sqlite_newsroom.messages(article, "en")
        if message["kind"] not in {"title", "summary"}
    ]
    assert [leaf["id"] for leaf in leaves(bodies["blocks"]["content"])] == keys
    assert all(f'id="m-{key}"' in bodies["html"]["content"] for key in keys)
    assert not any(leaf["is_stale"] for leaf in leaves(bodies["blocks"]["content"]))


def test_a_block_is_stale_once_the_published_source_has_moved_on(sqlite_newsroom: Newsroom) -> None:
    """Only the block whose source was revised and released anew is stale, and only in the translation."""
    article = sqlite_newsroom.publish("ru")
    sqlite_newsroom.revise(article, body=BODY.replace("number 12", "number 13"), weight="meaning")
    before = sqlite_newsroom.get(f"/v1/articles/{article}?lang=ru&body=blocks")
    assert not any(leaf["is_stale"] for leaf in leaves(before["body"]["content"])), "a draft must not show"
    sqlite_newsroom.approve(article, "en")
    sqlite_newsroom.release(article, "en")
    stale = {
        language: [
            block["text"]
            for block in leaves(
                sqlite_newsroom.get(f"/v1/articles/{article}?lang={language}&body=blocks")["body"]["content"]
            )
            if block["is_stale"]
        ]
        for language in ("ru", "en")
    }
    assert stale["en"] == []
    assert [text[:2] for text in stale["ru"]] == ["RU"]
    assert "number 12" in stale["ru"][0]


def test_fields_leave_out_the_others(sqlite_newsroom: Newsroom) -> None:
    """`fields` gives these fields and no others, of an article and of a list, repeated or comma-separated."""
    article = sqlite_newsroom.publish()
    assert sqlite_newsroom.get(f"/v1/articles/{article}?lang=en&fields=title,slug&fields=body&body=text").keys() == {
        "title",
        "slug",
        "body",
    }
    assert sqlite_newsroom.get(f"/v1/articles/{article}?lang=en&fields=title&body=blocks") == {
        "title": "River council delays the vote"
    }
    listed = sqlite_newsroom.get("/v1/articles?lang=en&fields=id&fields=title")["data"]
    assert listed == [{"id": article, "title": "River council delays the vote"}]


def test_include_adds_to_the_list_form(newsroom: Newsroom) -> None:
    """`include` adds body, corrections and alternates to the list form, or to the fields that were asked for."""
    article = newsroom.publish()
    whole = newsroom.get(f"/v1/articles/{article}?lang=en")
    plain = newsroom.get("/v1/articles?lang=en")["data"][0]
    assert plain == {name: whole[name] for name in LIST_FIELDS}
    with_all = newsroom.get("/v1/articles?lang=en&include=body,corrections,alternates")["data"][0]
    assert with_all == {name: whole[name] for name in LIST_FIELDS | {"body", "corrections", "alternates"}}
    assert newsroom.get("/v1/articles?lang=en&fields=id&include=body")["data"][0].keys() == {"id", "body"}


def test_a_former_slug_leads_to_the_present_one(newsroom: Newsroom) -> None:
    """A former slug answers 308 with the query kept, and may be cached and purged like the article."""
    article = newsroom.publish()
    path = f"/v1/desk/articles/{article}/versions/en"
    changed = newsroom.call("PUT", f"{path}/slug", "editor", etag=newsroom.etag(path), json={"slug": "the-vote"})
    assert changed.status_code < 300, changed.get_data(as_text=True)
    answer = newsroom.call("GET", "/v1/articles/river-council-delays-the-vote?lang=en&body=text")
    assert (answer.status_code, answer.headers["Location"]) == (308, "/v1/articles/the-vote?lang=en&body=text")
    assert "max-age" in answer.headers["Cache-Control"]
    assert f"article-{article[-12:]}" in answer.headers["Cache-Tag"].split(",")
    assert newsroom.get("/v1/articles/the-vote")["slug"] == "the-vote"


def test_a_withdrawn_article_is_gone(newsroom: Newsroom) -> None:
    """A withdrawn version answers 410 in every form and never falls back; it leaves the lists; others stay."""
    article = newsroom.publish("ru")
    slug = newsroom.get(f"/v1/articles/{article}?lang=en")["slug"]
    newsroom.post(f"/v1/desk/articles/{article}/versions/en/withdrawal", "editor", {"reason": "Wrong."})
    for path in (f"{article}?lang=en", slug, f"{slug}?lang=en&body=blocks", f"{slug}?fields=title"):
        answer = newsroom.call("GET", f"/v1/articles/{path}")
        assert (answer.status_code, answer.get_json()["code"]) == (410, "gone"), path
        assert answer.headers["Cache-Control"] == "no-store"
        assert b"River council" not in answer.data
    assert newsroom.get("/v1/articles?lang=en")["data"] == []
    assert newsroom.get(f"/v1/articles/{article}?lang=ru")["alternates"][0]["language"] == "ru"


def test_what_cannot_be_shown_is_refused(newsroom: Newsroom) -> None:
    """What is not there is 404, what cannot be asked is 422 with the parameter named, and nothing of it is cached."""
    newsroom.publish()
    for path, status, parameter in REFUSED:
        answer = newsroom.call("GET", f"/v1/articles/{path}")
        assert (answer.status_code, answer.mimetype) == (status, "application/problem+json"), path
        assert answer.headers["Cache-Control"] == "no-store"
        assert [fault.get("parameter") for fault in answer.get_json()["errors"]] == ([parameter] if parameter else [])
