"""Tasks: what waits for a person in a version, told from where the version stands. Pure."""

from __future__ import annotations

from collections.abc import Collection
from typing import Literal, get_args

from api.accounts.roles import Actor
from api.translation import status, workflow
from api.translation.catalogues import Catalogue

# Fix what a reviewer returned, review what was submitted, submit what is whole, translate what is not or is fuzzy.
Kind = Literal["fix", "review", "submit", "translate"]
KINDS: tuple[Kind, ...] = get_args(Kind)


def task(catalogue: Catalogue, person: Actor, authors: Collection[str]) -> Kind | None:
    """Tell what a version wants of a person, None where it wants nothing of them.

    `authors` have worked on its text, and so are not asked to review it. Work on a text is for its assignee; where it
    has none, for the translators of its language, and for editors if it is the source.
    """
    standing = status.status(catalogue)
    if standing == "in_review":
        reviews = person.may("review", catalogue.language) and person.id not in authors
        return "review" if reviews else None
    if standing == "approved" or not _is_for(catalogue, person):
        return None
    if standing == "changes_requested":
        return "fix"
    return "translate" if status.unfinished(catalogue) else "submit"


def _is_for(catalogue: Catalogue, person: Actor) -> bool:
    if not person.may(workflow.right_to_work(catalogue.source_language, catalogue.language), catalogue.language):
        return False
    if catalogue.assignee is not None:
        return catalogue.assignee.id == person.id
    if catalogue.is_source:
        return person.may("write")
    return any(grant.role == "translator" and grant.language in {None, catalogue.language} for grant in person.grants)
