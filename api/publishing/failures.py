"""Failures of scheduled releases: kept with the release, so that the editor who waits for it sees why."""

from __future__ import annotations

import json
import logging
from datetime import datetime, timedelta
from typing import Any

from api.platform import db
from api.platform.errors import Fault, LanguageName, Phrase, Problem, Size, say
from api.publishing import deeds
from api.publishing.models import Release

log = logging.getLogger("polyweek.releases")

PATIENCE = timedelta(minutes=10)  # for which a release is tried again after an error that nobody foresaw
SHORTEST_PAUSE, LONGEST_PAUSE = timedelta(seconds=1), timedelta(minutes=1)  # between two tries


def is_given_up(failing_since: datetime, *, at: datetime) -> bool:
    """Whether a release that has met errors since some time is tried no more.

    The time counts from the first error and not from the release's hour, so that one which was missed while the worker
    was down has its tries too.
    """
    return at - failing_since >= PATIENCE


def is_to_be_tried(failing_since: datetime, last_tried: datetime, *, at: datetime) -> bool:
    """Whether it is time to try such a release again: after as long again as it has been failing, within a minute."""
    pause = min(max(last_tried - failing_since, SHORTEST_PAUSE), LONGEST_PAUSE)
    return at - last_tried >= pause


def waits(failure: str | None, *, at: datetime) -> bool:
    """Whether a scheduled release has met an error of ours a short while ago, and is not to be tried just now."""
    if failure is None:
        return False
    kept = json.loads(failure)
    return not is_to_be_tried(db.read_time(kept["since"]), db.read_time(kept["tried"]), at=at)


def fail(release_id: str, problem: Problem, *, at: datetime) -> None:
    """Note that a scheduled release does not go out, and why; one transaction. Of another state it is left alone."""
    with db.transaction():
        if (found := _scheduled(release_id)) is not None:
            _fail(found, problem, at=at)


def tried(release_id: str, error: Exception, *, at: datetime) -> None:
    """Note that a scheduled release met an error of ours: it is tried again, until it is given up; one transaction.

    From the first such error on the release shows it, while it is still scheduled.
    """
    with db.transaction():
        found = _scheduled(release_id)
        if found is None:
            return
        since = at if found.failure is None else db.read_time(json.loads(found.failure)["since"])
        if is_given_up(since, at=at):
            log.error("release given up", extra={"release": release_id}, exc_info=error)
            _fail(found, _internal(), at=at)
        else:
            log.error("release not out yet", extra={"release": release_id}, exc_info=error)
            _write(found, failure=_kept(_internal(), since=since, tried=at))


def phrase_of(kept: dict[str, Any]) -> Phrase:
    """Give a sentence of a failure as it was kept, to be said in any reader's language."""
    return Phrase(kept["text"], {name: _read_param(value) for name, value in kept["params"].items()})


def _scheduled(release_id: str) -> Release | None:
    query = Release.select().where(Release.id == release_id, Release.state == "scheduled")
    found: Release | None = db.for_update(query).get_or_none()
    return found


def _internal() -> Problem:
    return Problem(say("The fault is ours and has been noted."))


def _fail(found: Release, problem: Problem, *, at: datetime) -> None:
    _write(found, failure=_kept(problem), state="failed")
    deeds.note("release.fail", found, by=found.created_by_id, at=at, reason=problem.kind)


def _write(found: Release, **columns: object) -> None:
    Release.update(**columns, serial=Release.serial + 1).where(Release.id == found.id).execute()


def _kept(problem: Problem, **times: datetime) -> str:
    """Keep a problem so that it can be said later in any reader's language, and the times of tries."""
    return json.dumps(
        {
            "code": problem.kind,
            "detail": _phrase(problem.detail),
            "errors": [
                {**_place(fault), "code": fault.code, "detail": _phrase(fault.detail)} for fault in problem.faults
            ],
            **{name: db.write_time(time) for name, time in times.items()},
        }
    )


def _place(fault: Fault) -> dict[str, str | None]:
    return {"pointer": fault.pointer, "article_id": fault.article_id, "language": fault.language}


def _phrase(phrase: Phrase) -> dict[str, Any]:
    return {"text": phrase.text, "params": {name: _param(value) for name, value in phrase.params.items()}}


def _param(value: object) -> object:
    """Write a parameter down; what is said differently in each language is an object of one member."""
    match value:
        case LanguageName():
            return {"language": value.code}
        case Size():
            return {"bytes": value.count}
        case Phrase():
            return {"phrase": _phrase(value)}
    return value


def _read_param(kept: object) -> object:
    match kept:
        case {"language": str(code)}:
            return LanguageName(code)
        case {"bytes": int(count)}:
            return Size(count)
        case {"phrase": dict(phrase)}:
            return phrase_of(phrase)
    return kept
