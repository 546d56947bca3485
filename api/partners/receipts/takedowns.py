"""Takedowns: what was withdrawn, which partners were given it, and which of them do not know or have not said so.

What was pulled before its release counts too: it never was public, but who read it ahead may hold it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal, get_args

from api.partners import contracts
from api.partners.models import Partner
from api.partners.receipts import standings, views
from api.platform import db, paging, rows
from api.platform.errors import NotFound, say

State = Literal["open", "unacknowledged", "all"]
STATES: tuple[State, ...] = get_args(State)
Standing = Literal["withdrawn", "pulled"]
STANDINGS: tuple[Standing, ...] = get_args(Standing)

_Version = tuple[str, str]
_Key = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class _Said:
    """What partners say themselves, by partner, article and language."""

    done: Mapping[_Key, dict[str, Any]]
    places: Mapping[_Key, list[str]]


def takedown_page(
    state: State, cursor: paging.Cursor | None, limit: int, *, at: datetime
) -> tuple[paging.Page, list[dict[str, Any]]]:
    """Give a page of withdrawn texts that partners were given, the latest first, with these; seven statements.

    `open` are those of which a partner does not know as far as can be proven, `unacknowledged` those of which one has
    not said that it acted.
    """
    sql = _LISTED.format(state=_CONDITIONS[state], pulled="", withdrawn="")
    page = rows.page(sql, (), cursor, limit, by=("t.at", "t.id"), descending=True)
    return page, _shown(page.rows, at=at)


def of_article(article_id: str, *, at: datetime) -> list[dict[str, Any]]:
    """Give the withdrawn versions of an article that partners were given, by language; nine statements.

    Raises:
        NotFound: there is no such article.
    """
    if db.row("SELECT 1 FROM article WHERE id = ?", (article_id,)) is None:
        raise NotFound(say("There is no such article."))
    sql = _LISTED.format(state="", pulled="AND v.article_id = ?", withdrawn="AND p.article_id = ?")
    found = db.rows(f"{sql} ORDER BY t.language", (article_id, article_id))
    return _shown(found, at=at)


def is_of(holder: Mapping[str, Any], state: State) -> bool:
    """Tell whether a partner is one of those for whom a text is in a state."""
    is_open = not holder["has_arrived"]
    return {"open": is_open, "unacknowledged": holder["acknowledgement"] is None, "all": True}[state]


def _shown(found: Sequence[tuple[Any, ...]], *, at: datetime) -> list[dict[str, Any]]:
    if not found:
        return []
    read = _holders(sorted({row[3] for row in found}))
    partner_ids = sorted({row["partner_id"] for row in read})
    partners = {each.id: each for each in Partner.select().where(Partner.id.in_(partner_ids))}
    about = {id_: _partner(partners[id_], reached, at=at) for id_, reached in _reached(partner_ids).items()}
    said = _Said(_done(sorted({row[3] for row in found})), _places(sorted({row[3] for row in found})))
    by_version: dict[_Version, list[Mapping[str, Any]]] = defaultdict(list)
    for row in read:
        by_version[row["article_id"], row["language"]].append(row)
    return [_takedown(row, by_version[row[3], row[4]], about, said) for row in found]


def _takedown(
    row: tuple[Any, ...], read: Sequence[Mapping[str, Any]], about: Mapping[str, dict[str, Any]], said: _Said
) -> dict[str, Any]:
    happened_at, _, standing, article_id, language, revision, title, reason = row
    withdrawn_at: datetime | None = db.read_time(happened_at)
    if standing == "pulled":
        read = [each for each in read if each["is_pulled"]]
        times = [db.read_time(each["moved_at"]) for each in read if each["is_held"] is not None and not each["is_held"]]
        withdrawn_at = max(times, default=None)
        revision = (
            max((each["offered_revision"] or each["ahead_revision"] or 0 for each in read), default=0) or revision
        )
    holders = [
        {**about[each["partner_id"]], **_holder(each, withdrawn_at, said), "places": said.places.get(_key(each), [])}
        for each in read
    ]
    return {
        "standing": standing,
        "article_id": article_id,
        "language": language,
        "revision": revision,
        "title": title,
        "withdrawn_at": withdrawn_at,
        "reason": reason,
        "open_count": sum(not each["has_arrived"] for each in holders),
        "unacknowledged_count": sum(each["acknowledgement"] is None for each in holders),
        "partners": sorted(holders, key=lambda each: (each["has_arrived"], each["name"])),
    }


def _holders(article_ids: Sequence[str]) -> list[dict[str, Any]]:
    """Give what each partner was given of some articles."""
    marks = ",".join("?" * len(article_ids))
    return [dict(zip(_NAMES, row, strict=True)) for row in db.rows(_HOLDERS.format(marks=marks), article_ids)]


def _holder(row: Mapping[str, Any], withdrawn_at: datetime | None, said: _Said) -> dict[str, Any]:
    offered_at, fetched_at, delivered_at, gone_told_at, known_at, acknowledged_at = (
        views.moment(row[name])
        for name in ("offered_at", "fetched_at", "delivered_at", "gone_told_at", "known_at", "gone_acknowledged_at")
    )
    got = row["got"]
    knows = bool(row["known_is_gone"])
    has_arrived = knows and standings.has_arrived(
        row["known_generation"], got, known_at=known_at, fetched_at=fetched_at
    )
    is_done = standings.is_acknowledged(row["withdrawal_acknowledged"], got, at=acknowledged_at, fetched_at=fetched_at)
    return {
        "offered_at": offered_at,
        "fetched_at": fetched_at,
        "fetched_revision": views.fetched_revision(row),
        "delivered_at": delivered_at,
        "told_at": _told_since(withdrawn_at or fetched_at, gone_told_at),
        "has_arrived": has_arrived,
        "arrived_at": known_at if has_arrived else None,
        "arrived_by": row["known_by"] if has_arrived else None,
        "acknowledgement": said.done.get(_key(row)) if is_done else None,
    }


def _told_since(since: datetime | None, told_at: datetime | None) -> datetime | None:
    """Give when they were told, unless that was of an earlier withdrawal."""
    return told_at if told_at is not None and (since is None or told_at >= since) else None


def _key(row: Mapping[str, Any]) -> _Key:
    return row["partner_id"], row["article_id"], row["language"]


def _partner(partner: Partner, reached: tuple[Any, list[dict[str, Any]]], *, at: datetime) -> dict[str, Any]:
    last_used_at, webhooks = reached
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


_CONDITIONS: dict[State, str] = {
    "open": f"AND NOT {standings.HAS_ARRIVED}",
    "unacknowledged": f"AND NOT {standings.IS_ACKNOWLEDGED}",
    "all": "",
}

# The versions without a publication are few, as partners' receipts are not.
_LISTED = f"""
SELECT t.at, t.id, t.standing, t.article_id, t.language, t.revision, t.title, t.reason
  FROM (
    SELECT p.withdrawn_at AS at, p.id, 'withdrawn' AS standing, p.article_id, p.language, p.revision, p.title,
           (SELECT k.reason FROM change AS k WHERE k.publication_id = p.id AND k.type = 'withdrawn'
             ORDER BY k.generation DESC LIMIT 1) AS reason
      FROM publication AS p
     WHERE p.ended_at IS NULL AND p.withdrawn_at IS NOT NULL {{withdrawn}}
       AND EXISTS (SELECT 1 FROM receipt AS c WHERE c.article_id = p.article_id AND c.language = p.language {{state}})
    UNION ALL
    SELECT COALESCE((SELECT MAX(o.at) FROM embargo_offer AS o
                      WHERE o.article_id = v.article_id AND o.language = v.language AND NOT o.is_held),
                    (SELECT MAX(c.offered_at) FROM receipt AS c
                      WHERE c.article_id = v.article_id AND c.language = v.language)),
           v.id, 'pulled', v.article_id, v.language, latest.number, latest.title, NULL
      FROM version AS v
      JOIN revision AS latest ON latest.article_id = v.article_id
     WHERE latest.number = (SELECT MAX(own.number) FROM revision AS own WHERE own.article_id = v.article_id)
       {{pulled}}
       AND NOT EXISTS (SELECT 1 FROM publication AS had
                        WHERE had.article_id = v.article_id AND had.language = v.language)
       AND EXISTS (SELECT 1 FROM receipt AS c {standings.OFFER}
                    WHERE c.article_id = v.article_id AND c.language = v.language
                      AND {standings.IS_PULLED} {{state}})
  ) AS t
 WHERE TRUE"""  # noqa: S608 - fixed parts

_NAMES = (
    "partner_id", "article_id", "language", "offered_at", "fetched_at", "fetched_revision", "delivered_at",
    "gone_told_at", "known_at", "known_by", "known_generation", "known_is_gone", "withdrawal_acknowledged",
    "gone_acknowledged_at", "got", "ahead_revision", "offered_revision", "moved_at", "is_held", "is_pulled",
)  # fmt: skip
_HOLDERS = f"""
SELECT c.partner_id, c.article_id, c.language, c.offered_at, c.fetched_at,
       {views.REVISION.format(generation="fetched_generation")}, c.delivered_at, c.gone_told_at, c.known_at, c.known_by,
       c.known_generation, c.known_is_gone, c.withdrawal_acknowledged, c.gone_acknowledged_at, {standings.GOT},
       c.ahead_revision, o.revision, o.at, o.is_held, {standings.IS_PULLED}
  FROM receipt AS c {standings.OFFER}
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
