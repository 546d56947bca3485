"""Whoever follows a bounded journal: nothing is lost on the way, and who came too late is told how to begin anew."""

from __future__ import annotations

import itertools
import random
import time
from datetime import datetime, timedelta
from typing import Any

import pytest

from api.formats import proofs
from api.platform import clock, db
from api.publishing import journal, pruning
from tests.delivery.test_changes_sync import Follower, public, without_neighbours
from tests.newsroom import Newsroom

DAYS = 90
AGES = timedelta(days=400)
_numbers = itertools.count()


@pytest.mark.parametrize("begin", ["", "&initial=true"])
def test_a_first_sync_that_is_overtaken_comes_to_all_that_stands(newsroom: Newsroom, begin: str) -> None:
    """The journal is pruned between any two pages, and things happen: in the end the copy is what readers get."""
    _happen(newsroom, 4)
    began = clock.now()
    copy: dict[tuple[str, str], Any] = {}
    cursor, has_more, pages = begin, True, 0
    while has_more:
        page = newsroom.get(f"/v1/changes?include=document&limit=2{cursor}")
        _take(copy, page)
        cursor, has_more = f"&since={page['meta']['cursor']}", page["meta"]["has_more"]
        pages += 1
        if pages in {2, 6}:
            _happen(newsroom, 1)
        _prune(before=began)
    assert copy == public(newsroom)
    assert journal.horizon() > (0, 0)


def test_without_a_cursor_all_that_stands_is_given(newsroom: Newsroom) -> None:
    """Once the beginning is gone: each text that is public, and no trace of one that was withdrawn."""
    _happen(newsroom, 4)
    gone = newsroom.publish("ru")
    _withdraw(newsroom, gone)
    _happen(newsroom, 1)
    _prune_all()
    page = newsroom.get("/v1/changes?include=document&limit=100")
    copy: dict[tuple[str, str], Any] = {}
    _take(copy, page)
    assert copy == public(newsroom)
    assert (gone, "en") not in {(each["article_id"], each["language"]) for each in page["data"]}
    assert {each["type"] for each in page["data"]} == {"published"}
    follower = Follower(newsroom)
    follower.sync()
    newsroom.publish()
    follower.sync()
    assert follower.copy == public(newsroom)


def test_an_expired_cursor_is_told_so_in_three_languages_with_where_to_begin(newsroom: Newsroom) -> None:
    """410 with the same call from its beginning, language and topic kept; nothing is told of what there is."""
    cursor = newsroom.get("/v1/changes?limit=1")["meta"]["cursor"]
    early = newsroom.get("/v1/changes?limit=100")["meta"]["cursor"]
    _happen(newsroom, 3)
    _prune_all()
    details = set()
    asked = "topic=society&include=document&limit=50&wait=15"
    for language in ("be", "ru", "en"):
        for since in (cursor, early):
            began = time.monotonic()
            answer = newsroom.call("GET", f"/v1/changes?since={since}&lang={language}&{asked}")
            assert time.monotonic() - began < 5
            problem = answer.get_json()
            assert (answer.status_code, problem["code"]) == (410, "gone")
            assert [(each["code"], each["parameter"]) for each in problem["errors"]] == [("expired_cursor", "since")]
            first = problem["links"]["first"]
            assert answer.headers["Link"] == f'<{first}>; rel="first"'
            assert answer.headers["Cache-Control"] == "no-store"
            assert dict(pair.split("=") for pair in first.partition("?")[2].split("&")) == {
                "lang": language, "topic": "society", "include": "document", "limit": "50", "initial": "true",
            }  # fmt: skip
            details.add((problem["title"], problem["detail"]))
    assert len(details) == 3
    begun = newsroom.get(first)
    assert {each["language"] for each in begun["data"] if each["resource"] == "article"} == {"en"}
    assert newsroom.get(f"/v1/changes?since={begun['meta']['cursor']}")["data"] == []


def test_a_broken_cursor_is_refused_as_before(newsroom: Newsroom) -> None:
    """One that was tampered with is 422, however old it would be."""
    cursor = newsroom.get("/v1/changes?limit=1")["meta"]["cursor"]
    _happen(newsroom, 2)
    _prune_all()
    broken = newsroom.call("GET", f"/v1/changes?since={cursor[:-2]}{'AA' if cursor[-2:] != 'AA' else 'BB'}")
    assert (broken.status_code, broken.get_json()["errors"][0]["code"]) == (422, "invalid_cursor")


def test_a_cursor_at_the_end_is_good_however_long_nothing_happens(newsroom: Newsroom) -> None:
    """It stands behind old entries; what comes after it is kept for 90 days from then on."""
    _happen(newsroom, 2)
    cursor = newsroom.get("/v1/changes?limit=100")["meta"]["cursor"]
    _prune_all()
    assert newsroom.get(f"/v1/changes?since={cursor}")["data"] == []
    began = clock.now()
    newsroom.publish()
    _prune(before=began)
    assert {each["type"] for each in newsroom.get(f"/v1/changes?since={cursor}")["data"]} >= {"published"}
    newsroom.publish()
    _prune_all()
    assert newsroom.call("GET", f"/v1/changes?since={cursor}").status_code == 410


def test_the_proof_holds_for_what_is_kept(newsroom: Newsroom) -> None:
    """A mirror that went on or began anew is proved equal; an expired cursor proves nothing, and says so."""
    old = newsroom.get("/v1/changes?limit=1")["meta"]["cursor"]
    _happen(newsroom, 3)
    _prune_all()
    follower = Follower(newsroom)
    follower.sync()
    proof = newsroom.get(f"/v1/changes/proof?cursor={follower._cursor.removeprefix('&since=')}")
    assert proof["count"] == len(follower.copy) == len(public(newsroom))
    assert proof["hash"] == proofs.of_all(proofs.of_article(document) for document in follower.copy.values())
    refused = newsroom.call("GET", f"/v1/changes/proof?cursor={old}&lang=en&topic=river")
    assert (refused.status_code, refused.get_json()["errors"][0]["code"]) == (410, "expired_cursor")
    assert refused.get_json()["errors"][0]["parameter"] == "cursor"
    assert refused.get_json()["links"]["first"] == "/v1/changes?lang=en&topic=river&initial=true"


@pytest.mark.parametrize("seed", [0, *(pytest.param(seed, marks=pytest.mark.slow) for seed in (1, 2))])
def test_whoever_follows_has_in_the_end_what_readers_get(newsroom: Newsroom, seed: int) -> None:
    """By chance texts come, change and go, the journal is pruned, and three follow, now and then and page by page."""
    chance = random.Random(seed)
    followers = [_Walker(newsroom, begin) for begin in ("", "&initial=true", "&lang=en")]
    moments = [clock.now()]
    for _ in range(14):
        _happen(newsroom, 1, chance)
        moments.append(clock.now())
        for follower in followers:
            for _ in range(chance.randrange(4)):
                follower.step()
        _prune(before=chance.choice(moments), at_once=chance.choice([1, 3, 500]))
    for follower in followers:
        follower.finish()
        wanted = public(newsroom)
        assert follower.copy == {
            at: text for at, text in wanted.items() if "lang" not in follower.begin or at[1] == "en"
        }


class _Walker:
    """A mirror that takes a page now and then, and begins anew where it is told that its cursor has expired."""

    def __init__(self, newsroom: Newsroom, begin: str) -> None:
        self._newsroom, self.begin = newsroom, begin
        self.copy: dict[tuple[str, str], Any] = {}
        self._cursor = ""

    def step(self) -> bool:
        only = "&lang=en" if "lang" in self.begin else ""
        at = f"&since={self._cursor}{only}" if self._cursor else self.begin
        answer = self._newsroom.call("GET", f"/v1/changes?include=document&limit=3{at}")
        if answer.status_code == 410:
            self.copy.clear()
            self._cursor = ""
            return True
        page = answer.get_json()
        _take(self.copy, page)
        self._cursor = page["meta"]["cursor"]
        return bool(page["meta"]["has_more"])

    def finish(self) -> None:
        while self.step():
            pass


def _take(copy: dict[tuple[str, str], Any], page: Any) -> None:
    for entry in page["data"]:
        if entry["resource"] == "article":
            place = (entry["article_id"], entry["language"])
            if entry["document"] is None:
                copy.pop(place, None)
            else:
                copy[place] = without_neighbours(entry["document"])


def _happen(newsroom: Newsroom, times: int, chance: random.Random | None = None) -> None:
    """Let things happen of each kind, or of one kind by chance."""
    for _ in range(times):
        kind = chance.randrange(4) if chance else None
        if kind in {None, 0}:
            newsroom.publish("ru", topic="river")
        if kind in {None, 1}:
            names = {language: {"name": f"River {next(_numbers)}"} for language in ("be", "ru", "en")}
            assert newsroom.call(
                "PATCH", "/v1/desk/topics/river", "editor", etag="*", json={"names": names}
            ).status_code == 200  # fmt: skip
        if kind in {None, 2}:
            _withdraw(newsroom, newsroom.publish("ru"))
        if kind in {None, 3}:
            article = newsroom.publish("ru")
            newsroom.revise(article, summary="Somebody was.", weight="correction", note="Who was.")
            newsroom.approve(article, "en")
            newsroom.release(article, "en")


def _withdraw(newsroom: Newsroom, article: str) -> None:
    path = f"/v1/desk/articles/{article}/versions/en/withdrawal"
    newsroom.post(path, "editor", {"reason": "Wrong."}, etag="*")


def _prune(*, before: datetime, at_once: int = 500) -> None:
    """Prune what happened before a moment."""
    while pruning.prune(DAYS, at=before + timedelta(days=DAYS), at_once=at_once):
        pass


def _prune_all() -> None:
    while pruning.prune(DAYS, at=clock.now() + AGES):
        pass
    assert db.rows("SELECT 1 FROM frame_change WHERE (generation, position) <= (?, ?)", journal.horizon()) == []
