"""The Python follower: kept at work by the journal alone, killed again and again, and equal to what readers get."""

from __future__ import annotations

import json
import random
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path
from typing import Any

from tests import servers
from tests.delivery.test_changes_sync import public
from tests.examples.conftest import Served, pruned, restored

FOLLOWER = Path(__file__).parents[2] / "examples" / "python" / "follower.py"
PATIENCE = 60  # seconds
KILLS = 8


def test_a_mirror_that_is_killed_again_and_again_equals_what_readers_get(served: Served, tmp_path: Path) -> None:
    """While texts come, change and go, it is killed at random moments; in the end it has all of them and no other."""
    chance = random.Random(7)
    for number in range(KILLS):
        follower = _start(served, tmp_path)
        article = served.publish("ru", title=f"Week {number}", topic=("society", "river")[number % 2])
        if number % 3 == 0:
            _withdraw(served, article, "ru")
        else:
            served.revise(article, title=f"Week {number} again", weight="typo", override_reason="In haste.")
            served.release(article, "en")
        time.sleep(chance.uniform(0, 0.5))
        follower.kill()
        follower.wait()
        assert _articles(tmp_path).keys() <= public(served).keys() | {(article, "ru")}
    _run(served, tmp_path, "--once")
    assert _articles(tmp_path) == public(served)
    frames = _rows(tmp_path, "SELECT resource, language, document FROM frame")
    kinds = ("issue", "topic", "byline", "language", "site")
    assert {(kind, language) for kind, language, _ in frames} >= {(kind, "ru") for kind in kinds if kind != "issue"}
    for kind, language, document in frames:
        links = json.loads(document).get("links")
        if links is not None and kind not in {"language", "site"}:  # the site's issue follows from the articles
            assert json.loads(document) == served.get(links["self"]), (kind, language)
    before = _rows(tmp_path, "SELECT * FROM article") + frames
    _run(served, tmp_path, "--once")
    after = _rows(tmp_path, "SELECT * FROM article") + _rows(tmp_path, "SELECT resource, language, document FROM frame")
    assert before == after


def test_it_hears_of_what_happens_while_it_waits(served: Served, tmp_path: Path) -> None:
    """One run follows: a text is there soon after its release, and gone soon after its withdrawal."""
    follower = _start(served, tmp_path)
    try:
        _until(lambda: _articles(tmp_path) == public(served))
        article = served.publish(title="Heard of")
        _until(lambda: (article, "en") in _articles(tmp_path))
        _withdraw(served, article, "en")
        _until(lambda: (article, "en") not in _articles(tmp_path))
    finally:
        follower.kill()
        follower.wait()


def test_what_leaves_a_topic_leaves_a_mirror_of_it(served: Served, tmp_path: Path) -> None:
    """Who follows one topic in one language has that and nothing else; another scope needs another file."""
    article = served.publish(title="On its way", topic="society")
    scope = ("--topic", "society", "--lang", "en")
    _run(served, tmp_path, "--once", *scope)
    assert (article, "en") in _articles(tmp_path)
    assert {language for _, language in _articles(tmp_path)} == {"en"}
    path = f"/v1/desk/articles/{article}"
    served.call("PATCH", path, "editor", etag=served.etag(path), json={"topic": "river"})
    served.release(article, "en")
    _run(served, tmp_path, "--once", *scope)
    assert (article, "en") not in _articles(tmp_path)
    assert "Begin another" in _run(served, tmp_path, "--once", fails=True)


def test_a_cursor_that_is_none_begins_anew(served: Served, tmp_path: Path) -> None:
    """What nobody can follow any longer is dropped, and all that stands is taken."""
    _run(served, tmp_path, "--once")
    with closing(sqlite3.connect(tmp_path / "mirror.db")) as file, file:
        file.execute("UPDATE state SET value = 'nonsense' WHERE name = 'cursor'")
        file.execute("UPDATE article SET article_id = 'gone' || article_id")
    _run(served, tmp_path, "--once")
    assert _articles(tmp_path) == public(served)


def test_what_a_restore_has_forgotten_goes(served: Served, tmp_path: Path) -> None:
    """Where the newsroom was restored since, no entry tells what it has forgotten: all that stands is taken anew."""
    _run(served, tmp_path, "--once")
    with closing(sqlite3.connect(tmp_path / "mirror.db")) as file, file:
        file.execute("INSERT INTO article SELECT 'forgotten', language, topic, document FROM article LIMIT 1")
        file.execute("INSERT INTO frame VALUES ('issue', 'forgotten', 'en', '{}')")
    restored()
    _run(served, tmp_path, "--once")
    assert _articles(tmp_path) == public(served)
    assert _rows(tmp_path, "SELECT 1 FROM frame WHERE id = 'forgotten'") == []


def test_one_that_comes_too_late_begins_anew(served: Served, tmp_path: Path) -> None:
    """Where the journal no longer reaches back to its cursor, it ends with what stands: nothing lost, nothing left."""
    gone = served.publish("ru", title="Gone before it came back")
    _run(served, tmp_path, "--once")
    _withdraw(served, gone, "ru")
    _withdraw(served, gone, "en")
    served.publish(title="Came meanwhile")
    pruned()
    with closing(sqlite3.connect(tmp_path / "mirror.db")) as file, file:
        file.execute("INSERT INTO frame VALUES ('issue', 'forgotten', 'en', '{}')")
    _run(served, tmp_path, "--prove")
    assert _articles(tmp_path) == public(served)
    assert _rows(tmp_path, "SELECT 1 FROM frame WHERE id = 'forgotten'") == []


def test_it_comes_back_when_it_is_told_to_and_believes_no_answer_that_is_cut_off(tmp_path: Path) -> None:
    """503 with Retry-After, a broken body and another type are no reason to give up, nor anything to keep."""
    page = json.dumps({"data": [], "links": {}, "meta": {"limit": 100, "cursor": "c", "has_more": False}}).encode()
    answers = [
        (503, "application/problem+json", b"{}", 2),
        (200, "application/json", page[:-9], 0),
        (200, "text/html", page, 0),
        (200, "application/json", page, 0),
    ]
    asked: list[float] = []

    def answer(_: servers.Asked) -> servers.Answer:
        status, media_type, body, rest = answers[len(asked)]
        asked.append(time.monotonic())
        length = len(body) if media_type != "application/json" else len(page)
        headers = {"Content-Type": media_type, "Content-Length": str(length), "Connection": "close"}
        return status, {**headers, **({"Retry-After": str(rest)} if rest else {})}, body

    begun = "import newsroom, follower; newsroom.SHORTEST = 0.1; follower.main()"
    with servers.answering(answer) as address:
        command = [sys.executable, "-c", begun, address, str(tmp_path / "mirror.db"), "--once"]
        subprocess.run(command, cwd=FOLLOWER.parent, timeout=PATIENCE, check=True)
    assert len(asked) == len(answers)
    assert asked[1] - asked[0] >= 2
    assert _rows(tmp_path, "SELECT value FROM state WHERE name = 'cursor'") == [("c",)]


def _start(served: Served, folder: Path) -> subprocess.Popen[bytes]:
    command = [sys.executable, str(FOLLOWER), served.address, str(folder / "mirror.db")]
    return subprocess.Popen(command, stdout=subprocess.DEVNULL)


def _run(served: Served, folder: Path, *options: str, fails: bool = False) -> str:
    command = [sys.executable, str(FOLLOWER), served.address, str(folder / "mirror.db"), *options]
    done = subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE, check=False)
    assert (done.returncode != 0) == fails, done.stdout + done.stderr
    return done.stderr


def _withdraw(served: Served, article: str, language: str) -> None:
    served.post(f"/v1/desk/articles/{article}/versions/{language}/withdrawal", "editor", {"reason": "Wrong."})


def _articles(folder: Path) -> dict[tuple[str, str], Any]:
    """Give the documents that a mirror has; none before it has tables."""
    rows = _rows(folder, "SELECT article_id, language, document FROM article")
    return {(article, language): json.loads(document) for article, language, document in rows}


def _rows(folder: Path, sql: str) -> list[Any]:
    with closing(sqlite3.connect(folder / "mirror.db")) as file:
        if not file.execute("SELECT 1 FROM sqlite_master WHERE name = 'state'").fetchone():
            return []
        return file.execute(sql).fetchall()


def _until(is_so: Any) -> None:
    deadline = time.monotonic() + PATIENCE
    while not is_so():
        assert time.monotonic() < deadline
        time.sleep(0.05)
