"""Issues as readers get them: their titles, and the order of their articles."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from api.accounts import audit
from api.accounts.roles import Actor
from api.content import issues, weeks
from api.content import titles as titles_of
from api.content.models import Issue
from api.platform import db
from api.platform.errors import Fault, Invalid, say
from api.platform.preconditions import Expected
from api.publishing import frames, journal
from api.publishing.journal import Notice


def add(key: str, *, titles: Mapping[str, str], by: Actor, at: datetime) -> str:
    """Plan an issue with its titles by language and give its id; one transaction.

    Readers learn of it with its first release.

    Raises:
        Forbidden: the person does not write.
        Invalid: the key names no ISO week, or the newsroom lacks a language.
        Conflict: the week has its issue already.
    """
    by.require("write")
    with db.transaction():
        issue_id = issues.create(key, titles=titles, at=at)
        audit.note("issue.add", by=by.id, at=at, thing="issue", thing_id=issue_id)
    return issue_id


def change(issue_id: str, changes: Mapping[str, Any], *, expected: Expected, by: Actor, at: datetime) -> None:
    """Change some of an issue's `titles` by language, `deadline_at` and `articles` (ids, in order); one transaction.

    A title that is None is taken away. Readers have the new titles and the new order at once. An order names exactly
    the articles that are planned for the issue, each once; one that readers still find in it, but that is planned for
    another, keeps its number.

    Raises:
        Forbidden: the person does not release.
        NotFound: there is no such issue.
        PreconditionFailed: it has changed since the caller read it.
        Invalid: the newsroom lacks a language; the order names an article twice, leaves one out, or names one that is
            not of the issue; or the deadline is more than a year from the issue's week.
    """
    by.require("release")
    with db.transaction():
        generation = journal.begin()
        issue = issues.lock(issue_id, expected=expected)
        _require_near(issue, changes.get("deadline_at"))
        if "articles" in changes:
            _put_in_order(issue, changes["articles"])
        titles_of.put(issue.id, changes.get("titles", {}))
        issues.change(issue, {name: value for name, value in changes.items() if name == "deadline_at"})
        if changes.keys() & {"titles", "articles"} and frames.is_public("issue", issue.key):
            journal.announce(generation, [Notice("issue", issue.key, "updated")], at=at)
        changed = " ".join(sorted(changes)) or None
        audit.note("issue.change", by=by.id, at=at, thing="issue", thing_id=issue_id, changed=changed)


def _require_near(issue: Issue, deadline: datetime | None) -> None:
    if deadline is not None and not weeks.is_near(issue.key, deadline.date()):
        detail = say("The deadline must lie within a year of the issue's week.")
        raise Invalid(detail, Fault("out_of_range", detail, pointer="/deadline_at"))


def _put_in_order(issue: Issue, wanted: Sequence[str]) -> None:
    planned = issues.articles_of(issue.id)
    faults = [fault for index, id_ in enumerate(wanted) if (fault := _fault(wanted, index, id_, planned))]
    if missing := [id_ for id_ in planned if id_ not in wanted]:
        detail = say("The order leaves out the article {id}.", id=missing[0])
        faults.append(Fault("missing_article", detail, pointer="/articles", article_id=missing[0]))
    if faults:
        raise Invalid(faults[0].detail, *faults)
    issues.put_in_order(wanted)
    public = frames.articles_in(issue.key)
    frames.place({id_: place for place, id_ in enumerate(wanted) if id_ in public})


def _fault(wanted: Sequence[str], index: int, article_id: str, planned: Sequence[str]) -> Fault | None:
    pointer = f"/articles/{index}"
    if article_id not in planned:
        return Fault("unknown_article", say("The issue has no article {id}.", id=article_id), pointer=pointer)
    if article_id in wanted[:index]:
        return Fault("duplicate", say("The article {id} is named twice.", id=article_id), pointer=pointer)
    return None
