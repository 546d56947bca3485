"""The desk's door, and how its routes read what stands in their paths."""

from __future__ import annotations

from api.content import articles, issues
from api.content.models import Article, Issue
from api.platform import ids
from api.platform.errors import NotFound, say
from api.platform.web import Door
from api.publishing import slugs

door = Door("desk", __name__, url_prefix="/v1/desk", description="For translators, reviewers and editors.")
auth = Door("auth", __name__, url_prefix="/v1/auth", description="In and out.")


def article_at(path: str) -> Article:
    """Give the article that a path names by id or by a slug, current or former.

    Raises:
        NotFound: there is none.
    """
    article_id = path if ids.is_id(path) else slugs.article_of(path)
    if article_id is None:
        raise NotFound(say("There is no such article."))
    return articles.get(article_id)


def issue_at(path: str) -> Issue:
    """Give the issue that a path names by id or key.

    Raises:
        NotFound: there is none.
    """
    return issues.get(path)
