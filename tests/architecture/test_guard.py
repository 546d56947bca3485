from __future__ import annotations

from typing import get_args

from api.accounts.roles import Action
from tests.newsroom import Newsroom


def test_every_route_declares_its_credential(sqlite_newsroom: Newsroom) -> None:
    """A route without a rule of the guard is a door without a lock, so the build fails."""
    known = {"public", "anyone", "partner", *get_args(Action)}
    for rule in sqlite_newsroom.app.url_map.iter_rules():
        declared = getattr(sqlite_newsroom.app.view_functions[rule.endpoint], "credential_rule", None)
        assert declared in known, f"{rule} declares no credential rule"


def test_nothing_of_desk_or_administration_is_public(sqlite_newsroom: Newsroom) -> None:
    """Every route under a door for people who work here asks for their token."""
    for rule in sqlite_newsroom.app.url_map.iter_rules():
        if rule.rule.startswith(("/v1/desk", "/v1/admin", "/v1/partner")):
            view = sqlite_newsroom.app.view_functions[rule.endpoint]
            assert view.credential_rule != "public", rule  # type: ignore[attr-defined]


def test_every_guarded_route_refuses_who_has_no_token(sqlite_newsroom: Newsroom) -> None:
    """What is declared is done: each method of each guarded route answers 401 without a token, whatever is sent."""
    asked = 0
    for rule in sqlite_newsroom.app.url_map.iter_rules():
        view = sqlite_newsroom.app.view_functions[rule.endpoint]
        if view.credential_rule == "public":  # type: ignore[attr-defined]
            continue
        built = rule.build(dict.fromkeys(rule.arguments, 1), append_unknown=False)
        assert built is not None
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}:
            response = sqlite_newsroom.call(method, built[1], data=b"{", headers={"Content-Type": "application/json"})
            assert response.status_code == 401, f"{method} {rule}"
            asked += 1
    assert asked > 20


def test_answers_to_a_credential_are_never_kept(sqlite_newsroom: Newsroom) -> None:
    """What somebody with a token gets, no cache may keep, whatever the route."""
    for path in ("/v1/desk/me", "/v1/desk/articles", "/v1/desk/nothing"):
        response = sqlite_newsroom.call("GET", path, "editor")
        assert "no-store" in response.headers["Cache-Control"], path
