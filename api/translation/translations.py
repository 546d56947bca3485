"""The one place that writes what versions say: every row of `Translation`, with the history that belongs to it.

What people do to a version comes to one of four things: they write translations, the article is revised, a reviewer
approves all messages, or takes that back. There is a function for each. All of them are steps inside a transaction, in
which the caller has locked the version, loaded its catalogue and raised its serial (`versions.touch`).

Whatever is kept beside the translations of a version and must agree with them belongs here, in the same transaction.
`tests/architecture` sees to it that no other module writes these rows.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from api.platform import db
from api.translation import history, status, tallies
from api.translation.catalogues import Catalogue, Line
from api.translation.entries import Entry
from api.translation.models import Translation


def write(
    version_id: str, serial: int, entries: Sequence[Entry], action: history.EventKind, *, by: str, at: datetime
) -> None:
    """Store what somebody wrote for some messages of a version; it is theirs (`updated_by`) from now on.

    `entries` are the messages as they are now, `action` is what their history calls it. A step inside a transaction.
    """
    _write(version_id, serial, entries, action, by=by, at=at)
    tallies.keep([version_id])


def follow(catalogue: Catalogue, serial: int, after: Sequence[Entry], *, by: str, at: datetime) -> None:
    """Store what a revision of the article did to a version: `after` are all of its messages, as they are now.

    Only what says something else than in `catalogue` is written. Who wrote a translation, and when, stays as it was;
    what half of a split paragraph says is new, and counts as written by whoever revised. A step inside a transaction,
    which counts anew what all versions come to once the revision is saved (`tallies.keep_article`).
    """
    before = {line.entry.key: line for line in catalogue.lines}
    changed = [entry for entry in after if _says_otherwise(before.get(entry.key), entry)]
    standing = [entry for entry in changed if entry.key in before]
    _put(catalogue.version_id, serial, standing, before, by=by, at=at)
    new = [entry for entry in changed if entry.key not in before]
    _write(catalogue.version_id, serial, new, "source_changed", by=by, at=at)
    if not catalogue.is_source:
        history.note(catalogue.version_id, serial, _events(before, after), by=by, at=at)


def approve(catalogue: Catalogue, serial: int, *, by: str, at: datetime) -> None:
    """Approve every message of the document that is not approved yet, for the source as it is.

    Who wrote a translation, and when, stays as it was. A step inside a transaction, before the step of the review is
    taken, which counts anew what the version comes to.
    """
    pending = [line for line in catalogue.placed if status.state(catalogue, line) != "approved"]
    approved = [
        replace(line.entry, translated_source=line.entry.source, needs_work=False, is_approved=True) for line in pending
    ]
    _put(catalogue.version_id, serial, approved, {line.entry.key: line for line in pending}, by=by, at=at)
    events = [history.Event(e.key, "approved", e.translation, e.translated_source, "approved") for e in approved]
    history.note(catalogue.version_id, serial, events, by=by, at=at)


def withdraw_approvals(version_id: str, serial: int) -> None:
    """Take back the approval of every message of a version, obsolete ones included. A step, as `approve`."""
    db.require_transaction()
    approved = Translation.update(is_approved=False, serial=serial)
    approved.where(Translation.version == version_id, Translation.is_approved).execute()


def _write(
    version_id: str, serial: int, entries: Sequence[Entry], action: history.EventKind, *, by: str, at: datetime
) -> None:
    _put(version_id, serial, entries, {}, by=by, at=at)
    events = [history.Event(e.key, action, e.translation, e.translated_source, e.state) for e in entries]
    history.note(version_id, serial, events, by=by, at=at)


def _put(
    version_id: str, serial: int, entries: Sequence[Entry], lines: Mapping[str, Line], *, by: str, at: datetime
) -> None:
    """Write rows; a message that stands in `lines` keeps who wrote it last, and when, if anybody has."""
    records = []
    for entry in entries:
        old = lines.get(entry.key)
        records.append(
            {
                "version": version_id,
                "key": entry.key,
                "text": entry.translation,
                "source": entry.translated_source,
                "needs_work": entry.needs_work,
                "is_approved": entry.is_approved,
                "serial": serial,
                "updated_at": (old and old.updated_at) or at,
                "updated_by": old.updated_by.id if old and old.updated_by else by,
            }
        )
    db.put(Translation, records, key=["version", "key"])


def _says_otherwise(old: Line | None, new: Entry) -> bool:
    if old is None:
        return new.translation is not None
    before = old.entry
    return (before.translation, before.translated_source, before.needs_work, before.is_approved) != (
        new.translation,
        new.translated_source,
        new.needs_work,
        new.is_approved,
    )


def _events(before: Mapping[str, Line], after: Sequence[Entry]) -> list[history.Event]:
    """Note what the new source did to the messages that have a translation; the others have nothing to tell of."""
    events = []
    for entry in after:
        old = before.get(entry.key)
        if old is None or entry.translation is None:
            continue
        was = old.entry
        action: history.EventKind | None = None
        if was.position is not None and entry.position is None:
            action = "source_removed"
        elif was.position is None and entry.position is not None:
            action = "source_returned"
        elif was.source != entry.source:
            action = "source_changed"
        if action is not None:
            events.append(history.Event(entry.key, action, entry.translation, entry.translated_source, entry.state))
    return events
