"""Bylines: the public names of authors, with no tie to an account."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from api.content import naming
from api.content.models import ArticleByline, Byline, BylineName
from api.content.topics import check_key
from api.platform import db, ids
from api.platform.errors import Conflict, Fault, Invalid, say


def add(key: str, names: Mapping[str, str]) -> str:
    """Add a byline with its names by language and give its id; one transaction.

    Raises:
        Invalid: the key is not of lower-case letters, digits and single dashes.
        Conflict: there is a byline of that key.
    """
    check_key(key)
    with db.transaction():
        if Byline.select().where(Byline.key == key).exists():
            raise Conflict(say("There is a byline {key} already.", key=key))
        byline_id = ids.new()
        Byline.create(id=byline_id, key=key)
        for language, name in names.items():
            BylineName.create(byline=byline_id, language=language, name=name)
    return byline_id


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


def keys_of(article_id: str) -> list[str]:
    """Give the keys of an article's bylines, in order."""
    query = (
        Byline.select(Byline.key)
        .join(ArticleByline)
        .where(ArticleByline.article == article_id)
        .order_by(ArticleByline.position)
    )
    return [row.key for row in query]


def ids_of(article_id: str) -> list[str]:
    """Give the ids of an article's bylines, in order."""
    query = ArticleByline.select(ArticleByline.byline).where(ArticleByline.article == article_id)
    return [row.byline_id for row in query.order_by(ArticleByline.position)]


def names(ids_: Collection[str] | None = None) -> dict[str, tuple[str, dict[str, str]]]:
    """Give bylines by id, all or some: the key, and the names by language, in the newsroom's order."""
    return naming.load("byline", ids_)


def _fault(keys: Sequence[str], index: int, key: str, known: Mapping[str, str]) -> Fault | None:
    pointer = f"/bylines/{index}"
    if key not in known:
        return Fault("unknown_byline", say("There is no byline {key}.", key=key), pointer=pointer)
    if key in keys[:index]:
        return Fault("duplicate", say("The byline {key} is named twice.", key=key), pointer=pointer)
    return None
