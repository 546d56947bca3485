"""Releases: versions put out together, now or at a set hour; all of them, or none and the reasons."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Literal, cast

from api.accounts import audit
from api.accounts.roles import Actor
from api.content import articles
from api.content.models import Article
from api.languages import languages
from api.platform import db, ids
from api.platform.errors import Conflict, Fault, Invalid, NotFound, NotReady, Phrase, say
from api.platform.preconditions import Expected
from api.publishing import journal, places, publications, rebuilds
from api.publishing.journal import News
from api.publishing.models import Release, ReleaseItem
from api.publishing.publications import Standing
from api.translation import catalogues, status, versions
from api.translation.catalogues import Catalogue
from api.translation.status import Status

State = Literal["scheduled", "published", "cancelled", "failed"]
Before = Mapping[str, Mapping[str, Standing]]  # the last publications, by article and language
Held = list[tuple[Catalogue, Fault]]  # versions that do not go out, each with the reason

_REASONS: dict[Status, tuple[str, Phrase]] = {
    "missing": ("missing", say("{title} has no translation in {language} yet.")),
    "in_progress": ("not_approved", say("{title} is still being worked on in {language}.")),
    "in_review": ("not_approved", say("{title} is in review in {language}.")),
    "changes_requested": ("not_approved", say("Changes to {title} have been requested in {language}.")),
}


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
        Invalid: a language is not known or named twice, or the hour has passed; the fault names its place.
        NotReady: a version is not approved, one fault each, and nothing went out.
        Conflict: there is nothing to release.
    """
    by.require("release")
    _check(order, at=at)
    with db.transaction():
        if order.at is not None:
            release_id = str(_record(order, "scheduled", by=by, at=at).id)
        else:
            generation = journal.begin()
            release_id = _publish(_record(order, "published", by=by, at=at), generation, at=at)
        _audit("release.publish" if order.at is None else "release.schedule", release_id, by=by, at=at)
    return release_id


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
        _audit("release.cancel", release_id, by=by, at=at)


def publish_due(*, at: datetime) -> int:
    """Publish the scheduled releases whose hour has come, each in a transaction of its own; gives how many went out.

    One that is not ready becomes `failed` with its reasons, whole. Several workers may call this at once: each release
    goes out exactly once, since the state is read again behind the generation's lock. An error of one does not keep the
    others back: it is raised after them.
    """
    done, errors = 0, []
    for (release_id,) in db.rows(_DUE, (db.write_time(at),)):
        try:
            done += _publish_scheduled(release_id, at=at)
        except Exception as error:  # noqa: BLE001 - raised below, when the other releases have had their turn
            errors.append(error)
    if errors:
        raise errors[0]
    return done


_DUE = "SELECT id FROM release WHERE state = 'scheduled' AND at <= ? ORDER BY at, id"


def _check(order: Order, *, at: datetime) -> None:
    known = languages.everything()
    faults = []
    for index, language in enumerate(order.languages):
        if language not in known:
            detail = say("The newsroom has no language {code}.", code=language)
            faults.append(Fault("unknown_language", detail, pointer=f"/languages/{index}"))
        elif language in order.languages[:index]:
            detail = say("{code} is named twice.", code=language)
            faults.append(Fault("duplicate", detail, pointer=f"/languages/{index}"))
    for language in order.notes.keys() - set(order.languages):
        detail = say("The release is not in the language {code}.", code=language)
        faults.append(Fault("unknown_language", detail, pointer=f"/notes/{language}"))
    if not order.languages:
        faults.append(Fault("required", say("Name at least one language."), pointer="/languages"))
    if order.at is not None and order.at <= at:
        faults.append(Fault("in_the_past", say("The hour has passed already."), pointer="/at"))
    if faults:
        raise Invalid(faults[0].detail, *faults)


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


def _audit(action: str, release_id: str, *, by: Actor, at: datetime) -> None:
    audit.note(action, by=by.id, at=at, thing="release", thing_id=release_id)


def _publish_scheduled(release_id: str, *, at: datetime) -> bool:
    try:
        with db.transaction():
            generation = journal.begin()
            scheduled = Release.select().where(Release.id == release_id, Release.state == "scheduled")
            found = db.for_update(scheduled).get_or_none()
            if found is not None:
                _publish(found, generation, at=at)
                _set_state(release_id, "published")
            return found is not None
    except Conflict as problem:
        _fail(release_id, problem)
        return False


def _fail(release_id: str, problem: Conflict) -> None:
    failure = {
        "code": problem.kind,
        "detail": _kept(problem.detail),
        "errors": [{**_places(fault), "code": fault.code, "detail": _kept(fault.detail)} for fault in problem.faults],
    }
    with db.transaction():
        Release.update(state="failed", failure=json.dumps(failure), serial=Release.serial + 1).where(
            Release.id == release_id, Release.state == "scheduled"
        ).execute()


def _places(fault: Fault) -> dict[str, str | None]:
    return {"pointer": fault.pointer, "article_id": fault.article_id, "language": fault.language}


def _kept(phrase: Phrase) -> dict[str, Any]:
    """Keep a phrase so that it can be said later in any reader's language."""
    return {"text": phrase.text, "params": phrase.params}


def _set_state(release_id: str, state: State) -> None:
    Release.update(state=state, serial=Release.serial + 1).where(Release.id == release_id).execute()


def _publish(record: Release, generation: int, *, at: datetime) -> str:
    records = _lock(record)
    before = publications.standing(list(records))
    ready, unready, withdrawn = _sort_out(record, list(records), before)
    if unready and not record.leave_out_unready:
        raise NotReady(say("Some versions are not approved."), *[fault for _, fault in unready])
    if not ready:
        raise Conflict(say("None of the versions is ready."), *[fault for _, fault in unready + withdrawn])
    _put_out(record, records, ready, before, generation, at=at)
    left_out = [
        {"article_id": catalogue.article_id, "language": catalogue.language, "reason": fault.code}
        for catalogue, fault in unready + withdrawn
    ]
    Release.update(left_out=json.dumps(left_out)).where(Release.id == record.id).execute()
    return str(record.id)


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


def _sort_out(record: Release, article_ids: Sequence[str], before: Before) -> tuple[list[Catalogue], Held, Held]:
    """Give the versions that are ready, those that are not, and those that stay withdrawn."""
    found = catalogues.of_articles(article_ids)
    ready: list[Catalogue] = []
    unready: Held = []
    withdrawn: Held = []
    for article_id in article_ids:
        for index, language in enumerate(cast("list[str]", json.loads(record.languages))):
            catalogue = found[article_id][language]
            standing = status.status(catalogue)
            if _stays_withdrawn(record, before.get(article_id, {}).get(language)):
                withdrawn.append((catalogue, _withdrawn(catalogue, index)))
            elif standing == "approved":
                ready.append(catalogue)
            else:
                unready.append((catalogue, _fault(catalogue, standing, index)))
    return ready, unready, withdrawn


def _stays_withdrawn(record: Release, publication: Standing | None) -> bool:
    """Whether a version was withdrawn and is not asked back: a release of its own article, ordered since, does that.

    What was withdrawn can be the harm, so it must not come back with the rest of its issue, nor at an hour set before.
    """
    if publication is None or publication.withdrawn_at is None:
        return False
    return record.article_id is None or record.created_at < publication.withdrawn_at


def _withdrawn(catalogue: Catalogue, index: int) -> Fault:
    return Fault(
        "withdrawn",
        say("This article has been withdrawn in this language."),
        pointer=f"/languages/{index}",
        article_id=catalogue.article_id,
        language=catalogue.language,
    )


def _fault(catalogue: Catalogue, standing: Status, index: int) -> Fault:
    code, sentence = _REASONS[standing]
    title = articles.revision(catalogue.article_id, catalogue.revision).title
    detail = replace(sentence, params={"title": title, "language": catalogue.language})
    return Fault(
        code,
        detail,
        pointer=f"/languages/{index}",
        article_id=catalogue.article_id,
        language=catalogue.language,
    )


def _put_out(
    record: Release,
    records: Mapping[str, Article],
    ready: Sequence[Catalogue],
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
