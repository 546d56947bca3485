"""Republications: where a partner says that it shows a text, from which publication, translated into which language."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from api.languages import languages
from api.partners import audiences
from api.partners.callers import Caller
from api.partners.receipts import acknowledgements, places
from api.partners.receipts.models import Republication
from api.platform import db, ids, instance, lenses
from api.platform.errors import Conflict, Fault, Invalid, NotFound, say
from api.platform.preconditions import ANY, Expected
from api.publishing.audience import Audience

MOST = 10_000  # of a partner
MISSING = say("You have no such republication.")


@dataclass(frozen=True, slots=True)
class _Publication:
    id: str
    generation: int
    revision: int


def put(
    caller: Caller,
    *,
    article_id: str,
    language: str,
    url: str,
    own_language: str | None = None,
    revision: int | None = None,
    at: datetime,
) -> str:
    """Register where a text stands, or that what stands there is of another revision now; gives the id.

    One transaction. Without `revision` it is the text that the partner was given last. Where a revision was published
    several times, it is the last of those that the partner can have used, or else the first: rather too much is told to
    have changed than too little.

    Raises:
        NotFound: the partner was never offered such an article in this language, whether there is one or not.
        Invalid: an address or a language tag is none, or the revision was never published.
        Conflict: the partner has registered very many.
    """
    _require_good(url, language, own_language)
    with db.transaction():
        audience = audiences.of(caller, base_url=instance.base_url(), at=at)
        found = _offered(audience, article_id, language)
        if not found:
            raise NotFound(say("There is no such article."))
        used = _used(found, revision, _got(caller.partner_id, article_id, language))
        return _write(caller.partner_id, article_id, language, url, own_language, used.id, at=at)


def remove(caller: Caller, republication_id: str, *, expected: Expected = ANY) -> None:
    """Forget a republication, which stands no longer; one transaction.

    Raises:
        NotFound: the partner has none of this id, whether somebody else has or not.
        PreconditionFailed: it has changed since the caller read it.
    """
    with db.transaction():
        mine = (Republication.id == republication_id) & (Republication.partner == caller.partner_id)
        found = db.for_update(Republication.select().where(mine)).get_or_none()
        if found is None:
            raise NotFound(MISSING)
        expected.check(tag(found.publication_id, found.own_language))
        Republication.delete().where(mine).execute()


def tag(publication_id: str, own_language: str | None) -> str:
    """Give the tag of a republication: of which publication it is, and in which language."""
    return f"{publication_id}.{own_language or ''}"


def _require_good(url: str, language: str, own_language: str | None) -> None:
    faults = places.faults(url, "/url")
    if own_language is not None and not languages.is_tag(own_language):
        detail = say("must be a language tag such as {example}", example="uk")
        faults.append(Fault("invalid_language", detail, pointer="/own_language"))
    elif own_language == language:
        detail = say("is the language of the text itself; leave it out where you did not translate")
        faults.append(Fault("invalid_language", detail, pointer="/own_language"))
    if faults:
        raise Invalid(faults[0].sentence, *faults)


def _offered(audience: Audience, article_id: str, language: str) -> list[_Publication]:
    """Give the publications of a version that a partner can have read by any contract that it has had, in order."""
    if not acknowledgements.was_offered(audience, article_id, language):
        return []
    found: dict[str, _Publication] = {}
    for each, until in acknowledgements.ever(audience):
        with lenses.through(each):
            for id_, generation, revision in db.rows(_PUBLICATIONS, (article_id, language, until)):
                found[id_] = _Publication(id_, int(generation), int(revision))
    return sorted(found.values(), key=lambda publication: publication.generation)


def _used(found: Sequence[_Publication], revision: int | None, got: int) -> _Publication:
    chosen = [each for each in found if revision in {None, each.revision}]
    if not chosen:
        detail = say("You were given no such revision.")
        raise Invalid(detail, Fault("invalid_value", detail, pointer="/revision"))
    had = [each for each in chosen if each.generation <= got]
    if had:
        return had[-1]
    return chosen[0] if revision is not None else chosen[-1]


def _got(partner_id: str, article_id: str, language: str) -> int:
    """Give up to which generation the partner was given the text."""
    row = db.row(_GOT, (partner_id, article_id, language))
    return max((int(value) for value in row or () if value is not None), default=-1)


def _write(
    partner_id: str,
    article_id: str,
    language: str,
    url: str,
    own_language: str | None,
    publication_id: str,
    *,
    at: datetime,
) -> str:
    same = (
        (Republication.partner == partner_id)
        & (Republication.article_id == article_id)
        & (Republication.language == language)
        & (Republication.url == url)
    )
    standing = db.for_update(Republication.select().where(same)).get_or_none()
    if standing is not None:
        Republication.update(publication=publication_id, own_language=own_language, at=at).where(same).execute()
        return str(standing.id)
    if Republication.select().where(Republication.partner == partner_id).count() >= MOST:
        raise Conflict(say("You have registered {count} places; remove those that are no longer there.", count=MOST))
    id_ = ids.new()
    made = db.insert(
        Republication, id=id_, partner=partner_id, article_id=article_id, language=language, url=url,
        own_language=own_language, publication=publication_id, at=at,
    )  # fmt: skip
    return id_ if made else str(Republication.get(same).id)


_PUBLICATIONS = """
SELECT id, generation, revision FROM publication WHERE article_id = ? AND language = ? AND generation < ?
"""
_GOT = """
SELECT fetched_generation, delivered_generation FROM receipt WHERE partner_id = ? AND article_id = ? AND language = ?
"""
