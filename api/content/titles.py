"""Titles of issues, by language: most weeks have none, and are known by their dates."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from api.content import naming
from api.content.models import IssueTitle
from api.platform import db


def put(issue_id: str, titles: Mapping[str, str | None]) -> None:
    """Call an issue anew in some languages; None takes a title away. A step inside a transaction.

    Raises:
        Invalid: the newsroom lacks a language; the place is under `/titles`.
    """
    db.require_transaction()
    naming.check_languages(titles, place="/titles")
    gone = [language for language, title in titles.items() if title is None]
    IssueTitle.delete().where(IssueTitle.issue == issue_id, IssueTitle.language.in_(gone)).execute()
    records = [
        {"issue": issue_id, "language": language, "title": title}
        for language, title in titles.items()
        if title is not None
    ]
    db.put(IssueTitle, records, key=["issue", "language"])


def of(issue_ids: Collection[str]) -> dict[str, dict[str, str]]:
    """Give the titles of some issues by id, then by language in the newsroom's order; one statement."""
    found: dict[str, dict[str, str]] = {issue_id: {} for issue_id in issue_ids}
    sql = _TITLES.format(marks=",".join("?" * len(found)))
    for issue_id, language, title in db.rows(sql, list(found)) if found else ():
        found[issue_id][language] = title
    return found


_TITLES = """
SELECT issue_title.issue_id, issue_title.language, issue_title.title
  FROM issue_title
  JOIN language ON language.code = issue_title.language
 WHERE issue_title.issue_id IN ({marks})
 ORDER BY language.position, language.code
"""
