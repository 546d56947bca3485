"""Tasks: what waits for a person in a version, told from where the version stands. Pure."""

from __future__ import annotations

from typing import Literal, get_args

from api.accounts.roles import Actor
from api.translation import workflow
from api.translation.overviews import Overview

# Fix what a reviewer returned and what holds a source back, review what was submitted, submit what is whole, translate
# what is not or is fuzzy.
Kind = Literal["fix", "review", "submit", "translate"]
KINDS: tuple[Kind, ...] = get_args(Kind)


def task(version: Overview, person: Actor, *, is_own: bool) -> Kind | None:
    """Tell what a version wants of a person, None where it wants nothing of them.

    Whose `own` text waits in it, is not asked to review it. Work on a text is for its assignee; where it has none, for
    the translators of its language, and for editors if it is the source. A whole translation of a source that has
    pictures without an alternative text waits for the source.
    """
    if version.status == "in_review":
        return "review" if may_review(version, person) and not is_own else None
    if version.status == "approved" or not _is_for(version, person):
        return None
    if version.status == "changes_requested" or (version.is_source and version.undescribed):
        return "fix"
    if version.is_finished and version.undescribed:
        return None
    return "submit" if version.is_finished else "translate"


def may_review(version: Overview, person: Actor) -> bool:
    """Tell whether a version waits for a review that a person may give, if none of the text is theirs."""
    return version.status == "in_review" and person.may("review", version.language)


def _is_for(version: Overview, person: Actor) -> bool:
    if not person.may(workflow.right_to_work(version.source_language, version.language), version.language):
        return False
    if version.assignee is not None:
        return version.assignee.id == person.id
    if version.is_source:
        return person.may("write")
    return any(grant.role == "translator" and grant.language in {None, version.language} for grant in person.grants)
