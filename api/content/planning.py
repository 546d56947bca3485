"""Planning: what an article is about, when it appears, its verdict, and whose it is."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from api.accounts import audit
from api.accounts.roles import Actor
from api.content import articles, bylines, issues, topics
from api.content.models import Article
from api.platform import db
from api.platform.preconditions import Expected


def change(article_id: str, changes: Mapping[str, Any], *, expected: Expected, by: Actor, at: datetime) -> None:
    """Change some of an article's `topic`, `issue`, `trend` and `bylines`; one transaction.

    An article that comes into another issue stands last there.

    Raises:
        Forbidden: the person does not write.
        NotFound: there is no such article.
        PreconditionFailed: it has changed since the caller read it.
        Invalid: the topic, issue or a byline is not known; the fault names its place.
    """
    by.require("write")
    with db.transaction():
        article = articles.lock(article_id, expected=expected)
        columns: dict[str, object] = {}
        if "topic" in changes:
            columns["topic"] = topics.id_of(changes["topic"])
        if "trend" in changes:
            columns["trend"] = changes["trend"]
        if "issue" in changes:
            issue_id = issues.id_of(changes["issue"]) if changes["issue"] is not None else None
            if issue_id != article.issue_id:
                columns |= {"issue": issue_id, "position": issues.next_position(issue_id)}
        if "bylines" in changes:
            bylines.put(article_id, changes["bylines"])
        if columns:
            Article.update(**columns).where(Article.id == article_id).execute()
        if changes:
            articles.touch(article)
            changed = " ".join(sorted(changes))
            audit.note("article.change", by=by.id, at=at, thing="article", thing_id=article_id, changed=changed)
