"""Messages: what a version says for one of them, written, marked and returned to an earlier state."""

from __future__ import annotations

from datetime import datetime

from api.accounts import audit
from api.accounts.roles import Actor
from api.platform import db
from api.platform.errors import Conflict, Invalid, NotFound, RawHtml, say
from api.platform.preconditions import Expected
from api.translation import catalogues, checks, translations, versions
from api.translation.catalogues import Single
from api.translation.checks import Bulk
from api.translation.entries import Entry
from api.translation.judgements import Judgements, before_lock
from api.translation.models import MessageEvent


def edit(
    article_id: str,
    language: str,
    key: str,
    *,
    text: str | None,
    needs_work: bool | None,
    expected: Expected,
    by: Actor,
    at: datetime,
) -> None:
    """Write what a version says for a message, or mark it as needing work; one transaction.

    What is None stays as it is, but a new text counts as checked unless it is marked; then it keeps the source that the
    one before was made against. An empty text makes the message untranslated. The same again changes nothing.

    Raises:
        Forbidden: the person does not translate into this language.
        NotFound: there is no such article, language or message.
        Conflict: this is the source version, the message is obsolete, or there is no text to mark.
        PreconditionFailed: the message has changed since the caller read it.
        Invalid, RawHtml: the text cannot stand in this place; the fault stands at `/translation`.
    """
    by.require("translate", language)

    def read(judge: Judgements) -> tuple[Entry, Entry]:
        found = _open(article_id, language, key, expected)
        before = found.line.entry
        after = _edited(before, text, needs_work=needs_work, judge=judge)
        if text and after != before:
            _require_room(found.bulk, before, after)
        return before, after

    def write(_read: tuple[Entry, Entry], judge: Judgements) -> None:
        with db.transaction():
            version = versions.lock(article_id, language)
            before, after = read(judge)
            if after != before:
                translations.write(version.id, versions.touch(version), [after], "edited", by=by.id, at=at)
                _note(article_id, language, key, by=by, at=at)

    before_lock(read, write)


def revert(
    article_id: str, language: str, key: str, event_id: str, *, expected: Expected, by: Actor, at: datetime
) -> None:
    """Return a message to what it said after an event of its history; one transaction.

    It comes back with the source that it was made against, so it is fuzzy if that has changed since.

    Raises: as `edit`; NotFound also where the message has no such event.
    """
    by.require("translate", language)
    with db.transaction():
        version = versions.lock(article_id, language)
        before = _open(article_id, language, key, expected).line.entry
        event = MessageEvent.get_or_none(
            MessageEvent.id == event_id, MessageEvent.version == version.id, MessageEvent.key == key
        )
        if event is None:
            raise NotFound(say("The message has no such event in its history."))
        after = _with(before, event.text, event.source, needs_work=event.state == "fuzzy")
        if after != before:
            translations.write(version.id, versions.touch(version), [after], "reverted", by=by.id, at=at)
            _note(article_id, language, key, by=by, at=at)


def _note(article_id: str, language: str, key: str, *, by: Actor, at: datetime) -> None:
    audit.note("version.edit", by=by.id, at=at, thing="article", thing_id=article_id, language=language, message=key)


def _open(article_id: str, language: str, key: str, expected: Expected) -> Single:
    """Give a message that can be written, as the caller expects it."""
    found = catalogues.message(article_id, language, key)
    if found.is_source:
        raise Conflict(say("This is the language of the source: save a revision of the article instead."))
    if found.line.entry.position is None:
        raise Conflict(say("This message is obsolete: its text has left the source."))
    expected.check(found.line.tag)
    return found


def _edited(entry: Entry, text: str | None, *, needs_work: bool | None, judge: Judgements) -> Entry:
    if text is not None:
        tidied = _fitting(entry, text, judge)
        return _with(entry, tidied or None, _made_for(entry, needs_work=needs_work), needs_work=bool(needs_work))
    if not entry.translation and needs_work is not None:
        raise Conflict(say("This message has no translation yet."))
    if needs_work is False:
        _fitting(entry, entry.translation or "", judge)
    return _with(
        entry,
        entry.translation,
        entry.source if needs_work is False else entry.translated_source,
        needs_work=entry.needs_work if needs_work is None else needs_work,
    )


def _made_for(entry: Entry, *, needs_work: bool | None) -> str:
    """Give the source that a new text counts as made for: one that stays fuzzy keeps what it was made from."""
    previous = entry.previous_source
    return previous if needs_work and previous is not None else entry.source


def _fitting(entry: Entry, text: str, judge: Judgements) -> str:
    tidied, fault = judge(entry.kind, entry.source, text)
    if fault is not None:
        raise (RawHtml if fault.code == "raw_html" else Invalid)(fault.detail, fault)
    return tidied


def _require_room(bulk: Bulk, before: Entry, after: Entry) -> None:
    """Refuse the text that makes a version too much to be read."""
    fault = checks.crowding(bulk.with_instead(after.translation or "", before.translation or ""))
    if fault is not None:
        raise Invalid(fault.detail, fault)


def _with(entry: Entry, text: str | None, source: str | None, *, needs_work: bool) -> Entry:
    same = (text, source, needs_work) == (entry.translation, entry.translated_source, entry.needs_work)
    return Entry(
        entry.key,
        entry.kind,
        entry.position,
        entry.source,
        text,
        source if text is not None else None,
        needs_work and text is not None,
        is_approved=entry.is_approved and same,
    )
