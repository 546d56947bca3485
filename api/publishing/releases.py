"""Releases: versions put out together, now or at a set hour; all of them, or none and the reasons."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Literal

from api.accounts import audit
from api.accounts.roles import Actor
from api.content import issues
from api.content.models import Article
from api.languages import languages
from api.languages.languages import Known
from api.platform import db, ids
from api.platform.errors import Conflict, Fault, Invalid, LanguageName, NotReady, say
from api.publishing import frames, journal, publications, published, readiness, rebuilds, renderings
from api.publishing.journal import News
from api.publishing.models import Release, ReleaseItem
from api.publishing.publications import Outgoing
from api.publishing.renderings import Renderings
from api.translation import versions

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
    chosen = article_ids(order.issue_id, order.article_id)
    return renderings.ahead(chosen, order.languages, lambda made: _release(order, made, by=by, at=at))


def _schedule(order: Order, *, by: Actor, at: datetime) -> str:
    with db.transaction():
        # Behind the generation's lock no language is removed, so the check holds until the release is written.
        journal.hold()
        _require_sound(order, at=at)
        record = _record(order, "scheduled", by=by, at=at)
        note("release.schedule", record, by=by.id, at=at)
    return str(record.id)


def _release(order: Order, made: Renderings | None, *, by: Actor, at: datetime) -> str:
    with db.transaction():
        generation = journal.begin()
        _require_sound(order, at=at)
        record = _record(order, "published", by=by, at=at)
        publish(record, made, generation, at=at)
    return str(record.id)


def _require_sound(order: Order, *, at: datetime) -> None:
    if found := [*_of_languages(order, languages.everything()), *_of_hour(order.at, at)]:
        raise Invalid(found[0].detail, *found)


def _of_languages(order: Order, known: Mapping[str, Known]) -> list[Fault]:
    faults = []
    for index, language in enumerate(order.languages):
        if language not in known:
            detail = languages.unknown(language)
            faults.append(Fault("unknown_language", detail, pointer=f"/languages/{index}"))
        elif language in order.languages[:index]:
            detail = say("{language} is named twice.", language=LanguageName(language))
            faults.append(Fault("duplicate", detail, pointer=f"/languages/{index}"))
        elif (parent := known[language].transliteration_of) is not None:
            detail = say(
                "{language} goes out with {parent}, from which it is written by itself.",
                language=LanguageName(language),
                parent=LanguageName(parent),
            )
            faults.append(Fault("transliteration", detail, pointer=f"/languages/{index}"))
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


def publish(record: Release, made: Renderings | None, generation: int, *, at: datetime) -> None:
    """Publish the versions of a release that are ready, or none. A step inside a publishing transaction.

    Raises:
        NotReady: a version is not approved, one fault each.
        Conflict: there is nothing to release.
        Outdated: a version has changed since it was rendered; nothing has been written.
    """
    records = _lock(record)
    before = published.last(list(records))
    found = readiness.sort_out(record, list(records), before)
    if found.unready and not record.leave_out_unready:
        raise NotReady(say("Some versions are not approved."), *found.unready)
    held = found.unready + found.withdrawn
    if not found.ready:
        raise Conflict(say("None of the versions is ready."), *held)
    going = publications.outgoing(records, found.ready, renderings.all_of(found.ready, made), before)
    left_out = [{"article_id": fault.article_id, "language": fault.language, "reason": fault.code} for fault in held]
    Release.update(left_out=json.dumps(left_out)).where(Release.id == record.id).execute()
    _put_out(record, going, generation, at=at)
    note("release.publish", record, by=record.created_by_id, at=at, versions=len(going))


def note(action: audit.Action, release: Release, *, by: str, at: datetime, **details: str | int | None) -> None:
    """Write down what was done to a release, with what it is of and in which languages. A step.

    An administrator, who may read the audit, may not read releases.
    """
    audit.note(
        action,
        by=by,
        at=at,
        thing="release",
        thing_id=release.id,
        language=None,
        issue=issues.get(release.issue_id).key if release.issue_id is not None else None,
        article=release.article_id,
        languages=" ".join(json.loads(release.languages)),
        **details,
    )


def article_ids(issue_id: str | None, article_id: str | None) -> list[str]:
    """Give the articles of a release as they are planned now; behind the lock they are looked up again."""
    return [row.id for row in Article.select(Article.id).where(_chosen(issue_id, article_id))]


def _chosen(issue_id: str | None, article_id: str | None) -> Any:  # noqa: ANN401 - peewee's expressions have no type
    return Article.id == article_id if article_id else Article.issue == issue_id


def _lock(record: Release) -> dict[str, Article]:
    """Give the articles of a release in the editor's order, locked with all their versions.

    So no edit comes between the look whether they are ready and their publication. Everybody locks in the same order:
    the generation, articles by id, versions by id.
    """
    chosen = Article.select().where(_chosen(record.issue_id, record.article_id))
    found = list(db.for_update(chosen.order_by(Article.id)))
    if not found:
        raise Conflict(say("The issue has no articles."))
    versions.lock_all(*[article.id for article in found])
    return {article.id: article for article in sorted(found, key=lambda article: (article.position, article.id))}


def _put_out(record: Release, going: Sequence[Outgoing], generation: int, *, at: datetime) -> None:
    """Publish, and write down what that was: in the release, in the order of the issue, the journal and the audit."""
    notes = json.loads(record.note or "{}")
    news = publications.publish(going, release_id=record.id, generation=generation, notes=notes, at=at)
    items = [
        {"release": record.id, "article": v.article.id, "language": v.catalogue.language, "revision": v.revision}
        for v in going
    ]
    db.append(ReleaseItem, items)
    frames.place({version.article.id: version.article.position for version in going})
    if news:
        rebuilds.tell(news, generation, at=at)
        _note_news(record, news, {version.article.id: version.revision for version in going}, at=at)


def _note_news(release: Release, news: Sequence[News], revisions: Mapping[str, int], *, at: datetime) -> None:
    """Write down each version that a release put out, by whoever ordered it; `revisions` by article.

    What readers had already as it stands is no news, and has no entry; nor have transliterations, which nobody ordered.
    """
    ordered = set(json.loads(release.languages))
    audit.note_each(
        [
            audit.entry(
                "version.publish",
                by=release.created_by_id,
                at=at,
                thing="article",
                thing_id=entry.article_id,
                language=entry.language,
                revision=revisions[entry.article_id],
                change=entry.type,
                release=release.id,
            )
            for entry in news
            if entry.language in ordered
        ]
    )
