"""The guard: which credential each route asks for. Every route declares one, or a test fails."""

from __future__ import annotations

import functools
import hashlib
import io
import logging
from collections.abc import Callable
from typing import Any, Literal, TypeVar, cast

import flask
from flask import g, request

from api.accounts import networks, records, roles, tokens
from api.accounts.roles import ALLOWED, Action, Actor
from api.platform import clock, db, doors, idempotency, parsing, places, strict
from api.platform.errors import Unauthenticated, Unavailable, say
from api.platform.idempotency import Answer

log = logging.getLogger("polyweek")

View = TypeVar("View", bound=Callable[..., Any])
Rule = Literal["public", "anyone"] | Action

_DONE = range(200, 300)
_READING = frozenset({"GET", "HEAD", "OPTIONS"})
_CHANGING_PEOPLE = frozenset({"administer", None})
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


def requires(
    action: Action | None = None, *, shows_secret: bool = False, largest: int = strict.LARGEST_BODY
) -> Callable[[View], View]:
    """Let in who has a valid token and a role that allows an action; without one, anyone who works here.

    Languages and things are the verbs' to judge. A stranger is refused without their body being read; who may come in
    is asked again once it is, since that takes as long as the caller likes, and once more in each transaction of a
    write: a token that dies or a role that is taken away takes with it all that has not begun its transaction before.
    The reference says of the route that it refuses with 401 and, where it asks for an action, 403.
    A POST with an Idempotency-Key is done once; its answer is kept for repeats unless it shows a secret. A body has
    `largest` bytes at most. Raises in the route: Unauthenticated, Forbidden, and what `parsing.body` raises.
    """

    def decorate(view: View) -> View:
        @functools.wraps(view)
        def guarded(*args: Any, **kwargs: Any) -> Any:  # noqa: ANN401
            _let_in(action)
            answer = functools.partial(view, *args, **kwargs)
            if request.method in _READING:
                return answer()
            read_body(largest)
            _let_in(action)
            answer = functools.partial(_still_allowed, action, answer)
            return once(token_text(), answer, shows_secret=shows_secret) if request.method == "POST" else answer()

        guarded.credential_rule = action or "anyone"  # type: ignore[attr-defined]
        known = getattr(view, "_apidoc", {})
        docs = {**known.get("manual_doc", {}), "security": [{"token": []}]}
        if action is not None:
            docs["x-roles"] = sorted(ALLOWED[action])
        guarded._apidoc = {**known, "manual_doc": docs}  # type: ignore[attr-defined]  # noqa: SLF001
        return cast("View", doors.refusing(guarded, 401) if action is None else doors.refusing(guarded, 401, 403))

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
    return networks.of(*_caller(), proxies=_proxies())


def address() -> str:
    """Give the address from which the present request comes, as `network` does; it is compared and never kept."""
    return networks.address_of(*_caller(), proxies=_proxies())


def _caller() -> tuple[str, str]:
    """Give the address of who is connected to us, and what X-Forwarded-For says."""
    told = request.environ.get(places.CALLER)  # where the edge has left out all but the question
    address, forwarded = told or (request.remote_addr or "", ",".join(request.headers.getlist("X-Forwarded-For")))
    if not _proxies() and (forwarded or "Forwarded" in request.headers):
        _tell_of_proxy()
    return address, forwarded


def _proxies() -> int:
    return cast("int", flask.current_app.config["TRUSTED_PROXIES"])


@functools.cache
def _tell_of_proxy() -> None:
    """Say once in a process that nobody can be told from anybody."""
    log.warning(
        "a login, a search or a follower came through a proxy, and POLYWEEK_TRUSTED_PROXIES is 0: all who come through"
        " it count as one network, and one of them can keep out the others; set it to the number of your proxies"
    )


def once(credential: str, answer: Callable[[], Any], *, shows_secret: bool = False) -> flask.Response:
    """Answer a POST, or with its Idempotency-Key again as it was answered before; each credential has its own keys.

    Raises:
        InvalidParameter, Invalid, Conflict: the key cannot be used, or not now (`idempotency.claim`).
    """
    key = request.headers.get("Idempotency-Key")
    if key is None:
        return flask.make_response(answer())
    with db.place():  # one for all that a key takes: whoever has claimed it also gets to the deed
        return _once(credential, key, answer, shows_secret=shows_secret)


def _once(credential: str, key: str, answer: Callable[[], Any], *, shows_secret: bool) -> flask.Response:
    claim = idempotency.claim(credential, key, _fingerprint(), at=clock.now())
    if isinstance(claim, Answer):
        return flask.Response(claim.body, claim.status, {**claim.headers, "Idempotency-Replayed": "true"})
    with db.watched(last=lambda: idempotency.mark(claim)):
        try:
            response = flask.make_response(answer())
        except Exception as error:  # noqa: BLE001 - the app's own handlers answer it, as they would without a key
            response = flask.make_response(flask.current_app.handle_user_exception(error))
    _settle(claim, response, is_secret=shows_secret and response.status_code in _DONE)
    return response


def _let_in(action: Action | None) -> None:
    g.actor = authenticate()
    if action is not None:
        g.actor.require(action)


def read_body(largest: int = strict.LARGEST_BODY) -> None:
    """Read the present request's body, of so many bytes at most, to where it can be read again.

    Raises:
        TooLarge, RequestTimeout, BadRequest: as `parsing.body`.
    """
    request.stream = io.BytesIO(parsing.body(request, largest))


def _still_allowed(action: Action | None, answer: Callable[[], Any]) -> Any:  # noqa: ANN401
    """Answer a write, asking at the beginning of each of its transactions whether its caller still may.

    What may change people waits for whoever else does so before it holds its own caller (`records.lock`).
    """
    by, text = actor(), token_text()

    def ask() -> None:
        if action in _CHANGING_PEOPLE:
            records.one_at_a_time()
        tokens.hold(by, text, at=clock.now())

    with db.watched(first=ask):
        return answer()


def _fingerprint() -> str:
    """Give a hash of what tells one POST of a caller from another: its address and its body, which has been read."""
    data = request.stream.read()
    request.stream.seek(0)
    address = request.full_path.encode()
    return hashlib.sha256(b"%d %b %b" % (len(address), address, data)).hexdigest()


def _settle(claim: idempotency.Claim, response: flask.Response, *, is_secret: bool) -> None:
    headers = {name: response.headers[name] for name in _REPEATED_HEADERS if name in response.headers}
    answer = Answer(response.status_code, headers, response.get_data())
    try:
        idempotency.settle(claim, answer, at=clock.now(), is_secret=is_secret)
    except Unavailable:  # what was done stands; a repeat is told so
        log.warning("an answer could not be kept for repeats")
