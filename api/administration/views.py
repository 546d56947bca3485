"""What administrators read: data in the shapes of their schemas, from a few statements each."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from api.accounts import grants, people, tokens
from api.platform import db, paging, rows


def person(person_id: str, *, at: datetime) -> dict[str, Any]:
    """Show a person with how many of their tokens are valid.

    Raises:
        NotFound: there is none.
    """
    shown = people.show(person_id)
    return {**shown, "token_count": tokens.count([person_id], at=at).get(person_id, 0)}


def people_page(cursor: paging.Cursor | None, limit: int, *, at: datetime) -> tuple[paging.Page, list[dict[str, Any]]]:
    """Give a page of people by login, with what to show of each; three statements."""
    page = rows.page(_PEOPLE, (), cursor, limit, by=("login",))
    ids = [row[1] for row in page.rows]
    granted, counted = grants.of(ids), tokens.count(ids, at=at)
    return page, [
        {
            "id": id_,
            "login": login,
            "name": name,
            "locale": locale,
            "grants": granted.get(id_, []),
            "suspended_at": db.read_time(suspended_at) if suspended_at is not None else None,
            "created_at": db.read_time(created_at),
            "token_count": counted.get(id_, 0),
        }
        for login, id_, name, locale, created_at, suspended_at in page.rows
    ]


_PEOPLE = """
SELECT login, id, name, locale, created_at, suspended_at
  FROM person
 WHERE TRUE
"""


def audit_page(query: Mapping[str, Any], cursor: paging.Cursor | None) -> tuple[paging.Page, list[dict[str, Any]]]:
    """Give a page of the audit, the latest first, narrowed by `person`, `action`, `thing_id` and `since`."""
    asked = {sql: query[name] for name, sql in _NARROWED.items() if query[name]}
    values = [db.write_time(value) if isinstance(value, datetime) else value for value in asked.values()]
    page = rows.page(
        " AND ".join([_AUDIT, *asked]), values, cursor, query["limit"], by=("audit_entry.id",), descending=True
    )
    return page, [
        {
            "id": str(id_),
            "at": db.read_time(at),
            "person": {"id": person_id, "login": login, "name": name} if person_id is not None else None,
            "action": action,
            "thing": thing,
            "thing_id": thing_id,
            "language": language,
            "details": json.loads(details),
        }
        for id_, at, person_id, login, name, action, thing, thing_id, language, details in page.rows
    ]


_NARROWED = {
    "person": "audit_entry.person_id = ?",
    "action": "audit_entry.action = ?",
    "thing_id": "audit_entry.thing_id = ?",
    "since": "audit_entry.at >= ?",
}
_AUDIT = """
SELECT audit_entry.id, audit_entry.at, audit_entry.person_id, person.login, person.name, audit_entry.action,
       audit_entry.thing, audit_entry.thing_id, audit_entry.language, audit_entry.details
  FROM audit_entry
  LEFT JOIN person ON person.id = audit_entry.person_id
 WHERE TRUE
"""
