"""Bylines as readers get them: named, wherever they are shown."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from api.accounts import audit
from api.accounts.roles import Actor
from api.content import biographies as told
from api.content import bylines
from api.platform import db
from api.platform.preconditions import Expected
from api.publishing import frames, journal, rebuilds
from api.publishing.journal import Notice


def add(
    key: str, names: Mapping[str, str], biographies: Mapping[str, str] | None = None, *, by: Actor, at: datetime
) -> str:
    """Add a byline with names and biographies by language and give its id; one transaction.

    Readers learn of it with the first article that is by it.

    Raises:
        Forbidden: the person does not write.
        Invalid: the key is not of lower-case letters, digits and single dashes, or the newsroom lacks a language.
        Conflict: there is a byline of that key.
    """
    by.require("write")
    with db.transaction():
        byline_id = bylines.create(key, names)
        told.put(byline_id, biographies or {})
        audit.note("byline.add", by=by.id, at=at, thing="byline", thing_id=byline_id)
    return byline_id


def change(
    byline_id: str,
    names: Mapping[str, str | None],
    biographies: Mapping[str, str | None] | None = None,
    *,
    expected: Expected,
    by: Actor,
    at: datetime,
) -> None:
    """Name a byline anew in some languages and tell of it (None takes a name or biography away); one transaction.

    A biography stands with the byline alone. All that shows a name which is another now is made anew, and the journal
    tells of it (`rebuilds.rename`).

    Raises:
        Forbidden: the person does not release.
        NotFound: there is no such byline.
        PreconditionFailed: it has changed since the caller read it.
        Invalid: the newsroom lacks a language, or no name would be left.
    """
    by.require("release")
    with db.transaction():
        generation = journal.begin()
        byline = bylines.lock(byline_id, expected=expected)
        before = bylines.names([byline_id]), told.of([byline_id])
        bylines.put_names(byline_id, names)
        told.put(byline_id, biographies or {})
        bylines.touch(byline)
        after = bylines.names([byline_id]), told.of([byline_id])
        if after[0] != before[0]:
            rebuilds.rename(_shown_in(byline.key), generation, at=at)
        if after != before and frames.is_public("byline", byline.key):
            journal.announce(generation, [Notice("byline", byline.key, "updated")], at=at)
        audit.note("byline.change", by=by.id, at=at, thing="byline", thing_id=byline_id)


def remove(byline_id: str, *, expected: Expected, by: Actor, at: datetime) -> None:
    """Remove a byline that nothing is or was by; one transaction.

    Raises:
        Forbidden: the person does not release.
        NotFound: there is no such byline.
        PreconditionFailed: it has changed since the caller read it.
        Conflict: it is in use.
    """
    by.require("release")
    with db.transaction():
        bylines.remove(bylines.lock(byline_id, expected=expected))
        audit.note("byline.remove", by=by.id, at=at, thing="byline", thing_id=byline_id)


def _shown_in(key: str) -> list[str]:
    return [article_id for (article_id,) in db.rows("SELECT article_id FROM reading_byline WHERE byline = ?", (key,))]
