from __future__ import annotations

import dataclasses
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import apsw
import psycopg

from api.platform import db
from tests import databases
from tests.newsroom import Newsroom

_ARTICLE = {"source_language": "en", "topic": "society", "title": "Title", "body": "Body."}


def test_an_exhausted_pool_answers_503_with_retry_after(
    postgresql_template: databases.Template, tmp_path: Path
) -> None:
    """Who finds no connection free within the time is told to come back; then it works again."""
    with postgresql_template.copy(tmp_path) as found:
        newsroom = Newsroom(dataclasses.replace(found, pool_size=1, pool_timeout=0.3))
        with _held_connection():
            refused = newsroom.call("GET", "/v1/articles?lang=be", headers={"Accept-Language": "ru"})
        assert (refused.status_code, refused.headers["Retry-After"]) == (503, "1")
        assert refused.headers["Content-Type"] == "application/problem+json"
        assert (refused.get_json()["code"], refused.get_json()["errors"]) == ("unavailable", [])
        newsroom.get("/v1/articles?lang=be")
        newsroom.close()


def test_a_database_that_others_write_to_answers_503(sqlite_newsroom: Newsroom) -> None:
    """A write that waited in vain for another process is refused, nothing is kept, and reading goes on."""
    sqlite_newsroom.get("/v1/desk/me", "editor")
    db.database.obj.timeout = 0.2  # seconds instead of ten
    other = apsw.Connection(str(sqlite_newsroom.settings.sqlite_path))
    other.execute("BEGIN IMMEDIATE")
    refused = sqlite_newsroom.call("POST", "/v1/desk/articles", "editor", json=_ARTICLE)
    sqlite_newsroom.get("/v1/articles")
    other.close()
    assert (refused.status_code, refused.headers["Retry-After"]) == (503, "1")
    assert sqlite_newsroom.get("/v1/desk/articles", "editor")["data"] == []
    sqlite_newsroom.post("/v1/desk/articles", "editor", _ARTICLE)


def test_a_lock_that_is_not_let_go_answers_503(postgresql_template: databases.Template, tmp_path: Path) -> None:
    """On PostgreSQL a write waits for a locked row no longer than the lock's time-out."""
    with postgresql_template.copy(tmp_path) as found:
        newsroom = Newsroom(found)
        article = newsroom.write()
        path = f"/v1/desk/articles/{article}"
        etag = newsroom.etag(path)
        with psycopg.connect(found.database_url) as other:
            other.execute("SELECT * FROM article FOR UPDATE")
            db.rows("SELECT set_config('lock_timeout', '200', false)")
            refused = newsroom.call("PATCH", path, "editor", etag=etag, json={"trend": "improved"})
        assert (refused.status_code, refused.get_json()["code"]) == (503, "unavailable")
        assert newsroom.get(path, "editor")["trend"] == "worsened"
        newsroom.close()


def test_connections_that_the_server_ended_are_not_noticed(
    postgresql_template: databases.Template, tmp_path: Path
) -> None:
    """After PostgreSQL has ended every connection, as when it restarts, the next request works."""
    with postgresql_template.copy(tmp_path) as found:
        newsroom = Newsroom(found)
        newsroom.get("/v1/articles")
        with psycopg.connect(found.database_url, autocommit=True) as other:
            other.execute(
                "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
        newsroom.get("/v1/articles")
        newsroom.post("/v1/desk/articles", "editor", _ARTICLE)
        newsroom.close()


def test_readiness_tells_of_a_database_that_is_away(tmp_path: Path) -> None:
    """Without its database a process lives, is not ready, and says so without the database's address."""
    newsroom = Newsroom(databases.settings(tmp_path, "postgresql://u:hunter2@127.0.0.1:1/news"))
    assert newsroom.call("GET", "/healthz").status_code == 200
    refused = newsroom.call("GET", "/readyz")
    assert (refused.status_code, refused.get_json()["code"]) == (503, "unavailable")
    assert b"hunter2" not in refused.data
    assert b"127.0.0.1" not in refused.data
    newsroom.close()


@contextmanager
def _held_connection() -> Iterator[None]:
    """Hold a connection of the pool in another thread."""
    held, let_go = threading.Event(), threading.Event()

    def hold() -> None:
        db.row("SELECT 1")
        held.set()
        let_go.wait(10)
        db.database.close()

    db.release_connection()
    thread = threading.Thread(target=hold)
    thread.start()
    held.wait(10)
    yield
    let_go.set()
    thread.join()
