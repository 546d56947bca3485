"""Who may do what: one table, from which the guard, the verbs and the documentation read."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Literal, get_args

from api.platform.errors import Forbidden, LanguageName, Phrase, say

Role = Literal["administrator", "editor", "reviewer", "translator"]
ROLES: tuple[Role, ...] = get_args(Role)
NAMES: dict[Role, Phrase] = {
    "administrator": say("administrator"),
    "editor": say("editor"),
    "reviewer": say("reviewer"),
    "translator": say("translator"),
}

# The roles that may be given for one language; the others are for all, since what they decide is of all languages.
PER_LANGUAGE: frozenset[Role] = frozenset({"reviewer", "translator"})

Action = Literal["read", "write", "translate", "review", "release", "trace", "administer"]

# For each action the roles that may take it. A role that was given for one language takes it in that one only.
ALLOWED: dict[Action, frozenset[Role]] = {
    "read": frozenset({"editor", "reviewer", "translator"}),
    "write": frozenset({"editor"}),
    "translate": frozenset({"editor", "reviewer", "translator"}),
    "review": frozenset({"editor", "reviewer"}),
    "release": frozenset({"editor"}),
    "trace": frozenset({"administrator", "editor"}),
    "administer": frozenset({"administrator"}),
}


# What each action is, for the documentation.
_MEANING: dict[Action, str] = {
    "read": "see drafts, versions and the board",
    "write": "write, revise and plan articles and issues",
    "translate": "fill in messages",
    "review": "approve versions or return them",
    "release": "publish, correct and withdraw",
    "trace": "see what partners got, and who has not heard of a withdrawal",
    "administer": "people, grants, languages, site texts, the audit",
}


def as_table() -> str:
    """Write the table in Markdown: a line for each action, a column for each role."""
    head = f"| may | {' | '.join(ROLES)} |\n|---|{'---|' * len(ROLES)}\n"
    return head + "".join(
        f"| {action}: {_MEANING[action]} | {' | '.join(_cell(action, role) for role in ROLES)} |\n"
        for action in ALLOWED
    )


def _cell(action: Action, role: Role) -> str:
    if role not in ALLOWED[action]:
        return ""
    return "own languages" if role in PER_LANGUAGE and action in {"translate", "review"} else "yes"


def as_condition(action: Action, language: str | None = None) -> str:
    """Write as SQL which rows of `grant` allow an action, in the language that the column `language` names."""
    roles = ", ".join(f"'{role}'" for role in sorted(ALLOWED[action]))
    covered = "" if language is None else f' AND ("grant".language IS NULL OR "grant".language = {language})'
    return f'"grant".role IN ({roles}){covered}'


@dataclass(frozen=True, slots=True)
class Granted:
    """A role, for one language or, where it is None, for all."""

    role: Role
    language: str | None


@dataclass(frozen=True, slots=True)
class Actor:
    """The person who acts, as verbs are given it in `by`.

    It remembers what it was allowed, so that the verb's transaction can check it again (`keep_only`).
    """

    id: str
    login: str
    name: str
    locale: str
    grants: tuple[Granted, ...]
    _allowed: set[tuple[Action, str | None]] = field(default_factory=set, init=False, repr=False, compare=False)
    _lost: set[Granted] = field(default_factory=set, init=False, repr=False, compare=False)

    @property
    def held(self) -> tuple[Granted, ...]:
        """The grants, without those that have been taken away since they were read."""
        return tuple(grant for grant in self.grants if grant not in self._lost)

    def may(self, action: Action, language: str | None = None) -> bool:
        """Tell whether this person may take an action, in a language where the action is bound to one."""
        is_allowed = any(
            grant.role in ALLOWED[action] and (language is None or grant.language in {None, language})
            for grant in self.held
        )
        if is_allowed:
            self._allowed.add((action, language))
        return is_allowed

    def require(self, action: Action, language: str | None = None) -> None:
        """Check that this person may take an action, in a language where the action is bound to one.

        Raises:
            Forbidden: the person has no role that allows this, or has it for other languages only.
        """
        if self.may(action, language):
            return
        if language is not None and self.may(action):
            raise Forbidden(say("Your roles do not cover {language}.", language=LanguageName(language)))
        raise Forbidden(say("Your roles do not allow this."))

    def keep_only(self, grants: Collection[Granted]) -> None:
        """Drop the grants that are not among these, and check again what has been allowed so far.

        Grants that were given since are not added: a request that was refused can be sent again.

        Raises:
            Forbidden: something that was allowed is so no longer.
        """
        self._lost.update(grant for grant in self.grants if grant not in grants)
        for action, language in tuple(self._allowed):
            self.require(action, language)
