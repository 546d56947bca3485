"""Bylines: the public names of authors, with no tie to an account."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import cast

from api.content import naming
from api.content.models import ArticleByline, Byline, BylineName
from api.platform import db, ids
from api.platform.errors import Conflict, Fault, Invalid, NotFound, say
from api.platform.preconditions import Expected


def add(key: str, names: Mapping[str, str]) -> str:
    """Add a byline with its names by language and give its id; one transaction.

    Raises:
        Invalid, Conflict: as `create`.
    """
    with db.transaction():
        return create(key, names)


def create(key: str, names: Mapping[str, str]) -> str:
    """Add a byline with its names by language and give its id. A step inside a transaction.

    Raises:
        Invalid: the key is not of lower-case letters, digits and single dashes, or the newsroom lacks a language.
        Conflict: there is a byline of that key.
    """
    db.require_transaction()
    naming.check_key(key)
    byline_id = ids.new()
    if not db.insert(Byline, id=byline_id, key=key):
        raise Conflict(say("There is already a byline {key}.", key=key))
    put_names(byline_id, names)
    return byline_id


def get(key_or_id: str) -> Byline:
    """Give a byline by its key or id.

    Raises:
        NotFound: there is none.
    """
    found = Byline.get_or_none(Byline.id == key_or_id if ids.is_id(key_or_id) else Byline.key == key_or_id)
    if found is None:
        raise NotFound(say("There is no such byline."))
    return found


def lock(byline_id: str, *, expected: Expected) -> Byline:
    """Give a byline, locked until the transaction ends, as the caller expects it. A step inside a transaction.

    Raises:
        NotFound: there is none.
        PreconditionFailed: it has changed since.
    """
    db.require_transaction()
    found = db.for_update(Byline.select().where(Byline.id == byline_id)).get_or_none()
    if found is None:
        raise NotFound(say("There is no such byline."))
    expected.check(found.serial)
    return cast("Byline", found)


def put_names(byline_id: str, names: Mapping[str, str | None]) -> None:
    """Name a byline anew in some languages; None takes a name away. A step inside a transaction.

    Raises:
        Invalid: the newsroom lacks a language, or no name would be left.
    """
    db.require_transaction()
    naming.check_languages(names)
    gone = [language for language, name in names.items() if name is None]
    BylineName.delete().where(BylineName.byline == byline_id, BylineName.language.in_(gone)).execute()
    kept = [(language, name) for language, name in names.items() if name is not None]
    records = [{"byline": byline_id, "language": language, "name": name} for language, name in kept]
    db.put(BylineName, records, key=["byline", "language"])
    naming.require_name("byline", byline_id)


def touch(byline: Byline) -> None:
    """Raise a byline's serial, which is its ETag. A step inside a transaction."""
    db.require_transaction()
    Byline.update(serial=Byline.serial + 1).where(Byline.id == byline.id).execute()


def remove(byline: Byline) -> None:
    """Remove a byline with its names. A step inside a transaction.

    Raises:
        Conflict: an article is by it, or was once published under it.
    """
    db.require_transaction()
    if db.row(_USED, (byline.id, byline.id)) is not None:
        raise Conflict(say("The byline {key} is in use.", key=byline.key))
    Byline.delete().where(Byline.id == byline.id).execute()


_USED = """
SELECT 1 FROM article_byline WHERE byline_id = ?
 UNION ALL
SELECT 1 FROM publication_byline WHERE byline_id = ?
 LIMIT 1
"""


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


def names(ids_: Collection[str] | None = None) -> dict[str, tuple[str, dict[str, str]]]:
    """Give bylines by id, all or some: the key, and the names by language, in the newsroom's order."""
    return naming.load("byline", ids_)


def names_by_key(keys: Collection[str]) -> dict[str, dict[str, str]]:
    """Give the names of some bylines by key, then by language in the newsroom's order."""
    return naming.by_key("byline", keys)


def _fault(keys: Sequence[str], index: int, key: str, known: Mapping[str, str]) -> Fault | None:
    pointer = f"/bylines/{index}"
    if key not in known:
        return Fault("unknown_byline", say("There is no byline {key}.", key=key), pointer=pointer)
    if key in keys[:index]:
        return Fault("duplicate", say("The byline {key} is named twice.", key=key), pointer=pointer)
    return None
