"""Bylines: the public names of authors, with no tie to an account."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from api.content import naming
from api.content.models import ArticleByline, Byline, BylineName
from api.platform import db
from api.platform.errors import Fault, Invalid, say

BYLINES = naming.Kind(
    "byline",
    Byline,
    naming.texts(BylineName, "byline", "name", "/names"),
    used=("article_byline", "publication_byline"),
    missing=say("There is no such byline."),
    taken=say("There is already a byline {key}."),
    in_use=say("The byline {key} is in use."),
)
create, get, lock, touch, remove = BYLINES.create, BYLINES.get, BYLINES.lock, BYLINES.touch, BYLINES.remove
put_names, names, names_by_key = BYLINES.put_names, BYLINES.names, BYLINES.names_by_key


def add(key: str, names: Mapping[str, str]) -> str:
    """Add a byline with its names by language and give its id; one transaction.

    Raises:
        Invalid, Conflict: as `naming.Kind.create`.
    """
    with db.transaction():
        return create(key, names)


def put(article_id: str, keys: Sequence[str]) -> None:
    """Set who an article is by, in order. A step inside a transaction.

    Raises:
        Invalid: a byline is not known or named twice; the fault stands at its place in `/bylines`.
    """
    db.require_transaction()
    known = {row.key: row.id for row in Byline.select().where(Byline.key.in_(list(keys)))}
    faults = [fault for index, key in enumerate(keys) if (fault := _fault(keys, index, key, known))]
    if faults:
        raise Invalid(faults[0].detail, *faults)
    ArticleByline.delete().where(ArticleByline.article == article_id).execute()
    for position, key in enumerate(keys):
        ArticleByline.create(article=article_id, byline=known[key], position=position)


def keys_of(article_ids: Sequence[str]) -> dict[str, list[str]]:
    """Give the keys of some articles' bylines by article, in order; one that is by nobody is left out."""
    query = ArticleByline.select(ArticleByline, Byline).join(Byline).where(ArticleByline.article.in_(article_ids))
    found: dict[str, list[str]] = {}
    for row in query.order_by(ArticleByline.article, ArticleByline.position):
        found.setdefault(row.article_id, []).append(row.byline.key)
    return found


def ids_of(article_ids: Collection[str]) -> dict[str, tuple[str, ...]]:
    """Give the ids of the bylines of some articles by article, in order; one statement."""
    query = ArticleByline.select(ArticleByline.article, ArticleByline.byline)
    found: dict[str, list[str]] = {article_id: [] for article_id in article_ids}
    for row in query.where(ArticleByline.article.in_(article_ids)).order_by(ArticleByline.position):
        found[row.article_id].append(row.byline_id)
    return {article_id: tuple(ids_) for article_id, ids_ in found.items()}


def _fault(keys: Sequence[str], index: int, key: str, known: Mapping[str, str]) -> Fault | None:
    pointer = f"/bylines/{index}"
    if key not in known:
        return Fault("unknown_byline", say("There is no byline {key}.", key=key), pointer=pointer)
    if key in keys[:index]:
        return Fault("duplicate", say("The byline {key} is named twice.", key=key), pointer=pointer)
    return None
