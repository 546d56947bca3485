"""Assignments: who has a version in hand, and until when."""

from __future__ import annotations

from datetime import datetime
from typing import cast

from api.accounts import audit
from api.accounts.models import Grant, Person
from api.accounts.roles import Action, Actor, Granted, Role
from api.content import articles
from api.platform import db, preconditions
from api.platform.errors import Fault, Forbidden, Invalid, LanguageName, say
from api.platform.preconditions import Expected
from api.translation import versions, workflow
from api.translation.models import Version


def assign(
    article_id: str,
    language: str,
    *,
    person_id: str | None,
    due_at: datetime | None,
    expected: Expected | None,
    by: Actor,
    at: datetime,
) -> None:
    """Give a version to a person, due at a moment (None: whenever), or to nobody; one transaction.

    Editors assign to anyone; others may take what nobody has, and give back what they have. An assignee who is
    suspended, or may not work on it any longer, is nobody. A due time that an editor set stays when others take or
    give back.

    Raises:
        Forbidden: the person who acts may not, or not at another hour than the editor's.
        NotFound: there is no such article or language.
        PreconditionRequired: somebody has it already, and the caller does not say what it has read (`expected`).
        PreconditionFailed: the version has changed since the caller read it.
        Invalid: there is no such person at work, or one who does not work in this language; at `/person_id`.
    """
    with db.transaction():
        right = workflow.right_to_work(articles.get(article_id).source_language_id, language)
        by.require(right, language)
        version = versions.lock(article_id, language)
        holder = version.assignee_id if _is_able(version.assignee_id, right, language) else None
        _require_say(holder, person_id, by)
        _require_known(version, holder, expected)
        if person_id is not None:
            _require_able(person_id, right, language)
        due_at, is_firm = _due(version, person_id, due_at, by)
        if (version.assignee_id, version.due_at, version.due_is_firm) == (person_id, due_at, is_firm):
            return
        versions.touch(version)
        changed = Version.update(assignee=person_id, due_at=due_at, due_is_firm=is_firm)
        changed.where(Version.id == version.id).execute()
        audit.note(
            "version.assign",
            by=by.id,
            at=at,
            thing="article",
            thing_id=article_id,
            language=language,
            person_id=person_id,
        )


def _require_say(holder: str | None, person_id: str | None, by: Actor) -> None:
    if by.may("write"):
        return
    takes = holder in {None, by.id} and person_id in {None, by.id}
    if not takes:
        raise Forbidden(say("Only an editor may assign a version to somebody else."))


def _require_known(version: Version, holder: str | None, expected: Expected | None) -> None:
    if expected is not None:
        expected.check(version.serial)
    elif holder is not None:
        raise preconditions.required()


def _due(version: Version, person_id: str | None, due_at: datetime | None, by: Actor) -> tuple[datetime | None, bool]:
    """Give the due time after an assignment, and whether it is an editor's."""
    due_at = due_at if person_id is not None else None
    if by.may("write"):
        return due_at, due_at is not None
    if not version.due_is_firm:
        return due_at, False
    if due_at not in {None, version.due_at}:
        raise Forbidden(say("Only an editor may change a due time that an editor set."))
    return version.due_at, True


def _require_able(person_id: str, right: Action, language: str) -> None:
    person = _at_work(person_id)
    if person is None:
        detail = say("Nobody with this id works here.")
        raise Invalid(detail, Fault("unknown_person", detail, pointer="/person_id"))
    if not person.may(right, language):
        detail = say("{name} does not work in {language}.", name=person.name, language=LanguageName(language))
        raise Invalid(detail, Fault("wrong_language", detail, pointer="/person_id"))


def _is_able(person_id: str | None, right: Action, language: str) -> bool:
    person = _at_work(person_id) if person_id is not None else None
    return person is not None and person.may(right, language)


def _at_work(person_id: str) -> Actor | None:
    person = Person.get_or_none(Person.id == person_id, Person.suspended_at.is_null())
    if person is None:
        return None
    grants = tuple(
        Granted(cast("Role", row.role), row.language_id) for row in Grant.select().where(Grant.person == person_id)
    )
    return Actor(person.id, person.login, person.name, person.locale, grants)
