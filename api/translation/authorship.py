"""Authorship: whose text in a version waits for an approval, so that somebody else gives it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from api.content import articles
from api.platform import db
from api.translation import history, status
from api.translation.catalogues import Catalogue


def authors(found: Sequence[Catalogue]) -> dict[str, set[str]]:
    """Give by version the ids of whose text waits for an approval: who wrote it since the last one.

    Of a translation that is as `history.whose` says, and whoever changed its structure with the source's and handed it
    in as well; of a source who wrote its revisions since. An approval that was withdrawn counts for nothing, so its
    authors still need somebody else. Three statements, however many versions.
    """
    reviewed = _reviewed([catalogue.version_id for catalogue in found])
    pending = {catalogue.version_id: _pending(catalogue) for catalogue in found if not catalogue.is_source}
    authors_ = history.authors(pending, {version_id: review.serial for version_id, review in reviewed.items()})
    wrote = articles.authors([catalogue.article_id for catalogue in found])
    for catalogue in found:
        review, hands = reviewed.get(catalogue.version_id, _Reviewed()), wrote[catalogue.article_id]
        later = [hand for number, hand in hands.items() if number > review.revision]
        if catalogue.is_source:
            authors_[catalogue.version_id] = {hand.person for hand in later or [hands[catalogue.revision]]}
        elif review.revision:  # of the structure in which it was first translated its translators have had a look
            structural = {hand.person for hand in later if hand.is_structural}
            authors_.setdefault(catalogue.version_id, set()).update(structural & review.handed_in_by)
    return authors_


def _pending(catalogue: Catalogue) -> dict[str, history.Saying]:
    pending = [line.entry for line in catalogue.placed if status.state(catalogue, line) != "approved"]
    return {entry.key: (entry.translation, entry.translated_source) for entry in pending}


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
