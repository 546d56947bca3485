"""Overviews: versions as lists and boards show them, read from what was counted when they were written, no texts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from api.platform import db
from api.translation import entries, heads, status, tallies
from api.translation.entries import State
from api.translation.heads import Head
from api.translation.status import Blocker, Progress, Status


@dataclass(frozen=True)
class Overview(Head):
    """One version with how far it is, as its tally says."""

    status: Status
    progress: Progress

    @property
    def is_finished(self) -> bool:
        """Whether no message is left to be translated or checked."""
        return not (self.progress.messages["untranslated"] or self.progress.messages["fuzzy"])


def load(article_id: str, language: str) -> Overview:
    """Give one version; one statement.

    Raises:
        NotFound: there is no such article, or the newsroom has no such language.
    """
    return heads.only(_read("version.article_id = ? AND version.language = ?", (article_id, language)), language)


def of_articles(article_ids: Sequence[str]) -> dict[str, dict[str, Overview]]:
    """Give every version of some articles by article and language, the source first; one statement."""
    if not article_ids:
        return {}
    return heads.by_article(_read(f"version.article_id IN ({', '.join('?' * len(article_ids))})", article_ids))


def unapproved(person_id: str, *, since: str) -> list[Overview]:
    """Give every version that is not approved, of articles that are at work; two statements.

    Those are articles in which something happened `since` a moment (`db.write_time`), or of which the person has a
    version in hand that is not approved.
    """
    ids = sorted({article_id for (article_id,) in db.rows(_AT_WORK, (person_id, since, since))})
    marks = ", ".join("?" * len(ids))
    return _read(f"version.status <> 'approved' AND version.article_id IN ({marks})", ids) if ids else []


def blockers(found: Sequence[Overview]) -> dict[str, list[Blocker]]:
    """Name by version what keeps some from going on: what is to do first, then what somebody has to look at again.

    One statement, which reads of the messages that are to be done which they are.
    """
    left = [overview.version_id for overview in found if not overview.is_finished]
    keys: dict[str, dict[State, list[str]]] = {}
    marks = ", ".join("?" * len(left))
    for version_id, key, state in db.rows(_LEFT.format(marks=marks), left) if left else ():
        keys.setdefault(version_id, {}).setdefault(state, []).append(key)
    return {overview.version_id: status.blockers(overview, keys.get(overview.version_id, {})) for overview in found}


def _read(condition: str, params: Sequence[Any]) -> list[Overview]:
    return [
        Overview(**heads.read(columns), status=columns[_HEAD], progress=tallies.progress(columns[_HEAD + 1 :]))
        for columns in db.rows(f"{_OVERVIEWS} WHERE {condition} {heads.ORDER}", params)
    ]


_HEAD = 17  # columns

_OVERVIEWS = f"SELECT {heads.COLUMNS}, version.status, {tallies.COUNTS} {heads.FROM}"

_OPEN = "('missing', 'in_progress', 'in_review', 'changes_requested')"  # by name: "not approved" is in no index

# Ids are asked for first: in one statement with the rest, PostgreSQL reads all versions. UNION ALL and the subquery
# have the same reason: else SQLite reads all revisions, in order, and PostgreSQL all versions once more.
_AT_WORK = f"""
SELECT article_id FROM version WHERE assignee_id = ? AND status IN {_OPEN}
 UNION ALL
SELECT article_id FROM revision WHERE created_at >= ?
 UNION ALL
SELECT (SELECT article_id FROM version WHERE version.id = step.version_id) FROM step WHERE at >= ?
"""  # noqa: S608 - our own names

_LEFT = f"""
SELECT * FROM (
    SELECT version.id AS version_id, message.key, {entries.STATE} AS state
      FROM version
      JOIN article ON article.id = version.article_id
      JOIN message ON message.article_id = version.article_id AND message.position IS NOT NULL
      LEFT JOIN translation ON translation.version_id = version.id AND translation.key = message.key
     WHERE version.id IN ({{marks}})
     ORDER BY version.id, message.position, message.key) AS left_over
 WHERE state IN ('untranslated', 'fuzzy')
"""  # noqa: S608 - our own names
