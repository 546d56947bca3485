"""The guard: which credential each route asks for. Every route declares one, or a test fails."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any, Literal, TypeVar, cast

from flask import g, request

from api.accounts import tokens
from api.accounts.roles import ALLOWED, Action, Actor
from api.platform import clock
from api.platform.errors import Unauthenticated, say

View = TypeVar("View", bound=Callable[..., Any])
Rule = Literal["public", "anyone"] | Action

SECURITY_SCHEMES = {"token": {"type": "http", "scheme": "bearer", "description": "A personal token, `pw_…`."}}


def public(view: View) -> View:
    """Let everybody in; the answer must hold nothing but what is public."""
    view.credential_rule = "public"  # type: ignore[attr-defined]
    return view


def requires(action: Action | None = None) -> Callable[[View], View]:
    """Let in who has a valid token and a role that allows an action; without one, anyone who works here.

    Languages and things are the verbs' to judge. Raises in the route: Unauthenticated, Forbidden.
    """

    def decorate(view: View) -> View:
        @functools.wraps(view)
        def guarded(*args: Any, **kwargs: Any) -> Any:  # noqa: ANN401
            g.actor = authenticate()
            if action is not None:
                g.actor.require(action)
            return view(*args, **kwargs)

        guarded.credential_rule = action or "anyone"  # type: ignore[attr-defined]
        known = getattr(view, "_apidoc", {})
        docs = {**known.get("manual_doc", {}), "security": [{"token": []}]}
        if action is not None:
            docs["x-roles"] = sorted(ALLOWED[action])
        guarded._apidoc = {**known, "manual_doc": docs}  # type: ignore[attr-defined]  # noqa: SLF001
        return cast("View", guarded)

    return decorate


def actor() -> Actor:
    """Give the person whose token the present request carries."""
    return cast("Actor", g.actor)


def authenticate() -> Actor:
    """Read the request's token.

    Raises:
        Unauthenticated: there is none, or it is not valid.
    """
    return tokens.actor_of(token_text(), at=clock.now())


def token_text() -> str:
    """Give the text of the request's bearer token (RFC 6750 section 2.1).

    Raises:
        Unauthenticated: there is none.
    """
    scheme, _, text = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not text.strip():
        raise Unauthenticated(say("Send a token: Authorization: Bearer pw_…"))
    return text.strip()
