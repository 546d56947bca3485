"""Measures for Prometheus, at a port of their own on this machine, never at the public one.

Server processes and worker write into files of one folder (prometheus_client's multiprocess mode), and the one that has
the port serves the measures of all. No measure tells who came or what they read: labels are a route's template, a
method, a status or the name of a duty.
"""

from __future__ import annotations

import logging
import os
import socket
import threading
import time
from collections import Counter as Counts
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import flask
from flask import g, request
from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, multiprocess, start_http_server, values
from prometheus_client.metrics_core import GaugeMetricFamily, Metric

from api.platform import db
from api.platform.settings import Settings

log = logging.getLogger("polyweek.metrics")

Labels = tuple[str, str, str]  # method, route, status

_LATENCIES = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0)  # seconds
_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
_NOTED = 1.0  # seconds until an answer of the edge is counted
_RETRY = 5.0  # seconds between two tries for a port that another of our processes has


@dataclass(frozen=True, slots=True)
class Sample:
    """A value that is read when it is asked for, such as how many releases wait."""

    name: str
    help: str
    value: float
    labels: tuple[tuple[str, str], ...] = ()


class _Instruments:
    """What this process counts."""

    def __init__(self) -> None:
        registry = CollectorRegistry()  # told through the files, not from here
        by_answer = ("method", "route", "status")
        self.requests = Counter("polyweek_requests", "Requests answered.", by_answer, registry=registry)
        self.from_memory = Counter("polyweek_edge_answers", "Requests answered from memory.", registry=registry)
        self.latency = Histogram(
            "polyweek_request_seconds",
            "How long an answer took to make.",
            ("method", "route"),
            registry=registry,
            buckets=_LATENCIES,
        )
        self.statements = Counter("polyweek_statements", "Statements sent to the database.", registry=registry)
        self.pool = Gauge(
            "polyweek_pool_in_use",
            "Database connections in use.",
            registry=registry,
            multiprocess_mode="livesum",
        )
        self.duties = Counter("polyweek_duty_runs", "Turns of a duty.", ("duty", "outcome"), registry=registry)


_instruments: _Instruments | None = None


def begin(settings: Settings) -> None:
    """Begin to count in this process, if the settings want measures. The database must be open."""
    global _instruments  # noqa: PLW0603 - one set of instruments a process, as there is one database
    if settings.metrics_port is None or _instruments is not None:
        return
    os.environ["PROMETHEUS_MULTIPROC_DIR"] = str(_folder(settings))
    values.ValueClass = values.MultiProcessValue()  # type: ignore[no-untyped-call]  # chosen at import, when nobody knew the folder yet
    _instruments = _Instruments()
    _count_statements(_instruments)


def watch(app: flask.Flask, settings: Settings) -> None:
    """Count the requests of an application, if the settings want measures."""
    if settings.metrics_port is None:
        return
    begin(settings)
    app.after_request(_end_request)


def notebook(settings: Settings) -> Callable[[Labels], None] | None:
    """Give what notes an answer of the edge by method, route and status; None if the settings want no measures.

    To count one takes longer than to give it. So it is only noted, and a thread counts each second what has been.
    """
    if settings.metrics_port is None:
        return None
    begin(settings)
    noted: deque[Labels] = deque()
    threading.Thread(target=_read_notes, args=(noted,), daemon=True, name="edge").start()
    return noted.append


def duty_ran(name: str, outcome: str) -> None:
    """Count a turn of a duty: `done` or `failed`."""
    if _instruments is not None:
        _instruments.duties.labels(name, outcome).inc()


def expose(settings: Settings, read: Callable[[], Iterable[Sample]]) -> None:
    """Serve all measures at the port of the settings, on this machine only; `read` is called at each scrape.

    If another of our processes has the port, this one waits to take it over.
    """
    if settings.metrics_port is None:
        return
    folder = _folder(settings)
    _sweep(folder)
    registry = CollectorRegistry()
    multiprocess.MultiProcessCollector(registry, str(folder))  # type: ignore[no-untyped-call]
    registry.register(_Moment(folder, read))
    threading.Thread(target=_listen, args=(settings.metrics_port, registry), daemon=True, name="metrics").start()


class _Moment:
    """Collects, at each scrape, what `read` gives, and drops the gauges of processes that have ended."""

    def __init__(self, folder: Path, read: Callable[[], Iterable[Sample]]) -> None:
        self._folder = folder
        self._read = read

    def describe(self) -> list[Metric]:
        """Describe nothing, so that registering does not read."""
        return []

    def collect(self) -> Iterator[Metric]:
        """Give the present values; none if the database cannot be read."""
        _sweep(self._folder, "gauge_live*")
        families: dict[str, GaugeMetricFamily] = {}
        try:
            for sample in self._read():
                names = [name for name, _value in sample.labels]
                family = families.setdefault(sample.name, GaugeMetricFamily(sample.name, sample.help, labels=names))
                family.add_metric([value for _name, value in sample.labels], sample.value)
        except Exception:
            log.exception("measures not read")
        finally:
            if not db.database.is_closed():
                db.database.close()
        yield from families.values()


def _read_notes(noted: deque[Labels]) -> None:
    while True:
        time.sleep(_NOTED)
        count_noted(noted)


def count_noted(noted: deque[Labels]) -> None:
    """Count the answers that have been noted, and forget them."""
    for labels, number in Counts(noted.popleft() for _ in range(len(noted))).items():
        if _instruments is not None:
            _instruments.requests.labels(*labels).inc(number)
            _instruments.from_memory.inc(number)


def _folder(settings: Settings) -> Path:
    """Give the folder of this machine's files: containers that share a volume count their processes from 1 each."""
    folder = settings.data_dir / "metrics" / socket.gethostname()
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return folder


def _sweep(folder: Path, pattern: str = "*") -> None:
    """Remove the files of processes that have ended."""
    for path in folder.glob(f"{pattern}.db"):
        process = path.stem.rpartition("_")[2]
        if process.isdigit() and not _lives(int(process)):
            path.unlink(missing_ok=True)


def _lives(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _listen(port: int, registry: CollectorRegistry) -> None:
    while True:
        try:
            start_http_server(port, "127.0.0.1", registry)
        except OSError:
            time.sleep(_RETRY)
        else:
            return


def _count_statements(instruments: _Instruments) -> None:
    """Count cursors, of which each statement has one, and so has a bulk write."""
    database = db.database.obj
    opened = database.cursor

    def counted(*named: object) -> object:
        instruments.statements.inc()
        return opened(*named)

    database.cursor = counted


def _end_request(response: flask.Response) -> flask.Response:
    if _instruments is not None:
        method = request.method if request.method in _METHODS else "other"
        route = request.url_rule.rule if request.url_rule else "none"
        _instruments.requests.labels(method, route, str(response.status_code)).inc()
        _instruments.latency.labels(method, route).observe(time.perf_counter() - g.began)
        if db.is_postgres():
            own = 0 if db.database.is_closed() else 1  # given back in a moment
            _instruments.pool.set(len(db.database.obj._in_use) - own)  # noqa: SLF001 - the pool has no word for it
    return response
