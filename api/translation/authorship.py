"""Authorship: whose text in a version waits for an approval, so that somebody else gives it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from api.content import articles
from api.platform import db
from api.translation import entries, history
from api.translation.heads import Head


def authors(found: Sequence[Head]) -> dict[str, set[str]]:
    """Give by version the ids of whose text waits for an approval: who wrote it since the last one.

    Of a translation that is as `history.whose` says, and whoever changed its structure with the source's and handed it
    in as well; of a source who wrote its revisions since. An approval that was withdrawn counts for nothing, so its
    authors still need somebody else. Four statements, however many versions.
    """
    reviewed = _reviewed([version.version_id for version in found])
    pending = _pending([version.version_id for version in found if not version.is_source])
    authors_ = history.authors(pending, {version_id: review.serial for version_id, review in reviewed.items()})
    wrote = articles.authors([version.article_id for version in found])
    for version in found:
        review, hands = reviewed.get(version.version_id, _Reviewed()), wrote[version.article_id]
        later = [hand for number, hand in hands.items() if number > review.revision]
        if version.is_source:
            authors_[version.version_id] = {hand.person for hand in later or [hands[version.revision]]}
        elif review.revision:  # of the structure in which it was first translated its translators have had a look
            structural = {hand.person for hand in later if hand.is_structural}
            authors_.setdefault(version.version_id, set()).update(structural & review.handed_in_by)
    return authors_


def own(person_id: str, found: Sequence[Head]) -> set[str]:
    """Give those versions of some in which a person's own text waits for an approval, as `authors` tells.

    Texts are read only of versions in which the person ever wrote something, so that a list of what waits for
    reviewers reads none of what others wrote.
    """
    ids = [version.version_id for version in found]
    sql = _TOUCHED.format(ids=",".join("?" * len(ids)), actions=",".join("?" * len(history.AUTHORING)))
    params = (*ids, person_id, *sorted(history.AUTHORING), person_id)
    touched = {version_id for (version_id,) in db.rows(sql, params)} if ids else set()
    wrote = authors([version for version in found if version.version_id in touched])
    return {version_id for version_id, people in wrote.items() if person_id in people}


def _pending(version_ids: Sequence[str]) -> dict[str, dict[str, history.Saying]]:
    """Give by version what it says in the messages that are not approved."""
    found: dict[str, dict[str, history.Saying]] = {version_id: {} for version_id in version_ids}
    sql = _UNAPPROVED.format(marks=",".join("?" * len(version_ids)))
    for version_id, key, text, source in db.rows(sql, version_ids) if version_ids else ():
        found[version_id][key] = (text, source)
    return found


# The person's name stands before the subquery, so that it is looked for in a version's events, not in all of theirs.
_TOUCHED = """
SELECT version.id
  FROM version
  JOIN article ON article.id = version.article_id
 WHERE version.id IN ({ids})
   AND (? IN (SELECT "by" FROM message_event WHERE version_id = version.id AND action IN ({actions}))
        OR ? IN (SELECT created_by
                   FROM revision
                  WHERE article_id = version.article_id
                    AND (number > 1 OR version.language = article.source_language)))
"""

_UNAPPROVED = f"""
SELECT version.id, message.key, translation.text, translation.source
  FROM version
  JOIN article ON article.id = version.article_id
  JOIN message ON message.article_id = version.article_id AND message.position IS NOT NULL
  LEFT JOIN translation ON translation.version_id = version.id AND translation.key = message.key
 WHERE version.id IN ({{marks}}) AND {entries.STATE} <> 'approved'
"""  # noqa: S608 - our own names


@dataclass(slots=True)
class _Reviewed:
    """What a version's review stands at: its approvals that were not withdrawn, and who answers for its submission."""

    approvals: list[tuple[int, int]] = field(default_factory=list)
    handed_in_by: set[str] = field(default_factory=set)

    @property
    def serial(self) -> int:
        """The version's serial after its last approval, 0 where there is none."""
        return self.approvals[-1][0] if self.approvals else 0

    @property
    def revision(self) -> int:
        """The revision of its last approval, 0 where there is none."""
        return self.approvals[-1][1] if self.approvals else 0


def _reviewed(version_ids: Sequence[str]) -> dict[str, _Reviewed]:
    """Give by version what its steps come to. An approval that was carried is one with its carries."""
    found: dict[str, _Reviewed] = {}
    sql = _STEPS.format(marks=",".join("?" * len(version_ids)))
    for version_id, serial, kind, revision, by, carried_by in db.rows(sql, version_ids) if version_ids else ():
        review = found.setdefault(version_id, _Reviewed())
        if kind == "submission":
            review.handed_in_by = {by} if carried_by is None else review.handed_in_by | {carried_by}
        if carried_by is not None and kind != "approval":
            continue
        if review.approvals and (kind == "approval_withdrawal" or carried_by is not None):
            review.approvals.pop()
        if kind == "approval":
            review.approvals.append((serial, revision))
    return found


_STEPS = """
SELECT version_id, serial, kind, revision, "by", carried_by
  FROM step
 WHERE version_id IN ({marks})
 ORDER BY version_id, serial, turn
"""
