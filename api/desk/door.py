"""The desk's door, and how its routes read what stands in their paths."""

from __future__ import annotations

from collections.abc import Sequence

from api.content import articles, issues
from api.content.models import Article, Issue
from api.languages import languages
from api.platform import ids, web
from api.platform.doors import Door
from api.platform.errors import NotFound, say
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


def caller_chain() -> Sequence[str]:
    """Give the languages in which to name things to the caller, the first one first: those of a fallback chain.

    It begins with the language that the caller is spoken to in, or the newsroom's default where it has no such one.
    """
    known = languages.everything()
    spoken = web.language()
    first = spoken if spoken in known else next(iter(known), spoken)
    return known[first].chain if first in known else (first,)


def issue_at(path: str) -> Issue:
    """Give the issue that a path names by id or key.

    Raises:
        NotFound: there is none.
    """
    return issues.get(path)
