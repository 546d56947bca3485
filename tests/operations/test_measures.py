"""Measures: told at their own port on this machine, and never whose or which text."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import timedelta
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest

from api.operations import measures
from api.platform import clock, db, duties
from tests.faults import processes
from tests.newsroom import Newsroom, token


def test_what_is_read_when_asked(newsroom: Newsroom) -> None:
    """The generation, the releases by state, how late the next one is and who is at work are read from the database."""
    newsroom.publish("en")
    duties.take("scheduled_releases", "worker", at=clock.now())
    with db.transaction():
        late = db.write_time(clock.now() - timedelta(seconds=90))
        db.database.execute_sql(
            "INSERT INTO release (id, languages, leave_out_unready, state, at, left_out, created_at, created_by,"
            f" serial) SELECT 'late', '[]', FALSE, 'scheduled', '{late}', '[]', '{late}', id, 1 FROM person"
            " WHERE login = 'editor'"
        )
    found = {(reading.name, *reading.labels): reading.value for reading in measures.read()}
    assert found["polyweek_generation",] == 1
    assert found["polyweek_releases", ("state", "published")] == 1
    assert found["polyweek_releases", ("state", "scheduled")] == 1
    assert 90 <= found["polyweek_release_late_seconds",] < 120
    assert found["polyweek_duty_held", ("duty", "scheduled_releases")] == 1
    assert [found[f"polyweek_websub_{name}",] for name in ("subscriptions", "failing", "waiting")] == [0, 0, 0]


@pytest.fixture
def ports(sqlite_newsroom: Newsroom) -> Iterator[tuple[int, int]]:
    """Run a server and a worker over the newsroom with measures; gives the public port and that of the measures."""
    sqlite_newsroom.publish("en", title="A text nobody may be seen reading")
    sqlite_newsroom.close()
    public, own = processes.free_port(), processes.free_port()
    env = processes.environ(sqlite_newsroom.settings, PORT=str(public), POLYWEEK_METRICS_PORT=str(own))
    started = [processes.start(env, "serve"), processes.start(env, "worker")]
    processes.wait_for(public)
    processes.wait_for(own, "/metrics")
    yield public, own
    for process in started:
        process.terminate()
    for process in started:
        processes.ended(process)


def test_measures_of_all_processes_are_told_without_a_trace_of_anybody(ports: tuple[int, int]) -> None:
    """Requests are counted by route, from memory or not, and duties by name; nothing tells who read what."""
    public, own = ports
    credential = token("translator-ru")
    detail = "/v1/articles/a-text-nobody-may-be-seen-reading?lang=en"
    answers = [
        _fetch(public, path, credential)[0]
        for path in ("/v1/articles?lang=en&topic=society", detail, "/v1/secret-path", "/v1/desk/me?unknown=1")
    ]
    assert answers == [200, 200, 404, 422]
    assert [_fetch(public, "/v1/topics?lang=en")[0] for _ in range(3)] == [200, 200, 200]
    told = ""
    for _ in range(50):
        told = _fetch(own, "/metrics")[1]
        if "polyweek_duty_runs_total{" in told and "polyweek_edge_answers_total 2.0" in told:
            break
        time.sleep(0.1)
    assert 'polyweek_requests_total{method="GET",route="/v1/articles",status="200"} 1.0' in told
    assert 'polyweek_requests_total{method="GET",route="/v1/articles/<slug_or_id>",status="200"} 1.0' in told
    assert 'polyweek_requests_total{method="GET",route="/v1/topics",status="200"} 3.0' in told
    assert "polyweek_edge_answers_total 2.0" in told
    assert 'route="none",status="404"} 1.0' in told
    assert 'polyweek_duty_runs_total{duty="' in told
    assert "polyweek_statements_total" in told
    assert "polyweek_generation 1.0" in told
    for private in ("nobody-may-be-seen", "secret-path", "society", credential, "127.0.0.1"):
        assert private not in told
    assert _fetch(public, "/metrics")[0] == 404


def _fetch(port: int, path: str, credential: str | None = None) -> tuple[int, str]:
    headers = {"Authorization": f"Bearer {credential}"} if credential else {}
    try:
        with urlopen(Request(f"http://127.0.0.1:{port}{path}", headers=headers), timeout=10) as answer:
            return answer.status, answer.read().decode()
    except HTTPError as refusal:
        return refusal.code, refusal.read().decode()
