"""Measure what a search costs among 26,000 articles in three languages against one among 2,600.

Run as `python bench/search.py`, or with `postgresql` behind it. Calls go straight into the WSGI application; each
question is put to both in turn, and what is compared is the time that 95 of 100 answers keep to.
"""

from __future__ import annotations

import random
import statistics
import sys
import time
from collections.abc import Sequence
from contextlib import ExitStack
from urllib.parse import quote

import flask
from werkzeug.test import create_environ, run_wsgi_app

from api.platform import db
from api.platform.settings import Settings
from bench.reading import SEED, _places, _raise
from tests.delivery import corpus
from tests.delivery.corpus import Writer

SIZES = (2_600, 26_000)
WORDS = 120  # of an article in each language
QUESTIONS = 200
ROUNDS = 3
BAR = 3.0


def main() -> None:
    """Print what searches and suggestions cost, and the ratio with its bar."""
    with ExitStack() as stack:
        places = _places(stack, [argument for argument in sys.argv[1:] if argument == "postgresql"])
        settings = [next(places) for _ in SIZES]
        applications = [_filled(each, count) for each, count in zip(settings, SIZES, strict=True)]
        for name, paths in _asked(random.Random(SEED)).items():
            small, large = _percentiles(settings, applications, paths)
            for size, (half, most) in zip(SIZES, (small, large), strict=True):
                print(f"{name}, {size:,} articles: half within {half * 1e3:.1f} ms, 95 of 100 {most * 1e3:.1f}")
            print(f"  {large[1] / small[1]:.2f} × (bar: {BAR:.0f})")


def _filled(settings: Settings, count: int) -> flask.Flask:
    application = _raise(settings)
    example = db.row("SELECT article_id FROM reading WHERE published_at IS NOT NULL ORDER BY article_id LIMIT 1")
    started = time.perf_counter()
    corpus.fill(count, seed=SEED, words=WORDS, example=example[0] if example else "")
    took = time.perf_counter() - started
    if db.is_postgres():
        db.database.execute_sql("VACUUM ANALYZE")
    print(f"{count:,} articles were written and indexed in {took:.0f} s", flush=True)
    return application


def _asked(chance: random.Random) -> dict[str, list[str]]:
    """Give questions of the words of texts: the more often a word stands in them, the more often it is asked for."""
    searches, typed = [], []
    for number in range(QUESTIONS):
        language = chance.choice(("be", "ru", "en"))
        writer = Writer(language, random.Random(number))
        word, other = writer.word(), writer.word()
        kinds = (word, f"{word} {other}", f'"{word} {other}"', f"{word} -{other}", f"{word[:4]}*", word[1:])
        more = ("", "", "", "&fallback=none", "&topic=river", "&sort=-published_at", "&include=facets")
        searches.append(f"/v1/search?lang={language}&q={quote(chance.choice(kinds))}{chance.choice(more)}")
        typed.append(f"/v1/suggest?lang={language}&q={quote(word[: chance.randrange(2, 6)])}")
    return {"a search": searches, "a suggestion": typed}


def _percentiles(
    settings: Sequence[Settings], applications: Sequence[flask.Flask], paths: Sequence[str]
) -> list[tuple[float, float]]:
    """Give for each application the median and the 95th percentile over all questions, of each its median round."""
    found: list[list[list[float]]] = [[[] for _ in paths] for _ in applications]
    for _ in range(ROUNDS + 1):
        for each, application, seconds in zip(settings, applications, found, strict=True):
            db.open_database(each)
            for path, taken in zip(paths, seconds, strict=True):
                started = time.perf_counter()
                pieces, _, _ = run_wsgi_app(application, create_environ(path))
                for _ in pieces:
                    pass
                taken.append(time.perf_counter() - started)
    medians = [sorted(statistics.median(taken[1:]) for taken in seconds) for seconds in found]
    return [(each[len(each) // 2], each[int(len(each) * 0.95)]) for each in medians]


if __name__ == "__main__":
    main()
