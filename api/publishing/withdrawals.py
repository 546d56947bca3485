"""Withdrawals: a published version taken from its readers, with a reason."""

from __future__ import annotations

from datetime import datetime

from api.accounts import audit
from api.accounts.roles import Actor
from api.content import articles
from api.platform import db
from api.platform.errors import Conflict, say
from api.publishing import journal, previews, publications, rebuilds
from api.translation import versions


def withdraw(article_id: str, language: str, *, reason: str, by: Actor, at: datetime) -> None:
    """Take a published version from its readers, who are told that it is gone, and end its previews; one transaction.

    With the source go the previews in every language: what is not translated stands in its words there.

    Raises:
        Forbidden: the person does not release.
        NotFound: there is no such article or language.
        Conflict: the version is not public.
    """
    by.require("release")
    with db.transaction():
        generation = journal.begin()
        versions.lock(article_id, language)
        is_source = articles.get(article_id).source_language_id == language
        standing = publications.standing([article_id]).get(article_id, {}).get(language)
        if standing is None or not standing.is_public:
            raise Conflict(say("This version is not public."))
        rebuilds.tell([publications.withdraw(standing, reason=reason, at=at)], generation, at=at)
        ended = previews.end(article_id=article_id, language=None if is_source else language)
        audit.note(
            "version.withdraw",
            by=by.id,
            at=at,
            thing="article",
            thing_id=article_id,
            language=language,
            previews=ended or None,
        )
