"""The guard: which credential each route asks for. Every route declares one, or a test fails."""

from __future__ import annotations

import functools
import hashlib
import io
import logging
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any, Literal, TypeVar, cast

import flask
from flask import g, request

from api.accounts import logins, roles, tokens
from api.accounts.roles import ALLOWED, Action, Actor
from api.platform import clock, db, idempotency, parsing, strict
from api.platform.errors import Unauthenticated, Unavailable, say
from api.platform.idempotency import Answer

log = logging.getLogger("polyweek")

View = TypeVar("View", bound=Callable[..., Any])
Rule = Literal["public", "anyone"] | Action

_DONE = range(200, 300)
_REPEATED_HEADERS = ("Content-Type", "Content-Language", "ETag", "Location")

SECURITY_SCHEMES = {
    "token": {
        "type": "http",
        "scheme": "bearer",
        "description": f"A personal token, `pw_…`. What its person may do:\n\n{roles.as_table()}",
    }
}


def public(view: View) -> View:
    """Let everybody in; the answer must hold nothing but what is public."""
    view.credential_rule = "public"  # type: ignore[attr-defined]
    return view


def requires(action: Action | None = None, *, shows_secret: bool = False) -> Callable[[View], View]:
    """Let in who has a valid token and a role that allows an action; without one, anyone who works here.

    Languages and things are the verbs' to judge. A token that dies while its request is at work takes the work with
    it, unless that has begun its transaction before. A POST with an Idempotency-Key is done once; its answer is kept
    for repeats unless it shows a secret. Raises in the route: Unauthenticated, Forbidden.
    """

    def decorate(view: View) -> View:
        @functools.wraps(view)
        def guarded(*args: Any, **kwargs: Any) -> Any:  # noqa: ANN401
            g.actor = authenticate()
            if action is not None:
                g.actor.require(action)
            with _still_valid():
                if request.method != "POST":
                    return view(*args, **kwargs)
                return once(token_text(), functools.partial(view, *args, **kwargs), shows_secret=shows_secret)

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


def network() -> str:
    """Give the network from which the present request comes, behind as many proxies as the operator trusts."""
    forwarded = ",".join(request.headers.getlist("X-Forwarded-For"))
    proxies = flask.current_app.config["TRUSTED_PROXIES"]
    return logins.network_of(request.remote_addr or "", forwarded, proxies=proxies)


def once(credential: str, answer: Callable[[], Any], *, shows_secret: bool = False) -> flask.Response:
    """Answer a POST, or with its Idempotency-Key again as it was answered before; each credential has its own keys.

    Raises:
        InvalidParameter, Invalid, Conflict: the key cannot be used, or not now (`idempotency.claim`).
    """
    key = request.headers.get("Idempotency-Key")
    if key is None:
        return flask.make_response(answer())
    claim = idempotency.claim(credential, key, _fingerprint(), at=clock.now())
    if isinstance(claim, Answer):
        return flask.Response(claim.body, claim.status, {**claim.headers, "Idempotency-Replayed": "true"})
    with db.watched(last=lambda: idempotency.mark(claim)):
        try:
            response = flask.make_response(answer())
        except Exception as error:  # noqa: BLE001 - the app's own handlers answer it, and the answer is remembered
            response = flask.make_response(flask.current_app.handle_user_exception(error))
    _settle(claim, response, is_secret=shows_secret and response.status_code in _DONE)
    return response


def _still_valid() -> AbstractContextManager[None]:
    """Ask for the token once more at the beginning of each transaction of a write."""
    text = token_text()
    return db.watched(first=None if request.method == "GET" else lambda: tokens.require_valid(text, at=clock.now()))


def _fingerprint() -> str:
    """Give a hash of what tells one POST of a caller from another: its address and its body, which is read here."""
    data = parsing.body(request, strict.LARGEST_BODY)
    request.stream = io.BytesIO(data)
    address = request.full_path.encode()
    return hashlib.sha256(b"%d %b %b" % (len(address), address, data)).hexdigest()


def _settle(claim: idempotency.Claim, response: flask.Response, *, is_secret: bool) -> None:
    headers = {name: response.headers[name] for name in _REPEATED_HEADERS if name in response.headers}
    answer = Answer(response.status_code, headers, response.get_data())
    try:
        idempotency.settle(claim, answer, at=clock.now(), is_secret=is_secret)
    except Unavailable:  # what was done stands; a repeat is told so
        log.warning("an answer could not be kept for repeats")
