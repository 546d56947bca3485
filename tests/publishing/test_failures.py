"""Scheduled releases that do not go out: a language gone, a right taken away, an error of ours."""

from __future__ import annotations

import json
import logging
from datetime import timedelta
from typing import Any

import pytest
import time_machine

from api.accounts.roles import Actor, Granted
from api.languages import words
from api.languages.models import Language
from api.platform import clock, db
from api.platform.errors import Conflict, Invalid, LanguageName, Size, Unavailable, say
from api.platform.preconditions import ANY
from api.publishing import failures, languages, publications, releases, schedule
from api.publishing.releases import Order
from api.translation.models import Version
from tests.at_once import at_once
from tests.contract.described import Described
from tests.newsroom import NOW, Newsroom

HOUR = NOW + timedelta(hours=1)
SR = {"code": "sr", "native_name": "српски"}


def scheduled(newsroom: Newsroom, *languages_: str, by: str = "editor", **data: Any) -> tuple[str, str]:
    """Schedule an article that is approved in English; gives the article and the release's address."""
    article = newsroom.write(issue=None)
    newsroom.approve(article, "en")
    order = {"languages": languages_, "at": clock.to_wire(HOUR), **data}
    made = newsroom.post(f"/v1/desk/articles/{article}/releases", by, order)
    return article, f"/v1/desk/releases/{made['id']}"


def without(code: str) -> None:
    """Take a language away as no verb does: while a release names it."""
    Version.delete().where(Version.language == code).execute()
    Language.delete().where(Language.code == code).execute()


def test_a_language_stays_while_a_scheduled_release_names_it(newsroom: Newsroom) -> None:
    """Removing it is refused with the reason; once the release is cancelled, it goes."""
    newsroom.post("/v1/admin/languages", "admin", SR)
    with time_machine.travel(NOW, tick=False):
        _, release = scheduled(newsroom, "en", "sr")
        refused = newsroom.call("DELETE", "/v1/admin/languages/sr", "admin", etag="*")
        assert (refused.status_code, refused.get_json()["code"]) == (409, "conflict")
        assert "scheduled release" in refused.get_json()["detail"]
        assert newsroom.call("DELETE", release, "editor", etag="*").status_code == 204
        assert newsroom.call("DELETE", "/v1/admin/languages/sr", "admin", etag="*").status_code == 204


def test_a_scheduled_release_in_a_language_that_is_gone_fails(newsroom: Newsroom) -> None:
    """It is not ready in that language; or goes out without it, where it may leave out what is not ready."""
    newsroom.post("/v1/admin/languages", "admin", SR)
    with time_machine.travel(NOW, tick=False):
        _, strict = scheduled(newsroom, "en", "sr")
        article, lenient = scheduled(newsroom, "en", "sr", leave_out_unready=True)
    without("sr")
    described = Described(newsroom.get("/openapi.json"))
    with time_machine.travel(HOUR, tick=False):
        assert schedule.publish_due(at=clock.now()) == 1
        shown = newsroom.get(strict, "editor")
        assert not described.faults("deskShowArticleRelease", 200, shown)
        assert (shown["state"], shown["failure"]["code"]) == ("failed", "not_ready")
        assert [(fault["code"], fault["language"]) for fault in shown["failure"]["errors"]] == [
            ("unknown_language", "sr")
        ]
        shown = newsroom.get(lenient, "editor")
        left_out = [{"article_id": article, "language": "sr", "reason": "unknown_language"}]
        assert (shown["state"], shown["left_out"]) == ("published", left_out)
        assert not described.faults("deskShowArticleRelease", 200, shown)


def test_a_release_and_the_removal_of_its_language_at_once(newsroom: Newsroom) -> None:
    """One of them is refused: no release names a language that is gone, and nothing else goes wrong."""
    article = newsroom.write(issue=None)
    newsroom.approve(article, "en")
    person = newsroom.get("/v1/desk/me", "editor")["id"]
    by = Actor(person, "editor", "Editor", "en", (Granted("editor", None), Granted("administrator", None)))
    for hour in (clock.now() + timedelta(days=1), None) * 3:
        languages.add("sr", native_name="српски", fallback=None, by=None, at=clock.now())
        order = Order(None, article, ("en", "sr"), at=hour, leave_out_unready=True)
        made, removed = at_once(
            lambda order=order: releases.release(order, by=by, at=clock.now()),
            lambda: languages.remove("sr", expected=ANY, by=by, at=clock.now()),
        )
        assert isinstance(made, str | Invalid), made
        assert removed is None or isinstance(removed, Conflict), removed
        if isinstance(removed, Conflict):
            schedule.cancel(made, expected=ANY, by=by, at=clock.now())
            languages.remove("sr", expected=ANY, by=by, at=clock.now())


@pytest.mark.parametrize("deed", ["suspended", "no editor"])
def test_who_may_no_longer_release_has_nothing_released(newsroom: Newsroom, deed: str) -> None:
    """At its hour the release of a person who was suspended, or has lost the role, fails and says so."""
    with time_machine.travel(NOW, tick=False):
        article, release = scheduled(newsroom, "en", by="editor2")
        person = newsroom.get("/v1/desk/me", "editor2")
        path = f"/v1/admin/people/{person['id']}"
        if deed == "suspended":
            done = newsroom.call("PUT", f"{path}/suspension", "admin", etag="*")
        else:
            grant = newsroom.get(path, "admin")["grants"][0]["id"]
            done = newsroom.call("DELETE", f"{path}/grants/{grant}", "admin", etag="*")
        assert done.status_code < 300, done.get_json()
        assert newsroom.get(release, "editor")["state"] == "scheduled"
    with time_machine.travel(HOUR, tick=False):
        assert schedule.publish_due(at=clock.now()) == 0
        shown = newsroom.get(release, "editor")
        assert (shown["state"], shown["failure"]["code"]) == ("failed", "forbidden")
        told = {newsroom.get(f"{release}?lang={code}", "editor")["failure"]["detail"] for code in ("be", "ru", "en")}
        assert len(told) == 3
        assert newsroom.call("GET", f"/v1/articles/{article}?lang=en").status_code == 404


def test_an_error_of_ours_is_tried_again_and_then_given_up(
    newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """From the first error on the release shows it; after ten minutes of them it fails, is logged, and rests."""
    monkeypatch.setattr(publications, "publish", _break)
    with time_machine.travel(NOW, tick=False):
        _, release = scheduled(newsroom, "en")
    began = HOUR + timedelta(days=2)  # the worker was down
    for late, state in ((timedelta(), "scheduled"), (failures.PATIENCE, "failed")):
        with time_machine.travel(began + late, tick=False):
            assert schedule.publish_due(at=clock.now()) == 0
            shown = newsroom.get(release, "editor")
            assert (shown["state"], shown["failure"]["code"], shown["failure"]["errors"]) == (state, "internal", [])
    (record,) = [record for record in caplog.records if record.message == "release given up"]
    assert (record.levelno, record.__dict__["release"]) == (logging.ERROR, release.rpartition("/")[2])
    assert schedule.publish_due(at=HOUR + timedelta(days=9)) == 0


def test_an_error_that_passes_leaves_no_trace(newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch) -> None:
    """A release that goes out at the second try is published as any other, without a failure."""
    with time_machine.travel(NOW, tick=False):
        _, release = scheduled(newsroom, "en")
    with time_machine.travel(HOUR, tick=False):
        with monkeypatch.context() as patch:
            patch.setattr(publications, "publish", _break)
            assert schedule.publish_due(at=clock.now()) == 0
        assert schedule.publish_due(at=clock.now()) == 0, "a second has not passed"
        assert schedule.publish_due(at=clock.now() + timedelta(seconds=1)) == 1
        shown = newsroom.get(release, "editor")
        assert (shown["state"], shown["failure"]) == ("published", None)


def test_a_busy_database_is_no_fault_of_a_release(sqlite_newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch) -> None:
    """As long as the database cannot be reached the release waits, however long, and nothing is noted of it."""

    def busy(*_: Any, **__: Any) -> Any:
        raise Unavailable(say("Busy."))

    monkeypatch.setattr(publications, "publish", busy)
    with time_machine.travel(NOW, tick=False):
        _, release = scheduled(sqlite_newsroom, "en")
    for days in (0, 1, 2):
        with pytest.raises(Unavailable):
            schedule.publish_due(at=HOUR + timedelta(days=days))
    state, failure = db.row("SELECT state, failure FROM release") or ()
    assert (state, failure) == ("scheduled", None), release


@pytest.mark.parametrize(("minutes", "given_up"), [(0, False), (9.99, False), (10, True), (600, True)])
def test_a_release_is_tried_for_ten_minutes(minutes: float, given_up: bool) -> None:  # noqa: FBT001
    """The time counts from the first error."""
    assert failures.is_given_up(NOW, at=NOW + timedelta(minutes=minutes)) is given_up


def test_a_release_is_tried_ever_more_rarely() -> None:
    """Each pause is as long as all before it together, from a second to a minute: 15 tries in ten minutes."""
    last, tries = NOW, 1
    for second in range(1, 600):
        at = NOW + timedelta(seconds=second)
        if failures.is_to_be_tried(NOW, last, at=at):
            last, tries = at, tries + 1
    assert tries == 16


def test_what_fails_is_in_the_audit(newsroom: Newsroom) -> None:
    """The failure of a scheduled release is noted once, as of whoever ordered it, with its reason."""
    with time_machine.travel(NOW, tick=False):
        article, release = scheduled(newsroom, "en", "ru")
    with time_machine.travel(HOUR, tick=False):
        assert schedule.publish_due(at=clock.now()) == 0
        entries = newsroom.get(f"/v1/admin/audit?thing_id={release.rpartition('/')[2]}", "admin")["data"]
    assert [(entry["action"], entry["person"]["name"]) for entry in entries] == [
        ("release.fail", "Editor"),
        ("release.schedule", "Editor"),
    ]
    assert entries[0]["details"] == {"article": article, "languages": "en ru", "reason": "not_ready"}
    assert json.dumps(entries).count("River council") == 0


def _break(*_: Any, **__: Any) -> Any:
    raise ZeroDivisionError


def test_what_is_kept_of_a_failure_is_said_in_any_language() -> None:
    """Names of languages, sizes and phrases inside a kept sentence are still said in the reader's own words."""
    phrase = say(
        "{place} {complaint}.",
        place=say("{language} is named twice.", language=LanguageName("ru")),
        complaint=say("The body is larger than {limit}.", limit=Size(4 * 1024 * 1024)),
        number=20_000,
    )
    kept = json.loads(json.dumps(failures._phrase(phrase)))
    assert failures.phrase_of(kept) == phrase
    assert words.say_in(failures.phrase_of(kept), "be").startswith(
        "Мова паўтараецца: руская.: Цела запыту большае за 4"
    )
