"""Measure what readers wait for: a cold article against a bare Flask view, deep lists, large newsrooms against small.

Run as `python bench/reading.py`, or with `postgresql` behind it. Calls go straight into the WSGI applications, without
a server between them, which would cost both sides the same and flatter the ratio.
"""

from __future__ import annotations

import functools
import itertools
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import flask
import orjson
from werkzeug.test import create_environ, run_wsgi_app

from api import app
from api.demo import newsroom
from api.platform import clock, db, ids, migrate
from api.platform.settings import Settings
from tests import databases

ROUNDS = 9
SIZES = (2_600, 26_000, 260_000)
PAGES = 1_000
ANSWERS = 200  # of each side in a round
SEED = 20_170_911
EPOCH = datetime(2000, 1, 1, tzinfo=UTC)

Call = Callable[[], object]


def main() -> None:
    """Print each measure with its yardstick, the ratio and the bar."""
    with ExitStack() as stack:
        places = _places(stack, sys.argv[1:])
        for measure in (_article, _deep_page, _sizes):
            measure(places)


def _places(stack: ExitStack, arguments: Sequence[str]) -> Iterator[Settings]:
    """Give settings of as many empty databases as are asked for."""
    folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
    server = stack.enter_context(databases.postgres()) if "postgresql" in arguments else None
    number = 0
    while True:
        number += 1
        url = f"sqlite:///{folder}/{number}.db" if server is None else server.url(server.create())
        yield databases.settings(folder, url)


def _article(places: Iterator[Settings]) -> None:
    application = _raise(next(places))
    paths = [f"/v1/articles/{slug}" for (slug,) in db.rows("SELECT slug FROM slug WHERE is_current ORDER BY slug")]
    paths = [path for path in paths if _get(application, path)[1].startswith("200")]
    bare = _bare({path: _get(application, path) for path in paths})
    size = statistics.mean(len(_get(application, path)[0]) for path in paths)
    for name, header in (("200", None), ("304", "If-None-Match")):
        ours, theirs = _against([_calls(each, paths, header) for each in (application, bare)])
        print(f"cold article of {size:,.0f} bytes, {name}: {ours * 1e6:.0f} µs; bare Flask view {theirs * 1e6:.0f} µs")
        print(f"  {theirs / ours:.2f} × as fast (bar: 0.5)")


def _deep_page(places: Iterator[Settings]) -> None:
    application = _raise(next(places))
    _fill(26_000, is_whole=True)
    pages = ["/v1/articles?lang=en"]
    while len(pages) < PAGES:
        pages.append(flask.json.loads(_get(application, pages[-1])[0])["links"]["next"])
    first, last = _against([_calls(application, [page], None) for page in (pages[0], pages[-1])])
    print(f"26,000 articles: page 1 {first * 1e6:.0f} µs, page 1,000 {last * 1e6:.0f} µs")
    print(f"  {last / first:.2f} × (bar: 1.3)")


def _sizes(places: Iterator[Settings]) -> None:
    """Ask the same of newsrooms of a year, of ten and of a hundred."""
    settings, applications = [next(places) for _ in SIZES], []
    for each, count in zip(settings, SIZES, strict=True):
        applications.append(_raise(each))
        started = time.perf_counter()
        _fill(count, is_whole=False)
        took = time.perf_counter() - started
        print(f"{count:,} articles in {len(_LANGUAGES)} languages were written in {took:.0f} s", flush=True)
    for path, bar in _QUESTIONS.items():
        calls = [_calls(each, [path], None) for each in applications]
        small, *larger = _against(calls, [functools.partial(db.open_database, each) for each in settings])
        times = ", ".join(
            f"{count:,}: {took * 1e6:.0f} µs ({took / small:.2f} ×)"
            for count, took in zip(SIZES[1:], larger, strict=True)
        )
        print(f"{path}: with {SIZES[0]:,} articles {small * 1e6:.0f} µs; {times}{f' (bar: {bar})' if bar else ''}")


_QUESTIONS = {
    "/v1/articles?lang=en": 1.5,
    "/v1/articles?lang=en&topic=society": 1.5,
    "/v1/articles?lang=en&fallback=none": 1.5,
    "/v1/articles?lang=en&sort=-updated_at": 1.5,
    "/v1/articles/made-1200-en": None,
    "/v1/articles/made-1200-en?fields=title,summary": None,
    "/v1/issues/latest?lang=en": None,
    "/v1/site?lang=en": None,
    "/v1/changes?initial=true&lang=en&include=document": None,
}


def _raise(settings: Settings) -> flask.Flask:
    db.open_database(settings)
    migrate.up()
    newsroom.raise_newsroom(settings, at=datetime(2026, 11, 18, 12, tzinfo=UTC))
    return app.create_app(settings)


def _fill(count: int, *, is_whole: bool) -> None:
    """Add so many articles in three languages, made after those of the demo; with their long bodies or short ones."""
    chance = random.Random(SEED)
    examples = db.rows(
        "SELECT article_id, list_json, full_json, core_length, topic, trend, issue FROM reading"
        " WHERE requested_language = 'en' AND published_at IS NOT NULL ORDER BY article_id"
    )
    with db.transaction():
        for start in range(0, count, 2_000):
            made = [
                _made(chance, number, examples, is_whole=is_whole) for number in range(start, min(start + 2_000, count))
            ]
            _insert(_ARTICLE, [article for article, _, _ in made])
            _insert(_PUBLICATION, [each for _, publications, _ in made for each in publications])
            _insert(_READING, [each for _, _, readings in made for each in readings])
    if db.is_postgres():
        db.database.execute_sql("VACUUM ANALYZE")


_LANGUAGES = ("be", "ru", "en")
_A_WEEK, _OF_ISSUE = 2_000, 5  # few of them are in issues: else those of the demo would have thousands each
_ARTICLE = (
    "INSERT INTO article (id, source_language, topic_id, issue_id, trend, position, created_at, created_by, serial)"
    " SELECT ?, source_language, topic_id, issue_id, trend, position, created_at, created_by, serial"
    " FROM article WHERE id = ?"
)
_PUBLICATION = (
    "INSERT INTO publication (id, release_id, article_id, language, revision, slug, topic_id, issue_id, trend, title,"
    " summary, body, messages, word_count, first_published_at, published_at, generation)"
    " SELECT ?, release_id, ?, ?, 1, ?, topic_id, issue_id, trend, 'Made', 'Made', 'Made', '[]', 1, ?, ?, generation"
    " FROM publication WHERE article_id = ? AND language = 'en' AND ended_at IS NULL"
)
_READING = (
    "INSERT INTO reading (article_id, requested_language, language, slug, topic, trend, issue, published_at,"
    " updated_at, modified_at, etag, list_json, full_json, core_length)"
    " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
)


def _made(
    chance: random.Random, number: int, examples: Sequence[tuple[Any, ...]], *, is_whole: bool
) -> tuple[tuple[Any, ...], list[tuple[Any, ...]], list[tuple[Any, ...]]]:
    """Make the records of an article, its publications and its readings."""
    example, listed, whole, core_length, topic, trend, issue = chance.choice(examples)
    moment = EPOCH + timedelta(minutes=30 * number)
    at, own = db.write_time(moment), ids.new()
    publications, readings = [], []
    for language in _LANGUAGES:
        slug = f"made-{number}-{language}"
        shown = flask.json.loads(bytes(listed)) | {
            "id": own,
            "slug": slug,
            "language": language,
            "requested_language": language,
            "published_at": clock.to_wire(moment),
            "links": {"self": f"/v1/articles/{slug}?lang={language}"},
        }
        document, length = (bytes(whole), core_length) if is_whole else _short(shown, number)
        publications.append((ids.new(), own, language, slug, at, at, example))
        week = issue if number % _A_WEEK < _OF_ISSUE else None
        of = (own, language, language, slug, topic, trend, week, at, at, at, f"{own}-{language}")
        readings.append((*of, orjson.dumps(shown), document, length))
    return (own, example), publications, readings


def _short(shown: dict[str, Any], number: int) -> tuple[bytes, int]:
    """Give a document with a body of one paragraph, and how much of it stands before its neighbours."""
    alternates = [{"language": each, "href": f"/v1/articles/made-{number}-{each}?lang={each}"} for each in _LANGUAGES]
    body = {"format": "html", "content": f"<p>{shown['summary']}</p>"}
    core = orjson.dumps({**shown, "body": body, "corrections": [], "alternates": alternates})[:-1]
    return core + b',"previous":null,"next":null}', len(core)


def _insert(sql: str, records: Sequence[tuple[Any, ...]]) -> None:
    cursor = db.database.cursor()
    cursor.executemany(sql.replace("?", "%s") if db.is_postgres() else sql, records)


def _get(application: flask.Flask, path: str, **headers: str) -> tuple[bytes, str, list[tuple[str, str]]]:
    body, status, found = run_wsgi_app(application, create_environ(path, headers=headers), buffered=True)
    return b"".join(body), status, list(found)


def _bare(answers: dict[str, tuple[bytes, str, list[tuple[str, str]]]]) -> flask.Flask:
    """Make a Flask application with one view that answers the same bytes and headers, and 304 by the same tag."""
    bare = flask.Flask("bare", static_folder=None)

    @bare.route("/v1/articles/<slug>")
    def show(slug: str) -> flask.Response:
        body, _, headers = answers[f"/v1/articles/{slug}"]
        tag = next(value for name, value in headers if name == "ETag")
        if flask.request.headers.get("If-None-Match") == tag:
            return flask.Response(b"", 304, headers)
        return flask.Response(body, 200, headers)

    return bare


def _calls(application: flask.Flask, paths: Sequence[str], header: str | None) -> Call:
    """Give a call of one of the paths after the other, with the ETag that belongs to it where a header is named."""
    tags = {path: dict(_get(application, path)[2])["ETag"] for path in paths} if header else {}
    environs = itertools.cycle(create_environ(path, headers={header: tags[path]} if header else {}) for path in paths)

    def call() -> None:
        pieces, _, _ = run_wsgi_app(application, dict(next(environs)))
        for _ in pieces:
            pass

    return call


def _against(calls: Sequence[Call], before: Sequence[Call] | None = None) -> list[float]:
    """Give the median seconds of one answer for each, over the rounds; the first round only warms up.

    Within a round they take turns, one answer each, so that whatever else the machine does slows all alike; where
    something must be done before a turn, it is a longer one.
    """
    found: list[list[float]] = [[] for _ in calls]
    turns, answers = (ANSWERS, 1) if before is None else (2, ANSWERS // 2)
    for _ in range(ROUNDS + 1):
        seconds = [0.0] * len(calls)
        for _ in range(turns):
            for number, call in enumerate(calls):
                if before is not None:
                    before[number]()
                    call()
                started = time.perf_counter()
                for _ in range(answers):
                    call()
                seconds[number] += time.perf_counter() - started
        for number, each in enumerate(seconds):
            found[number].append(each / (turns * answers))
    return [statistics.median(each[1:]) for each in found]


if __name__ == "__main__":
    main()
