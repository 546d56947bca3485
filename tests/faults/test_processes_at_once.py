from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest

from api.platform import db, migrate
from api.platform.models import Lease
from api.platform.settings import Settings
from tests.faults.processes import ended, environ, free_port, start, start_script, wait_for

_COUNTING = """
import threading
from api.platform import db, settings
from api.platform.models import Lease

db.open_database(settings.load())

def count():
    for _ in range(100):
        with db.transaction():
            lease = db.for_update(Lease.select().where(Lease.name == "counter")).get()
            Lease.update(holder=str(int(lease.holder) + 1)).where(Lease.name == "counter").execute()
    db.database.close()

threads = [threading.Thread(target=count) for _ in range(3)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
db.close_database()
"""


def test_no_increment_is_lost_between_two_processes_of_three_threads(empty: Settings) -> None:
    """2 processes × 3 threads × 100 increments of one row through `transaction()` make 600."""
    db.open_database(empty)
    migrate.up()
    with db.transaction():
        Lease.create(name="counter", holder="0", until=datetime(2017, 9, 14, tzinfo=UTC))
    for process in [start_script(environ(empty), _COUNTING) for _ in range(2)]:
        assert ended(process) == (0, "", "")
    assert db.row("SELECT holder FROM lease") == ("600",)
    db.close_database()


def test_two_processes_that_start_at_once_migrate_once_and_both_serve(empty: Settings) -> None:
    """On an empty database one migrates, the other waits for it, and both answer."""
    _start_at_once(empty)


@pytest.mark.slow
@pytest.mark.parametrize("attempt", range(20))
def test_two_processes_start_at_once_twenty_times(empty: Settings, attempt: int) -> None:
    """The same, 20 times out of 20."""
    _start_at_once(empty)


@pytest.mark.parametrize("empty", [pytest.param("sqlite", marks=pytest.mark.slow), "postgresql"], indirect=True)
def test_two_demos_at_once_raise_one_newsroom(empty: Settings) -> None:
    """Both print the same people and issues, and the database holds each once."""
    env = environ(empty)
    results = [ended(process) for process in [start(env, "demo", "--json") for _ in range(2)]]
    assert [status for status, _, _ in results] == [0, 0], results
    first, second = (json.loads(out) for _, out, _ in results)
    assert first == second
    db.open_database(empty)
    assert db.row("SELECT COUNT(*) FROM person") == (len(first["people"]),)
    assert db.row("SELECT COUNT(*) FROM issue") == (len(first["published_issues"]) + 1,)
    db.close_database()


@pytest.mark.parametrize("empty", [pytest.param("sqlite", marks=pytest.mark.slow), "postgresql"], indirect=True)
def test_a_demo_that_is_killed_leaves_nothing(empty: Settings) -> None:
    """Killed half-way, it has kept no person and no text, and the next one finds an empty database."""
    env = environ(empty)
    assert ended(start(env, "migrate"))[0] == 0
    db.open_database(empty)
    process = start_script(env, _HALF_A_DEMO)
    assert process.stdout is not None
    assert process.stdout.readline() == "half-way\n"
    process.kill()
    ended(process)
    for table in ("person", "language", "article", "token"):
        assert db.row(f"SELECT COUNT(*) FROM {table}") == (0,)
    db.close_database()


_HALF_A_DEMO = """
import time
from api import demo
from api.demo import stages
from api.platform import clock, db, settings

def wait(*_, **__):
    assert db.row("SELECT COUNT(*) FROM person")[0] > 0
    print("half-way", flush=True)
    time.sleep(60)

stages.release = wait
found = settings.load()
db.open_database(found)
demo.raise_newsroom(found, at=clock.now())
"""


def _start_at_once(found: Settings) -> None:
    ports = [free_port(), free_port()]
    processes = [start(environ(found, PORT=str(port)), "serve") for port in ports]
    try:
        for port in ports:
            wait_for(port, "/readyz")
    finally:
        for process in processes:
            process.terminate()
        results = [ended(process) for process in processes]
    assert [status for status, _, _ in results] == [0, 0], results
    assert sum("up: 0001_initial" in err for _, _, err in results) == 1
