"""Whatever happened to what is published, what readers get is what building all anew would give them."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from api.platform import clock, db
from api.platform.preconditions import ANY
from api.publishing import journal, readings, rebuilds, site
from tests.newsroom import Newsroom
from tests.publishing import conftest
from tests.publishing import shelf as shelves
from tests.publishing.shelf import LANGUAGES, Shelf

_ARTICLES = st.sampled_from(["first", "second", "third", "lone"])
_LANGUAGES = st.sampled_from(LANGUAGES)
_PAGES = ("https://news.example/{slug}", "https://news.example/{language}/{slug}")
_CAUSES = st.one_of(
    st.tuples(st.just("revise"), _ARTICLES, st.sampled_from(["typo", "meaning", "correction"])),
    st.tuples(st.just("plan"), _ARTICLES, st.sampled_from(["society", "river"])),
    st.tuples(st.just("sign"), _ARTICLES, st.sampled_from(["hanna", "vasil"])),
    st.tuples(st.just("release"), _ARTICLES, _LANGUAGES),
    st.tuples(st.just("withdraw"), _ARTICLES, _LANGUAGES),
    st.tuples(st.just("move"), _ARTICLES, _LANGUAGES),
    st.tuples(st.just("rename"), st.sampled_from(["topics/society", "topics/river", "bylines/hanna"]), _LANGUAGES),
    st.tuples(st.just("pages"), st.sampled_from(["article"]), st.sampled_from([None, *_PAGES])),
    st.tuples(st.just("fall back"), st.sampled_from(["ru", "en"]), st.sampled_from(["be", None])),
)
_TURNS = st.tuples(st.just("work"), st.just(""), st.just(""))  # of the worker


@settings(
    max_examples=8,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(causes=st.lists(_CAUSES, min_size=3, max_size=8))
def test_readings_never_drift(sqlite_shelf: conftest.Filled, causes: list[tuple[str, str, Any]]) -> None:
    """After any few causes in any order every reading, its neighbours included, is as if built from nothing."""
    _follow(sqlite_shelf, causes)


@settings(
    max_examples=12,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    causes=st.lists(st.one_of(_CAUSES, st.tuples(st.just("work"), st.just(""), st.just(""))), min_size=4, max_size=10)
)
def test_readings_never_drift_while_the_worker_is_behind(
    sqlite_shelf: conftest.Filled, causes: list[tuple[str, str, Any]]
) -> None:
    """The same where all that may be left to the worker is, and it comes to its turn whenever it does."""
    with pytest.MonkeyPatch.context() as patches:
        for bound in ("AT_ONCE", "NAMED_AT_ONCE"):
            patches.setattr(rebuilds, bound, 0)
        for most in ("A_TURN", "MOST_NAMED"):
            patches.setattr(rebuilds, most, 1)
        patches.setattr(rebuilds, "LONGEST_TURN", 0.0)
        _follow(sqlite_shelf, causes)


@pytest.mark.slow
@settings(
    max_examples=400,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(causes=st.lists(_CAUSES, min_size=5, max_size=25))
def test_readings_never_drift_in_the_long_run(
    sqlite_shelf: conftest.Filled, causes: list[tuple[str, str, Any]]
) -> None:
    """The same over long histories."""
    _follow(sqlite_shelf, causes)


def _follow(filled: conftest.Filled, causes: list[tuple[str, str, Any]]) -> None:
    with TemporaryDirectory() as folder, filled.copy(Path(folder)) as found:
        room = Newsroom(found)
        try:
            for number, (cause, what, how) in enumerate(causes):
                _happen(room, filled.shelf, cause, what, how, number)
            while rebuilds.run_pending(at=clock.now()):
                pass
            assert shelves.bytes_of_all() == shelves.built_anew()
        finally:
            room.close()


def _happen(room: Newsroom, shelf: Shelf, cause: str, what: str, how: Any, number: int) -> None:
    """Do one thing; one that cannot be done as things stand is refused and changes nothing."""
    if cause == "work":
        rebuilds.run_pending(at=clock.now())
    elif cause == "fall back":
        _fall_back(what, how)
    elif cause == "pages":
        site.put({}, {what: how}, expected=ANY, by=None, at=clock.now())
    elif cause == "rename":
        name = {"name": f"Імя {number}"} if what.startswith("topics") else f"Імя {number}"
        room.call("PATCH", f"/v1/desk/{what}", "editor", etag="*", json={"names": {how: name}})
    else:
        _happen_to(room, getattr(shelf, what), cause, how, number)


def _happen_to(room: Newsroom, article: str, cause: str, how: Any, number: int) -> None:
    path = f"/v1/desk/articles/{article}"
    if cause == "revise":
        room.revise(article, title=f"Загаловак {number}", weight=how, note="Было не так.", override_reason="Позна.")
        if how != "typo":  # which carries the approval on
            room.approve(article, "be")
    elif cause == "plan":
        room.call("PATCH", path, "editor", etag="*", json={"topic": how})
    elif cause == "sign":
        room.call("PATCH", path, "editor", etag="*", json={"bylines": [how]})
    elif cause == "release":
        room.call("POST", f"{path}/releases", "editor", json={"languages": [how]})
    elif cause == "withdraw":
        room.call("POST", f"{path}/versions/{how}/withdrawal", "editor", json={"reason": "Не так."})
    else:
        slug = {"slug": f"moved-{number}"}
        room.call("PUT", f"{path}/versions/{how}/slug", "editor", etag="*", json=slug)


def _fall_back(language: str, fallback: str | None) -> None:
    with db.transaction():
        generation = journal.begin()
        db.database.execute_sql("UPDATE language SET fallback = ? WHERE code = ?", (fallback, language))
        rebuilds.refresh(readings.everything(), generation, at=clock.now())
