"""Measure what the desk waits for: a message saved beside many languages, lists over half a year and over ten years.

Run as `python -m bench desk`; both databases are measured. Calls go straight into the WSGI application. What is
compared is measured in turn, and the smaller newsroom is the yardstick of the larger.
"""

from __future__ import annotations

import itertools
import random
import re
import signal
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from datetime import datetime, timedelta
from pathlib import Path

from api.accounts import people, tokens
from api.accounts.roles import Granted, Role
from api.content import issues, topics, weeks
from api.content.topics import Name
from api.languages import languages
from api.platform import clock, db, ids, migrate
from api.platform.settings import Settings
from api.translation import versions
from tests import databases
from tests.newsroom import PASSWORD, Newsroom, token

ROUNDS = 7
ENOUGH = 0.05  # seconds of calls of each side in a round
SEED = 20_170_911
MESSAGES = 300  # of the version whose messages are saved
MANY = ("ru", "be", "uk", "pl", "lt", "lv", "de", "fr", "cs", "sk")  # what it is translated into, from English
WEEKS = (26, 520)
ARTICLES = 5  # of an issue
PARAGRAPHS = 20  # of an article
WORDS = 40  # of a paragraph
UNFINISHED = 13  # the latest issues, in which work is left
PEOPLE: tuple[Role, ...] = ("editor", "reviewer", "translator")

Call = Callable[[], object]
_OK = "200 OK"


def main() -> None:
    """Print each measure with its yardstick, the ratio and the bar."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # folders and servers go, even where this is cut off
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        server = stack.enter_context(databases.postgres())
        stack.callback(db.close_database)
        files = (f"sqlite:///{folder}/{number}.db" for number in itertools.count(1))
        for kind, urls in (("SQLite", files), ("PostgreSQL", (server.url(server.create()) for _ in itertools.count()))):
            print(f"On {kind}, the median of {ROUNDS} rounds:", flush=True)
            places = (databases.settings(folder, url) for url in urls)
            _saving(places)
            _lists(places)


def _saving(places: Iterator[Settings]) -> None:
    """Save one message after the other of a version, with one language and with ten beside it."""
    rooms = [_raise(next(places), codes) for codes in (MANY[:1], MANY)]
    calls = []
    for room in rooms:
        _open(room)
        article = _write(room, MESSAGES - 1)
        for code in languages.everything():
            if code != "en":
                _translate(room, article, code, "translator")
        calls.append(_saves(room, article))
    _report(f"PATCH of 1 of {MESSAGES} messages", ["1 language", f"{len(MANY)} languages"], rooms, calls, 1.3)


def _lists(places: Iterator[Settings]) -> None:
    """Read the queue, the board and the articles where there are few issues and where there are many."""
    rooms = [_raise(next(places), MANY[:2]) for _ in WEEKS]
    latest = clock.now()
    for room, count in zip(rooms, WEEKS, strict=True):
        _open(room)
        _fill(room, count, latest)
    names = [f"{count} issues" for count in WEEKS]
    lists = [
        ("the board", f"/v1/desk/issues/{weeks.key_of(latest.date())}/board", "editor"),
        *((f"the queue of {role}s", "/v1/desk/queue", role) for role in ("translator", "reviewer", "editor")),
        ("the articles", "/v1/desk/articles", "editor"),
    ]
    for name, path, role in lists:
        calls = [lambda room=room, path=path, role=role: room.get(path, role) for room in rooms]
        _report(name, names, rooms, calls, 1.3)
    adding = [_add_language, _add_language]
    names = [f"{count * ARTICLES:,} articles" for count in WEEKS]
    _report("a language added", names, rooms, adding, None)


def _raise(settings: Settings, codes: Sequence[str]) -> Newsroom:
    """Open an empty database as a newsroom that writes in English, with these languages beside it."""
    db.open_database(settings)
    migrate.up()
    for code in ("en", *codes):
        languages.add(code, native_name=code, fallback=None)
    topics.add("society", {"en": Name("Society", "")})
    for role in PEOPLE:
        now, grants = clock.now(), (Granted(role, None),)
        person = people.add(login=role, name=role, password=PASSWORD, locale="en", grants=grants, at=now)
        with db.transaction():
            tokens.issue(person, name="bench", at=now, expires_at=None, text=token(role))
    return Newsroom(settings)


def _open(room: Newsroom) -> None:
    db.open_database(room.settings)


def _write(room: Newsroom, paragraphs: int) -> str:
    chance = random.Random(SEED)
    vocabulary = ["".join(chance.choices("abcdefghijklmnoprstuvwz", k=chance.randint(2, 11))) for _ in range(2_000)]
    body = "\n\n".join(" ".join(chance.choices(vocabulary, k=WORDS)) + "." for _ in range(paragraphs))
    return room.write(title="A title", summary="", body=body, issue=None, bylines=[])


def _translate(room: Newsroom, article: str, language: str, by: Role) -> None:
    """Bring the version's own file back, with each message's source as its translation."""
    path = f"/v1/desk/articles/{article}/versions/{language}/catalogue.po"
    file = room.call("GET", path, by).get_data(as_text=True)
    filled = re.sub(r'msgid ((?:"[^\n]*"\n)+)msgstr ""\n', r"msgid \1msgstr \1", file)
    response = room.call("PUT", path, by, data=filled.encode(), content_type="text/x-gettext-translation")
    assert response.status == _OK, response.get_data(as_text=True)


def _saves(room: Newsroom, article: str) -> Call:
    path = f"/v1/desk/articles/{article}/versions/{MANY[0]}/messages"
    keys = itertools.cycle([message["id"] for message in room.get(path, "translator")["data"]])
    numbers = itertools.count(1)

    def save() -> None:
        data = {"translation": f"Another text, the {next(numbers)}th that is said here."}
        response = room.call("PATCH", f"{path}/{next(keys)}", "translator", etag="*", json=data)
        assert response.status == _OK, response.get_data(as_text=True)

    return save


def _fill(room: Newsroom, count: int, latest: datetime) -> None:
    """Add so many weekly issues; in all but the latest everything is approved, by whoever had it in hand."""
    done, waiting, begun = (_write(room, PARAGRAPHS) for _ in range(3))
    for article, language, by in (
        (done, "ru", "translator"),
        (done, "be", "translator"),
        (waiting, "ru", "translator"),
        (waiting, "be", "reviewer"),
    ):
        _assign(room, article, language, by)
        _translate(room, article, language, by)
        room.submit(article, language)
    for language in ("en", "ru", "be"):
        if language == "en":
            room.submit(done, language)
        path = f"/v1/desk/articles/{done}/versions/{language}"
        room.post(f"{path}/approval", "reviewer", {}, etag=room.etag(path))
    _assign(room, begun, "ru", "translator")
    _copy_all(count, [done, waiting, begun], latest)


def _assign(room: Newsroom, article: str, language: str, role: Role) -> None:
    me = room.get("/v1/desk/me", role)["id"]
    path = f"/v1/desk/articles/{article}/versions/{language}"
    response = room.call("PUT", f"{path}/assignment", "editor", etag="*", json={"person_id": me})
    assert response.status == _OK, response.get_data(as_text=True)


def _copy_all(count: int, examples: Sequence[str], latest: datetime) -> None:
    """Fill weekly issues with copies of three articles: done, waiting for review, begun."""
    done, waiting, begun = examples
    with db.transaction():
        db.database.execute_sql("CREATE TEMPORARY TABLE made (example TEXT, id TEXT, issue_id TEXT, at TEXT)")
        made = []
        for age in range(count):
            at = latest - timedelta(weeks=age)
            issue = issues.create(weeks.key_of(at.date()), titles={}, at=at)
            chosen = [done] * ARTICLES if age >= UNFINISHED else [done] * (ARTICLES - 2) + [waiting, begun]
            made += [
                (example, ids.new(), issue, db.write_time(at - timedelta(minutes=place)))
                for place, example in enumerate(chosen)
            ]
        marks = "%s, %s, %s, %s" if db.is_postgres() else "?, ?, ?, ?"
        db.database.cursor().executemany(f"INSERT INTO made VALUES ({marks})", made)
        at = "CAST(made.at AS TIMESTAMPTZ)" if db.is_postgres() else "made.at"
        article = "JOIN made ON made.example = old.{}"
        version = "made.id || substr({}, 30)"  # of another table: an id of 36 characters, and the end of the example's
        _copy("article", article.format("id"), id="made.id", issue_id="made.issue_id", created_at=at)
        revision = {"id": version.format("old.id"), "article_id": "made.id", "created_at": at}
        _copy("revision", article.format("article_id"), **revision)
        _copy("version", article.format("article_id"), id=version.format("old.id"), article_id="made.id")
        _copy("message", article.format("article_id"), article_id="made.id")
        of_version = "JOIN version ON version.id = old.version_id JOIN made ON made.example = version.article_id"
        _copy("translation", of_version, version_id=version.format("old.version_id"))
        own = {"id": version.format("old.id"), "version_id": version.format("old.version_id"), "at": at}
        _copy("step", of_version, **own)
        _copy("message_event", of_version, **own)
        db.database.execute_sql("DROP TABLE made")
    if db.is_postgres():
        with db.transaction():
            db.database.execute_sql("ANALYZE")


def _copy(table: str, join: str, **changed: str) -> None:
    """Copy the rows of a table that belong to an example, once for each article made of it."""
    columns = [column.name for column in db.database.get_columns(table)]
    listed = ", ".join(f'"{name}"' for name in columns)
    values = ", ".join(changed.get(name, f'old."{name}"') for name in columns)
    db.database.execute_sql(f'INSERT INTO "{table}" ({listed}) SELECT {values} FROM "{table}" AS old {join}')


def _add_language() -> None:
    with db.transaction(dry_run=True):
        languages.insert("it", native_name="italiano", fallback=None)
        versions.open_everywhere("it")


def _report(
    what: str, names: Sequence[str], rooms: Sequence[Newsroom], calls: Sequence[Call], bar: float | None
) -> None:
    small, large = _against(rooms, calls)
    print(f"  {what}: {names[0]} {small * 1000:.1f} ms, {names[1]} {large * 1000:.1f} ms")
    print(f"    {large / small:.2f} ×{f' (bar: {bar})' if bar else ''}", flush=True)


def _against(rooms: Sequence[Newsroom], calls: Sequence[Call]) -> list[float]:
    """Give for each call the median of its rounds, in seconds; each has the database of its own newsroom."""
    taken: list[list[float]] = [[] for _ in calls]
    for _ in range(ROUNDS):
        for room, call, each in zip(rooms, calls, taken, strict=True):
            _open(room)
            call()
            started, count = time.perf_counter(), 0
            while (passed := time.perf_counter() - started) < ENOUGH:
                call()
                count += 1
            each.append(passed / count)
    return [statistics.median(each) for each in taken]


if __name__ == "__main__":
    main()
