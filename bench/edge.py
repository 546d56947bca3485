"""Measure hot answers over the wire against a bare WSGI function with the same bytes on the same server, and memory.

Run as `python -m bench edge`, or `python bench/edge.py postgresql 100000`: on PostgreSQL, and memory after so many
requests. Both servers run at once and are loaded in turns, so that whatever else the machine does slows both alike.
What others do there still moves the rates; the processor's time that an answer takes, it hardly does.
"""

from __future__ import annotations

import os
import pickle
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path

from api.platform import db, ids
from api.platform.settings import Settings
from bench import _bare
from bench._demo import raised, served
from bench._load import Load


@dataclass(frozen=True, slots=True)
class Side:
    """A server under load: answers a second, microseconds of the processor for each, and the share of the other's."""

    rate: float
    cost: float
    share: float


ROUNDS = 40
SECONDS = 0.2  # of each side in a round: short, so that what else the machine does falls upon both
REQUESTS = 20_000
CALLERS = 8
SEED = 20_170_911
_HOP = {"date", "server", "connection", "transfer-encoding"}  # what the server itself adds


def main() -> None:
    """Print each measure with its yardstick, the ratio and the bar."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        found = raised(stack, folder, sys.argv[1:])
        server = stack.enter_context(served(folder, {"POLYWEEK_DATABASE_URL": found.database_url}))
        for name, path, headers in _measures():
            ours, theirs = _against(folder, server, path, headers)
            print(f"hot {name}: {ours.rate:,.0f}/s, {ours.cost:.1f} µs of the processor")
            print(f"  a bare WSGI function with the same bytes: {theirs.rate:,.0f}/s, {theirs.cost:.1f} µs")
            by_cost = theirs.cost / ours.cost
            print(f"  {ours.share:.2f} × as many (bar: 0.9); {by_cost:.2f} by the processor's time", flush=True)
        _memory(folder, found)


def _measures() -> list[tuple[str, str, dict[str, str]]]:
    ((slug, article),) = db.rows("SELECT slug, article_id FROM slug WHERE is_current AND language = 'en' LIMIT 1")
    packed = {"Accept-Encoding": "gzip, deflate, br, zstd", "Accept-Language": "en-GB,en;q=0.9,be;q=0.5"}
    one = f"/v1/articles/{slug}?lang=en"
    return [
        ("article", one, {}),
        ("article, packed", one, packed),
        ("article by Accept-Language, packed", f"/v1/articles/{article}", packed),
        ("list of 20", "/v1/articles?lang=en", {}),
        ("list of 20, packed", "/v1/articles?lang=en", packed),
        ("issue", "/v1/issues/latest?lang=en", {}),
        ("304", one, packed | {"If-None-Match": "*"}),
    ]


def _against(folder: Path, server: tuple[int, int], path: str, headers: dict[str, str]) -> tuple[Side, Side]:
    """Load the API and a bare function in turns; medians of the rounds, and the processor's time of them all."""
    port, process = server
    answer, tag = _told(port, path, headers)
    if "If-None-Match" in headers:
        headers = headers | {"If-None-Match": tag}
        answer, _ = _told(port, path, headers)
    place = folder / "answer"
    place.write_bytes(pickle.dumps(answer))
    with served(folder, {_bare.PLACE: str(place)}, [_bare.__file__]) as (bare, bare_process):
        loads = [Load(each, path, headers) for each in (port, bare)]
        sizes = [len(load.first) for load in loads]
        if sizes[0] != sizes[1]:
            raise RuntimeError(f"The answers differ: {sizes} bytes.")
        for load in loads:
            load.run(SECONDS)
        before = [_spent(each) for each in (process, bare_process)]
        rounds = [[load.run(SECONDS) for load in loads] for _ in range(ROUNDS)]
        spent = [_spent(each) - was for each, was in zip((process, bare_process), before, strict=True)]
        for load in loads:
            load.close()
    rates = list(zip(*rounds, strict=True))
    costs = [took / sum(each) / SECONDS * 1e6 for took, each in zip(spent, rates, strict=True)]
    share = statistics.median(own / other for own, other in rounds)
    ours, theirs = (statistics.median(each) for each in rates)
    return Side(ours, costs[0], share), Side(theirs, costs[1], 1 / share)


def _spent(process: int) -> float:
    """Give the seconds of the processor that a server's processes have had."""
    ticks = 0
    for child in Path(f"/proc/{process}/task/{process}/children").read_text().split():
        fields = Path(f"/proc/{child}/stat").read_text().rpartition(")")[2].split()
        ticks += int(fields[11]) + int(fields[12])  # utime and stime, of proc(5)
    return ticks / os.sysconf("SC_CLK_TCK")


def _told(port: int, path: str, headers: Mapping[str, str]) -> tuple[tuple[str, list[tuple[str, str]], bytes], str]:
    """Ask twice, so that the answer is hot; gives it, and its tag."""
    for _ in range(2):
        connection = HTTPConnection("127.0.0.1", port)
        connection.request("GET", path, headers={"Accept-Encoding": "", **headers} | dict(headers))
        answer = connection.getresponse()
        told = [(name, value) for name, value in answer.getheaders() if name.lower() not in _HOP]
        body = answer.read()
        connection.close()
    if "Age" not in dict(told) and "age" not in dict(told):
        raise RuntimeError("The answer does not come from memory.")
    return (f"{answer.status} {answer.reason}", told, body), answer.getheader("ETag") or ""


def _memory(folder: Path, found: Settings) -> None:
    """Print the memory of a server process after requests of all kinds, most of them hostile."""
    count = next((int(each) for each in sys.argv[1:] if each.isdigit()), REQUESTS)
    with served(folder, {"POLYWEEK_DATABASE_URL": found.database_url}) as (port, process):
        before = _resident(process)
        requests = _mixed(count)
        started = time.perf_counter()
        with ThreadPoolExecutor(CALLERS) as pool:
            list(pool.map(lambda part: _send(port, part), [requests[start::CALLERS] for start in range(CALLERS)]))
        took = time.perf_counter() - started
        after = _resident(process)
    print(f"memory of a worker: {before:.0f} MiB at first, {after:.0f} MiB after {count:,} mixed requests", flush=True)
    print(f"  in {took:.0f} s (bar: 150 MiB)")


def _mixed(count: int) -> list[tuple[str, dict[str, str]]]:
    """Make requests from a seed: a third for what is there, the rest for what nobody has asked for before."""
    chance = random.Random(SEED)
    slugs = [slug for (slug,) in db.rows("SELECT slug FROM slug WHERE is_current ORDER BY slug")]
    fields = ["id", "title", "summary", "slug", "topic", "trend", "issue", "bylines", "revision", "word_count"]
    codings = ("br", "gzip", "zstd", "", "identity;q=0, *")
    languages = ("be", "ru", "en", "de, ru;q=0.1")

    def made(number: int) -> tuple[str, dict[str, str]]:  # noqa: PLR0911 - a kind for each
        headers = {"Accept-Encoding": chance.choice(codings), "Accept-Language": chance.choice(languages)}
        slug = chance.choice(slugs)
        some = ",".join(chance.sample(fields, chance.randint(1, len(fields))))
        match number % 9:
            case 0 | 1 | 2:
                return chance.choice((f"/v1/articles/{slug}", "/v1/articles", "/v1/issues", "/v1/site")), headers
            case 3:
                return f"/v1/articles?limit={chance.randint(1, 100)}&fields={some}", headers
            case 4:
                return f"/v1/articles/{slug}?body=blocks&fields=body,{some}", headers
            case 5:
                return f"/v1/articles/{ids.new()}", headers
            case 6:
                return f"/v1/articles?{number}=made-up", headers
            case 7:
                return f"/v1/{'x' * chance.randint(1, 3_000)}", headers
        odd = {"Accept-Encoding": f"br, {number}", "Accept-Language": f"en, x-{number}"}
        return f"/v1/articles/{slug}?lang=en", odd | {"If-None-Match": '"x", ' * 500}

    return [made(number) for number in range(count)]


def _send(port: int, requests: Sequence[tuple[str, dict[str, str]]]) -> None:
    connection = HTTPConnection("127.0.0.1", port, timeout=30)
    for path, headers in requests:
        connection.request("GET", path, headers=headers)
        connection.getresponse().read()
    connection.close()


def _resident(process: int) -> float:
    """Give the memory of the largest process among a server's, in MiB."""
    children = Path(f"/proc/{process}/task/{process}/children").read_text().split()
    return max(_size(int(each)) for each in children)


def _size(process: int) -> float:
    lines = Path(f"/proc/{process}/status").read_text().splitlines()
    return int(next(line for line in lines if line.startswith("VmRSS")).split()[1]) / 1_024


if __name__ == "__main__":
    main()
