"""Previews: one draft version shown to who holds its token, as readers would get it, until it expires or is revoked.

A preview lives as long as its maker stands: whether they may still make one is asked when it is opened, and what ends
all keys of a person (a suspension, another password) ends their previews for good.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from api.accounts import audit, roles
from api.accounts.models import Person
from api.accounts.roles import Actor
from api.platform import db, heartbeat, ids
from api.platform.errors import Fault, Forbidden, Invalid, NotFound, say
from api.platform.preconditions import ANY, Expected
from api.publishing import draft_documents, pages
from api.publishing.models import PreviewToken
from api.translation import catalogues, versions

PREFIX = "pv_"
LONGEST = timedelta(days=14)
USUAL = timedelta(days=2)


@dataclass(frozen=True, slots=True)
class Made:
    """A new preview: its id, the text of its token, shown this once, when it expires, and where the site shows it."""

    id: str
    token: str
    expires_at: datetime
    page: str | None


def make(article_id: str, language: str, *, expires_at: datetime | None, by: Actor, at: datetime) -> Made:
    """Make a preview of one version; one transaction.

    Without `expires_at` it lives two days, and never more than a fortnight.

    Raises:
        Forbidden: the person has no work here.
        NotFound: there is no such article or language.
        Invalid: it would have expired already, or live too long; the fault stands at `/expires_at`.
    """
    by.require("read")
    at = heartbeat.believed(at, heartbeat.newest())
    expires_at = at + USUAL if expires_at is None else expires_at
    require_span(expires_at, at=at)
    catalogues.load(article_id, language)
    text = new_text(PREFIX)
    token_id = ids.new()
    with db.transaction():
        PreviewToken.create(
            id=token_id,
            hash=digest(text),
            article=article_id,
            language=language,
            created_at=at,
            created_by=by.id,
            expires_at=expires_at,
            key_serial=Person.get_by_id(by.id).key_serial,
        )
        audit.note("version.preview", by=by.id, at=at, thing="article", thing_id=article_id, language=language)
    return Made(token_id, text, expires_at, pages.current().of_preview(text, language))


def of_version(article_id: str, language: str, *, at: datetime) -> list[dict[str, Any]]:
    """Give the previews of a version that can be opened, the latest first, without their tokens.

    Each as `{"id", "created_at", "expires_at", "by": {"id", "name"}}`.
    """
    sql = f"{_LIVING} AND preview_token.article_id = ? AND preview_token.language = ? {_LATEST_FIRST}"
    return [
        {
            "id": id_,
            "created_at": db.read_time(created_at),
            "expires_at": db.read_time(expires_at),
            "by": {"id": person_id, "name": name},
        }
        for id_, _, _, created_at, expires_at, person_id, name in db.rows(
            sql, (write_believed(at), article_id, language)
        )
    ]


def revoke(
    article_id: str, language: str, preview_id: str, *, expected: Expected = ANY, by: Actor, at: datetime
) -> None:
    """End a preview by its id, which is its ETag too; one transaction.

    Raises:
        Forbidden: somebody else made it, and the person who acts does not edit.
        NotFound: the version has no such preview, or not any longer.
        PreconditionFailed: the caller means another.
    """
    by.require("read")
    with db.transaction():
        versions.lock(article_id, language)
        ended = require_endable(of_version(article_id, language, at=at), preview_id, expected=expected, by=by)
        PreviewToken.delete().where(PreviewToken.id == preview_id).execute()
        audit.note(
            "version.preview_end",
            by=by.id,
            at=at,
            thing="article",
            thing_id=article_id,
            language=language,
            made_by=ended["by"]["id"],
        )


def require_endable(
    found: Iterable[dict[str, Any]], preview_id: str, *, expected: Expected, by: Actor
) -> dict[str, Any]:
    """Give the one of some previews that a person may end: their own, and an editor everybody's.

    Raises:
        Forbidden: somebody else made it, and the person who acts does not edit.
        NotFound: it is not among them.
        PreconditionFailed: the caller means another.
    """
    preview = next((each for each in found if each["id"] == preview_id), None)
    if preview is None:
        raise gone()
    expected.check(preview_id)
    if preview["by"]["id"] != by.id and not by.may("write"):
        raise Forbidden(say("Only an editor may end a preview that somebody else made."))
    return preview


def gone() -> NotFound:
    """Make the refusal of a preview that nobody can open, whichever the reason is."""
    return NotFound(say("There is no such preview, or not any longer."))


def end(*, article_id: str | None = None, language: str | None = None) -> int:
    """End the previews of an article, of a language, or of one version; gives how many. A step inside a transaction."""
    db.require_transaction()
    chosen = {PreviewToken.article: article_id, PreviewToken.language: language}
    conditions = [column == value for column, value in chosen.items() if value is not None]
    return int(PreviewToken.delete().where(*conditions).execute())


@db.snapshot()
def show(text: str, *, form: str = "html", at: datetime) -> bytes:
    """Give the draft that a token opens, as the JSON of a full article with `is_preview` and its `progress`.

    What is not translated yet stands in the source's words, and is marked: `is_untranslated` in blocks, and in HTML
    `data-untranslated`. Where nothing is, it is a fallback. `freshness` is null until all is translated. What only a
    release decides (times, address, neighbours) is null.

    Raises:
        NotFound: the token is unknown, expired or revoked, or its maker may not make it any longer; which of these is
            not told.
    """
    found = db.row(f"{_LIVING} AND preview_token.hash = ?", (write_believed(at), digest(text)))
    if found is None:
        raise gone()
    _, article_id, language, *_ = found
    (draft,) = draft_documents.read([catalogues.load(article_id, language)], at=at)
    page = draft.context.pages.of_preview(text, language)
    return draft_documents.whole(draft, {"self": f"/v1/preview/{text}", "page": page}, form)


def prune(*, at: datetime) -> int:
    """Forget the tokens that have expired; gives how many. One transaction."""
    with db.transaction():
        return int(PreviewToken.delete().where(PreviewToken.expires_at <= at).execute())


def new_text(prefix: str) -> str:
    """Make the text of a token."""
    return prefix + secrets.token_urlsafe(32)


def digest(text: str) -> str:
    """Give what is kept of a token."""
    return hashlib.sha256(text.encode()).hexdigest()


def require_span(expires_at: datetime, *, at: datetime) -> None:
    """Check until when a preview is to live.

    Raises:
        Invalid: it would have expired already, or live too long; the fault stands at `/expires_at`.
    """
    if expires_at <= at:
        detail = say("The time has already passed.")
        raise Invalid(detail, Fault("in_the_past", detail, pointer="/expires_at"))
    if expires_at > at + LONGEST:
        detail = say("A preview lasts at most {days} days.", days=LONGEST.days)
        raise Invalid(detail, Fault("too_late", detail, pointer="/expires_at"))


def write_believed(at: datetime) -> str:
    """Write the moment by which a preview is judged: a clock that is ahead ends none."""
    return db.write_time(heartbeat.believed(at, heartbeat.newest()))


_LIVING = f"""
SELECT preview_token.id, preview_token.article_id, preview_token.language, preview_token.created_at,
       preview_token.expires_at, person.id, person.name
  FROM preview_token
  JOIN person ON person.id = preview_token.created_by
 WHERE preview_token.expires_at > ?
   AND person.suspended_at IS NULL
   AND person.key_serial = preview_token.key_serial
   AND EXISTS (SELECT 1 FROM "grant" WHERE "grant".person_id = person.id AND {roles.as_condition("read")})
"""  # noqa: S608 - our own names

_LATEST_FIRST = "ORDER BY preview_token.created_at DESC, preview_token.id"
