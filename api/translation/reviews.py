"""Reviews: a version submitted, returned, approved, and an approval withdrawn."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import cast

from api.accounts import audit
from api.accounts.roles import Actor
from api.content import articles, body, showings
from api.platform import db, ids
from api.platform.errors import Conflict, Fault, Invalid, say
from api.platform.preconditions import Expected
from api.translation import authorship, catalogues, status, tallies, translations, versions, workflow
from api.translation.catalogues import Catalogue
from api.translation.heads import StepKind
from api.translation.models import Comment, Step, Version


@dataclass(frozen=True, slots=True)
class Remark:
    """What a reviewer says of one message."""

    message_id: str
    text: str


def submit(article_id: str, language: str, *, expected: Expected, by: Actor, at: datetime) -> None:
    """Give a version to review; one transaction.

    Raises:
        Forbidden, NotFound, PreconditionFailed: as everywhere.
        Conflict: messages are untranslated or fuzzy, or pictures undescribed (a fault for each), or it is in review or
            approved already.
    """
    with db.transaction():
        version, catalogue = _begin("submission", article_id, language, expected=expected, by=by)
        if blockers := status.unfinished(catalogue):
            faults = [
                Fault(blocker.code, blocker.detail, entry=key) for blocker in blockers for key in blocker.message_ids
            ]
            raise Conflict(blockers[0].detail, *faults, *_undescribed(catalogue))
        workflow.require_step("submission", status.status(catalogue))
        _take("submission", catalogue, versions.touch(version), by=by, at=at)


def request_changes(
    article_id: str,
    language: str,
    *,
    note: str,
    remarks: Sequence[Remark],
    expected: Expected,
    by: Actor,
    at: datetime,
) -> None:
    """Return a version to its translator, with a note and remarks on messages; one transaction.

    Raises:
        Forbidden, NotFound, PreconditionFailed: as everywhere.
        Conflict: the version is not in review.
        Invalid: a remark is on a message that the document does not have; the fault names its place.
    """
    with db.transaction():
        version, catalogue = _begin("change_request", article_id, language, expected=expected, by=by)
        workflow.require_step("change_request", status.status(catalogue))
        placed = {line.entry.key for line in catalogue.placed}
        faults = [
            Fault("unknown_message", say("There is no such message."), pointer=f"/remarks/{index}/message_id")
            for index, remark in enumerate(remarks)
            if remark.message_id not in placed
        ]
        if faults:
            raise Invalid(faults[0].detail, *faults)
        step = _take("change_request", catalogue, versions.touch(version), by=by, at=at, note=note)
        for turn, remark in enumerate(remarks):
            Comment.create(
                id=ids.new(),
                version=version.id,
                key=remark.message_id,
                step=step,
                text=remark.text,
                at=at,
                turn=turn,
                by=by.id,
            )


def approve(
    article_id: str, language: str, *, override_reason: str | None, expected: Expected, by: Actor, at: datetime
) -> None:
    """Approve a version as it stands, source and text; one transaction.

    Raises:
        Forbidden, NotFound, PreconditionFailed: as everywhere.
        FourEyes: the approver worked on the text, and no editor overrides.
        Conflict: the version is not in review.
    """
    with db.transaction():
        version, catalogue = _begin("approval", article_id, language, expected=expected, by=by)
        workflow.require_step("approval", status.status(catalogue))
        wrote = authorship.authors([catalogue])[catalogue.version_id]
        overridden = workflow.require_four_eyes(wrote, by=by, override_reason=override_reason)
        serial = versions.touch(version)
        translations.approve(catalogue, serial, by=by.id, at=at)
        reason = override_reason if overridden else None
        _take("approval", catalogue, serial, by=by, at=at, note=reason, is_override=overridden)


def withdraw_approval(article_id: str, language: str, *, expected: Expected, by: Actor, at: datetime) -> None:
    """Take an approval back: the version is in review again; one transaction.

    Raises:
        Forbidden, NotFound, PreconditionFailed: as everywhere.
        Conflict: the version is not approved.
    """
    with db.transaction():
        version, catalogue = _begin("approval_withdrawal", article_id, language, expected=expected, by=by)
        workflow.require_step("approval_withdrawal", status.status(catalogue))
        serial = versions.touch(version)
        translations.withdraw_approvals(catalogue.version_id, serial)
        _take("approval_withdrawal", catalogue, serial, by=by, at=at)


def carry(catalogue: Catalogue, *, reason: str | None, by: Actor, at: datetime) -> None:
    """Let the last step of a version stand for a source that changed in nothing that matters (a typo).

    It stays its giver's, who has not seen the change, with the reason that its giver had; `by` is kept as who carried
    it, `reason` as why an editor let an approval stand all the same where the change was more than a typo.
    A step inside a transaction, before the versions of the article are counted; `catalogue` is the version after the
    change, its last step one that held before it.
    """
    step = last_step(catalogue.version_id)
    _insert(
        cast("StepKind", step.kind),
        catalogue,
        catalogue.serial,
        by=step.by_id,
        at=at,
        note=step.note,
        is_override=step.is_override,
        carried_by=by.id,
        carried_reason=reason,
    )


def last_step(version_id: str) -> Step:
    """Give the last step of the review of a version that has one."""
    found = Step.select().where(Step.version == version_id).order_by(Step.serial.desc(), Step.turn.desc())
    return found.get()


def last_looks(version_ids: Sequence[str]) -> dict[str, int]:
    """Give by version the serial after somebody last answered for all of it: an approval, or an editor's override.

    What was carried with less is a typo since then. One statement.
    """
    if not version_ids:
        return {}
    return dict(db.rows(_LOOKS.format(marks=",".join("?" * len(version_ids))), version_ids))


_LOOKS = """
SELECT version_id, MAX(serial)
  FROM step
 WHERE version_id IN ({marks}) AND kind = 'approval' AND (carried_by IS NULL OR carried_reason IS NOT NULL)
 GROUP BY version_id
"""


def _begin(
    step: StepKind, article_id: str, language: str, *, expected: Expected, by: Actor
) -> tuple[Version, Catalogue]:
    version = versions.lock(article_id, language)
    catalogue = catalogues.load(article_id, language)
    by.require(workflow.right_to(step, catalogue.source_language, language), language)
    expected.check(version.serial)
    return version, catalogue


def _undescribed(catalogue: Catalogue) -> list[Fault]:
    """Give a fault for each picture of the source without an alternative text, with its place in the revision."""
    if not catalogue.undescribed:
        return []
    text = articles.text_of(articles.revision(catalogue.article_id, catalogue.revision))
    return showings.undescribed(text, body.read(text.body))


def _take(
    kind: StepKind,
    catalogue: Catalogue,
    serial: int,
    *,
    by: Actor,
    at: datetime,
    note: str | None = None,
    is_override: bool = False,
) -> str:
    audit.note(
        _AUDITED_AS[kind],
        by=by.id,
        at=at,
        thing="article",
        thing_id=catalogue.article_id,
        language=catalogue.language,
        revision=catalogue.revision,
        override_reason=note if is_override else None,
    )
    step_id = _insert(kind, catalogue, serial, by=by.id, at=at, note=note, is_override=is_override)
    tallies.keep([catalogue.version_id])
    return step_id


# How the audit calls each step.
_AUDITED_AS: dict[StepKind, audit.Action] = {
    "submission": "version.submit",
    "change_request": "version.return",
    "approval": "version.approve",
    "approval_withdrawal": "version.withdraw_approval",
}


def _insert(
    kind: StepKind,
    catalogue: Catalogue,
    serial: int,
    *,
    by: str,
    at: datetime,
    note: str | None,
    is_override: bool,
    carried_by: str | None = None,
    carried_reason: str | None = None,
) -> str:
    step_id = ids.new()
    Step.create(
        id=step_id,
        version=catalogue.version_id,
        serial=serial,
        kind=kind,
        revision=catalogue.revision,
        source_hash=catalogue.source_hash,
        text_hash=catalogue.text_hash,
        structure_hash=catalogue.structure_hash,
        note=note,
        is_override=is_override,
        at=at,
        by=by,
        carried_by=carried_by,
        carried_reason=carried_reason,
    )
    return step_id
