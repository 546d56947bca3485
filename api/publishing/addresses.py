"""Addresses: giving a published version another slug."""

from __future__ import annotations

from datetime import datetime

from api.accounts import audit
from api.accounts.roles import Actor
from api.platform import db
from api.platform.preconditions import Expected
from api.publishing import journal, publications, rebuilds, slugs
from api.publishing.journal import News
from api.translation import versions


def change(article_id: str, language: str, slug: str, *, expected: Expected, by: Actor, at: datetime) -> None:
    """Give a published version another address, and tell of it; one transaction. The same again changes nothing.

    Raises:
        Forbidden: the person does not release.
        NotFound: the version was never published.
        PreconditionFailed: the version has changed since the caller read it.
        Invalid, Conflict: this is no slug, or it is taken.
    """
    by.require("release")
    with db.transaction():
        generation = journal.begin()
        version = versions.lock(article_id, language, expected=expected)
        if not slugs.change(article_id, language, slug):
            return
        versions.touch(version)
        audit.note("version.address", by=by.id, at=at, thing="article", thing_id=article_id, language=language)
        standing = publications.standing([article_id])[article_id][language]
        if standing.is_public:
            rebuilds.tell([News("updated", article_id, language, standing.id)], generation, at=at)
