"""The parts of `publishing`: who acts, who works and who waits, each in a process of its own, with its side's code."""

from __future__ import annotations

import itertools
import json
import os
import random
import re
import sys
import threading
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from pathlib import Path
from statistics import median
from typing import Any

from markdown_it import MarkdownIt

from api import worker
from api.platform import clock, db, ids, migrate
from api.publishing import rebuilds
from tests import databases, newsroom
from tests.newsroom import token

WEEKLY = 8  # articles of an issue
NAMED = 667  # articles of a topic, and of a byline: 2,001 readings in three languages
PARAGRAPHS = 12
WORDS = 80  # in a paragraph
LIST_EVERY = 6  # blocks
SEED = 2017
EPOCH = datetime(2000, 1, 3, 9, tzinfo=UTC)
LANGUAGES = ("be", "ru", "en")
TOPICS, AUTHORS = ("society", "river"), ("hanna", "vasil")


def _run(part: str) -> None:
    settings = databases.settings(Path(os.environ["BENCH_FOLDER"]), os.environ["BENCH_URL"])
    if part == "act":
        db.open_database(settings)
        migrate.up()
        newsroom.raise_newsroom()
    room = newsroom.Newsroom(settings)
    if part == "work":
        _work(settings)
        return
    tasks = _Acting(room) if part == "act" else _Waiting(room)
    for line in sys.stdin:
        task, number = line.split()
        print(json.dumps(getattr(tasks, task)(int(number))), flush=True)


def _work(settings: Any) -> None:  # noqa: ANN401 - of either side
    try:
        from api.duties import of  # noqa: PLC0415
    except ImportError:  # of the side before
        from api.app import duties as of  # type: ignore[attr-defined,no-redef]  # noqa: PLC0415

    stop = threading.Event()
    thread = threading.Thread(target=worker.work, args=(of(settings), stop))
    thread.start()
    sys.stdin.read()
    stop.set()
    thread.join()


class _Acting:
    """Fills the newsroom, releases and renames."""

    def __init__(self, room: Any) -> None:  # noqa: ANN401
        self._room = room
        self._chance = random.Random(SEED)
        self._vocabulary = [_word(self._chance) for _ in range(4_000)]
        self._weeks = (f"{year}-W{week:02}" for year in range(2017, 2100) for week in range(1, 53))

    def fill(self, _: int) -> None:
        """Release one issue, and copy its articles until each topic and each byline has its number of them."""
        issue_id = self._prepare()
        self._room.post(f"/v1/desk/issues/{issue_id}/releases", "editor", {"languages": LANGUAGES})
        _copy(issue_id)

    def release(self, _: int) -> dict[str, float]:
        """Release an issue whose articles are approved in all languages."""
        issue_id = self._prepare()
        began = time.perf_counter()
        self._room.post(f"/v1/desk/issues/{issue_id}/releases", "editor", {"languages": LANGUAGES})
        took = time.perf_counter() - began
        bodies = [body for (body,) in db.rows("SELECT body FROM publication WHERE issue_id = ?", (issue_id,))]
        assert len(bodies) == WEEKLY * len(LANGUAGES)
        began = time.perf_counter()
        for body in bodies:
            MarkdownIt("commonmark").enable("table").render(body)
        return {"seconds": took, "yardstick": time.perf_counter() - began}

    def topic(self, number: int) -> dict[str, float]:
        """Name a topic anew in all languages."""
        names = {language: {"name": f"Тэма {number} {language}"} for language in LANGUAGES}
        return self._rename("topics", "society", names, lambda name: name["name"])

    def byline(self, number: int) -> dict[str, float]:
        """Name an author anew in all languages."""
        names = {language: f"Аўтар {number} {language}" for language in LANGUAGES}
        return self._rename("bylines", "hanna", names, lambda name: name)

    def _rename(self, kind: str, key: str, names: dict[str, Any], text: Callable[[Any], str]) -> dict[str, float]:
        """Give the seconds until the last reading shows the new name."""
        path = self._path(kind, key)
        etag = self._room.etag(path)
        began = time.perf_counter()
        response = self._room.call("PATCH", path, "editor", etag=etag, json={"names": names})
        assert response.status_code == HTTPStatus.OK, response.get_data(as_text=True)
        for language, name in names.items():
            while (shown := _showing(language, text(name))) < NAMED:
                time.sleep(0.01)
            assert shown >= NAMED
        return {"seconds": time.perf_counter() - began}

    def _path(self, kind: str, key: str) -> str:
        found = self._room.get(f"/v1/desk/{kind}?limit=100", "editor")["data"]
        return f"/v1/desk/{kind}/{next(each['id'] for each in found if each['key'] == key)}"

    def _prepare(self) -> str:
        """Write an issue of articles, bring them into all languages and approve them."""
        week = next(self._weeks)
        known = self._room.call("GET", f"/v1/desk/issues/{week}", "editor")
        issue = known.get_json() if known.status_code == HTTPStatus.OK else None
        issue = issue or self._room.post("/v1/desk/issues", "editor", {"key": week})
        for number in range(WEEKLY):
            body = "\n\n".join(self._paragraph(n) for n in range(PARAGRAPHS))
            article = self._room.write(
                source_language="be",
                issue=week,
                topic=TOPICS[number % 2],
                bylines=[AUTHORS[number // 2 % 2]],
                title=self._text(6),
                summary=self._text(20),
                body=body,
            )
            self._room.approve(article, "be")
            for language in LANGUAGES[1:]:
                self._translate(article, language)
                self._room.approve(article, language)
        return str(issue["id"])

    def _translate(self, article: str, language: str) -> None:
        path = f"/v1/desk/articles/{article}/versions/{language}"
        file = self._room.call("GET", f"{path}/catalogue.po", "editor").get_data(as_text=True)
        entry = re.compile(r'msgid ((?:"[^\n]*"\n)+)msgstr ""\n')
        filled = entry.sub(lambda found: f"msgid {found[1]}msgstr {found[1]}", file)  # each says what its source says
        response = self._room.call(
            "PUT",
            f"{path}/catalogue.po",
            "editor",
            etag=self._room.etag(path),
            data=filled.encode(),
            headers={"Content-Type": "text/x-gettext-translation"},
        )
        assert response.status_code == HTTPStatus.OK, response.get_data(as_text=True)

    def _paragraph(self, number: int) -> str:
        """Make a paragraph; every third with a link, every third with emphasis; every sixth block is a list."""
        marked = (" [{0}](https://example.org/{0}).", " *{0}*.", " {0}.")
        if number % LIST_EVERY == LIST_EVERY - 1:
            return "\n".join(f"- {self._text(WORDS // 4)}" for _ in range(4))
        return self._text(WORDS) + marked[number % 3].format(number)

    def _text(self, words: int) -> str:
        return " ".join(self._chance.choices(self._vocabulary, k=words))


class _Waiting:
    """Reads an article and changes what waits for the generation, again and again, and tells how long each took."""

    def __init__(self, room: Any) -> None:  # noqa: ANN401
        self._room = room
        self._ended = threading.Event()
        self._threads: list[threading.Thread] = []
        self._taken: dict[str, list[float]] = {}

    def begin(self, _: int) -> None:
        """Begin, each in a thread."""
        self._ended.clear()
        tasks = {"reader": self._reader(), "writer": self._writer()}
        self._taken = {who: [] for who in tasks}
        self._threads = [threading.Thread(target=self._repeat, args=task) for task in tasks.items()]
        for thread in self._threads:
            thread.start()

    def end(self, _: int) -> dict[str, dict[str, float]]:
        """End, and give for each the longest time and the median."""
        self._ended.set()
        for thread in self._threads:
            thread.join()
        return {who: {"longest": max(taken), "usual": median(taken)} for who, taken in self._taken.items()}

    def _repeat(self, who: str, task: Callable[[], None]) -> None:
        task()
        while not self._ended.is_set():
            began = time.perf_counter()
            task()
            self._taken[who].append(time.perf_counter() - began)
            time.sleep(0.005)
        db.release_connection()

    def _reader(self) -> Callable[[], None]:
        client = self._room.app.test_client()
        listed = client.get("/v1/articles?topic=society&limit=100").get_json()["data"]
        paths = itertools.cycle(f"/v1/articles/{each['slug']}?lang=ru" for each in listed)

        def read() -> None:
            assert client.get(next(paths)).status_code == HTTPStatus.OK

        return read

    def _writer(self) -> Callable[[], None]:
        client, numbers = self._room.app.test_client(), itertools.count()
        bearer = {"Authorization": f"Bearer {token('editor2')}"}
        found = client.get("/v1/desk/bylines?limit=100", headers=bearer).get_json()["data"]
        path = f"/v1/desk/bylines/{next(each['id'] for each in found if each['key'] == 'vasil')}"
        tags = [client.get(path, headers=bearer).headers["ETag"]]

        def write() -> None:
            data = {"biographies": {"be": f"{next(numbers)} {time.time()}"}}
            response = client.patch(path, json=data, headers={**bearer, "If-Match": tags[-1]})
            assert response.status_code == HTTPStatus.OK, response.get_data(as_text=True)
            tags[:] = [response.headers["ETag"]]

        return write


def _copy(issue_id: str) -> None:
    """Copy the published articles of an issue, which are half in each topic and half by each author, for readers."""
    examples = [id_ for (id_,) in db.rows("SELECT id FROM article WHERE issue_id = ? ORDER BY position", (issue_id,))]
    articles, issue = _held("article", "issue_id", issue_id), _held("issue", "id", issue_id)[0]
    of_example = {id_: [_held(name, "article_id", id_) for name in ("publication", "slug")] for id_ in examples}
    by = {row["publication_id"]: row for row in _held("publication_byline", "1", 1)}
    made: dict[str, list[dict[str, Any]]] = {"issue": [], "article": []}  # parents first
    for number in range(2 * NAMED - WEEKLY):
        week, place = divmod(number, WEEKLY)
        when = EPOCH + timedelta(weeks=week, hours=place)
        if place == 0:
            year, iso_week, _ = when.isocalendar()
            issue = {**issue, "id": ids.new(), "key": f"{year}-W{iso_week:02}"}
            made.setdefault("issue", []).append(issue)
        article = next(row for row in articles if row["id"] == examples[place])
        own = ids.new()
        made.setdefault("article", []).append({**article, "id": own, "issue_id": issue["id"]})
        made.setdefault("issue_place", []).append({"article_id": own, "position": place})
        made.setdefault("pending_rebuild", []).append({"article_id": own, "asked_at": db.write_time(when)})
        publications, slugs = of_example[article["id"]]
        for row in publications:
            new, at = ids.new(), db.write_time(when)
            times = {"first_published_at": at, "published_at": at}
            made.setdefault("publication", []).append(
                {**row, **times, "id": new, "article_id": own, "issue_id": issue["id"]}
            )
            made.setdefault("publication_byline", []).append({**by[row["id"]], "publication_id": new})
        for row in slugs:
            made.setdefault("slug", []).append({**row, "slug": f"{row['slug']}-{number}", "article_id": own})
    with db.transaction():
        for table in (
            "issue",
            "article",
            "issue_place",
            "publication",
            "publication_byline",
            "slug",
            "pending_rebuild",
        ):
            _insert(table, made[table])
    while rebuilds.run_pending(at=clock.now()):
        pass
    if db.is_postgres():
        with db.transaction():
            db.database.execute_sql("ANALYZE")


def _held(table: str, column: str, value: object) -> list[dict[str, Any]]:
    sql = f'SELECT * FROM "{table}" WHERE {column} = ?'
    cursor = db.database.execute_sql(sql.replace("?", "%s") if db.is_postgres() else sql, (value,))
    rows = list(cursor.fetchall())
    if not rows:
        return []
    names = [column[0] for column in cursor.description] if db.is_postgres() else _columns(table)
    return [dict(zip(names, row, strict=True)) for row in rows]


def _columns(table: str) -> list[str]:
    return [row[1] for row in db.rows(f'PRAGMA table_info("{table}")')]


def _insert(table: str, records: Sequence[dict[str, Any]]) -> None:
    mark = "%s" if db.is_postgres() else "?"
    columns, marks = ", ".join(f'"{name}"' for name in records[0]), ", ".join([mark] * len(records[0]))
    sql = f'INSERT INTO "{table}" ({columns}) VALUES ({marks})'
    db.database.cursor().executemany(sql, [tuple(record.values()) for record in records])


def _showing(language: str, name: str) -> int:
    """Count the readings in a language whose document shows a name in the article's own form."""
    found = "POSITION(CAST(? AS BYTEA) IN list_json) > 0" if db.is_postgres() else "INSTR(list_json, ?) > 0"
    sql = f"SELECT COUNT(*) FROM reading WHERE requested_language = ? AND {found}"
    row = db.row(sql, (language, name.encode()))
    return int(row[0]) if row else 0


def _word(chance: random.Random) -> str:
    return "".join(chance.choices("абвгдеёжзійклмнопрстуўфхцчшыьэюя", k=chance.randint(2, 11)))


if __name__ == "__main__":
    _run(sys.argv[1])
