"""Failures of scheduled releases: kept with the release, so that the editor who waits for it sees why."""

from __future__ import annotations

import json
import logging
from datetime import datetime, timedelta
from typing import Any

from api.platform import db
from api.platform.errors import Fault, Phrase, Problem, say
from api.publishing import deeds
from api.publishing.models import Release

log = logging.getLogger("polyweek.releases")

PATIENCE = timedelta(minutes=10)  # for which a release is tried again after an error that nobody foresaw


def is_given_up(failing_since: datetime, *, at: datetime) -> bool:
    """Whether a release that has met errors since some time is tried no more.

    The time counts from the first error and not from the release's hour, so that one which was missed while the worker
    was down has its tries too.
    """
    return at - failing_since >= PATIENCE


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
        if found.failure is None:
            _write(found, failure=_kept(_internal(), since=at))
        elif is_given_up(_since(found.failure), at=at):
            log.error("release given up", extra={"release": release_id}, exc_info=error)
            _fail(found, _internal(), at=at)


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


def _kept(problem: Problem, *, since: datetime | None = None) -> str:
    """Keep a problem so that it can be said later in any reader's language."""
    return json.dumps(
        {
            "code": problem.kind,
            "detail": _phrase(problem.detail),
            "errors": [
                {**_place(fault), "code": fault.code, "detail": _phrase(fault.detail)} for fault in problem.faults
            ],
            **({"since": db.write_time(since)} if since is not None else {}),
        }
    )


def _since(failure: str) -> datetime:
    return db.read_time(json.loads(failure)["since"])


def _place(fault: Fault) -> dict[str, str | None]:
    return {"pointer": fault.pointer, "article_id": fault.article_id, "language": fault.language}


def _phrase(phrase: Phrase) -> dict[str, Any]:
    return {"text": phrase.text, "params": phrase.params}
