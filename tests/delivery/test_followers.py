"""Waiting for the journal to go on: woken by what concerns one, and by nothing else; few at once; nobody in the way."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

import pytest
from werkzeug.test import TestResponse

from api.delivery import followers
from api.delivery.followers import Lookout
from api.platform import db, places
from tests.delivery.test_changes import articles_of
from tests.newsroom import Newsroom

LONG = 15  # seconds: a test that waits for so long has failed
PATIENCE = 30


class Generations:
    """A generation that rises when a test says so, and how often it was asked for."""

    def __init__(self) -> None:
        self.value = 1
        self.reads = 0
        self.is_readable = True

    def read(self) -> int:
        """Give the generation."""
        self.reads += 1
        if not self.is_readable:
            raise OSError("The database does not answer.")
        return self.value


class Caller(threading.Thread):
    """Asks for an address in a thread of its own; `seconds` is how long that took."""

    def __init__(self, room: Newsroom, path: str, *, network: int = 1, **options: Any) -> None:
        super().__init__()
        self._client = room.app.test_client()
        self._asked = {"path": path, "environ_overrides": {"REMOTE_ADDR": f"10.0.{network}.1"}, **options}
        self.answer: TestResponse
        self.seconds = 0.0
        self.start()

    def run(self) -> None:
        """Ask."""
        began = time.monotonic()
        self.answer = self._client.open(**self._asked)
        self.seconds = time.monotonic() - began

    def told(self) -> Any:
        """Give what was answered, which must have come before the wait was over."""
        self.join(PATIENCE)
        assert self.seconds < LONG / 2
        assert "Retry-After" not in self.answer.headers
        return self.answer.get_json()


def until(condition: Callable[[], bool]) -> None:
    """Wait for what other threads do."""
    deadline = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.005)


def waiting(count: int) -> None:
    """Wait until so many wait."""
    until(lambda: followers.lookout.waiting == count)


def nobody_looks() -> bool:
    """Whether the thread has ended that looks for those who wait."""
    return "followers" not in {thread.name for thread in threading.enumerate()}


def withdraw(room: Newsroom, article: str) -> None:
    """Withdraw an article in English."""
    room.post(f"/v1/desk/articles/{article}/versions/en/withdrawal", "editor", {"reason": "Wrong."})


@pytest.fixture
def followed(newsroom: Newsroom) -> Iterator[str]:
    """Give the address of the journal's end in a newsroom, and let nobody wait any longer than the test."""
    yield f"/v1/changes?wait={LONG}&since={newsroom.get('/v1/changes')['meta']['cursor']}"
    until(nobody_looks)


def test_one_thread_looks_for_all_and_only_while_somebody_waits() -> None:
    """However many wait, the generation is asked for now and then; a rise wakes all of them, and then nobody asks."""
    generations, found = Generations(), []
    lookout = Lookout(generations.read, every=0.02)
    began = time.monotonic()
    threads = [
        threading.Thread(target=lambda: found.append(lookout.risen(1, until=began + LONG)), daemon=True)
        for _ in range(20)
    ]
    for thread in threads:
        thread.start()
    until(lambda: generations.reads > 5)
    assert generations.reads < 10 + (time.monotonic() - began) / 0.02
    generations.value = 2
    for thread in threads:
        thread.join(PATIENCE)
    assert found == [2] * 20
    until(nobody_looks)


def test_a_database_that_cannot_be_asked_ends_no_wait_and_is_asked_again() -> None:
    """Whoever waits meanwhile hears of what happened once it answers."""
    generations = Generations()
    generations.is_readable = False
    lookout = Lookout(generations.read, every=0.001)
    assert lookout.risen(1, until=time.monotonic() + 0.05) is None
    generations.value, generations.is_readable = 2, True
    assert lookout.risen(1, until=time.monotonic() + LONG) == 2


def test_an_end_lets_everybody_go() -> None:
    """Who waits is let go at once, and so is who comes later."""
    lookout = Lookout(Generations().read)
    found: list[int | None] = []
    thread = threading.Thread(target=lambda: found.append(lookout.risen(1, until=time.monotonic() + LONG)))
    thread.start()
    until(lambda: lookout.waiting == 1)
    lookout.end()
    thread.join(LONG / 2)
    assert found == [None]
    assert lookout.risen(0, until=time.monotonic() + LONG) is None


def test_an_empty_page_comes_when_something_happens(newsroom: Newsroom, followed: str) -> None:
    """A publication and a withdrawal are told as soon as they can be read, by the same cursor that waits."""
    caller = Caller(newsroom, followed)
    waiting(1)
    article = newsroom.publish()
    page = caller.told()
    assert [entry["type"] for entry in articles_of(page)] in ([], ["published"])  # a name of its frame may come first
    page = newsroom.get(f"/v1/changes?since={page['meta']['cursor']}") if not articles_of(page) else page
    again = Caller(newsroom, followed.partition("since=")[0] + f"since={page['meta']['cursor']}")
    waiting(1)
    withdraw(newsroom, article)
    (entry,) = articles_of(again.told())
    assert (entry["type"], entry["article_id"]) == ("withdrawn", article)


def test_what_is_there_is_not_waited_for(newsroom: Newsroom) -> None:
    """A page with entries comes at once, so does one of what stands now, and each link goes on waiting."""
    newsroom.publish()
    for query in ("", "&initial=true", "&limit=1", "&initial=true&limit=1"):
        page = Caller(newsroom, f"/v1/changes?wait={LONG}{query}").told()
        assert page["data"]
        assert f"wait={LONG}" in page["links"]["self"]
        assert page["links"]["next"] is None or f"wait={LONG}" in page["links"]["next"]


@pytest.mark.usefixtures("followed")
def test_who_has_read_what_stands_now_waits_from_there(newsroom: Newsroom) -> None:
    """The last page of what stands now may be empty: then it waits for the first entry of the journal after it."""
    withdraw(newsroom, newsroom.publish(topic="river"))
    caller = Caller(newsroom, f"/v1/changes?wait={LONG}&initial=true&topic=river")
    waiting(1)
    article = newsroom.publish(topic="river")
    page = caller.told()
    assert {entry["resource"] for entry in page["data"]} <= {"topic", "article"}
    assert page["data"][-1]["article_id"] in {article, None}


def test_what_is_of_others_ends_no_wait(newsroom: Newsroom, followed: str) -> None:
    """An entry of another topic or language is passed, and the wait goes on from behind it."""
    article = newsroom.publish()
    withdraw(newsroom, newsroom.publish(topic="river"))
    cursor = newsroom.get("/v1/changes")["meta"]["cursor"]
    caller = Caller(newsroom, f"{followed.partition('&since')[0]}&since={cursor}&topic=river&lang=en")
    waiting(1)
    withdraw(newsroom, article)
    other = newsroom.publish(topic="river", title="The river rises")
    page = caller.told()
    assert {entry["resource"] for entry in page["data"]} <= {"topic", "article"}
    seen = newsroom.get(f"/v1/changes?since={cursor}&topic=river&lang=en")
    assert [entry["article_id"] for entry in articles_of(seen)] == [other]


@pytest.mark.usefixtures("followed")
def test_a_wait_that_is_over_gives_an_empty_page_and_a_cursor(newsroom: Newsroom) -> None:
    """It says nothing of coming back; its cursor is behind what was of others; and who has it already gets 304."""
    withdraw(newsroom, newsroom.publish(topic="river"))
    cursor = newsroom.get("/v1/changes")["meta"]["cursor"]
    caller = Caller(newsroom, f"/v1/changes?wait=1&topic=river&since={cursor}")
    waiting(1)
    newsroom.publish(title="Elsewhere")
    page = caller.told()
    assert page["data"] == []
    assert caller.seconds >= 1
    end = newsroom.get("/v1/changes")["meta"]["cursor"]
    assert page["meta"]["cursor"] == end
    first = newsroom.call("GET", f"/v1/changes?wait=1&since={end}")
    for method in ("GET", "HEAD"):
        held = {"If-None-Match": first.headers["ETag"]}
        again = Caller(newsroom, f"/v1/changes?wait=1&since={end}", method=method, headers=held)
        again.join(PATIENCE)
        assert again.answer.status_code == 304
        assert again.seconds >= 1
        assert again.answer.headers["Cache-Control"] == "public, no-cache"


def test_a_change_ends_the_wait_of_who_asks_conditionally(newsroom: Newsroom, followed: str) -> None:
    """If-None-Match with the tag of the empty page is answered 200 as soon as it is not empty."""
    empty = newsroom.call("GET", followed.replace(f"wait={LONG}", "wait=0"))
    tag = newsroom.call("GET", followed.replace(f"wait={LONG}", "wait=1")).headers["ETag"]
    assert empty.get_json()["data"] == []
    caller = Caller(newsroom, followed, headers={"If-None-Match": tag})
    waiting(1)
    newsroom.publish()
    assert caller.told()["data"]


def test_those_who_wait_hold_no_connection(newsroom: Newsroom, followed: str) -> None:
    """More wait than the pool has connections, and others read and write; all of them are told in the end."""
    count = newsroom.settings.pool_size + 4
    callers = [Caller(newsroom, followed, network=number) for number in range(count)]
    waiting(count)
    if db.is_postgres():
        assert len(db.database.obj._in_use) <= 2  # who looks, and this thread
    newsroom.publish()
    for caller in callers:
        assert caller.told()["data"]


def test_few_wait_and_fewer_of_one_network(newsroom: Newsroom, followed: str) -> None:
    """Who comes beyond that takes the place of who waited longest there, who is told when to come back; others stay."""
    each = 8
    other = Caller(newsroom, followed, network=2)
    waiting(1)
    callers = []
    for count in range(each):
        callers.append(Caller(newsroom, followed))
        waiting(2 + count)
    for path in (followed, f"{followed}&lang=en"):
        callers.append(Caller(newsroom, path))
        _sent_away(callers.pop(0))
        waiting(each + 1)
    newsroom.publish()
    for caller in (other, *callers):
        assert caller.told()["data"]


def test_who_finds_all_places_with_others_who_have_one_each_is_sent_away(newsroom: Newsroom, followed: str) -> None:
    """At once, with the seconds after which to come; nobody loses their only place to somebody else."""
    with ExitStack() as stack:
        held = [
            stack.enter_context(places.FOLLOWERS.taken(str(number), followers.lookout.call))
            for number in range(places.FOLLOWERS.number)
        ]
        _sent_away(Caller(newsroom, followed, network=3))
        assert not any(place is None or place.is_lost for place in held)


def _sent_away(caller: Caller) -> None:
    caller.join(LONG / 2)
    assert (caller.answer.status_code, caller.answer.get_json()["data"]) == (200, [])
    assert caller.answer.headers["Retry-After"] == "5"


@pytest.mark.parametrize("wait", ["-1", "16", "1.5", "", "soon", "99999999999999999999", "1&wait=2"])
def test_a_wait_that_cannot_be_is_refused(sqlite_newsroom: Newsroom, wait: str) -> None:
    """422 at once, with the parameter named."""
    answer = sqlite_newsroom.call("GET", f"/v1/changes?wait={wait}")
    assert answer.status_code == 422
    assert [fault["parameter"] for fault in answer.get_json()["errors"]] == ["wait"]
