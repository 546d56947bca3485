"""Measure what related articles cost among 26,000 articles in three languages against among 2,600.

Run as `python bench/related.py`, or with `postgresql` behind it, and sizes of one's own behind that. Calls go straight
into the WSGI application, so no edge helps; each article is asked for in both in turn, and what is compared is the time
that 95 of 100 answers keep to.
"""

from __future__ import annotations

import random
import sys
from contextlib import ExitStack

from api.platform import db
from api.platform.settings import Settings
from bench.reading import SEED, _places
from bench.search import BAR, SIZES, _filled, _percentiles

ASKED = 150


def main() -> None:
    """Print what related articles cost, how many there are, and the ratio with its bar."""
    sizes = [int(argument) for argument in sys.argv[1:] if argument.isdigit()] or SIZES
    with ExitStack() as stack:
        places = _places(stack, [argument for argument in sys.argv[1:] if argument == "postgresql"])
        settings = [next(places) for _ in sizes]
        applications = [_filled(each, count) for each, count in zip(settings, sizes, strict=True)]
        paths = _asked(settings[0])
        found = _percentiles(settings, applications, paths)
        for size, (half, most) in zip(sizes, found, strict=True):
            print(f"related, {size:,} articles: half within {half * 1e3:.1f} ms, 95 of 100 {most * 1e3:.1f}")
        print(f"  {found[-1][1] / found[0][1]:.2f} × (bar: {BAR:.0f})")
        for each, application, size in zip(settings, applications, sizes, strict=True):
            db.open_database(each)
            counts = [len(application.test_client().get(path).get_json()["data"]) for path in paths]
            print(f"  {size:,} articles: {sum(counts) / len(counts):.1f} related ones of 5, {counts.count(0)} had none")


def _asked(settings: Settings) -> list[str]:
    """Give articles that stand in each size: the first are the same in all."""
    db.open_database(settings)
    sql = "SELECT article_id FROM reading WHERE requested_language = 'be' AND etag = article_id ORDER BY article_id"
    chance = random.Random(SEED)
    chosen = chance.sample([article_id for (article_id,) in db.rows(sql)], ASKED)
    return [f"/v1/articles/{article_id}/related?lang={chance.choice(('be', 'en'))}" for article_id in chosen]


if __name__ == "__main__":
    main()
