"""Measure what trends cost when nothing of them is kept: 26,000 articles in three languages, ten years, against 2,600.

Run as `python bench/trends.py`, or with `postgresql` behind it.
"""

from __future__ import annotations

import random
import statistics
import sys
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path

import flask
from werkzeug.test import create_environ, run_wsgi_app

from api.content import weeks
from api.content.articles import TRENDS
from api.platform import db
from api.platform.settings import Settings
from bench import reading
from tests import databases

ROUNDS = 9
SIZES = 2_600, 26_000
WEEKS = weeks.between("2008-W01", "2017-W40")
PATHS = (
    "/v1/trends?lang=en",
    "/v1/trends?lang=en&topic=river&from=2017-W01&to=2017-W40",
    "/v1/trends.svg?lang=en",
)


def main() -> None:
    """Print each address with its time for both sizes, in milliseconds, and their ratio."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        server = stack.enter_context(databases.postgres()) if "postgresql" in sys.argv[1:] else None
        stages = []
        for size in SIZES:
            url = f"sqlite:///{folder}/{size}.db" if server is None else server.url(server.create())
            settings = databases.settings(folder, url)
            application = reading._raise(settings)  # noqa: SLF001 - the same newsroom as for readers
            _fill(size)
            stages.append((settings, application))
        for path in PATHS:
            small, large = _against(stages, path)
            print(f"{path}: {small:.1f} ms with 2,600 articles, {large:.1f} ms with 26,000")
            print(f"  {large / small:.2f} × as long")


def _fill(count: int) -> None:
    """Add so many articles, each in a week and with a verdict of its own, as three languages read them."""
    reading._fill(count, is_whole=False)  # noqa: SLF001
    chance = random.Random(reading.SEED)
    with db.transaction():
        made = [id_ for (id_,) in db.rows("SELECT article_id FROM reading WHERE SUBSTR(slug, 1, 5) = 'made-'")]
        told = [(chance.choice(WEEKS), chance.choice(tuple(TRENDS)), id_) for id_ in sorted(made)]
        reading._insert("UPDATE reading SET issue = ?, trend = ? WHERE article_id = ?", told)  # noqa: SLF001
        for language in ("be", "ru"):
            db.database.execute_sql(_COPY.format(language=language))
    if db.is_postgres():
        connection = db.database.connection()
        connection.autocommit = True
        connection.execute("VACUUM ANALYZE")  # as its own housekeeping does within minutes
        connection.autocommit = False


_COPY = """
INSERT INTO reading (article_id, requested_language, language, slug, topic, trend, issue, published_at, updated_at,
                     modified_at, etag, list_json, full_json, core_length)
SELECT article_id, '{language}', language, slug, topic, trend, issue, published_at, updated_at, modified_at, etag,
       list_json, full_json, core_length
  FROM reading
 WHERE requested_language = 'en' AND SUBSTR(slug, 1, 5) = 'made-'
"""


def _against(stages: list[tuple[Settings, flask.Flask]], path: str) -> list[float]:
    """Give the median milliseconds of an answer on each stage, which take turns; the first round only warms up."""
    found: list[list[float]] = [[] for _ in stages]
    for _ in range(ROUNDS + 1):
        for times, (settings, application) in zip(found, stages, strict=True):
            db.open_database(settings)
            run_wsgi_app(application, create_environ("/v1/languages"), buffered=True)
            started = time.perf_counter()
            run_wsgi_app(application, create_environ(path), buffered=True)
            times.append((time.perf_counter() - started) * 1_000)
    return [statistics.median(times[1:]) for times in found]


if __name__ == "__main__":
    main()
