"""Previews: one draft version shown to who holds its token, as readers would get it, until the token expires."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import replace
from datetime import datetime, timedelta

from api.accounts import audit
from api.accounts.roles import Actor
from api.content import articles, bylines, rendering
from api.content.models import Article
from api.languages import wordcount
from api.platform import db, ids
from api.platform.errors import Fault, Invalid, NotFound, say
from api.publishing import documents, publications, surroundings
from api.publishing.documents import Frame
from api.publishing.models import PreviewToken
from api.publishing.publications import Standing
from api.translation import catalogues, freshness
from api.translation.catalogues import Catalogue

PREFIX = "pv_"
LONGEST = timedelta(days=14)
USUAL = timedelta(days=2)


def make(
    article_id: str, language: str, *, expires_at: datetime | None, by: Actor, at: datetime
) -> tuple[str, datetime]:
    """Make a token for one version; gives its text, shown this once, and when it expires; one transaction.

    Without `expires_at` it lives two days, and never more than a fortnight. It dies with its maker's suspension.

    Raises:
        Forbidden: the person has no work here.
        NotFound: there is no such article or language.
        Invalid: it would have expired already, or live too long; the fault stands at `/expires_at`.
    """
    by.require("read")
    expires_at = at + USUAL if expires_at is None else expires_at
    _require_span(expires_at, at=at)
    catalogues.load(article_id, language)
    text = PREFIX + secrets.token_urlsafe(32)
    token_id = ids.new()
    with db.transaction():
        PreviewToken.create(
            id=token_id,
            hash=_digest(text),
            article=article_id,
            language=language,
            created_at=at,
            created_by=by.id,
            expires_at=expires_at,
        )
        audit.note("version.preview", by=by.id, at=at, thing="article", thing_id=article_id, language=language)
    return text, expires_at


def show(text: str, *, at: datetime) -> bytes:
    """Give the draft that a token opens, as the JSON of a full article with `is_preview`.

    What is not translated yet stands in the source's words. What only a release decides (times, address, neighbours)
    is null.

    Raises:
        NotFound: the token is unknown or expired, or its maker has been suspended; which of these is not told.
    """
    found = db.row(_OPENED, (_digest(text), db.write_time(at)))
    if found is None:
        raise NotFound(say("There is no such preview, or not any longer."))
    catalogue = catalogues.load(*found)
    draft = _draft(catalogue, articles.get(catalogue.article_id), at=at)
    frame = _frame(draft)
    listed = documents.list_form(draft, frame) | dict.fromkeys(("slug", "published_at", "updated_at"))
    listed |= {"links": {"self": f"/v1/preview/{text}"}, "is_preview": True}
    return documents.with_neighbours(documents.core(draft, frame, listed), None, None)


def prune(*, at: datetime) -> int:
    """Forget the tokens that have expired; gives how many. One transaction."""
    with db.transaction():
        return int(PreviewToken.delete().where(PreviewToken.expires_at <= at).execute())


_OPENED = """
SELECT preview_token.article_id, preview_token.language
  FROM preview_token
  JOIN person ON person.id = preview_token.created_by
 WHERE preview_token.hash = ? AND preview_token.expires_at > ? AND person.suspended_at IS NULL
"""


def _require_span(expires_at: datetime, *, at: datetime) -> None:
    if expires_at <= at:
        detail = say("The time has passed already.")
        raise Invalid(detail, Fault("in_the_past", detail, pointer="/expires_at"))
    if expires_at > at + LONGEST:
        detail = say("A preview lives {days} days at most.", days=LONGEST.days)
        raise Invalid(detail, Fault("too_late", detail, pointer="/expires_at"))


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _draft(catalogue: Catalogue, article: Article, *, at: datetime) -> Standing:
    text = publications.document(catalogue)
    return Standing(
        id="",
        article_id=article.id,
        language=catalogue.language,
        revision=catalogue.revision,
        topic_id=article.topic_id,
        issue_id=article.issue_id,
        trend=article.trend,
        title=text.title,
        summary=text.summary,
        body=text.body,
        messages=tuple(freshness.shown(catalogue)),
        word_count=wordcount.count(rendering.plain(text.body)),
        generation=0,
        first_published_at=at,
        published_at=at,
        withdrawn_at=None,
        bylines=tuple(bylines.ids_of(article.id)),
    )


def _frame(draft: Standing) -> Frame:
    alone = {draft.language: draft}
    frame = surroundings.load({draft.article_id: alone}).frame(draft.language, alone, draft)
    return replace(frame, source=None, alternates=(), slugs={draft.language: ""})
