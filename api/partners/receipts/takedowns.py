"""Takedowns: what was withdrawn, which partners were given it, and which of them do not know or have not said so."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Literal, get_args

from api.partners import contracts
from api.partners.models import Partner
from api.partners.receipts import views
from api.platform import db, paging, rows
from api.platform.errors import NotFound, say

State = Literal["open", "unacknowledged", "all"]
STATES: tuple[State, ...] = get_args(State)

_Version = tuple[str, str]


def takedown_page(
    state: State, cursor: paging.Cursor | None, limit: int, *, at: datetime
) -> tuple[paging.Page, list[dict[str, Any]]]:
    """Give a page of withdrawn texts that partners were given, the latest first, with these; seven statements.

    `open` are those of which a partner does not know as far as can be proven, `unacknowledged` those of which one has
    not said that it acted.
    """
    page = rows.page(_WITHDRAWN.format(state=_CONDITIONS[state]), (), cursor, limit, by=("p.withdrawn_at", "p.id"),
                     descending=True)  # fmt: skip
    return page, _shown(page.rows, at=at)


def of_article(article_id: str, *, at: datetime) -> list[dict[str, Any]]:
    """Give the withdrawn versions of an article that partners were given, by language.

    Raises:
        NotFound: there is no such article.
    """
    if db.row("SELECT 1 FROM article WHERE id = ?", (article_id,)) is None:
        raise NotFound(say("There is no such article."))
    found = db.rows(f"{_WITHDRAWN.format(state='')} AND p.article_id = ? ORDER BY p.language", (article_id,))
    return _shown(found, at=at)


def is_of(holder: Mapping[str, Any], state: State) -> bool:
    """Tell whether a partner is one of those for whom a text is in a state."""
    is_open = not holder["has_arrived"]
    return {"open": is_open, "unacknowledged": holder["acknowledgement"] is None, "all": True}[state]


def _shown(found: Sequence[tuple[Any, ...]], *, at: datetime) -> list[dict[str, Any]]:
    if not found:
        return []
    holders = _holders(sorted({row[2] for row in found}), at=at)
    return [_takedown(row, holders.get((row[2], row[3]), [])) for row in found]


def _takedown(row: tuple[Any, ...], holders: Sequence[dict[str, Any]]) -> dict[str, Any]:
    withdrawn_at, _, article_id, language, revision, title, reason = row
    return {
        "article_id": article_id,
        "language": language,
        "revision": revision,
        "title": title,
        "withdrawn_at": db.read_time(withdrawn_at),
        "reason": reason,
        "open_count": sum(not each["has_arrived"] for each in holders),
        "unacknowledged_count": sum(each["acknowledgement"] is None for each in holders),
        "partners": sorted(holders, key=lambda each: (each["has_arrived"], each["name"])),
    }


def _holders(article_ids: Sequence[str], *, at: datetime) -> dict[_Version, list[dict[str, Any]]]:
    """Give the partners that were given some articles, by article and language."""
    marks = ",".join("?" * len(article_ids))
    read = [dict(zip(_NAMES, row, strict=True)) for row in db.rows(_HOLDERS.format(marks=marks), article_ids)]
    ids = sorted({row["partner_id"] for row in read})
    partners = {each.id: each for each in Partner.select().where(Partner.id.in_(ids))}
    done, placed, reached = _done(article_ids), _places(article_ids), _reached(ids)
    found: dict[_Version, list[dict[str, Any]]] = defaultdict(list)
    for row in read:
        key = (row["partner_id"], row["article_id"], row["language"])
        about = _partner(partners[row["partner_id"]], reached, at=at)
        found[key[1:]].append({**about, **_holder(row, done.get(key)), "places": placed.get(key, [])})
    return found


def _holder(row: Mapping[str, Any], done: dict[str, Any] | None) -> dict[str, Any]:
    has_arrived = bool(row["known_is_gone"] and (row["known_generation"] or -1) > row["got"])
    is_done = (row["withdrawal_acknowledged"] or -1) > row["got"]
    return {
        **{name: views.moment(row[name]) for name in ("offered_at", "fetched_at", "delivered_at", "told_at")},
        "fetched_revision": row["fetched_revision"],
        "has_arrived": has_arrived,
        "arrived_at": views.moment(row["known_at"]) if has_arrived else None,
        "arrived_by": row["known_by"] if has_arrived else None,
        "acknowledgement": done if is_done else None,
    }


def _partner(
    partner: Partner, reached: Mapping[str, tuple[Any, list[dict[str, Any]]]], *, at: datetime
) -> dict[str, Any]:
    last_used_at, webhooks = reached[partner.id]
    return {
        "partner_id": partner.id,
        "name": partner.name,
        "contact": partner.contact,
        "state": contracts.state(partner, at=at),
        "last_used_at": views.moment(last_used_at),
        "webhooks": webhooks,
    }


def _reached(partner_ids: Sequence[str]) -> dict[str, tuple[Any, list[dict[str, Any]]]]:
    """Give when a key of each partner was last used, and how its webhooks do."""
    marks = ",".join("?" * len(partner_ids))
    used = dict(db.rows(_USED.format(marks=marks), partner_ids)) if partner_ids else {}
    hooks: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for partner_id, id_, state, cause, failing_since, last_success_at in (
        db.rows(_HOOKS.format(marks=marks), partner_ids) if partner_ids else []
    ):
        times = {"failing_since": views.moment(failing_since), "last_success_at": views.moment(last_success_at)}
        hooks[partner_id].append({"id": id_, "state": state, "cause": cause, **times})
    return {partner_id: (used.get(partner_id), hooks[partner_id]) for partner_id in partner_ids}


def _done(article_ids: Sequence[str]) -> dict[tuple[str, str, str], dict[str, Any]]:
    marks = ",".join("?" * len(article_ids))
    found = db.rows(_DONE.format(marks=marks), article_ids)
    return {(partner_id, row[3], row[4]): views.said(tuple(row)) for partner_id, *row in found}


def _places(article_ids: Sequence[str]) -> dict[tuple[str, str, str], list[str]]:
    marks = ",".join("?" * len(article_ids))
    found: dict[tuple[str, str, str], list[str]] = defaultdict(list)
    for partner_id, article_id, language, url in db.rows(_PLACES.format(marks=marks), article_ids):
        found[partner_id, article_id, language].append(url)
    return found


_ARRIVED = f"(c.known_is_gone AND COALESCE(c.known_generation, -1) > {views.GOT})"
_SAID = f"(COALESCE(c.withdrawal_acknowledged, -1) > {views.GOT})"
_CONDITIONS: dict[State, str] = {"open": f"AND NOT {_ARRIVED}", "unacknowledged": f"AND NOT {_SAID}", "all": ""}

_WITHDRAWN = """
SELECT p.withdrawn_at, p.id, p.article_id, p.language, p.revision, p.title,
       (SELECT k.reason FROM change AS k WHERE k.publication_id = p.id AND k.type = 'withdrawn'
         ORDER BY k.generation DESC LIMIT 1)
  FROM publication AS p
 WHERE p.ended_at IS NULL AND p.withdrawn_at IS NOT NULL
   AND EXISTS (SELECT 1 FROM receipt AS c WHERE c.article_id = p.article_id AND c.language = p.language {state})"""

_NAMES = (
    "partner_id", "article_id", "language", "offered_at", "fetched_at", "fetched_revision", "delivered_at", "told_at",
    "known_at", "known_by", "known_generation", "known_is_gone", "withdrawal_acknowledged", "got",
)  # fmt: skip
_HOLDERS = f"""
SELECT c.partner_id, c.article_id, c.language, c.offered_at, c.fetched_at,
       {views.REVISION.format(generation="fetched_generation")}, c.delivered_at, c.told_at, c.known_at, c.known_by,
       c.known_generation, c.known_is_gone, c.withdrawal_acknowledged, {views.GOT}
  FROM receipt AS c
 WHERE c.article_id IN ({{marks}})
 ORDER BY c.partner_id, c.article_id, c.language
"""  # noqa: S608 - fixed parts
_USED = "SELECT partner_id, MAX(last_used_at) FROM api_key WHERE partner_id IN ({marks}) GROUP BY partner_id"
_HOOKS = """
SELECT partner_id, id, state, cause, failing_since, last_success_at
  FROM webhook WHERE partner_id IN ({marks}) ORDER BY partner_id, created_at, id
"""
_DONE = f"""
SELECT partner_id, "at", id, {views.SAID}
  FROM acknowledgement WHERE type = 'withdrawn' AND article_id IN ({{marks}}) ORDER BY generation
"""  # noqa: S608 - fixed columns
_PLACES = """
SELECT partner_id, article_id, language, url FROM republication WHERE article_id IN ({marks}) ORDER BY "at", url
"""
