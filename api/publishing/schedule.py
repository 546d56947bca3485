"""The schedule: releases that were ordered for an hour, put out when it has come, cancelled before, or failed.

A failure is kept with its release, so that the editor who waits for it sees why.
"""

from __future__ import annotations

import json
import logging
from datetime import datetime

from api.accounts import people
from api.accounts.roles import Actor
from api.platform import db, rows
from api.platform.errors import Conflict, Forbidden, Problem, Unavailable, say
from api.platform.preconditions import Expected
from api.publishing import failures, journal, releases, renderings
from api.publishing.models import Release
from api.publishing.releases import State
from api.publishing.renderings import Renderings

log = logging.getLogger("polyweek.releases")


def cancel(release_id: str, *, expected: Expected, by: Actor, at: datetime) -> None:
    """Cancel a scheduled release; one transaction.

    Raises:
        Forbidden, NotFound: as everywhere.
        PreconditionFailed: it has changed since the caller read it.
        Conflict: it is scheduled no longer.
    """
    by.require("release")
    with db.transaction():
        found = rows.lock(
            Release, Release.id == release_id, missing=say("There is no such release."), expected=expected
        )
        if found.state != "scheduled":
            raise Conflict(say("Only a scheduled release can be cancelled."))
        _set_state(release_id, "cancelled")
        releases.note("release.cancel", found, by=by.id, at=at)


def publish_due(*, at: datetime) -> int:
    """Publish the scheduled releases whose hour has come, each in a transaction of its own; gives how many went out.

    One that is not ready, or whose person may no longer release, becomes `failed` with its reasons, whole. Several
    workers may call this at once: each release goes out exactly once, since the state is read again behind the
    generation's lock. An error that nobody foresaw keeps none of the others back; its release is tried again, ever more
    rarely, for a while before it fails (`failures`).

    Raises:
        Unavailable: the database was; after the other releases have had their turn.
    """
    done, errors = 0, []
    for release_id, failure in db.rows(_DUE, (db.write_time(at),)):
        if failures.waits(failure, at=at):
            continue
        try:
            done += _publish_scheduled(release_id, at=at)
        except Unavailable as error:
            errors.append(error)
    if errors:
        raise errors[0]
    return done


_DUE = "SELECT id, failure FROM release WHERE state = 'scheduled' AND at <= ? ORDER BY at, created_at, id"


def _publish_scheduled(release_id: str, *, at: datetime) -> bool:
    try:
        return _publish_if_scheduled(release_id, at=at)
    except (Conflict, Forbidden) as problem:
        _fail(release_id, problem, at=at)
        return False
    except Unavailable:  # of the database, which says nothing of this release
        raise
    except Exception as error:  # noqa: BLE001 - logged with the release, which is tried again
        _tried(release_id, error, at=at)
        return False


def _publish_if_scheduled(release_id: str, *, at: datetime) -> bool:
    found = Release.get_or_none(Release.id == release_id)
    if found is None:
        return False
    chosen = releases.article_ids(found.issue_id, found.article_id)
    return renderings.ahead(
        chosen, json.loads(found.languages), lambda made: _publish_prepared(release_id, made, at=at)
    )


def _publish_prepared(release_id: str, made: Renderings | None, *, at: datetime) -> bool:
    with db.transaction():
        generation = journal.begin()
        scheduled = Release.select().where(Release.id == release_id, Release.state == "scheduled")
        found = db.for_update(scheduled).get_or_none()
        if found is not None:
            _require_right(found)
            releases.publish(found, made, generation, at=at)
            _set_state(release_id, "published")
        return found is not None


def _require_right(record: Release) -> None:
    """Make sure that whoever ordered a release still may: a right that was taken away ends what was ordered by it."""
    by = people.acting(record.created_by_id)
    if by is None or not by.may("release"):
        raise Forbidden(say("Whoever scheduled this release has been suspended or may no longer release."))


def _set_state(release_id: str, state: State) -> None:
    Release.update(state=state, failure=None, serial=Release.serial + 1).where(Release.id == release_id).execute()


def _fail(release_id: str, problem: Problem, *, at: datetime) -> None:
    """Note that a scheduled release does not go out, and why; one transaction. Of another state it is left alone."""
    with db.transaction():
        if (found := _scheduled(release_id)) is not None:
            _write_failure(found, problem, at=at)


def _tried(release_id: str, error: Exception, *, at: datetime) -> None:
    """Note that a scheduled release met an error of ours: it is tried again, until it is given up; one transaction.

    From the first such error on the release shows it, while it is still scheduled.
    """
    with db.transaction():
        found = _scheduled(release_id)
        if found is None:
            return
        since = at if found.failure is None else db.read_time(json.loads(found.failure)["since"])
        if failures.is_given_up(since, at=at):
            log.error("release given up", extra={"release": release_id}, exc_info=error)
            _write_failure(found, _internal(), at=at)
        else:
            log.error("release not out yet", extra={"release": release_id}, exc_info=error)
            _write(found, failure=failures.kept(_internal(), since=since, tried=at))


def _scheduled(release_id: str) -> Release | None:
    query = Release.select().where(Release.id == release_id, Release.state == "scheduled")
    found: Release | None = db.for_update(query).get_or_none()
    return found


def _internal() -> Problem:
    return Problem(say("The fault is ours and has been noted."))


def _write_failure(found: Release, problem: Problem, *, at: datetime) -> None:
    _write(found, failure=failures.kept(problem), state="failed")
    releases.note("release.fail", found, by=found.created_by_id, at=at, reason=problem.kind)


def _write(found: Release, **columns: object) -> None:
    Release.update(**columns, serial=Release.serial + 1).where(Release.id == found.id).execute()
