"""Measure what a partner waits for whose contract is like the public view: from the edge, and without it.

Run as `python -m bench partners`, or as `python bench/partners.py postgresql --against FOLDER`: on PostgreSQL, and
beside the code in another folder. All servers run at once and are asked in turns, over one connection each, by many
partners of the same terms, since none may ask more than its quota has.
"""

from __future__ import annotations

import itertools
import statistics
import sys
import tempfile
import time
from collections.abc import Sequence
from contextlib import ExitStack
from http.client import HTTPConnection
from pathlib import Path

from api.partners import keys, partners
from api.platform import clock, db
from bench._demo import raised, served

ROUNDS = 20
REQUESTS = 20  # of each server in a round
PARTNERS = 60
BASE = "https://news.example"  # of all servers, since it stands in each answer
HERE = Path(__file__).parent.parent


class Reader:
    """A connection to a server, with the keys that it asks with in turn; none where it asks as the public does."""

    def __init__(self, port: int, texts: Sequence[str]) -> None:
        self._connection = HTTPConnection("127.0.0.1", port, timeout=30)
        self._headers = itertools.cycle([{"Authorization": f"Bearer {text}"} for text in texts] or [{}])

    def ask(self, path: str) -> bytes:
        """Read a path."""
        self._connection.request("GET", path, headers=next(self._headers))
        answer = self._connection.getresponse()
        if answer.status != 200:  # noqa: PLR2004 - OK
            raise RuntimeError(f"{path}: {answer.status}")
        return answer.read()

    def time(self, path: str) -> list[float]:
        """Give how long each of a round's requests took, in microseconds."""
        took = []
        for _ in range(REQUESTS):
            began = time.perf_counter()
            self.ask(path)
            took.append((time.perf_counter() - began) * 1e6)
        return took


def main() -> None:
    """Print each measure beside its yardsticks."""
    against = sys.argv[sys.argv.index("--against") + 1] if "--against" in sys.argv else None
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        found = raised(stack, folder, sys.argv[1:])
        texts, paths = _texts(), _paths()
        db.close_database()

        def port(where: Path = HERE, **environ: str) -> int:
            own = {"POLYWEEK_DATABASE_URL": found.database_url, "POLYWEEK_BASE_URL": BASE, **environ}
            return stack.enter_context(served(folder, own, where=where))[0]

        hot = port()
        readers = {
            "from the edge": Reader(hot, texts),
            "without the edge": Reader(port(POLYWEEK_EDGE="off"), texts),
            "everybody's, from the edge": Reader(hot, ()),
        }
        if against is not None:
            readers["before"] = Reader(port(Path(against)), texts)
        for name, path in paths.items():
            _measure(name, path, readers)


def _measure(name: str, path: str, readers: dict[str, Reader]) -> None:
    bodies = {label: [reader.ask(path) for _ in range(3)][-1] for label, reader in readers.items()}
    if len({bodies[label] for label in readers if not label.startswith("everybody")}) != 1:
        raise RuntimeError("The answers differ.")
    took: dict[str, list[float]] = {label: [] for label in readers}
    for number in range(ROUNDS):
        labels = list(readers)
        for label in labels[number % len(labels) :] + labels[: number % len(labels)]:
            took[label].append(statistics.median(readers[label].time(path)))
    medians = {label: statistics.median(each) for label, each in took.items()}
    own = medians.pop("from the edge")
    print(f"a partner's {name}, hot: {own:.0f} µs")
    for label, other in medians.items():
        print(f"  {label}: {other:.0f} µs, {other / own:.1f} × as long", flush=True)


def _paths() -> dict[str, str]:
    ((slug,),) = db.rows("SELECT slug FROM slug WHERE is_current AND language = 'en' LIMIT 1")
    return {
        "article": f"/v1/articles/{slug}?lang=en",
        "list of 20": "/v1/articles?lang=en",
        "20 with their texts": "/v1/articles?lang=en&include=body",
        "issue": "/v1/issues/latest?lang=en",
        "feed": "/v1/feeds/en.atom",
    }


def _texts() -> list[str]:
    at, found = clock.now(), []
    for number in range(PARTNERS):
        values = {"name": f"Partner {number}", "contact": "desk@radio.example", "licence": "CC BY"}
        partner = partners.create(values | {"per_minute": 6_000, "per_day": 1_000_000}, by=None, at=at)
        made = keys.issue(partner, name="site", scopes=["read"], expires_at=None, by=None, at=at)
        found.append(str(made["key"]))
    return found


if __name__ == "__main__":
    main()
