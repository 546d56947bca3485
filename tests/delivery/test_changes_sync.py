from __future__ import annotations

import threading
import time
from collections.abc import Callable
from http import HTTPStatus
from typing import Any

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from api.platform import db
from tests.newsroom import Newsroom

WRITERS, READERS = 8, 4

Copy = dict[tuple[str, str], dict[str, Any]]


class Patient(FlaskClient):
    """A client that does as it is told when there is too much to do: it rests, and asks again."""

    def open(self, *args: Any, **options: Any) -> TestResponse:
        """Send a request until it is answered."""
        while (response := super().open(*args, **options)).status_code == HTTPStatus.SERVICE_UNAVAILABLE:
            time.sleep(int(response.headers["Retry-After"]))
        return response


def patient(room: Newsroom) -> Patient:
    """Give a client of a newsroom that rests when it is told to."""
    return Patient(room.app, room.app.response_class)


class Follower:
    """A partner who keeps a copy of everything that is public, by the journal alone."""

    def __init__(self, room: Newsroom) -> None:
        self._client = patient(room)
        self._cursor = ""
        self.copy: Copy = {}

    def sync(self) -> None:
        """Read on to the end of the journal."""
        has_more = True
        while has_more:
            page = self._client.get(f"/v1/changes?include=document&limit=3{self._cursor}").get_json()
            for change in page["data"]:
                if change["resource"] == "article":
                    self._apply(change)
            self._cursor = f"&since={page['meta']['cursor']}"
            has_more = page["meta"]["has_more"]

    def _apply(self, change: dict[str, Any]) -> None:
        place = (change["article_id"], change["language"])
        if change["document"] is None:
            self.copy.pop(place, None)
        else:
            self.copy[place] = without_neighbours(change["document"])


def without_neighbours(document: dict[str, Any]) -> dict[str, Any]:
    """Leave out what stands before and after an article, which changes without it."""
    return {name: value for name, value in document.items() if name not in {"previous", "next"}}


def public(room: Newsroom) -> Copy:
    """Give what readers get of every public version, by its address."""
    sql = "SELECT article_id, language FROM publication WHERE ended_at IS NULL AND withdrawn_at IS NULL"
    return {
        (article, language): without_neighbours(room.get(f"/v1/articles/{article}?lang={language}"))
        for article, language in db.rows(sql)
    }


def together(*works: Callable[[], None]) -> None:
    """Run works at once, each in a thread, and fail if one of them does."""
    failures: list[BaseException] = []

    def run(work: Callable[[], None]) -> None:
        try:
            work()
        except BaseException as error:  # noqa: BLE001 - raised again below, in the test's own thread
            failures.append(error)

    threads = [threading.Thread(target=run, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failures:
        raise failures[0]


def writer(room: Newsroom, article: str, number: int, run: int) -> Callable[[], None]:
    """Give the work of one editor: an update, and by turns a withdrawal with or without a release after it."""
    own = Newsroom.__new__(Newsroom)
    own.settings, own.app, own.client = room.settings, room.app, patient(room)

    def work() -> None:
        own.revise(article, title=f"Title {number} in run {run}", weight="typo", override_reason="In haste.")
        own.release(article, "en")
        if (number + run) % 3 == 0:
            path = f"/v1/desk/articles/{article}/versions/en/withdrawal"
            own.post(path, "editor", {"reason": "Wrong."})
        if (number + run) % 6 == 0:
            own.release(article, "en")

    return work


def sync_under_writers(room: Newsroom, runs: int) -> None:
    """Let editors release while partners sync, so many times, and compare each copy with the database."""
    room.client = patient(room)
    articles = [room.write(title=f"Title {number}") for number in range(WRITERS)]
    for article in articles:
        room.approve(article, "en")
    followers = [Follower(room) for _ in range(READERS)]
    for run in range(runs):
        done = threading.Event()

        def read(follower: Follower, done: threading.Event = done) -> None:
            while not done.is_set():
                follower.sync()

        def write(run: int = run, done: threading.Event = done) -> None:
            try:
                together(*(writer(room, article, number, run) for number, article in enumerate(articles)))
            finally:
                done.set()

        together(write, *(lambda follower=follower: read(follower) for follower in followers))
        expected = public(room)
        assert 0 < len(expected) < WRITERS, "some are public, some withdrawn"
        for follower in [*followers, Follower(room)]:
            follower.sync()
            assert follower.copy == expected, f"run {run}"


def test_every_copy_equals_the_database_under_concurrent_writers(newsroom: Newsroom) -> None:
    """While eight editors release and withdraw, four partners sync, and none of them misses or keeps anything."""
    sync_under_writers(newsroom, runs=2)


@pytest.mark.slow
def test_every_copy_equals_the_database_a_hundred_times(newsroom: Newsroom) -> None:
    """The same a hundred times."""
    sync_under_writers(newsroom, runs=100)
