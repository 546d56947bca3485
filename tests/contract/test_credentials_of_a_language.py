"""Rights are granted by language: who writes to a version has a role for its language."""

from __future__ import annotations

from typing import Any

import pytest

from api.accounts.roles import Granted, Role
from tests.contract import callers
from tests.contract.test_credentials import EXPECTED
from tests.newsroom import Newsroom

# What is of one language: a body that is good but for the language, which is not theirs who send it.
OF_ONE_LANGUAGE: dict[str, tuple[Role, Any]] = {
    "PATCH /v1/desk/articles/<article>/versions/<language>/messages/<message_id>": ("translator", {"translation": "x"}),
    "POST /v1/desk/articles/<article>/versions/<language>/messages/<message_id>/reversion": (
        "translator",
        {"event_id": "0190a1b2-0000-7000-8000-000000000000"},
    ),
    "PUT /v1/desk/articles/<article>/versions/<language>/catalogue.po": ("translator", callers.THE_FILE_ITSELF),
    "PUT /v1/desk/articles/<article>/versions/<language>/assignment": (
        "translator",
        {"person_id": "me", "due_at": None},
    ),
    "PUT /v1/desk/articles/<article>/versions/<language>/seo": ("translator", {"title": "x"}),
    "POST /v1/desk/articles/<article>/versions/<language>/submission": ("translator", {}),
    "POST /v1/desk/articles/<article>/versions/<language>/approval": ("reviewer", {}),
    "DELETE /v1/desk/articles/<article>/versions/<language>/approval": ("reviewer", None),
    "POST /v1/desk/articles/<article>/versions/<language>/change-request": (
        "reviewer",
        {"note": "No.", "remarks": []},
    ),
}


@pytest.fixture
def places(sqlite_newsroom: Newsroom) -> dict[str, Any]:
    """Publish an article and give what its routes have in their paths."""
    return callers.places(sqlite_newsroom)


def test_who_has_a_role_for_another_language_is_refused(sqlite_newsroom: Newsroom, places: dict[str, Any]) -> None:
    """A translator or reviewer of English who sends what would be good in English is 403 in Russian."""
    found = {}
    for number, role in enumerate(("translator", "reviewer")):
        credential = callers.issue(callers.person(f"foreign{number}", Granted(role, "en")))
        for rule, method in callers.routes(sqlite_newsroom):
            whose, body = OF_ONE_LANGUAGE.get(callers.name(rule, method), (None, None))
            if whose == role:
                found[callers.name(rule, method)] = callers.send(
                    sqlite_newsroom, rule, method, credential, places, body, etag="*"
                )
    assert found == dict.fromkeys(OF_ONE_LANGUAGE, 403)


def test_what_is_of_a_language_has_its_line(sqlite_newsroom: Newsroom) -> None:
    """Every route that writes to a version is in the list above, but for those that only editors may call."""
    writing = {
        name
        for name, (who, _) in EXPECTED.items()
        if "<language>" in name and who in {"translate", "review"} and not name.startswith("GET ")
    }
    assert writing - {_ASSIGNMENT_ENDED} <= set(OF_ONE_LANGUAGE)


_ASSIGNMENT_ENDED = "DELETE /v1/desk/articles/<article>/versions/<language>/assignment"  # one's own, in any language
