from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import ExitStack

import pytest

from api.content.pictures import storage
from api.platform import places
from api.platform.places import Places
from tests.content.pictures.shelf import Memory
from tests.delivery import exhibits
from tests.newsroom import Newsroom


@pytest.mark.parametrize(
    "store", [lambda: Memory(fails_after=0), lambda: Memory(lies=True), Memory], ids=["fails", "lies", "has lost it"]
)
def test_a_store_that_does_not_give_what_was_written_gives_nothing(
    sqlite_newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch, store: Callable[[], Memory]
) -> None:
    """The reader is told when to come back, no cache keeps that, and never gets other bytes."""
    _, picture = exhibits.shown(sqlite_newsroom)
    kept, broken = storage.current(), store()
    broken.files = {found.name: kept.get(found.name) for found in kept.listing()} if broken.lies else {}
    monkeypatch.setattr(storage, "current", lambda: broken)
    answer = sqlite_newsroom.call("GET", f"/media/{picture}/640.webp")
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "30")
    assert answer.headers["Cache-Control"] == "no-store"
    monkeypatch.undo()
    assert sqlite_newsroom.call("GET", f"/media/{picture}/640.webp").status_code == 200


def test_a_file_that_goes_while_it_is_read_was_taken_down(
    sqlite_newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever asks in that moment is told that it is gone, not that the store has failed."""
    article, picture = exhibits.shown(sqlite_newsroom)

    class Leaving(Memory):
        def get(self, name: str) -> bytes:
            exhibits.withdraw(sqlite_newsroom, article)
            return super().get(name)

    monkeypatch.setattr(storage, "current", Leaving)
    assert sqlite_newsroom.call("GET", f"/media/{picture}/640.webp").status_code == 410


def test_a_slow_store_keeps_nobody_from_texts(sqlite_newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch) -> None:
    """As many as may wait for it do; the next is told to come back at once, and texts are read meanwhile."""
    _, picture = exhibits.shown(sqlite_newsroom)
    kept, begun, go_on = storage.current(), threading.Semaphore(0), threading.Event()

    class Slow(Memory):
        def get(self, name: str) -> bytes:
            begun.release()
            go_on.wait(30)
            return kept.get(name)

    monkeypatch.setattr(storage, "current", Slow)
    monkeypatch.setattr(places, "FILES", Places(2))
    found: list[int] = []

    def read() -> None:
        client = sqlite_newsroom.app.test_client()
        found.append(client.get(f"/media/{picture}/640.webp").status_code)

    with ExitStack() as stack:
        stack.callback(go_on.set)
        threads = [threading.Thread(target=read) for _ in range(2)]
        for thread in threads:
            thread.start()
        assert all(begun.acquire(timeout=30) for _ in threads)
        refused = sqlite_newsroom.call("GET", f"/media/{picture}/640.webp")
        assert (refused.status_code, refused.headers["Retry-After"]) == (503, "1")
        assert sqlite_newsroom.call("GET", "/v1/articles?lang=en").status_code == 200
        known = {"If-None-Match": "*"}
        assert sqlite_newsroom.call("GET", f"/media/{picture}/640.webp", headers=known).status_code == 304
    for thread in threads:
        thread.join(30)
    assert found == [200, 200]
