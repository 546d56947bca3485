"""The table of who may do what."""

from __future__ import annotations

import pytest

from api.accounts import roles
from api.accounts.roles import ALLOWED, ROLES, Actor, Granted, Role
from api.platform.errors import Forbidden


def _actor(*grants: Granted) -> Actor:
    return Actor("p", "login", "Name", "en", grants)


@pytest.mark.parametrize(
    ("role", "actions"),
    [
        ("administrator", {"trace", "administer"}),
        ("editor", {"read", "write", "translate", "review", "release", "trace"}),
        ("reviewer", {"read", "translate", "review"}),
        ("translator", {"read", "translate"}),
    ],
)
def test_each_role_may_do_what_it_is_for(role: Role, actions: set[str]) -> None:
    """Nobody gains an action by a change elsewhere without this line being changed too."""
    assert {action for action in ALLOWED if _actor(Granted(role, None)).may(action)} == actions


def test_a_role_for_one_language_takes_its_action_there_only() -> None:
    """A translator of Russian translates Russian, and is refused Belarusian with a sentence that says so."""
    by = _actor(Granted("translator", "ru"))
    by.require("translate", "ru")
    with pytest.raises(Forbidden, match="be"):
        by.require("translate", "be")


def test_roles_of_two_languages_do_not_mix() -> None:
    """Reviewing Russian and translating Belarusian does not add up to reviewing Belarusian."""
    by = _actor(Granted("reviewer", "ru"), Granted("translator", "be"))
    assert by.may("translate", "be")
    assert not by.may("review", "be")


def test_the_documentation_shows_the_same_table() -> None:
    """Each action has a line, each role a column, and a cell is filled where the role may take the action."""
    head, _, *lines = roles.as_table().splitlines()
    assert [cell.strip() for cell in head.split("|")[2:-1]] == list(ROLES)
    shown = {
        (line.split("|")[1].split(":")[0].strip(), role): bool(cell.strip())
        for line in lines
        for role, cell in zip(ROLES, line.split("|")[2:-1], strict=True)
    }
    assert shown == {(action, role): role in allowed for action, allowed in ALLOWED.items() for role in ROLES}
