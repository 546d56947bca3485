from __future__ import annotations

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime, parsedate_to_datetime

import pytest

from api.platform import clock, db
from tests.newsroom import Newsroom
from tests.statements import counted

LISTS = ("/v1/articles?lang=en", "/v1/articles?lang=en&fields=title", "/v1/languages?lang=en", "/v1/changes")


def test_every_public_answer_can_be_asked_for_again(sqlite_newsroom: Newsroom) -> None:
    """Whoever holds an answer gets 304 without a body by its ETag, until it changes, when the ETag does too."""
    article = sqlite_newsroom.publish("ru")
    paths = (f"/v1/articles/{article}?lang=en", f"/v1/articles/{article}?lang=en&body=blocks", *LISTS)
    tags = {}
    for path in paths:
        first = sqlite_newsroom.call("GET", path)
        tags[path] = first.headers["ETag"]
        assert first.headers["ETag"].startswith('"'), "a strong tag"
        assert sqlite_newsroom.call("GET", path).headers["ETag"] == tags[path]
        for header in (tags[path], f'"other", {tags[path]}', f"W/{tags[path]}", "*"):
            again = sqlite_newsroom.call("GET", path, headers={"If-None-Match": header})
            assert (again.status_code, again.data) == (304, b""), (path, header)
        assert sqlite_newsroom.call("GET", path, headers={"If-None-Match": '"other"'}).status_code == 200
    sqlite_newsroom.revise(article, title="Another title", weight="typo", override_reason="In haste.")
    sqlite_newsroom.release(article, "en")
    for path in paths:
        if "languages" not in path:
            again = sqlite_newsroom.call("GET", path, headers={"If-None-Match": tags[path]})
            assert (again.status_code, again.headers["ETag"] != tags[path]) == (200, True), path


def test_304_says_what_caches_need_and_no_more(sqlite_newsroom: Newsroom) -> None:
    """A 304 has ETag, Cache-Control, Vary and Cache-Tag of its 200, and nothing that describes a body."""
    article = sqlite_newsroom.publish("en", source_language="be", title="Рашэнне")
    _let_a_minute_pass()
    whole = sqlite_newsroom.call("GET", f"/v1/articles/{article}")
    again = sqlite_newsroom.call("GET", f"/v1/articles/{article}", headers={"If-None-Match": whole.headers["ETag"]})
    for name in ("ETag", "Cache-Control", "Vary", "Cache-Tag"):
        assert again.headers[name] == whole.headers[name], name
    for name in ("Content-Type", "Content-Length", "Content-Language"):
        assert name not in again.headers
        assert name in whole.headers
    told = sqlite_newsroom.call("GET", f"/v1/articles/{article}?lang=en")
    again = sqlite_newsroom.call(
        "GET", f"/v1/articles/{article}?lang=en", headers={"If-None-Match": told.headers["ETag"]}
    )
    assert ("Last-Modified" in told.headers, "Last-Modified" in again.headers) == (True, False)


def test_if_modified_since_counts_only_without_if_none_match(sqlite_newsroom: Newsroom) -> None:
    """By Last-Modified 304, by an earlier time or one that is none 200; If-None-Match outweighs it."""
    path = f"/v1/articles/{sqlite_newsroom.publish()}?lang=en"
    _let_a_minute_pass()
    modified = sqlite_newsroom.call("GET", path).headers["Last-Modified"]
    earlier = format_datetime(parsedate_to_datetime(modified) - timedelta(seconds=1), usegmt=True)

    def status(**headers: str) -> int:
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        return sqlite_newsroom.call("GET", path, headers=sent).status_code

    assert status(If_Modified_Since=modified) == 304
    assert status(If_Modified_Since=earlier) == 200
    for nonsense in ("yesterday", "", "2017-09-11", "Mon, 99 Sep 2017 00:00:00 GMT"):
        assert status(If_Modified_Since=nonsense) == 200, nonsense
    assert status(If_Modified_Since=modified, If_None_Match='"other"') == 200


def test_the_second_of_a_change_is_not_told(sqlite_newsroom: Newsroom) -> None:
    """Last-Modified is the end of the minute of the change, once that has come, and nothing else finds the second."""
    path = f"/v1/articles/{sqlite_newsroom.publish()}?lang=en"
    changed = datetime(2017, 9, 14, 9, 0, 30, tzinfo=UTC)
    _pretend(changed)
    modified = sqlite_newsroom.call("GET", path).headers["Last-Modified"]
    assert modified == "Thu, 14 Sep 2017 09:01:00 GMT"
    for second in range(60):
        asked = format_datetime(changed.replace(second=second), usegmt=True)
        answer = sqlite_newsroom.call("GET", path, headers={"If-Modified-Since": asked})
        assert answer.status_code == 200, "the same for each second of the minute"
    assert sqlite_newsroom.call("GET", path, headers={"If-Modified-Since": modified}).status_code == 304


def test_nobody_keeps_an_answer_from_within_the_minute_of_a_change(sqlite_newsroom: Newsroom) -> None:
    """Before the minute is over there is no Last-Modified, so a second change in it cannot be missed."""
    path = f"/v1/articles/{sqlite_newsroom.publish()}?lang=en"
    _pretend(datetime.now(UTC).replace(microsecond=0))
    answer = sqlite_newsroom.call("GET", path)
    if "Last-Modified" in answer.headers:  # the minute ended in between
        assert parsedate_to_datetime(answer.headers["Last-Modified"]) <= datetime.now(UTC)
    asked = format_datetime(datetime.now(UTC).replace(second=0) - timedelta(minutes=1), usegmt=True)
    assert sqlite_newsroom.call("GET", path, headers={"If-Modified-Since": asked}).status_code == 200


def test_only_the_time_that_was_told_counts(sqlite_newsroom: Newsroom) -> None:
    """A reader's own time says nothing of what they hold: a change may have been on its way when they read."""
    path = f"/v1/articles/{sqlite_newsroom.publish()}?lang=en"
    _let_a_minute_pass()
    modified = parsedate_to_datetime(sqlite_newsroom.call("GET", path).headers["Last-Modified"])
    for later in (modified + timedelta(seconds=1), datetime.now(UTC), datetime.now(UTC) + timedelta(days=1)):
        asked = format_datetime(later, usegmt=True)
        assert sqlite_newsroom.call("GET", path, headers={"If-Modified-Since": asked}).status_code == 200
    now = datetime.now(UTC)
    _pretend(now)
    untold = format_datetime(now.replace(second=0) + timedelta(minutes=1), usegmt=True)
    if "Last-Modified" not in sqlite_newsroom.call("GET", path).headers:  # the minute has not ended in between
        assert sqlite_newsroom.call("GET", path, headers={"If-Modified-Since": untold}).status_code == 200


def test_each_change_is_told_by_another_time(newsroom: Newsroom) -> None:
    """A release takes its time before it is committed: one that comes late is not told by the time of one before it."""
    first, second = (newsroom.publish(title=title) for title in ("First", "Second"))
    for article in (first, second):
        path = f"/v1/articles/{article}?lang=en"
        told = set()
        for number in range(3):
            newsroom.revise(first, title=f"Title {number}", weight="typo", override_reason="In haste.")
            newsroom.release(first, "en")
            sql = "SELECT modified_at FROM reading WHERE article_id = ? AND requested_language = 'en'"
            ((moment,),) = db.rows(sql, (article,))
            told.add(clock.minute_after(db.read_time(moment)))
            assert newsroom.call("GET", path).headers.get("Last-Modified") is None
        assert len(told) == 3, "the text, and the neighbour that shows its title"


def test_what_accept_language_chose_has_no_time(sqlite_newsroom: Newsroom) -> None:
    """Two languages of one release changed at one time, by which nobody could tell which of them a reader holds."""
    article = sqlite_newsroom.publish("ru")
    _let_a_minute_pass()
    russian = sqlite_newsroom.call("GET", f"/v1/articles/{article}?lang=ru").headers["Last-Modified"]
    answer = sqlite_newsroom.call("GET", f"/v1/articles/{article}", headers={"Accept-Language": "en"})
    assert (answer.headers["Content-Language"], "Last-Modified" in answer.headers) == ("en", False)
    headers = {"Accept-Language": "en", "If-Modified-Since": russian}
    assert sqlite_newsroom.call("GET", f"/v1/articles/{article}", headers=headers).status_code == 200


def _let_a_minute_pass() -> None:
    _pretend(datetime.now(UTC) - timedelta(minutes=2))


def _pretend(changed: datetime) -> None:
    """Have all readings changed at a moment."""
    with db.transaction():
        db.row("UPDATE reading SET modified_at = ? RETURNING 1", (db.write_time(changed),))


def test_head_is_get_without_its_body(sqlite_newsroom: Newsroom) -> None:
    """HEAD has status and headers of GET, the length too, and no body."""
    article = sqlite_newsroom.publish()
    for path in (
        f"/v1/articles/{article}?lang=en",
        f"/v1/articles/{article}?lang=en&body=text",
        "/v1/articles/none",
        *LISTS,
    ):
        get, head = sqlite_newsroom.call("GET", path), sqlite_newsroom.call("HEAD", path)
        assert head.status_code == get.status_code
        assert head.data == b""
        apart = {"X-Request-Id", "Content-Length"} if get.status_code == 404 else {"X-Request-Id"}
        assert [pair for pair in head.headers if pair[0] not in apart] == [
            pair for pair in get.headers if pair[0] not in apart
        ], path


def test_ranges_are_refused(sqlite_newsroom: Newsroom) -> None:
    """A part of a document is no document: Range is ignored, and that it will be is said."""
    article = sqlite_newsroom.publish()
    answer = sqlite_newsroom.call("GET", f"/v1/articles/{article}?lang=en", headers={"Range": "bytes=0-9"})
    assert (answer.status_code, answer.headers["Accept-Ranges"]) == (200, "none")
    assert "Content-Range" not in answer.headers
    assert answer.get_json()["id"] == article


def test_answers_may_be_cached_and_purged(sqlite_newsroom: Newsroom) -> None:
    """Public answers name for how long they hold, and by which tags a network lets go of them."""
    article = sqlite_newsroom.publish()
    shown = sqlite_newsroom.call("GET", f"/v1/articles/{article}?lang=en")
    assert shown.headers["Cache-Control"] == "public, max-age=60, s-maxage=300, stale-while-revalidate=600"
    assert shown.headers["Cache-Tag"].split(",") == [
        f"article-{article[-12:]}",
        "topic-society",
        "issue-2017-W37",
        "lang-en",
    ]
    listed = sqlite_newsroom.call("GET", "/v1/articles?lang=en&topic=society")
    assert {"articles", "lang-en", "topic-society"} <= set(listed.headers["Cache-Tag"].split(","))
    assert sqlite_newsroom.call("GET", "/v1/changes").headers["Cache-Control"] == "public, no-cache"
    for path in ("/v1/articles/none", "/v1/articles?sort=none", "/v1/none"):
        assert sqlite_newsroom.call("GET", path).headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("kind", ["id", "slug"])
def test_a_304_costs_one_indexed_read(newsroom: Newsroom, kind: str) -> None:
    """Asked again, an article costs one statement that an index answers, whichever way it is named."""
    article = newsroom.publish()
    slug = newsroom.get(f"/v1/articles/{article}?lang=en")["slug"]
    path = f"/v1/articles/{article if kind == 'id' else slug}?lang=en"
    tag = newsroom.call("GET", path).headers["ETag"]
    with counted() as seen:
        assert newsroom.call("GET", path, headers={"If-None-Match": tag}).status_code == 304
    assert len(seen) == 1
    if not db.is_postgres():
        plan = db.rows(f"EXPLAIN QUERY PLAN {seen[0]}", ("x", "en"))
        assert [step[-1].startswith("SEARCH r USING INDEX") for step in plan] == [True], plan


def test_a_link_field_names_the_canonical_address_and_the_other_languages(sqlite_newsroom: Newsroom) -> None:
    """Link has `canonical`, for every published language `alternate` with `hreflang`, and `related` (RFC 8288)."""
    article = sqlite_newsroom.publish("ru")
    answer = sqlite_newsroom.call("GET", f"/v1/articles/{article}?lang=en&body=none")
    shown = answer.get_json()
    assert answer.headers["Link"].split(", ") == [
        f'<{shown["links"]["self"]}>; rel="canonical"',
        *(f'<{other["href"]}>; rel="alternate"; hreflang="{other["language"]}"' for other in shown["alternates"]),
        f'</v1/articles/{shown["slug"]}/related?lang=en>; rel="related"',
    ]
    assert len(shown["alternates"]) == 2


def test_pages_of_any_site_may_read_what_is_public(sqlite_newsroom: Newsroom) -> None:
    """A browser lets a front end on another host have the answer, refusals included; the desk stays closed."""
    for path in ("/v1/articles?lang=en", "/v1/articles/none?lang=en"):
        assert sqlite_newsroom.call("GET", path).headers["Access-Control-Allow-Origin"] == "*"
    assert "Access-Control-Allow-Origin" not in sqlite_newsroom.call("GET", "/v1/desk/me", "editor").headers


def test_an_answer_to_a_credential_is_for_nobodys_cache(sqlite_newsroom: Newsroom) -> None:
    """What was asked with a token is private, even where it is public without one."""
    assert "public" in sqlite_newsroom.call("GET", "/v1/articles?lang=en").headers["Cache-Control"]
    asked = sqlite_newsroom.call("GET", "/v1/articles?lang=en", "editor")
    assert asked.headers["Cache-Control"] == "private, no-store"
