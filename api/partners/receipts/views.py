"""What partners and the newsroom read of receipts: data in the shapes of their schemas.

A version is told of as it stands for a partner: `public`, `embargoed`, `withdrawn` by the newsroom, `pulled` before it
was ever public, or `outside_contract`. What the partner is to act on (a notice) is its latest correction or its
withdrawal; that has arrived when it is proven that the partner knows it, and is done when the partner has acknowledged
it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal, get_args

from api.partners.receipts import standings
from api.partners.receipts.acknowledgements import Type
from api.partners.receipts.models import Acknowledgement
from api.partners.receipts.standings import Standing
from api.platform import clock, db, lenses, paging, rows
from api.publishing.audience import Audience

Proof = Literal["cursor", "read", "webhook", "acknowledgement"]
PROOFS: tuple[Proof, ...] = get_args(Proof)
_OUTSIDE: Literal["outside_contract"] = "outside_contract"
_PULLED: Literal["pulled"] = "pulled"


@dataclass(frozen=True, slots=True)
class Filter:
    """Which receipts: of an article, of a language, or only those with something that is not acknowledged."""

    article_id: str | None = None
    language: str | None = None
    is_outstanding: bool = False


def receipt_page(
    audience: Audience, asked: Filter, cursor: paging.Cursor | None, limit: int
) -> tuple[paging.Page, list[dict[str, Any]]]:
    """Give a page of a partner's receipts, by article and language, each with its notice; three statements."""
    page, read = _page(audience, asked, cursor, limit)
    done = _acknowledged(audience.partner_id, [row["article_id"] for row in read])
    entries = _entries([row["article_id"] for row in read])
    return page, [_shown(row, entries, done) for row in read]


def outstanding_page(
    audience: Audience, article_id: str | None, cursor: paging.Cursor | None, limit: int
) -> tuple[paging.Page, list[dict[str, Any]]]:
    """Give a page of what a partner has not acknowledged, told as its journal tells it; two statements."""
    page, read = _page(audience, Filter(article_id, is_outstanding=True), cursor, limit)
    with lenses.through(audience):
        entries = _entries([row["article_id"] for row in read])
    return page, [_outstanding(row, entries) for row in read]


def _page(
    audience: Audience, asked: Filter, cursor: paging.Cursor | None, limit: int
) -> tuple[paging.Page, list[dict[str, Any]]]:
    sql, values = f"{_RECEIPTS} WHERE c.partner_id = ?", [audience.partner_id]
    for name, value in (("article_id", asked.article_id), ("language", asked.language)):
        if value is not None:
            sql, values = f"{sql} AND c.{name} = ?", [*values, value]
    if asked.is_outstanding:
        sql += f" AND {_OUTSTANDING}"
    with lenses.through(audience.looking_ahead):  # what is under embargo is theirs, and not gone
        page = rows.page(sql, values, cursor, limit, by=("c.article_id", "c.language"))
    return page, [dict(zip(_NAMES, row, strict=True)) for row in page.rows]


def _outstanding(row: Mapping[str, Any], entries: Mapping[tuple[str, str, str], tuple[Any, ...]]) -> dict[str, Any]:
    """Show a notice to the partner itself; nothing is told that its journal has not, and it has had.

    Of what it read ahead and never afterwards that is the last offer, whether the text has become public since or not.
    """
    type_ = _type(row)
    is_pulled = not row["is_readable"] and not row["had_public"] and ahead_revision(row) is not None
    nothing = (ahead_revision(row), pulled_at(row), _PULLED) if is_pulled else (None, None, None)
    revision, at, text = entries.get((row["article_id"], row["language"], type_), nothing)
    told_at = moment(at)
    return {
        "type": type_,
        "article_id": row["article_id"],
        "language": row["language"],
        "revision": revision,
        "at": told_at and clock.to_minute(told_at),
        "reason": None if row["is_readable"] else text or _OUTSIDE,
        "note": text if row["is_readable"] else None,
        "has_arrived": _has_arrived(row),
    }


def acknowledgement_page(
    partner_id: str, article_id: str | None, cursor: paging.Cursor | None, limit: int
) -> tuple[paging.Page, list[dict[str, Any]]]:
    """Give a page of a partner's acknowledgements, the latest first."""
    sql, values = f'SELECT "at", id, {SAID} FROM acknowledgement WHERE partner_id = ?', [partner_id]  # noqa: S608 - fixed columns
    if article_id is not None:
        sql, values = f"{sql} AND article_id = ?", [*values, article_id]
    page = rows.page(sql, values, cursor, limit, by=('"at"', "id"), descending=True)
    return page, [said(row) for row in page.rows]


def acknowledgements(ids: Sequence[str]) -> list[dict[str, Any]]:
    """Give acknowledgements by their ids, in that order."""
    found = {row.id: row for row in Acknowledgement.select().where(Acknowledgement.id.in_(ids))}
    names = ("type", "article_id", "language", "revision", "action", "url", "done_at", "at")
    return [{"id": id_, **{name: getattr(found[id_], name) for name in names}} for id_ in ids]


def said(row: tuple[Any, ...]) -> dict[str, Any]:
    """Show an acknowledgement: a row of its time, its id and SAID."""
    at, id_, type_, article_id, language, revision, action, url, done_at = row
    return {
        "id": id_,
        "type": type_,
        "article_id": article_id,
        "language": language,
        "revision": revision,
        "action": action,
        "url": url,
        "done_at": moment(done_at),
        "at": db.read_time(at),
    }


SAID = "type, article_id, language, revision, action, url, done_at"


def _acknowledged(partner_id: str, article_ids: Sequence[str]) -> dict[tuple[str, str, str], dict[str, Any]]:
    """Give the latest acknowledgement of each type of some articles, by article, language and type."""
    marks = ",".join("?" * len(article_ids))
    sql = f'SELECT "at", id, {SAID} FROM acknowledgement WHERE partner_id = ? AND article_id IN ({marks})'  # noqa: S608 - fixed columns
    found = db.rows(f"{sql} ORDER BY generation", (partner_id, *article_ids)) if article_ids else []
    return {(each["article_id"], each["language"], each["type"]): each for each in map(said, found)}


def _entries(article_ids: Sequence[str]) -> dict[tuple[str, str, str], tuple[Any, ...]]:
    """Give the latest correction and withdrawal of some articles: revision, time and note or reason."""
    marks = ",".join("?" * len(article_ids))
    found = db.rows(_ENTRIES.format(marks=marks), article_ids) if article_ids else []
    return {(article, language, type_): tuple(rest) for article, language, type_, *rest in found}


def _shown(
    row: Mapping[str, Any],
    entries: Mapping[tuple[str, str, str], tuple[Any, ...]],
    done: Mapping[tuple[str, str, str], dict[str, Any]],
) -> dict[str, Any]:
    standing = standings.of(
        is_readable=bool(row["is_readable"]),
        was_public=row["revision"] is not None,
        is_withdrawn=row["withdrawn_at"] is not None,
    )
    return {
        "article_id": row["article_id"],
        "language": row["language"],
        "standing": standing,
        "revision": row["revision"],
        "offered_at": moment(row["offered_at"]),
        "first_fetched_at": moment(row["first_fetched_at"]),
        "fetched_at": moment(row["fetched_at"]),
        "fetched_revision": fetched_revision(row),
        "delivered_at": moment(row["delivered_at"]),
        "delivered_revision": row["delivered_revision"],
        "told_at": moment(row["told_at"]),
        "known_at": moment(row["known_at"]),
        "known_by": row["known_by"],
        "notice": _notice(row, standing, entries, done),
    }


def _notice(
    row: Mapping[str, Any],
    standing: Standing,
    entries: Mapping[tuple[str, str, str], tuple[Any, ...]],
    done: Mapping[tuple[str, str, str], dict[str, Any]],
) -> dict[str, Any] | None:
    is_there = bool(row["is_readable"])
    if is_there and row["corrected"] is None:
        return None
    version, type_, is_done = (row["article_id"], row["language"]), _type(row), _is_done(row)
    revision, at, text = entries.get((*version, type_), (None, None, None))
    if standing == _OUTSIDE:
        revision, at, text = row["revision"], None, _OUTSIDE
    elif standing == _PULLED:
        revision, at, text = ahead_revision(row), pulled_at(row), _PULLED
    return {
        "type": type_,
        "revision": revision,
        "at": moment(at),
        "reason": text if not is_there else None,
        "note": text if is_there else None,
        "has_arrived": _has_arrived(row) or is_done,
        "arrived_at": moment(row["known_at"]) if _has_arrived(row) else None,
        "acknowledgement": done.get((*version, type_)) if is_done else None,
    }


def _type(row: Mapping[str, Any]) -> Type:
    return "corrected" if row["is_readable"] else "withdrawn"


def _has_arrived(row: Mapping[str, Any]) -> bool:
    """Tell whether it is proven that the partner knows its notice."""
    known = row["known_generation"] or -1
    if row["is_readable"]:
        return known >= (row["corrected"] or 0)
    return bool(row["known_is_gone"]) and standings.has_arrived(
        row["known_generation"], row["got"], known_at=moment(row["known_at"]), fetched_at=moment(row["fetched_at"])
    )


def fetched_revision(row: Mapping[str, Any]) -> int | None:
    """Tell which revision a partner was given last over HTTP: of what was public then, else of what it read ahead."""
    found = row["fetched_revision"] or (row["ahead_revision"] if row["fetched_at"] is not None else None)
    return int(found) if found is not None else None


def ahead_revision(row: Mapping[str, Any]) -> int | None:
    """Tell which revision a partner was offered ahead of its release last."""
    found = row["offered_revision"] or row["ahead_revision"]
    return int(found) if found is not None else None


def pulled_at(row: Mapping[str, Any]) -> datetime | None:
    """Tell since when the worker knows that what a partner read ahead is taken back; None where it does not yet."""
    return moment(row["moved_at"]) if row["is_held"] is not None and not row["is_held"] else None


def _is_done(row: Mapping[str, Any]) -> bool:
    if row["is_readable"]:
        return bool((row["correction_acknowledged"] or -1) >= (row["corrected"] or 0))
    return standings.is_acknowledged(
        row["withdrawal_acknowledged"],
        row["got"],
        at=moment(row["gone_acknowledged_at"]),
        fetched_at=moment(row["fetched_at"]),
    )


def moment(value: Any) -> datetime | None:  # noqa: ANN401 - as either database gives it
    """Read a moment, if there is one."""
    return db.read_time(value) if value is not None else None


# Tables in quotation marks are read whole: what these say was told to the partner, be it outside its contract by now.
REVISION = """
(SELECT was.revision FROM "publication" AS was
  WHERE was.article_id = c.article_id AND was.language = c.language AND was.generation <= c.{generation}
  ORDER BY was.generation DESC LIMIT 1)"""

_CORRECTED = """
(SELECT MAX(k.generation) FROM "change" AS k
  WHERE k.article_id = c.article_id AND k.language = c.language AND k.type = 'corrected'
    AND k.generation > c.offered_generation
    AND COALESCE(c.fetched_at, c.delivered_at, c.told_at, c.known_at) IS NOT NULL)"""

# Whether they were ever given or told of it as it was public.
_HAD_PUBLIC = f"""
EXISTS (SELECT 1 FROM "publication" AS had
         WHERE had.article_id = c.article_id AND had.language = c.language
           AND (had.generation <= {standings.GOT} OR (NOT c.page_is_gone AND had.generation <= c.page_generation)))"""  # noqa: S608 - fixed parts

_OUTSTANDING = f"""
CASE WHEN r.article_id IS NULL THEN NOT {standings.IS_ACKNOWLEDGED}
     ELSE COALESCE({_CORRECTED}, -1) > COALESCE(c.correction_acknowledged, -1) END"""

_NAMES = (
    "article_id", "language", "is_readable", "revision", "withdrawn_at", "offered_at", "first_fetched_at", "fetched_at",
    "fetched_revision", "delivered_at", "delivered_revision", "told_at", "known_at", "known_by", "known_generation",
    "known_is_gone", "correction_acknowledged", "withdrawal_acknowledged", "got", "corrected",
    "ahead_revision", "gone_acknowledged_at", "offered_revision", "moved_at", "is_held", "had_public",
)  # fmt: skip

_RECEIPTS = f"""
SELECT c.article_id, c.language, r.article_id IS NOT NULL, p.revision, p.withdrawn_at,
       c.offered_at, c.first_fetched_at, c.fetched_at, {REVISION.format(generation="fetched_generation")},
       c.delivered_at, {REVISION.format(generation="delivered_generation")}, c.told_at, c.known_at, c.known_by,
       c.known_generation, c.known_is_gone, c.correction_acknowledged, c.withdrawal_acknowledged, {standings.GOT},
       {_CORRECTED}, c.ahead_revision, c.gone_acknowledged_at, o.revision, o.at, o.is_held, {_HAD_PUBLIC}
  FROM receipt AS c
  LEFT JOIN reading AS r ON r.article_id = c.article_id AND r.requested_language = c.language
                        AND r.language = c.language AND r.list_json IS NOT NULL
  LEFT JOIN publication AS p ON p.article_id = c.article_id AND p.language = c.language AND p.ended_at IS NULL
  {standings.OFFER}
"""  # noqa: S608 - fixed parts

_ENTRIES = """
SELECT k.article_id, k.language, k.type, p.revision, k.at, k.reason
  FROM change AS k JOIN publication AS p ON p.id = k.publication_id
 WHERE k.type IN ('corrected', 'withdrawn') AND k.article_id IN ({marks})
 ORDER BY k.generation, k.position
"""
