"""Drafts: an article opened with its first text, and every further revision merged into all of its languages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from api.accounts import audit
from api.accounts.roles import Actor
from api.content import articles, showings
from api.content.models import Revision
from api.content.showings import Showing
from api.content.texts import Lead, Text, Weight
from api.languages import languages
from api.platform import db, ids
from api.platform.errors import Conflict, Fault, Invalid, say
from api.platform.preconditions import Expected
from api.translation import carrying, catalogues, splitting, structure, tallies, translations, versions
from api.translation.catalogues import Catalogue
from api.translation.entries import Entry
from api.translation.matching import merging
from api.translation.matching.alignment import Alignment, Held, Placed, align
from api.translation.matching.merging import Impact
from api.translation.models import Message
from api.translation.splitting import Unit

AsItWas = Literal["as it was"]


@dataclass(frozen=True, slots=True)
class Draft:
    """A new article: what it is about, when it appears and whose it is, with its first text."""

    source_language: str
    topic: str
    issue: str | None
    trend: str | None
    bylines: Sequence[str]
    text: Text


@dataclass(frozen=True, slots=True)
class Revised:
    """A saved revision, and for each other language what it did there."""

    number: int
    serial: int
    revision: Revision
    impact: dict[str, Impact]


def create(draft: Draft, *, by: Actor, at: datetime) -> str:
    """Open an article with its first revision and give its id; one transaction.

    Raises:
        Forbidden: the person does not write.
        Invalid, RawHtml, TooLarge: the language, text, topic, issue or a byline cannot be accepted; each fault names
            its place.
    """
    by.require("write")
    accepted = _Accepted.of(draft.text)
    with db.transaction():
        versions.keep_languages()
        _check_language(draft.source_language)
        article_id = articles.add(
            source_language=draft.source_language,
            topic=draft.topic,
            issue=draft.issue,
            trend=draft.trend,
            by_keys=draft.bylines,
            by=by,
            at=at,
        )
        versions.open_all(article_id)
        alignment = _merge(article_id, accepted.units, 1, None, by=by, at=at).alignment
        showings.keep(accepted.showings, None)
        digest = _structure(accepted, alignment)
        _save(article_id, accepted, structure=digest, weight=None, note=None, by=by, at=at)
        tallies.keep_article(article_id)
        audit.note("article.write", by=by.id, at=at, thing="article", thing_id=article_id)
        articles.touch(articles.get(article_id))
    return article_id


def revise(
    article_id: str,
    *,
    title: str | None,
    summary: str | None,
    body_: str | None,
    lead: Lead | AsItWas | None = "as it was",
    weight: Weight,
    note: str | None,
    override_reason: str | None = None,
    expected: Expected,
    by: Actor,
    at: datetime,
    dry_run: bool = False,
) -> Revised:
    """Save the next revision of an article, and merge it into every language; one transaction.

    Title, summary and body that are None stay as they are; a `lead` that is None is no picture any more.
    A `typo` leaves reviews and approvals standing (`carrying`), one that touches too much for that with a reason only.

    Raises:
        Forbidden: the person does not write.
        NotFound: there is no such article.
        PreconditionFailed: the article has changed since the caller read it.
        Conflict: the text is the same as before, in its normal form.
        NotTypo: it is called a typo, touches what an approval was given for, and there is no reason.
        Invalid, RawHtml, TooLarge: the text cannot be accepted; each fault names its place.
    """
    by.require("write")
    expected.check(articles.get(article_id).serial)
    before = articles.revision(article_id)
    change = _Change(title, summary, body_, lead)
    accepted = _accept(before, change)  # before the lock: nobody waits for a long text to be read
    has_other_blocks = _has_other_blocks(before, accepted)
    with db.transaction(dry_run=dry_run):
        article = articles.lock(article_id, expected=expected)
        if articles.latest_number(article_id) != before.number:
            before = articles.revision(article_id)
            accepted = _accept(before, change)
            has_other_blocks = _has_other_blocks(before, accepted)
        if accepted.text == articles.text_of(before):
            raise Conflict(say("Nothing has changed: this is the text of the latest revision."))
        merged = _merge(article_id, accepted.units, before.number + 1, weight, by=by, at=at)
        showings.keep(accepted.showings, articles.text_of(before))
        is_restructured = has_other_blocks or _is_moved(merged.alignment)
        digest = _structure(accepted, merged.alignment) if is_restructured else before.structure
        saved = _save(article_id, accepted, structure=digest, weight=weight, note=note, by=by, at=at)
        is_overridden = weight == "typo" and carrying.carry(
            merged.before,
            catalogues.of_article(article_id),
            is_restructured=is_restructured,
            override_reason=override_reason,
            by=by,
            at=at,
        )
        tallies.keep_article(article_id)
        audit.note(
            "article.revise",
            by=by.id,
            at=at,
            thing="article",
            thing_id=article_id,
            revision=saved.number,
            weight=weight,
            override_reason=override_reason if is_overridden else None,
        )
        serial = articles.touch(article)
    return Revised(saved.number, serial, saved, merged.impact)


@dataclass(frozen=True, slots=True)
class _Change:
    """What a revision makes anew of a text; what is None, or as it was, it leaves."""

    title: str | None
    summary: str | None
    body: str | None
    lead: Lead | AsItWas | None


@dataclass(frozen=True, slots=True)
class _Accepted:
    """A text in normal form, its messages, what of it is none, and the pictures in it, some of them undescribed."""

    text: Text
    units: list[Unit]
    skeleton: structure.Skeleton
    showings: list[Showing]
    undescribed: int

    @classmethod
    def of(cls, text: Text, before: Text | None = None) -> _Accepted:
        text, units, document = splitting.accept(text)
        shown = showings.of(text, document)
        showings.require_own(shown, before)
        undescribed = len(showings.undescribed(text, document))
        return cls(text, units, structure.of_document(document, text.lead), shown, undescribed)


def _accept(before: Revision, change: _Change) -> _Accepted:
    text = articles.text_of(before)
    return _Accepted.of(
        Text(
            text.title if change.title is None else change.title,
            text.summary if change.summary is None else change.summary,
            text.body if change.body is None else change.body,
            text.lead if change.lead == "as it was" else change.lead,
        ),
        text,
    )


def _save(article_id: str, accepted: _Accepted, **columns: Any) -> Revision:  # noqa: ANN401 - as `save_revision` has
    return articles.save_revision(article_id, accepted.text, undescribed=accepted.undescribed, **columns)


def _has_other_blocks(before: Revision, accepted: _Accepted) -> bool:
    text = articles.text_of(before)
    if structure.of_lead(text.lead) != structure.of_lead(accepted.text.lead):
        return True
    if text.body == accepted.text.body or structure.is_of(before.structure, accepted.skeleton):
        return False  # the earlier text need not be read again
    return structure.of_body(text.body, accepted.units, text.lead) != accepted.skeleton


def _structure(accepted: _Accepted, alignment: Alignment) -> str:
    return structure.digest(accepted.skeleton, (placed.key for placed in alignment.placed))


def _check_language(code: str) -> None:
    known = languages.everything()
    if code not in known:
        detail = languages.unknown(code)
        raise Invalid(detail, Fault("unknown_language", detail, pointer="/source_language"))
    if (parent := known[code].transliteration_of) is not None:
        detail = languages.of_itself(code, parent)
        raise Invalid(detail, Fault("transliteration", detail, pointer="/source_language"))


@dataclass(frozen=True, slots=True)
class _Merged:
    """What a revision met, what it did to each other language, and how its messages follow from those before."""

    before: dict[str, Catalogue]
    impact: dict[str, Impact]
    alignment: Alignment


def _merge(
    article_id: str, units: Sequence[Unit], number: int, weight: Weight | None, *, by: Actor, at: datetime
) -> _Merged:
    locked = {version.language_id: version for version in versions.lock_all(article_id)}
    before = catalogues.of_article(article_id)
    held = [_held(line.entry) for line in next(iter(before.values())).lines]
    alignment = align(held, units, ids.new)
    _store_messages(article_id, before, alignment, number, weight)
    impact = {}
    for language, catalogue in before.items():
        entries = [line.entry for line in catalogue.lines]
        after = merging.merge(entries, alignment, weight)
        translations.follow(catalogue, versions.touch(locked[language]), after, by=by.id, at=at)
        if not catalogue.is_source:
            impact[language] = merging.impact(entries, after, alignment)
    return _Merged(before, impact, alignment)


def _is_moved(alignment: Alignment) -> bool:
    return bool(alignment.removed) or any(
        placed.change not in {"unchanged", "changed"} or placed.origins != (placed.key,) for placed in alignment.placed
    )


def _held(entry: Entry) -> Held:
    return Held(entry.key, entry.kind, entry.source, entry.position)


def _store_messages(
    article_id: str, before: dict[str, Catalogue], alignment: Alignment, number: int, weight: Weight | None
) -> None:
    lines = {line.entry.key: line for line in next(iter(before.values())).lines}

    def record(placed: Placed) -> dict[str, object]:
        old = lines.get(placed.key)
        same = old is not None and old.entry.source == placed.unit.source
        is_typo = old is not None and weight == "typo"
        meant_in = old.meant_in if old is not None and (same or is_typo) else number
        corrected_in = old.corrected_in if old is not None else 0
        return {
            "article": article_id,
            "key": placed.key,
            "kind": placed.unit.kind,
            "position": placed.position,
            "source": placed.unit.source,
            "words": placed.unit.words,
            "changed_in": old.changed_in if old is not None and same else number,
            "meant_in": meant_in,
            "corrected_in": number if weight == "correction" and not same else corrected_in,
        }

    db.put(Message, [record(placed) for placed in alignment.placed], key=["article", "key"])
    if alignment.removed:
        Message.update(position=None, changed_in=number).where(
            Message.article == article_id, Message.key.in_(alignment.removed)
        ).execute()
