"""Releases: versions put out together, now or at a set hour; all of them, or none and the reasons."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Literal

from api.accounts import people
from api.accounts.roles import Actor
from api.content import articles
from api.content.models import Article
from api.languages import languages
from api.platform import db, ids
from api.platform.errors import Conflict, Fault, Forbidden, Invalid, LanguageName, NotFound, NotReady, Unavailable, say
from api.platform.preconditions import Expected
from api.publishing import deeds, failures, journal, places, publications, readiness, rebuilds, renderings
from api.publishing.journal import News
from api.publishing.models import Release, ReleaseItem
from api.publishing.readiness import Before
from api.publishing.renderings import Renderings
from api.translation import versions
from api.translation.catalogues import Catalogue

State = Literal["scheduled", "published", "cancelled", "failed"]

LATEST = timedelta(days=366)  # before its hour a release is scheduled; what is further away is a typing error


@dataclass(frozen=True, slots=True)
class Order:
    """What to release: an issue or one article (by id), in which languages, when (None: now), and how strictly.

    `notes` are the public notes of corrections by language; where one is missing, the revision's own note serves.
    """

    issue_id: str | None
    article_id: str | None
    languages: tuple[str, ...]
    at: datetime | None = None
    leave_out_unready: bool = False
    notes: Mapping[str, str] = field(default_factory=dict)


def release(order: Order, *, by: Actor, at: datetime) -> str:
    """Release now, or schedule; gives the release's id; one transaction.

    Raises:
        Forbidden: the person does not release.
        NotFound: there is no such issue or article.
        Invalid: a language is not known or named twice, or the hour has passed or is more than a year away; the fault
            names its place.
        NotReady: a version is not approved, one fault each, and nothing went out.
        Conflict: there is nothing to release.
    """
    by.require("release")
    if order.at is not None:
        return _schedule(order, by=by, at=at)
    article_ids = _article_ids(order.issue_id, order.article_id)
    return renderings.ahead(article_ids, order.languages, lambda made: _release(order, made, by=by, at=at))


def cancel(release_id: str, *, expected: Expected, by: Actor, at: datetime) -> None:
    """Cancel a scheduled release; one transaction.

    Raises:
        Forbidden, NotFound: as everywhere.
        PreconditionFailed: it has changed since the caller read it.
        Conflict: it is scheduled no longer.
    """
    by.require("release")
    with db.transaction():
        found = db.for_update(Release.select().where(Release.id == release_id)).get_or_none()
        if found is None:
            raise NotFound(say("There is no such release."))
        expected.check(found.serial)
        if found.state != "scheduled":
            raise Conflict(say("Only a scheduled release can be cancelled."))
        _set_state(release_id, "cancelled")
        deeds.note("release.cancel", found, by=by.id, at=at)


def publish_due(*, at: datetime) -> int:
    """Publish the scheduled releases whose hour has come, each in a transaction of its own; gives how many went out.

    One that is not ready, or whose person may no longer release, becomes `failed` with its reasons, whole. Several
    workers may call this at once: each release goes out exactly once, since the state is read again behind the
    generation's lock. An error that nobody foresaw keeps none of the others back; its release is tried again, ever more
    rarely, for a while before it fails (`failures.tried`).

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


def _schedule(order: Order, *, by: Actor, at: datetime) -> str:
    with db.transaction():
        # Behind the generation's lock no language is removed, so the check holds until the release is written.
        journal.hold()
        _require_sound(order, at=at)
        record = _record(order, "scheduled", by=by, at=at)
        deeds.note("release.schedule", record, by=by.id, at=at)
    return str(record.id)


def _release(order: Order, made: Renderings | None, *, by: Actor, at: datetime) -> str:
    with db.transaction():
        generation = journal.begin()
        _require_sound(order, at=at)
        record = _record(order, "published", by=by, at=at)
        _publish(record, made, generation, at=at)
    return str(record.id)


def _article_ids(issue_id: str | None, article_id: str | None) -> list[str]:
    """Give the articles of a release as they are planned now; behind the lock they are looked up again."""
    chosen = Article.id == article_id if article_id else Article.issue == issue_id
    return [row.id for row in Article.select(Article.id).where(chosen)]


def _require_sound(order: Order, *, at: datetime) -> None:
    if found := [*_of_languages(order, list(languages.everything())), *_of_hour(order.at, at)]:
        raise Invalid(found[0].detail, *found)


def _of_languages(order: Order, known: Sequence[str]) -> list[Fault]:
    faults = []
    for index, language in enumerate(order.languages):
        if language not in known:
            detail = languages.unknown(language)
            faults.append(Fault("unknown_language", detail, pointer=f"/languages/{index}"))
        elif language in order.languages[:index]:
            detail = say("{language} is named twice.", language=LanguageName(language))
            faults.append(Fault("duplicate", detail, pointer=f"/languages/{index}"))
    for language in order.notes.keys() - set(order.languages):
        detail = say("The release is not in {language}.", language=LanguageName(language))
        faults.append(Fault("unknown_language", detail, pointer=f"/notes/{language}"))
    if not order.languages:
        faults.append(Fault("required", say("Name at least one language."), pointer="/languages"))
    return faults


def _of_hour(hour: datetime | None, at: datetime) -> list[Fault]:
    if hour is None or at < hour <= at + LATEST:
        return []
    if hour <= at:
        return [Fault("in_the_past", say("The hour has already passed."), pointer="/at")]
    return [Fault("too_late", say("A release is scheduled a year ahead at most."), pointer="/at")]


def _record(order: Order, state: State, *, by: Actor, at: datetime) -> Release:
    return Release.create(
        id=ids.new(),
        issue=order.issue_id,
        article=order.article_id,
        languages=json.dumps(order.languages),
        leave_out_unready=order.leave_out_unready,
        state=state,
        at=order.at or at,
        note=json.dumps(dict(order.notes), ensure_ascii=False),
        created_at=at,
        created_by=by.id,
    )


def _publish_scheduled(release_id: str, *, at: datetime) -> bool:
    try:
        return _publish_if_scheduled(release_id, at=at)
    except (Conflict, Forbidden) as problem:
        failures.fail(release_id, problem, at=at)
        return False
    except Unavailable:  # of the database, which says nothing of this release
        raise
    except Exception as error:  # noqa: BLE001 - logged with the release, which is tried again
        failures.tried(release_id, error, at=at)
        return False


def _publish_if_scheduled(release_id: str, *, at: datetime) -> bool:
    found = Release.get_or_none(Release.id == release_id)
    if found is None:
        return False
    article_ids = _article_ids(found.issue_id, found.article_id)
    return renderings.ahead(
        article_ids, json.loads(found.languages), lambda made: _publish_prepared(release_id, made, at=at)
    )


def _publish_prepared(release_id: str, made: Renderings | None, *, at: datetime) -> bool:
    with db.transaction():
        generation = journal.begin()
        scheduled = Release.select().where(Release.id == release_id, Release.state == "scheduled")
        found = db.for_update(scheduled).get_or_none()
        if found is not None:
            _require_right(found)
            _publish(found, made, generation, at=at)
            _set_state(release_id, "published")
        return found is not None


def _require_right(record: Release) -> None:
    """Make sure that whoever ordered a release still may: a right that was taken away ends what was ordered by it."""
    by = people.acting(record.created_by_id)
    if by is None or not by.may("release"):
        raise Forbidden(say("Whoever scheduled this release has been suspended or may no longer release."))


def _set_state(release_id: str, state: State) -> None:
    Release.update(state=state, failure=None, serial=Release.serial + 1).where(Release.id == release_id).execute()


def _publish(record: Release, made: Renderings | None, generation: int, *, at: datetime) -> None:
    records = _lock(record)
    before = publications.standing(list(records))
    found = readiness.sort_out(record, list(records), before)
    if found.unready and not record.leave_out_unready:
        raise NotReady(say("Some versions are not approved."), *found.unready)
    held = found.unready + found.withdrawn
    if not found.ready:
        raise Conflict(say("None of the versions is ready."), *held)
    made = renderings.all_of(found.ready, made)
    _put_out(record, records, found.ready, made, before, generation, at=at)
    left_out = [{"article_id": fault.article_id, "language": fault.language, "reason": fault.code} for fault in held]
    Release.update(left_out=json.dumps(left_out)).where(Release.id == record.id).execute()
    deeds.note("release.publish", record, by=record.created_by_id, at=at, versions=len(found.ready))


def _lock(record: Release) -> dict[str, Article]:
    """Give the articles of a release in the editor's order, locked with all their versions.

    So no edit comes between the look whether they are ready and their publication. Everybody locks in the same order:
    the generation, articles by id, versions by id.
    """
    chosen = Article.id == record.article_id if record.article_id else Article.issue == record.issue_id
    found = list(db.for_update(Article.select().where(chosen).order_by(Article.id)))
    if not found:
        raise Conflict(say("The issue has no articles."))
    versions.lock_all(*[article.id for article in found])
    return {article.id: article for article in sorted(found, key=lambda article: (article.position, article.id))}


def _put_out(
    record: Release,
    records: Mapping[str, Article],
    ready: Sequence[Catalogue],
    made: Renderings,
    before: Before,
    generation: int,
    *,
    at: datetime,
) -> None:
    article_ids = list(dict.fromkeys(catalogue.article_id for catalogue in ready))
    notes = json.loads(record.note or "{}")
    news: list[News] = []
    for catalogue in ready:
        standing = before.get(catalogue.article_id, {}).get(catalogue.language)
        since = standing.revision if standing is not None else 0
        note = notes.get(catalogue.language) or articles.correction_note(catalogue.article_id, since=since)
        entry = publications.publish(
            records[catalogue.article_id],
            catalogue,
            made[catalogue.article_id, catalogue.language],
            standing,
            release_id=record.id,
            generation=generation,
            note=note,
            at=at,
        )
        news += [entry] if entry is not None else []
        ReleaseItem.create(
            release=record.id, article=catalogue.article_id, language=catalogue.language, revision=catalogue.revision
        )
    places.put({article_id: records[article_id].position for article_id in article_ids})
    if news:
        rebuilds.tell(news, generation, at=at)
        deeds.note_news(record, news, {catalogue.article_id: catalogue.revision for catalogue in ready}, at=at)
