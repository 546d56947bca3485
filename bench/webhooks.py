"""Measure what partners wait for: deliveries a second, beside dead endpoints, and `/v1/changes` with many contracts.

Run as `python -m bench webhooks`, or as `python bench/webhooks.py postgresql`. The yardstick of deliveries is httpx
in threads, which posts such bytes to the same server in the same rounds and keeps no record of them.
"""

from __future__ import annotations

import dataclasses
import json
import random
import secrets
import statistics
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from pathlib import Path
from threading import Event, Thread

import httpx

from api.partners.models import Partner
from api.partners.receipts.models import Receipt
from api.partners.sending import queue
from api.partners.sending.dispatch import Dispatcher
from api.partners.sending.models import Delivery, Webhook
from api.partners.sending.queue import Item
from api.platform import clock, db, destinations, instance, migrate
from api.platform.outbound import Outbound
from api.platform.settings import Settings
from bench._sink import Sink, sinking
from tests import databases
from tests.delivery import corpus
from tests.newsroom import Newsroom, raise_newsroom
from tests.partners import parties

ROUNDS = 5
DELIVERIES, ENDPOINTS, THREADS = 3_200, 4, 16
SLOW, RATE, SECONDS = 10, 100, 6  # endpoints that hang; deliveries a second to a healthy one, for so long
PARTNERS, ARTICLES, SAMPLED = 200, 1_000, 10
RULES = destinations.rules("127.0.0.0/8:*")


def main() -> None:
    """Print each figure with its yardstick and bar."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        server = stack.enter_context(databases.postgres()) if "postgresql" in sys.argv else None

        def raised(number: int) -> Newsroom:
            url = f"sqlite:///{folder}/{number}.db" if server is None else server.url(server.create())
            return _raised(databases.settings(folder, url))

        _throughput(raised(1))
        _delays(raised(2))
        _contracts([raised(3), raised(4)])


def _raised(settings: Settings) -> Newsroom:
    db.open_database(settings)
    migrate.up()
    raise_newsroom()
    return Newsroom(settings)


def _throughput(newsroom: Newsroom) -> None:
    """Send texts that are public, each to partners who have no receipt of it yet."""
    ours, theirs = [], []
    with sinking() as sink, _working(newsroom) as dispatcher:
        hooks = _hooks(newsroom, [sink.url] * ENDPOINTS)
        articles = _published(newsroom)
        for _ in range(ROUNDS):
            Receipt.delete().execute()
            for hook in hooks:
                _queue(hook, range(DELIVERIES // ENDPOINTS), articles)
            ours.append(DELIVERIES / _emptied(dispatcher))
            if (written := Receipt.select().where(Receipt.known_generation > 0).count()) != len(articles) * ENDPOINTS:
                raise RuntimeError(f"{written} receipts")
            theirs.append(DELIVERIES / _posted(sink.url))
    print(f"deliveries: {statistics.median(ours):,.0f}/s; httpx alone {statistics.median(theirs):,.0f}/s")
    ratio = statistics.median(a / b for a, b in zip(ours, theirs, strict=True))
    print(f"  {ratio:.2f} × (bar: 1,000/s or 0.5 ×)")


def _published(newsroom: Newsroom) -> list[str]:
    """Publish some hundred texts, with their entries in the journal; gives the ids of those in English."""
    corpus.fill(DELIVERIES // ENDPOINTS, words=30, example=newsroom.publish("ru"))
    corpus.tell()
    if db.is_postgres():  # which does so by itself within a minute of such a change
        db.database.execute_sql("ANALYZE")
    return [id_ for (id_,) in db.rows("SELECT DISTINCT article_id FROM change WHERE language = 'en'")]


def _posted(url: str) -> float:
    """Post as many bodies with httpx alone, and give the seconds that it took."""
    body = json.dumps({"type": "article.updated", "data": {"article_id": "x" * 36, "revision": 1}}).encode()
    fields = {"Content-Type": "application/json", "webhook-id": "x" * 36, "webhook-signature": f"v1,{'x' * 44}"}

    def post(count: int) -> None:
        with httpx.Client() as client:
            for _ in range(count):
                client.post(url, content=body, headers=fields).raise_for_status()

    with ThreadPoolExecutor(THREADS) as threads:
        began = time.perf_counter()
        list(threads.map(post, [DELIVERIES // THREADS] * THREADS))
        return time.perf_counter() - began


def _delays(newsroom: Newsroom) -> None:
    found: dict[int, list[float]] = {0: [], SLOW: []}
    with sinking(SLOW) as sink, _working(newsroom) as dispatcher:
        healthy, *slow = _hooks(newsroom, [sink.url, *sink.silent])
        for _ in range(ROUNDS):
            for count, delays in found.items():
                Delivery.delete().execute()
                for hook in slow[:count]:
                    _queue(hook, range(50))
                delays.append(_percentile(_steadily(dispatcher, healthy, sink)))
    none, many = (statistics.median(each) for each in found.values())
    print(f"delay of 95 of 100 at {RATE}/s: {none * 1e3:.0f} ms; while {SLOW} others hang {many * 1e3:.0f} ms")
    print(f"  {many / none:.2f} × (bar: 2)")


def _steadily(dispatcher: Dispatcher, hook: str, sink: Sink) -> list[float]:
    """Queue deliveries one by one while a worker works, and give the seconds until each arrived."""
    ended, queued = Event(), dict[int, float]()
    sink.came()

    def work() -> None:
        while not ended.is_set():
            dispatcher.run(seconds=0.2)
        db.release_connection()

    thread = Thread(target=work)
    thread.start()
    for number in range(RATE * SECONDS):
        queued[number] = time.monotonic()
        _queue(hook, [number])
        time.sleep(max(0.0, queued[0] + (number + 1) / RATE - time.monotonic()))
    time.sleep(1.0)
    ended.set()
    thread.join()
    came = sink.came()
    return [came[number] - at for number, at in queued.items()]


def _contracts(newsrooms: Sequence[Newsroom]) -> None:
    """Compare what contracts cost among many with what each costs beside one other, in another newsroom."""
    few, many = newsrooms
    for newsroom in newsrooms:
        _open(newsroom)
        corpus.fill(ARTICLES, words=30, example=newsroom.publish("ru"))
        corpus.tell()
        if db.is_postgres():  # as above
            db.database.execute_sql("ANALYZE")
        parties.reader(newsroom, **_contract(0))
    keys = [parties.reader(many, **_contract(number)) for number in range(1, PARTNERS)]
    ratios, seconds = [], []
    for number in random.Random(7).sample(range(1, PARTNERS), SAMPLED):
        alone, among = _asked(few, many, number, keys[number - 1])
        ratios.append(among / alone)
        seconds.append((alone, among))
    base, all_ = (statistics.median(each) for each in zip(*seconds, strict=True))
    print(f"/v1/changes with 2 partners: {base * 1e3:.1f} ms; with {PARTNERS} {all_ * 1e3:.1f} ms")
    print(f"  {statistics.median(ratios):.2f} ×, the worst of {SAMPLED} contracts {max(ratios):.2f} × (bar: 1.5)")


def _contract(number: int) -> dict[str, object]:
    """Give a contract unlike those of other numbers: languages, topics, a delay."""
    languages = (None, ["be"], ["be", "ru"], ["en"], ["ru"])[number % 5]
    topics = (None, ["society"], ["river"])[number % 3]
    wanted = {"languages": languages, "topics": topics, "delay_hours": number % 48, "per_minute": 6_000}
    return {"name": f"Partner {number}", **wanted, "licence": f"Licence {number}"}


def _asked(few: Newsroom, many: Newsroom, number: int, key: str) -> tuple[float, float]:
    """Give the seconds of a page for a contract: as the second in one newsroom, and for its key in another."""
    _open(few)
    Partner.delete().where(Partner.name != "Partner 0").execute()
    asked = ((few, parties.reader(few, **_contract(number))), (many, key))
    found: list[list[float]] = [[], []]
    for _ in range(ROUNDS):
        for (newsroom, text), seconds in zip(asked, found, strict=True):
            _open(newsroom)
            seconds.extend([_page(newsroom, text) for _ in range(6)][1:])  # the first finds nothing prepared
    return statistics.median(found[0]), statistics.median(found[1])


def _page(newsroom: Newsroom, key: str) -> float:
    began = time.perf_counter()
    parties.get(newsroom, "/v1/changes?limit=100", key)
    return time.perf_counter() - began


def _open(newsroom: Newsroom) -> None:
    db.open_database(newsroom.settings)


@contextmanager
def _working(newsroom: Newsroom) -> Iterator[Dispatcher]:
    """Give the dispatcher of a worker that may send to this machine."""
    _open(newsroom)
    instance.use(dataclasses.replace(newsroom.settings, outbound_rules=RULES))
    dispatcher = Dispatcher(Outbound(RULES))
    try:
        yield dispatcher
    finally:
        dispatcher.close()


def _hooks(newsroom: Newsroom, urls: Sequence[str]) -> list[str]:
    """Make endpoints, each of a partner, and take them for verified; gives their ids."""
    made = [_hook(newsroom, url) for url in urls]
    Delivery.delete().execute()
    Webhook.update(state="active", begins_at=clock.now()).execute()
    return made


def _hook(newsroom: Newsroom, url: str) -> str:
    partner_id = parties.partner(newsroom, f"Partner {secrets.token_hex(4)}")
    text = parties.key(newsroom, partner_id, "webhooks")
    return str(parties.call(newsroom, "/v1/partner/webhooks", text, "POST", json={"url": url}).get_json()["id"])


def _queue(hook: str, numbers: Iterable[int], articles: Sequence[str] = ()) -> None:
    """Queue updates numbered as revisions, of articles in turn, or each of one that there is not."""
    at = clock.now()
    named = [(n, articles[n % len(articles)] if articles else f"article {n}") for n in numbers]
    items = [Item("article.updated", article, at, at, article, "en", revision=n) for n, article in named]
    with db.transaction():
        queue.put(hook, items)


def _emptied(dispatcher: Dispatcher) -> float:
    """Let the worker send all that is queued, and give the seconds that it took."""
    began = time.perf_counter()
    while Delivery.select().where(Delivery.state == "queued").exists():
        dispatcher.run()
    seconds = time.perf_counter() - began
    assert not Delivery.select().where(Delivery.state != "delivered").exists()
    Delivery.delete().execute()
    return seconds


def _percentile(values: Sequence[float]) -> float:
    return sorted(values)[int(len(values) * 0.95)]


if __name__ == "__main__":
    main()
