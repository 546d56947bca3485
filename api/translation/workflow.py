"""The steps of a version's review: which may follow which, and who may take them. Pure."""

from __future__ import annotations

from api.accounts.roles import Action, Actor
from api.platform.errors import Conflict, FourEyes, Phrase, say
from api.translation.heads import StepKind
from api.translation.status import Status

# Where each step may be taken from.
FROM: dict[StepKind, frozenset[Status]] = {
    "submission": frozenset({"in_progress", "changes_requested"}),
    "change_request": frozenset({"in_review"}),
    "approval": frozenset({"in_review"}),
    "approval_withdrawal": frozenset({"approved"}),
}


_REFUSALS: dict[Status, Phrase] = {
    "missing": say("There is no translation yet."),
    "in_progress": say("The version has not been submitted as it now stands."),
    "in_review": say("The version is in review."),
    "changes_requested": say("Changes have been requested: the version must be submitted again."),
    "approved": say("The version is approved."),
}


def require_step(step: StepKind, status: Status) -> None:
    """Let a step be taken, or refuse.

    Raises:
        Conflict: it cannot follow from where the version is.
    """
    if status not in FROM[step]:
        raise Conflict(_REFUSALS[status])


def right_to(step: StepKind, source_language: str, language: str) -> Action:
    """Give the right that a step asks for in a language: who works on a text submits it, reviewers do the rest."""
    return right_to_work(source_language, language) if step == "submission" else "review"


def right_to_work(source_language: str, language: str) -> Action:
    """Give the right that working on a version asks for: the source is written, the others are translated."""
    return "write" if language == source_language else "translate"


def require_four_eyes(authors: set[str], *, by: Actor, override_reason: str | None) -> bool:
    """Let an approval pass if somebody else made the text, or if an editor overrides; tells whether one did.

    Raises:
        FourEyes: the approver has worked on the text.
    """
    if by.id not in authors:
        return False
    if override_reason and by.may("write"):
        return True
    if override_reason:
        raise FourEyes(say("You have worked on this text, and only an editor may override that."))
    raise FourEyes(say("You have worked on this text: somebody else must approve it."))
