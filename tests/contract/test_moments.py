"""Times betray people: whatever is public is decoded, and tells no moment finer than a minute, in ids than a day."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterator

from werkzeug.test import TestResponse

from api.platform import db
from tests import old_ids
from tests.contract import walk
from tests.newsroom import Newsroom

_UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
_TIME = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:(\d{2}(?:\.\d+)?)|\d{2}:\d{2}:(\d{2}(?:\.\d+)?) GMT")
_SEALED = re.compile(r"(?:cursor|since)(?:=|\":\")([\w-]{20,})")
_OF_NOW = {"Date", "X-Request-Id"}  # a reader knows when they asked
_DAY = 86_400_000  # milliseconds


def test_nothing_public_tells_a_moment(sqlite_newsroom: Newsroom) -> None:
    """Ids, times, cursors, tags and validators of every public answer: none tells when somebody was at work."""
    walk.put_pages(sqlite_newsroom)
    article = sqlite_newsroom.publish("en", "ru")
    sqlite_newsroom.publish("en", title="Another")
    sqlite_newsroom.revise(article, title="Corrected", weight="correction")
    sqlite_newsroom.approve(article, "en")
    sqlite_newsroom.release(article, "en")
    sqlite_newsroom.post(f"/v1/desk/articles/{article}/versions/ru/withdrawal", "editor", {"reason": "It was not so."})
    url = sqlite_newsroom.post(f"/v1/desk/articles/{article}/versions/ru/preview", "editor", {})["url"]
    _pretend_that_an_hour_has_passed()
    found = {address: sqlite_newsroom.call("GET", address) for address in _addresses(sqlite_newsroom, article, url)}
    assert sum(answer.status_code == 200 for answer in found.values()) > 300
    ids, times, sealed = 0, 0, 0
    for address, answer in found.items():
        text = _shown(answer)
        for id_ in filter(_has_a_time, _UUID.findall(text)):
            assert old_ids.moment(id_) % _DAY == 0, (address, id_)
            ids += 1
        for match in _TIME.finditer(text):
            assert float(match[1] or match[2]) == 0, (address, match[0])
            times += 1
        for cursor in _SEALED.findall(text):
            assert not _legible(cursor), (address, cursor)
            sealed += 1
    assert (ids > 100, times > 50, sealed > 5) == (True, True, True), "there was something to look at"


def test_the_search_above_would_find_them() -> None:
    """An id of old, a second and a cursor that shows its place are known for what they are."""
    assert old_ids.moment(_UUID.findall(f'id="m-{old_ids.new()}"')[0]) % _DAY
    assert [m[1] or m[2] for m in _TIME.finditer("2017-09-14T09:00:12.5Z Thu, 14 Sep 2017 09:01:07 GMT")] == [
        "12.5",
        "07",
    ]
    shown = base64.urlsafe_b64encode(b"0123456789ab" + b'["n","2017-09-14T09:00:12.123456Z"]').decode().rstrip("=")
    assert _legible(_SEALED.findall(f'"next":"/v1/articles?cursor={shown}"')[0])


def test_who_asks_since_what_they_saw_loses_nothing(sqlite_newsroom: Newsroom) -> None:
    """By the last `updated_at` that they saw they get all of that minute again, what was changed later in it too."""
    first, second = sqlite_newsroom.publish(title="First"), sqlite_newsroom.publish(title="Second")
    with db.transaction():
        for article, second_ in ((first, "10.000001"), (second, "59.999999")):
            moment = f"2017-09-14T09:00:{second_}Z"
            db.row("UPDATE reading SET updated_at = ? WHERE article_id = ? RETURNING 1", (moment, article))
    for since in ("2017-09-14T09:00:00Z", "2017-09-14T09:00:30Z", "2017-09-14T11:00:59.5%2B02:00"):
        page = sqlite_newsroom.get(f"/v1/articles?lang=en&sort=updated_at&updated_since={since}")
        assert [item["title"] for item in page["data"]] == ["First", "Second"], since
        assert "updated_since=2017-09-14T09:00:00Z" in page["links"]["self"], "one address for one question"
    assert sqlite_newsroom.get("/v1/articles?lang=en&updated_since=2017-09-14T09:01:00Z")["data"] == []


def _addresses(newsroom: Newsroom, article: str, preview: str) -> Iterator[str]:
    yield from walk.public_addresses(newsroom, slug_or_id=(article,), token=(preview.rpartition("/")[2],))
    for sort in ("updated_at", "-updated_at", "published_at"):
        yield f"/v1/articles?lang=en&limit=1&sort={sort}&include=body,corrections,alternates"
    yield "/v1/changes?include=document&limit=2"
    yield "/v1/changes?initial=true&include=document&limit=2"


def _shown(answer: TestResponse) -> str:
    headers = "\n".join(f"{name}: {value}" for name, value in answer.headers if name not in _OF_NOW)
    return f"{headers}\n{answer.get_data(as_text=True)}"


def _legible(cursor: str) -> bool:
    """Tell whether a cursor shows anything of what it holds: a year, a bracket at its place, or a text."""
    try:
        data = base64.urlsafe_b64decode(cursor + "==")
    except binascii.Error:
        return False
    return (b"20" in data and b"-" in data and b":" in data) or data[12:14] == b'["'


def _has_a_time(id_: str) -> bool:
    """Whether an id may hold a moment: one made of a name (version 5, RFC 9562 section 5.5) is a hash of it."""
    return id_[14] != "5"


def _pretend_that_an_hour_has_passed() -> None:
    """Let all that changed have changed an hour ago, so that Last-Modified is told."""
    sql = "UPDATE reading SET modified_at = ? RETURNING 1"
    with db.transaction():
        db.row(sql, ("2017-09-14T09:00:12.345678Z",))
