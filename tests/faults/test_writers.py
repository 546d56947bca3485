"""Many people who write the same messages at once: no acknowledged edit is lost, whoever was first."""

from __future__ import annotations

import threading
from collections import Counter

import pytest

from api.platform import db
from tests.newsroom import Newsroom

PARAGRAPHS = 19  # with the title, twenty messages


def test_no_acknowledged_edit_is_lost_among_many_writers(newsroom: Newsroom) -> None:
    """Ten writers with ten edits each over twenty messages, by ETag: each acknowledged one stands in the history."""
    _write_at_once(newsroom, writers=10, edits=10)


@pytest.mark.slow
def test_no_acknowledged_edit_is_lost_among_a_hundred_writers(newsroom: Newsroom) -> None:
    """A hundred writers with a hundred edits each."""
    _write_at_once(newsroom, writers=100, edits=100)


def _write_at_once(newsroom: Newsroom, *, writers: int, edits: int) -> None:
    body = "\n\n".join(f"Paragraph {number} is about something else." for number in range(PARAGRAPHS))
    article = newsroom.write(summary="", body=body)
    path = f"/v1/desk/articles/{article}/versions/ru/messages"
    keys = [message["id"] for message in newsroom.messages(article, "ru")]
    assert len(keys) == PARAGRAPHS + 1
    acknowledged: list[tuple[str, str, str]] = []  # message, text, the ETag that it was written over
    unforeseen: list[int] = []

    def work(writer: int) -> None:
        for number in range(edits):
            key, text = keys[(writer + 7 * number) % len(keys)], f"Словы {writer}.{number}"
            done = False
            while not done:
                read = newsroom.call("GET", f"{path}/{key}", "translator-ru")
                if read.status_code == 503:  # a hundred readers wait for eight connections
                    continue
                etag, data = read.headers["ETag"], {"translation": text}
                response = newsroom.call("PATCH", f"{path}/{key}", "translator-ru", etag=etag, json=data)
                done = response.status_code == 200
                if done:
                    acknowledged.append((key, text, etag))
                elif response.status_code not in {412, 503}:
                    unforeseen.append(response.status_code)
                    return
        if not db.is_postgres():
            db.database.close()

    threads = [threading.Thread(target=work, args=(writer,)) for writer in range(writers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(600)
    assert unforeseen == []
    assert len(acknowledged) == writers * edits
    stored = Counter(db.rows("SELECT key, text FROM message_event WHERE action = 'edited'"))
    assert stored == Counter((key, text) for key, text, _ in acknowledged)
    assert max(Counter((key, etag) for key, _, etag in acknowledged).values()) == 1
    latest = dict(db.rows("SELECT key, text FROM message_event ORDER BY serial"))
    assert {message["id"]: message["translation"] for message in newsroom.messages(article, "ru")} == latest
