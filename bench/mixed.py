"""Drive for a minute what a server meets in an hour of news: hot and cold reads, searches, the desk's writes, releases.

Run as `python -m bench mixed`, or `python bench/mixed.py postgresql 600`: on PostgreSQL, and for so many seconds. Four
processes ask, some 900 questions a second, of which 85 in 100 are hot, 10 cold, 4 searches and 1 a write of the desk;
beside them one article is released anew every ten seconds. Its title tells which release a reader was given, so that a
stale answer is known: one that was asked for 200 ms after a release was acknowledged, and does not show it.
"""

from __future__ import annotations

import math
import multiprocessing
import random
import re
import socket
import statistics
import sys
import tempfile
import time
from collections.abc import Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, replace
from http import HTTPStatus
from pathlib import Path
from typing import Any
from urllib.parse import quote

import orjson

from api.demo import newsroom
from api.platform import clock, db
from api.platform.settings import Settings
from bench._demo import raised, served
from tests.delivery import corpus
from tests.delivery.corpus import Writer

ARTICLES = 2_600
SECONDS = 60
BETWEEN = 10  # seconds between releases
CALLERS = 4
PAUSE = 0.004  # seconds between a caller's questions, in the mean: else they fight with the server for the processors
SHARES = {"hot": 85, "cold": 10, "search": 4, "write": 1}
FRESH = 0.2  # seconds
BAR = 5.0
SEED = 20_170_911
_PACKED = {"Accept-Encoding": "gzip, deflate, br, zstd", "Accept-Language": "en-GB,en;q=0.9,be;q=0.5"}
_STATE = re.compile(rb'"title":"State (\d+)"')


@dataclass(frozen=True, slots=True)
class Scene:
    """What callers ask for: addresses by kind, the article that is released again and again, and the desk's token."""

    port: int
    hot: tuple[str, ...]
    slugs: tuple[str, ...]
    watched: str
    comments: str
    token: str


@dataclass(frozen=True, slots=True)
class Asked:
    """A question that was answered: when, in how many seconds, how, and by which release, where that can be told."""

    kind: str
    at: float
    seconds: float
    status: int
    state: int | None


def main() -> None:
    """Print what each kind took, the errors, and how stale an answer was."""
    seconds = next((int(each) for each in sys.argv[1:] if each.isdigit()), SECONDS)
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        found = raised(stack, folder, sys.argv[1:])
        scene, people = _set(found)
        port, _ = stack.enter_context(served(folder, {"POLYWEEK_DATABASE_URL": found.database_url}))
        line = Line(port)
        path = _write(line, people)
        _publish(line, people, path, 0)
        watched = f"/v1/articles/{path.rpartition('/')[2]}?lang=en"
        comments = f"{path}/versions/en/comments"
        scene = replace(scene, port=port, hot=(*scene.hot, watched), watched=watched, comments=comments)
        pool = stack.enter_context(ProcessPoolExecutor(CALLERS, mp_context=multiprocessing.get_context("spawn")))
        deadline = time.monotonic() + seconds
        calls = [pool.submit(_ask, scene, number, deadline) for number in range(CALLERS)]
        releases = _release(line, people, path, calls)
        asked = [each for call in calls for each in call.result()]
    _tell(asked, releases, seconds)


def _set(found: Settings) -> tuple[Scene, dict[str, str]]:
    """Fill the newsroom; gives what is asked for, and the desk's tokens by login."""
    people = {each["login"]: each["token"] for each in newsroom.raise_newsroom(found, at=clock.now())["people"]}
    row = db.row("SELECT article_id FROM reading WHERE published_at IS NOT NULL ORDER BY article_id LIMIT 1")
    shown = [slug for (slug,) in db.rows("SELECT slug FROM reading WHERE requested_language = language LIMIT 12")]
    corpus.fill(ARTICLES, seed=SEED, example=row[0] if row else "")
    if db.is_postgres():
        db.database.execute_sql("VACUUM ANALYZE")
    made = [slug for (slug,) in db.rows("SELECT slug FROM reading WHERE requested_language = language")]
    fronts = [
        f"/v1/{each}?lang={code}" for each in ("site", "issues/latest", "articles") for code in ("be", "ru", "en")
    ]
    hot = (*fronts, *(f"/v1/articles/{slug}" for slug in shown if slug is not None))
    return Scene(0, hot, tuple(made), "", "", people["second-editor"]), people


def _write(line: Line, people: dict[str, str]) -> str:
    """Write the article that is released again and again; gives its path at the desk."""
    _, shown = line.ask("GET", "/v1/topics", {})
    data = {"source_language": "en", "topic": orjson.loads(shown)["data"][0]["key"], "bylines": []}
    texts = {"title": "State", "summary": "What stands now.", "body": "\n\n".join(["A paragraph of the story."] * 12)}
    status, made = line.ask("POST", "/v1/desk/articles", _by(people["editor"]), data | texts)
    _must(status, made)
    return f"/v1/desk/articles/{orjson.loads(made)['id']}"


def _publish(line: Line, people: dict[str, str], path: str, state: int) -> float:
    """Bring the article to its next state, before readers; gives when that was acknowledged."""
    version, editor = f"{path}/versions/en", _by(people["editor"])
    _must(*line.ask("POST", f"{path}/revisions", editor, {"title": f"State {state}", "weight": "meaning"}))
    _must(*line.ask("POST", f"{version}/submission", editor, {}))
    _must(*line.ask("POST", f"{version}/approval", _by(people["reviewer-en"]), {}))
    _must(*line.ask("POST", f"{path}/releases", editor, {"languages": ["en"]}))
    return time.monotonic()


def _release(line: Line, people: dict[str, str], path: str, calls: Sequence[Future[list[Asked]]]) -> list[float]:
    """Release the article anew every few seconds as long as somebody asks; gives when each was acknowledged."""
    told: list[float] = [-math.inf]  # the first state stood before anybody asked
    while not all(call.done() for call in calls):
        until = time.monotonic() + BETWEEN
        while time.monotonic() < until and not all(call.done() for call in calls):
            time.sleep(0.05)
        told.append(_publish(line, people, path, len(told)))
    return told


def _by(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}", "If-Match": "*"}


def _must(status: int, answer: bytes) -> None:
    if status != HTTPStatus.CREATED:
        raise RuntimeError(f"The desk refused: {answer.decode()}")


def _ask(scene: Scene, number: int, deadline: float) -> list[Asked]:
    """Ask until a moment (of the monotonic clock), one question after the other; runs in a process of its own."""
    chance = random.Random(SEED + number)
    writers = {language: Writer(language, random.Random(SEED)) for language in ("be", "ru", "en")}
    line = Line(scene.port)
    found: list[Asked] = []
    kinds, shares = list(SHARES), list(SHARES.values())
    while time.monotonic() < deadline:
        (kind,) = chance.choices(kinds, shares)
        method, path, headers, data = _question(scene, kind, chance, writers)
        began = time.monotonic()
        status, body = line.ask(method, path, headers, data)
        took = time.monotonic() - began
        state = _STATE.search(body) if path == scene.watched else None
        found.append(Asked(kind, began, took, status, int(state[1]) if state else None))
        time.sleep(chance.expovariate(1 / PAUSE))
    return found


def _question(
    scene: Scene, kind: str, chance: random.Random, writers: dict[str, Writer]
) -> tuple[str, str, dict[str, str], Any]:
    if kind == "hot":
        path = chance.choice(scene.hot)
        return "GET", path, {} if path == scene.watched else _PACKED, None
    if kind == "cold":
        some = ",".join(chance.sample(["id", "title", "summary", "topic", "trend", "body", "language"], 4))
        return "GET", f"/v1/articles/{chance.choice(scene.slugs)}?fields={some}", _PACKED, None
    if kind == "search":
        language = chance.choice(list(writers))
        return "GET", f"/v1/search?lang={language}&q={quote(writers[language].word())}", _PACKED, None
    return "POST", scene.comments, {"Authorization": f"Bearer {scene.token}"}, {"text": f"Note {chance.random()}"}


def _tell(asked: Sequence[Asked], releases: Sequence[float], seconds: int) -> None:
    print(f"{len(asked):,} questions in {seconds} s, {len(releases) - 1} releases beside them", flush=True)
    for kind in SHARES:
        times = sorted(each.seconds * 1e3 for each in asked if each.kind == kind)
        half, most = statistics.median(times), times[int(len(times) * 0.99)]
        print(f"{kind}: {len(times):,}; half within {half:.2f} ms, 99 of 100 {most:.2f}, the slowest {times[-1]:.1f}")
        if kind == "hot":
            print(f"  99 of 100 within {most / half:.1f} × of the median (bar: {BAR:.0f})")
    wrong = [each for each in asked if each.status not in {HTTPStatus.OK, HTTPStatus.CREATED}]
    print(f"errors: {len(wrong)} (bar: 0) {sorted({each.status for each in wrong})}")
    late = [each.at - moment for each in asked if (moment := _missed(each, releases)) is not None]
    stale = [each for each in late if each > FRESH]
    read = sum(each.state is not None for each in asked)
    print(f"of {read:,} reads of what was released anew, the stalest was asked for {max(late, default=0) * 1e3:.0f} ms")
    print(f"  after its release; later than {FRESH * 1e3:.0f} ms: {len(stale)} (bar: 0)", flush=True)


def _missed(each: Asked, releases: Sequence[float]) -> float | None:
    """Give when the first release was acknowledged that an answer does not show, if it was asked for after that."""
    if each.state is None or each.state + 1 >= len(releases) or releases[each.state + 1] > each.at:
        return None
    return releases[each.state + 1]


class Line:
    """A connection that asks one question after the other. Only what is needed of an answer is parsed."""

    def __init__(self, port: int) -> None:
        self._connection = socket.create_connection(("127.0.0.1", port), timeout=30)
        self._connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def ask(self, method: str, path: str, headers: dict[str, str], data: Any = None) -> tuple[int, bytes]:  # noqa: ANN401 - JSON
        """Send a request; gives the status and the body."""
        body = orjson.dumps(data) if data is not None else b""
        lines = [f"{method} {path} HTTP/1.1", "Host: bench", *(f"{name}: {value}" for name, value in headers.items())]
        if data is not None:
            lines += ["Content-Type: application/json", f"Content-Length: {len(body)}"]
        self._connection.sendall("\r\n".join([*lines, "", ""]).encode() + body)
        read = b""
        while b"\r\n\r\n" not in read:
            read += self._more()
        head, _, answer = read.partition(b"\r\n\r\n")
        length = re.search(rb"(?i)\r\ncontent-length: (\d+)", head)
        while len(answer) < (int(length[1]) if length else 0):
            answer += self._more()
        return int(head[9:12]), answer

    def _more(self) -> bytes:
        if not (piece := self._connection.recv(1_000_000)):
            raise ConnectionError("The server hung up.")
        return piece


if __name__ == "__main__":
    main()
