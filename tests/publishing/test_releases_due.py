"""The worker's part in releases: on time, with others beside it, and after it was down."""

from __future__ import annotations

import threading
import time
from datetime import timedelta

from api import duties, worker
from api.platform import clock, db
from tests.newsroom import Newsroom


def state(release: str) -> tuple[str, int]:
    """Give a release's state and how often it was written."""
    found = db.row("SELECT state, serial FROM release WHERE id = ?", (release,))
    assert found is not None
    return found[0], found[1]


def wait_until_published(release: str, seconds: float) -> float:
    """Wait until a release is out; gives the moment (of `time.time`) when it was seen."""
    deadline = time.time() + seconds
    while state(release)[0] != "published":
        assert time.time() < deadline, "not published in time"
        time.sleep(0.05)
    return time.time()


def test_three_workers_put_a_release_out_within_two_seconds_of_its_hour_once(newsroom: Newsroom) -> None:
    """Three workers at work, one release each second: each is out in time, once, and so is one missed before."""
    articles = [newsroom.write(title=f"Text {number}", issue=None) for number in range(3)]
    for article in articles:
        newsroom.approve(article, "en")
    now = clock.now()
    hours = [now + timedelta(milliseconds=ms) for ms in (60, 1200, 2200)]
    made = [
        newsroom.release(article, "en", at=clock.to_wire(hour))["id"]
        for article, hour in zip(articles, hours, strict=True)
    ]
    time.sleep(0.1)  # the first hour passes before any worker is there
    stop = threading.Event()
    due = [duty for duty in duties.of(newsroom.settings) if duty.name == "scheduled_releases"]
    workers = [threading.Thread(target=worker.work, args=(due, stop)) for _ in range(3)]
    began = time.time()
    for thread in workers:
        thread.start()
    try:
        for release, hour in zip(made, hours, strict=True):
            assert wait_until_published(release, 10) - max(hour.timestamp(), began) < 2
    finally:
        stop.set()
        for thread in workers:
            thread.join(20)
    assert [state(release) for release in made] == [("published", 2)] * 3
    assert len(db.rows("SELECT id FROM publication")) == 3
    assert len(db.rows("SELECT type FROM change")) == 3
