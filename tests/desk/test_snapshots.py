"""What belongs together is read as of one moment, whatever is saved between its statements."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from typing import Any

import pytest

from api.platform import db
from tests.newsroom import ISSUE, Newsroom


class Between:
    """Saves a revision after the statement that reads which versions there are, in another connection."""

    def __init__(self, newsroom: Newsroom, article: str, monkeypatch: pytest.MonkeyPatch) -> None:
        self._newsroom, self._article = newsroom, article
        self._rows = db.rows
        self._is_due = True
        self._thread = threading.current_thread()
        monkeypatch.setattr(db, "rows", self._read)

    def _read(self, sql: str, params: Sequence[object] = ()) -> list[tuple[Any, ...]]:
        found = self._rows(sql, params)
        if "MAX(number)" in sql and self._is_due and threading.current_thread() is self._thread:
            self._is_due = False
            other = threading.Thread(target=self._save)
            other.start()
            other.join(60)
        return found

    def _save(self) -> None:
        with self._newsroom.app.test_client() as client:
            self._newsroom.client, kept = client, self._newsroom.client
            self._newsroom.revise(self._article, body="Another beginning.\n\nAnd an end.\n", weight="meaning")
            self._newsroom.client = kept
        db.release_connection()

    @property
    def has_saved(self) -> bool:
        """Whether it did."""
        return not self._is_due


@pytest.mark.parametrize(
    "path",
    [
        "preview",
        "/v1/desk/articles/{article}",
        "/v1/desk/articles/{article}/versions/ru",
        "/v1/desk/articles/{article}/versions/ru/messages",
        "/v1/desk/articles/{article}/versions/ru/catalogue.po",
        f"/v1/desk/issues/{ISSUE}/board",
        "/v1/desk/queue",
    ],
)
def test_a_save_between_two_statements_is_not_seen(
    newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch, path: str
) -> None:
    """The answer is what it was before the save, and not half of it."""
    article = newsroom.write()
    newsroom.translate(article, "ru")
    if path == "preview":
        made = newsroom.post(f"/v1/desk/articles/{article}/versions/ru/preview", "editor", {})
        path = made["url"].removeprefix("http://127.0.0.1:8000")
    path = path.format(article=article)
    before = newsroom.call("GET", path, "editor")
    assert before.status_code == 200
    saved = Between(newsroom, article, monkeypatch)
    during = newsroom.call("GET", path, "editor")
    assert saved.has_saved
    assert (during.status_code, during.data) == (200, before.data)
    assert newsroom.version(article, "ru")["revision"] == 2


def test_nothing_is_written_in_a_snapshot(newsroom: Newsroom) -> None:
    """It is for reading: a verb or a step inside is a mistake of ours, on both databases."""
    with db.snapshot():
        with pytest.raises(RuntimeError):
            db.require_transaction()
        with pytest.raises(RuntimeError), db.transaction():
            pass
        with db.snapshot():
            assert db.rows("SELECT 1") == [(1,)]
    with db.transaction():
        db.require_transaction()
