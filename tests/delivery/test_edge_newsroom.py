from __future__ import annotations

import dataclasses
import threading
from datetime import UTC, datetime, timedelta
from typing import Any

import time_machine
from werkzeug.test import Client, TestResponse

from api import app
from api.delivery import edge_era
from api.delivery.edge import Edge
from api.platform import db
from tests.delivery.edge_stage import at_once
from tests.delivery.test_mirror import Work
from tests.newsroom import ISSUE, Newsroom
from tests.statements import counted

_APART = {"X-Request-Id", "ETag", "Vary", "Age", "Content-Encoding", "Content-Length"}
_FRAMES = ("articles", "issues", "issues/latest", f"issues/{ISSUE}", "topics", "bylines", "site", "languages")
_FRAMED = ("topics/society", "topics/river", "bylines/hanna", "bylines/vasil", "issues/2017-W38", "topics/none")
_ODD = (*_FRAMED, "none", "changes", "articles?limit=1", "articles?limit=0", "articles?sort=none", "articles?lang=xx")
_FEEDS = ("feeds/en.atom", "feeds/ru.rss?topic=society", "feeds/be.json?body=summary&limit=1", "feeds/xx.atom")
LANGUAGES = (None, "be", "ru", "en", "de, ru;q=0.4", "*", "en-GB, be;q=0")


class Workers:
    """Processes that serve a newsroom, each with a memory and a look at the generation of its own; `now` is for all."""

    def __init__(self, room: Newsroom, number: int = 2) -> None:
        self.now = 1_000.0
        self.room = room
        self.edges = [Edge(room.app, seconds=lambda: self.now) for _ in range(number)]

    def get(self, path: str, worker: int = 0, **headers: str) -> TestResponse:
        """Read as a reader of one of them; headers with underscores."""
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        return Client(self.edges[worker]).get(path, headers=sent)


def _paths(room: Newsroom) -> list[str]:
    """Give public addresses of each kind, with some that lead nowhere."""
    found = [*_FRAMES, *_ODD, *_FEEDS, "articles/river-council-delays-the-vote"]
    for language in ("be", "ru", "en"):
        for one in room.get(f"/v1/articles?lang={language}&limit=100")["data"]:
            found += [f"articles/{one['id']}", f"articles/{one['slug']}", f"articles/{one['slug']}?fallback=none"]
            asked = ("", "&body=blocks", "&fields=title")
            found += [f"articles/{one['id']}?lang={language}{more}" for more in asked]
        found += [f"{name}?lang={language}" for name in _FRAMES]
    return [*dict.fromkeys(f"/v1/{name}" for name in found), "/none", "/", "/docs"]


def _told(found: TestResponse) -> tuple[int, list[tuple[str, str]], Any]:
    """Give all of an answer that must be the same with the edge and without it."""
    body: Any = found.data
    if found.mimetype == "application/problem+json":
        body = {name: value for name, value in found.get_json().items() if name != "request_id"}
    headers = sorted((name, value) for name, value in found.headers if name not in _APART)
    return found.status_code, headers, body


def _vary(found: TestResponse) -> set[str]:
    return {*filter(None, found.headers.get("Vary", "").split(", "))}


def _same(workers: Workers, *, languages: tuple[str | None, ...] = LANGUAGES) -> None:
    """Compare what all workers answer with what the application does, twice."""
    plain = Client(workers.room.app)
    for path in _paths(workers.room):
        for language in languages:
            headers = {"Accept-Language": language} if language is not None else {}
            expected = plain.get(path, headers=headers)
            for number, edge in enumerate([*workers.edges, *workers.edges]):
                found = Client(edge).get(path, headers=headers)
                assert _told(found) == _told(expected), (path, language, number)
                assert found.headers.get("ETag") == expected.headers.get("ETag"), path
                assert _vary(found) - {"Accept-Encoding"} == _vary(expected), path


def test_the_edge_answers_as_the_application_does(sqlite_newsroom: Newsroom) -> None:
    """On every public address, in every language, hot and cold, an answer is the same with the edge and without it."""
    first = sqlite_newsroom.publish("ru")
    sqlite_newsroom.publish(title="Another", topic="river", bylines=["vasil"])
    gone = sqlite_newsroom.publish("ru", title="Gone")
    sqlite_newsroom.post(f"/v1/desk/articles/{gone}/versions/en/withdrawal", "editor", {"reason": "It was not so."})
    version = f"/v1/desk/articles/{first}/versions/en"
    etag = sqlite_newsroom.etag(version)
    sqlite_newsroom.call("PUT", f"{version}/slug", "editor", etag=etag, json={"slug": "the-vote"})
    workers = Workers(sqlite_newsroom, 1)
    _same(workers)
    found = [workers.get(f"/v1/articles/{name}") for name in ("the-vote", "river-council-delays-the-vote")]
    assert [each.status_code for each in (*found, workers.get(f"/v1/articles/{gone}?lang=en"))] == [200, 308, 410]


def test_whatever_happens_is_seen_by_every_worker(newsroom: Newsroom) -> None:
    """After each deed of a newsroom, 200 ms later, no worker gives anything of before."""
    work, workers = Work(newsroom, 7), Workers(newsroom)
    for _ in range(6):
        work.do()
        workers.now += edge_era.FRESH
        _same(workers, languages=(None, "ru"))


def test_a_withdrawal_is_seen_within_200_ms(newsroom: Newsroom) -> None:
    """What was withdrawn is gone from every worker 200 ms later, in each coding, and by its tag and its old address."""
    article, workers = newsroom.publish("ru"), Workers(newsroom, 3)
    path = f"/v1/articles/{article}?lang=en"
    tags = [
        workers.get(path, worker, Accept_Encoding=coding).headers["ETag"]
        for worker in range(3)
        for coding in ("br", "zstd", "gzip", "identity")
    ]
    lists = ["/v1/articles?lang=en", f"/v1/issues/{ISSUE}?lang=en"]
    for worker in range(3):
        assert all(article in workers.get(each, worker).get_data(as_text=True) for each in lists)
    newsroom.post(f"/v1/desk/articles/{article}/versions/en/withdrawal", "editor", {"reason": "It was not so."})
    workers.now += edge_era.FRESH
    for worker in range(3):
        assert workers.get(path, worker, If_None_Match=", ".join(tags)).status_code == 410
        for coding in ("br", "zstd", "gzip", "identity"):
            assert workers.get(path, worker, Accept_Encoding=coding).status_code == 410
        assert article not in workers.get(lists[0], worker).get_data(as_text=True)
        assert workers.get(lists[1], worker).status_code == 404


def test_who_writes_through_a_worker_reads_it_there_at_once(sqlite_newsroom: Newsroom) -> None:
    """An editor who withdraws a text finds it gone, though no time has passed."""
    article, workers = sqlite_newsroom.publish(), Workers(sqlite_newsroom)
    path = f"/v1/articles/{article}?lang=en"
    assert workers.get(path).status_code == 200
    plain = sqlite_newsroom.client
    sqlite_newsroom.client = Client(workers.edges[0])  # type: ignore[assignment]
    sqlite_newsroom.post(f"/v1/desk/articles/{article}/versions/en/withdrawal", "editor", {"reason": "It was not so."})
    sqlite_newsroom.client = plain
    assert workers.get(path).status_code == 410


def test_a_hot_answer_asks_the_database_for_nothing(newsroom: Newsroom) -> None:
    """Between two looks at the generation nothing is read, not even for 304 or a dead link; a look is one read."""
    article, workers = newsroom.publish(), Workers(newsroom, 1)
    paths = [f"/v1/articles/{article}", f"/v1/articles/{article}?lang=en", "/v1/articles", "/v1/articles/none?lang=en"]
    tags = [workers.get(path).headers.get("ETag", "") for path in paths]
    with counted() as seen:
        for path, tag in zip(paths, tags, strict=True):
            workers.get(path)
            workers.get(path, If_None_Match=tag)
            workers.get(path, Accept_Encoding="br")
    assert not seen
    workers.now += edge_era.SOON
    with counted() as seen:
        for path in paths:
            workers.get(path)
    assert len(seen) == 1


def test_last_modified_is_told_as_soon_as_it_may(sqlite_newsroom: Newsroom) -> None:
    """An answer from within the minute of its change is made anew when the minute is over, and told with its time."""
    article, workers = sqlite_newsroom.publish(), Workers(sqlite_newsroom, 1)
    path, changed = f"/v1/articles/{article}?lang=en", datetime(2027, 9, 14, 9, 0, 30, tzinfo=UTC)
    with db.transaction():
        db.row("UPDATE reading SET modified_at = ? RETURNING 1", (db.write_time(changed),))
    with time_machine.travel(changed, tick=False) as traveller:
        for seconds, told in ((0, None), (29, None), (1, "Tue, 14 Sep 2027 09:01:00 GMT")):
            traveller.shift(timedelta(seconds=seconds))
            workers.now += seconds
            assert workers.get(path).headers.get("Last-Modified") == told
    assert workers.get(path, If_Modified_Since="Tue, 14 Sep 2027 09:01:00 GMT").status_code == 304


def test_a_withdrawal_never_meets_an_answer_on_its_way(newsroom: Newsroom) -> None:
    """Whatever comes between the making of an answer and its keeping, 200 ms after a withdrawal nobody gets it."""
    article = newsroom.publish()
    path, workers = f"/v1/articles/{article}?lang=en", Workers(newsroom, 1)
    made, withdrawn = threading.Event(), threading.Event()

    def slowly(environ: Any, start_response: Any) -> Any:
        found = newsroom.app(environ, start_response)
        made.set()
        withdrawn.wait(10)
        return found

    workers.edges[0]._application = slowly

    def withdraw() -> None:
        made.wait(10)
        newsroom.post(f"/v1/desk/articles/{article}/versions/en/withdrawal", "editor", {"reason": "It was not so."})
        workers.now += edge_era.FRESH
        withdrawn.set()

    first, _ = at_once(lambda: workers.get(path).status_code, withdraw)
    assert first == 200, "it had been made before"
    workers.edges[0]._application = newsroom.app
    assert workers.get(path).status_code == 410


def test_a_server_has_an_edge_unless_it_is_told_not_to(sqlite_newsroom: Newsroom) -> None:
    """POLYWEEK_EDGE puts it around the application, or leaves it out."""
    assert isinstance(app.create_wsgi(sqlite_newsroom.settings), Edge)
    plain = app.create_wsgi(dataclasses.replace(sqlite_newsroom.settings, has_edge=False))
    assert not isinstance(plain, Edge)
