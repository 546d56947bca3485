"""A bounded journal: what goes behind its horizon, what stays for ever, and who is never overtaken by it."""

from __future__ import annotations

import itertools
import multiprocessing
import os
import signal
import time
from collections import Counter
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest

from api.platform import clock, db
from api.platform.settings import Settings
from api.publishing import journal, pruning
from tests.at_once import at_once
from tests.newsroom import Newsroom

DAYS = 90
AGES = timedelta(days=400)


def test_what_was_published_corrected_and_withdrawn_stays(newsroom: Newsroom) -> None:
    """Of updates that put nothing out only the last of a version stays; of what frames articles nothing does."""
    article = _lively(newsroom)
    before = _entries()
    assert _prune_all() > len(before)
    after = _entries()
    assert [entry for entry in before if entry[2] != "updated"] == [entry for entry in after if entry[2] != "updated"]
    assert {entry[3:] for entry in before} == {entry[3:] for entry in after}
    assert _last_of_each(before) == _last_of_each(after)
    assert len([entry for entry in after if entry[3] == article]) < len([e for e in before if e[3] == article])
    assert _releases(before) == _releases(after)
    assert db.rows("SELECT * FROM frame_change WHERE (generation, position) <= (?, ?)", journal.horizon()) == []


def test_an_entry_that_was_the_last_goes_when_another_stands_behind_it(newsroom: Newsroom) -> None:
    """What stayed because it was the last of its version does not stay when it no longer is."""
    newsroom.publish("ru")
    _rename(newsroom)
    _rename(newsroom)
    newsroom.publish()
    _prune_all()
    (kept,) = _updates()
    _rename(newsroom)
    newsroom.publish()
    _prune_all()
    assert len(_updates()) == 1
    assert _updates() != [kept]


def test_it_goes_in_batches_of_whole_generations(newsroom: Newsroom) -> None:
    """However small a batch: a generation is passed as a whole, and what is left in the end is the same."""
    newsroom.publish("ru")
    for _ in range(3):
        _rename(newsroom)
    newsroom.publish("ru")
    generations = _generations()
    assert max(generations.values()) > 1
    passed = []
    while count := pruning.prune(DAYS, at=clock.now() + AGES, at_once=1):
        passed.append(count)
        generation, position = journal.horizon()
        assert db.rows("SELECT 1 FROM change WHERE generation = ? AND position > ?", (generation, position)) == []
        assert db.rows("SELECT 1 FROM frame_change WHERE generation = ? AND position > ?", journal.horizon()) == []
    assert passed == list(generations.values())[:-1]


def test_what_is_young_stays_to_the_microsecond(newsroom: Newsroom) -> None:
    """An entry of exactly so many days is kept; a day is 24 hours, in whatever time zone anybody is."""
    newsroom.publish()
    newsroom.publish()
    first = db.read_time(db.rows("SELECT MIN(at) FROM change")[0][0])
    due = first + timedelta(days=DAYS)
    assert pruning.prune(DAYS, at=due) == 0
    assert journal.horizon() == (0, 0)
    elsewhere = (due + timedelta(microseconds=1)).astimezone(timezone(timedelta(hours=13)))
    assert pruning.prune(DAYS, at=elsewhere) > 0
    assert journal.horizon()[0] == db.rows("SELECT MIN(generation) FROM change")[0][0]


@pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "America/Los_Angeles"])
def test_the_time_zone_of_the_process_and_the_session_changes_nothing(
    newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch, zone: str
) -> None:
    """Across the change to summer time as on any other day, what is 90 days old is that in UTC."""
    monkeypatch.setenv("TZ", zone)
    time.tzset()
    try:
        if db.is_postgres():
            db.rows("SELECT set_config('TimeZone', ?, false)", (zone,))
        newsroom.publish()
        newsroom.publish()
        first = db.read_time(db.rows("SELECT MIN(at) FROM change")[0][0])
        assert pruning.prune(DAYS, at=first + timedelta(days=DAYS)) == 0
        assert pruning.prune(DAYS, at=first + timedelta(days=DAYS, microseconds=1)) > 0
    finally:
        monkeypatch.undo()
        time.tzset()
        db.database.close()


def test_the_last_generation_is_never_passed(newsroom: Newsroom) -> None:
    """However long nothing happens: by it the journal's end is known, and cursors that stand there are good."""
    newsroom.publish("ru")
    assert _prune_all() == 0
    assert journal.horizon() == (0, 0)
    newsroom.publish()
    last = db.rows("SELECT MAX(generation) FROM change")[0][0]
    _prune_all()
    assert journal.horizon()[0] < last


def test_it_waits_for_whoever_follows(newsroom: Newsroom) -> None:
    """What endpoints are still to be told of is not passed; where nobody follows, nobody is waited for."""
    newsroom.publish()
    behind = db.rows("SELECT MAX(generation) FROM change")[0][0]
    newsroom.publish()
    newsroom.publish()
    followers = [lambda: None, lambda: (behind, 0)]
    while pruning.prune(DAYS, at=clock.now() + AGES, followers=followers):
        pass
    assert journal.horizon()[0] < behind
    _prune_all()
    assert journal.horizon()[0] > behind


def test_without_a_bound_nothing_goes(newsroom: Newsroom) -> None:
    """Neither if there never was one, nor once it has been taken away again."""
    newsroom.publish()
    newsroom.publish()
    assert pruning.prune(None, at=clock.now() + AGES) == 0
    assert journal.horizon() == (0, 0)


def test_the_database_refuses_to_drop_what_is_kept(newsroom: Newsroom) -> None:
    """Nothing in front of the horizon goes, and behind it nothing but updates and frames; and no entry changes."""
    _lively(newsroom)
    _prune_all()
    newsroom.publish("ru")
    entries = _entries()
    horizon = journal.horizon()
    for sql, params in (
        ("DELETE FROM change WHERE type = 'published'", ()),
        ("DELETE FROM change WHERE type = 'withdrawn'", ()),
        ("DELETE FROM change WHERE type = 'corrected'", ()),
        ("DELETE FROM change WHERE (generation, position) > (?, ?)", horizon),
        ("DELETE FROM frame_change WHERE (generation, position) > (?, ?)", horizon),
        ("UPDATE change SET reason = 'Other.'", ()),
    ):
        with pytest.raises(Exception, match="only appended"), db.transaction():
            db.write_each(sql, [params])
    assert _entries() == entries


def test_two_workers_at_once_leave_what_one_leaves(newsroom: Newsroom) -> None:
    """The horizon moves from one to the other without a step back, and nothing is counted twice."""
    _lively(newsroom)
    later = clock.now() + AGES
    total = db.rows("SELECT COUNT(*) FROM change")[0][0] + db.rows("SELECT COUNT(*) FROM frame_change")[0][0]
    last = db.rows("SELECT MAX(generation) FROM change")[0][0]
    kept = sum(
        db.rows(f"SELECT COUNT(*) FROM {table} WHERE generation >= ?", (last,))[0][0]
        for table in ("change", "frame_change")
    )

    def work() -> int:
        return sum(iter(lambda: pruning.prune(DAYS, at=later, at_once=2), 0))

    results = at_once(work, work, work)
    assert sum(results) == total - kept, results


def test_releases_and_pruning_at_once(newsroom: Newsroom) -> None:
    """Neither waits for the other for ever, and what is released meanwhile is all there."""
    for _ in range(3):
        _rename(newsroom)
        newsroom.publish("ru")
    articles: list[str] = []
    later = clock.now() + AGES

    def publish() -> None:
        articles.extend(newsroom.publish() for _ in range(3))

    def prune() -> None:
        for _ in range(40):
            pruning.prune(DAYS, at=later, at_once=1)

    assert at_once(publish, prune) == [None, None]
    told = {article for (article,) in db.rows("SELECT article_id FROM change WHERE type = 'published'")}
    assert set(articles) <= told


@pytest.mark.parametrize("newsroom", [pytest.param("sqlite", marks=pytest.mark.slow), "postgresql"], indirect=True)
def test_whoever_is_killed_in_the_middle_leaves_whole_batches(newsroom: Newsroom) -> None:
    """What the horizon has passed is gone, what it has not is there, and the next one goes on from there."""
    _lively(newsroom)
    wanted = _kept_in_the_end(newsroom)
    killed = 0
    for delay in (0.0, 0.005, 0.02):
        worker = multiprocessing.get_context("spawn").Process(target=_keep_pruning, args=(newsroom.settings,))
        worker.start()
        deadline = time.monotonic() + 30
        before = journal.horizon()
        while journal.horizon() == before and worker.is_alive() and time.monotonic() < deadline:
            time.sleep(0.001)
        time.sleep(delay)
        if worker.is_alive():
            killed += 1
            os.kill(worker.pid or 0, signal.SIGKILL)
        worker.join()
        horizon = journal.horizon()
        assert db.rows("SELECT 1 FROM frame_change WHERE (generation, position) <= (?, ?)", horizon) == []
        assert not [entry for entry in _entries() if entry[:2] <= horizon and entry not in wanted and _is_over(entry)]
    assert killed
    _prune_all()
    assert _entries() == wanted


def _keep_pruning(settings: Settings) -> None:
    db.open_database(settings)
    later = datetime.now(UTC) + AGES
    while pruning.prune(DAYS, at=later, at_once=1):
        time.sleep(0.003)
    time.sleep(60)


def _is_over(entry: tuple[Any, ...]) -> bool:
    """Tell whether another entry of its version has been passed too."""
    found = db.row(
        "SELECT 1 FROM change WHERE article_id = ? AND language = ? AND (generation, position) > (?, ?)"
        " AND (generation, position) <= (?, ?)",
        (*entry[3:5], *entry[:2], *journal.horizon()),
    )
    return found is not None


def _kept_in_the_end(newsroom: Newsroom) -> list[tuple[Any, ...]]:
    """Give what is to stay: all but updates that put nothing out and are not the last of their version."""
    found, last = _entries(), db.rows("SELECT MAX(generation) FROM change")[0][0]
    own = set(db.rows("SELECT c.generation, c.position FROM change AS c JOIN publication AS p"
                      " ON p.id = c.publication_id AND p.generation = c.generation"))  # fmt: skip
    final = _last_of_each(found)
    return [
        entry
        for entry in found
        if entry[2] != "updated" or entry[:2] in own or entry[:2] in final.values() or entry[0] >= last
    ]


def _lively(newsroom: Newsroom) -> str:
    """Publish, rename, correct, withdraw and publish again, and give one of the articles."""
    article = newsroom.publish("ru")
    other = newsroom.publish("ru", topic="river")
    for _ in range(2):
        _rename(newsroom)
    newsroom.revise(article, summary="Somebody was.", weight="correction", note="Who was surprised.")
    newsroom.approve(article, "en")
    newsroom.release(article, "en")
    path = f"/v1/desk/articles/{other}/versions/en/withdrawal"
    newsroom.post(path, "editor", {"reason": "Wrong."}, etag="*")
    newsroom.release(other, "en")
    for _ in range(2):
        _rename(newsroom)
    newsroom.publish("ru")
    return article


_numbers = itertools.count()


def _rename(newsroom: Newsroom) -> None:
    """Give a topic other names, so that all texts of it are told anew."""
    names = {language: {"name": f"Society {next(_numbers)}"} for language in ("be", "ru", "en")}
    response = newsroom.call("PATCH", "/v1/desk/topics/society", "editor", etag="*", json={"names": names})
    assert response.status_code == 200, response.get_data(as_text=True)


def _prune_all() -> int:
    return sum(iter(lambda: pruning.prune(DAYS, at=clock.now() + AGES), 0))


def _entries() -> list[tuple[Any, ...]]:
    return db.rows("SELECT generation, position, type, article_id, language FROM change ORDER BY generation, position")


def _generations() -> dict[int, int]:
    """Give how many entries each generation has, in their order."""
    found = db.rows("SELECT generation FROM change UNION ALL SELECT generation FROM frame_change")
    return dict(sorted(Counter(generation for (generation,) in found).items()))


def _updates() -> list[tuple[Any, ...]]:
    return db.rows("SELECT generation, position FROM change WHERE type = 'updated' AND language = 'ru'")


def _releases(entries: list[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    own = set(db.rows("SELECT article_id, language, generation FROM publication"))
    return [entry for entry in entries if (*entry[3:5], entry[0]) in own]


def _last_of_each(entries: list[tuple[Any, ...]]) -> dict[tuple[Any, ...], tuple[Any, ...]]:
    return {entry[3:5]: entry[:2] for entry in entries}
