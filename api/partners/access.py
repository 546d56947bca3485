"""The guard of partners: their key on their own routes, and on public ones, where it narrows what they see."""

from __future__ import annotations

import functools
import re
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from typing import Any, TypeVar, cast

import flask
from flask import g, request

from api.accounts import guard, tokens
from api.partners import admissions, callers, keys, polls, quotas
from api.partners.admissions import Admission
from api.partners.callers import Caller
from api.partners.keys import Scope
from api.partners.sandboxes import entering
from api.platform import bindings, clock, db, doors
from api.platform.errors import Fault, Forbidden, NotFound, Unauthenticated, Unavailable, say
from api.publishing.admissions import PASSAGE, Passage
from api.publishing.audience import Audience

View = TypeVar("View", bound=Callable[..., Any])

SECURITY_SCHEMES = {
    "key": {
        "type": "http",
        "scheme": "bearer",
        "description": (
            "A partner's API key, `pwk_…`, or `pwk_test_…` for its sandbox. Scopes: `read` what the contract has, "
            "`webhooks` to say where it is sent. One with the scope `feed` is a feed token, `pwf_…`, which stands in "
            "addresses of feeds and nowhere else."
        ),
    }
}

LARGEST_BODY = 256 * 1024  # bytes that a partner may send

_READING = frozenset({"GET", "HEAD", "OPTIONS"})
_REFUSED = 400
_IN_QUERY = re.compile(
    rb"(%s(?:test_)?|%s)[0-9A-Za-z]{49}(?![0-9A-Za-z])" % (keys.PREFIX.encode(), keys.FEED_PREFIX.encode())
)
_IN_PATH = re.compile(rf"{keys.PREFIX}(?:test_)?[0-9A-Za-z]{{49}}(?![0-9A-Za-z])")  # where feed tokens are at home
_MEANT = re.compile(r"(?i)pw[kf]_|^w?[kf]_[0-9a-z]{20}")  # that a header has a key in it, be it cut off
SANDBOX_FIELD = "Polyweek-Sandbox"


def requires(
    scope: Scope,
    *,
    shows_secret: bool = False,
    only_sandbox: bool = False,
    is_parting: bool = False,
    begins_anew: Callable[[], bool] | None = None,
    largest: int = LARGEST_BODY,
) -> Callable[[View], View]:
    """Let in partners whose key has a scope; the route finds who it is by `caller()`.

    With `only_sandbox` there is nothing here for those with another key, which is NotFound. With `is_parting` a partner
    comes in too who is suspended, or whose contract has ended: to say that what was withdrawn is taken down.
    `begins_anew()` tells of a request, when its body has been read, that it leaves the sandbox as it is behind, so that
    it may be damaged.

    A stranger is refused without their body being read. The key is asked for again in each transaction of a write. A
    POST with an Idempotency-Key is done once; its answer is kept for repeats unless it shows a secret. The reference
    says of the route that it refuses with 401, 403 and 429. Raises in the route: Unauthenticated, Forbidden,
    RateLimited.
    """

    def decorate(view: View) -> View:
        @functools.wraps(view)
        def guarded(*args: Any, **kwargs: Any) -> Any:  # noqa: ANN401
            enter(scope, is_parting=is_parting, begins_anew=begins_anew)
            if only_sandbox and not caller().is_sandbox:
                raise NotFound(say("There is nothing at this address."))
            answer = functools.partial(view, *args, **kwargs)
            if request.method in _READING:
                return answer()
            guard.read_body(largest)
            answer = functools.partial(_still_welcome, answer, is_parting=is_parting)
            if request.method == "POST":
                answer = functools.partial(guard.once, guard.token_text(), answer, shows_secret=shows_secret)
            try:
                return answer()
            finally:
                _wake()

        guarded.credential_rule = "partner"  # type: ignore[attr-defined]
        known = getattr(view, "_apidoc", {})
        docs = {**known.get("manual_doc", {}), "security": [{"key": []}], "x-scope": scope}
        guarded._apidoc = {**known, "manual_doc": docs}  # type: ignore[attr-defined]  # noqa: SLF001
        return cast("View", doors.refusing(guarded, 401, 403, *([404] if only_sandbox else []), 429))

    return decorate


def caller() -> Caller:
    """Give the partner who makes the present request."""
    return cast("Caller", g.partner)


def enter(scope: Scope, *, is_parting: bool = False, begins_anew: Callable[[], bool] | None = None) -> Caller:
    """Let the partner behind the present request in, and count the request; `is_parting`, `begins_anew` as `requires`.

    Raises:
        Unauthenticated: there is no key in the header, or it does not live.
        Forbidden: the partner may not come now or from there, or the key has not the scope.
        RateLimited: a quota of the contract is used up.
    """
    text, secret = _text(), flask.current_app.extensions["secret"]
    found = _adopted(admissions.enter(text, guard.address(), scope, secret=secret, is_parting=is_parting))
    if found.is_sandbox and begins_anew is not None:
        guard.read_body(LARGEST_BODY)
        if begins_anew():
            g.partner = entering.enter_to_leave_behind(found, at=clock.now())
            return caller()
    g.partner = _where_it_leads(found)
    return caller()


def audience(*, is_anew: bool = False) -> Audience | None:
    """Give the audience of the present request on a public path: that of its key, or None for what is for others.

    That is a token of the desk, and what a proxy on the way asks for (Basic and other schemes). Any other Bearer, and
    a key that came in another way or is cut off, means to be a partner's: without a refusal whoever sent it would take
    the public view for that of their contract.

    `is_anew`: the request is in already and has waited, so it does not count a second time. Nor does one that was
    judged in front of the application (`Passage`).

    Raises:
        Unauthenticated, Forbidden, RateLimited: as `enter`.
    """
    passage: Passage | None = request.environ.get(PASSAGE)
    if passage is not None and passage.admission is not None and not is_anew:
        admission = cast("Admission", passage.admission)
        _adopted(admission)
        return admission.audience
    text = _told()
    if not keys.is_key(text):
        return None
    found = _where_it_leads(_found(text)) if is_anew else enter("read")
    if passage is not None:
        passage.is_in = True
    return admissions.audience_of(found, base_url=flask.current_app.config["BASE_URL"])


def refuse_in_address(path: str, query: bytes) -> None:
    """Refuse a request that has a key in its address, where every log on the way keeps it (RFC 6750 section 2.3).

    Raises:
        Unauthenticated: it has; whether the key is good is not looked for.
    """
    if (query and _IN_QUERY.search(query)) or (keys.PREFIX in path and _IN_PATH.search(path)):
        raise _in_address()


def audience_of_feed(token: str) -> Audience:
    """Give the audience of a feed token, which stands in the path of the present request, and count the request.

    Raises:
        Unauthenticated: it does not live, or is a key, which may stand in no address.
        Forbidden: the partner may not come now or from there.
        RateLimited: a quota of the contract is used up.
    """
    if keys.is_key(token):
        raise _in_address()
    if not keys.is_feed_token(token):
        detail = say("This feed token is incomplete: it has been cut off or mistyped.")
        raise Unauthenticated(detail, Fault("malformed_key", detail, parameter="token"))
    try:
        g.partner = found = callers.find(token, guard.address(), at=clock.now())
    except (Unauthenticated, Forbidden) as error:
        faults = [replace(fault, header=None, parameter="token") for fault in error.faults]
        raise type(error)(error.detail, *faults) from None
    counted, refusal = admissions.count(found, secret=flask.current_app.extensions["secret"])
    _adopted(Admission(found, counted, refusal))
    return admissions.audience_of(found, base_url=flask.current_app.config["BASE_URL"])


def use_up_quota() -> None:
    """Use up what the present caller may ask in this minute."""
    found, at, secret = caller(), clock.now(), flask.current_app.extensions["secret"]
    with bindings.on(None):
        quotas.use_up(secret, admissions.quota_of(found), found.contract, at=at)
        g.quota = quotas.look(secret, admissions.quota_of(found), found.contract, at=at)


def tell_quota(response: flask.Response) -> flask.Response:
    """Tell a partner what is left of its quotas, and keep the answer out of every cache."""
    if (counted := g.get("quota")) is not None:
        response.headers.update(quotas.fields(counted, at=clock.now()))
    if (found := g.get("partner")) is not None:
        response.headers["Cache-Control"] = "private, no-store"
        if found.is_sandbox:
            response.headers[SANDBOX_FIELD] = "true"
    return response


def note_poll(response: flask.Response) -> flask.Response:
    """Note that a partner asked for changes, and was given them; to try that in a sandbox is no habit."""
    found = g.get("partner")
    if request.path == polls.PATH and found is not None and not found.is_sandbox and response.status_code < _REFUSED:
        polls.note(found.partner_id, at=clock.now())
    return response


def _told() -> str:
    """Give the text of what stands beside its scheme in the header.

    Raises:
        Unauthenticated: that is a feed token, or means to be a key and is none.
    """
    header = request.headers.get("Authorization", "").strip()
    scheme, _, rest = header.partition(" ")
    text = rest.strip()
    _refuse_feed_token(text)
    is_bearer = scheme.lower() == "bearer"
    if (is_bearer and not text.startswith((keys.PREFIX, tokens.PREFIX))) or (not is_bearer and _MEANT.search(header)):
        detail = say("This key is incomplete: it has been cut off or mistyped.")
        raise Unauthenticated(detail, Fault("malformed_key", detail, header="Authorization"))
    return text


def _text() -> str:
    _told()
    text = guard.token_text()
    if not keys.is_key(text):
        raise Unauthenticated(say("Send an API key: Authorization: Bearer pwk_…"))
    return text


def _refuse_feed_token(text: str) -> None:
    if keys.is_feed_token(text):
        detail = say("A feed token belongs in the address of a feed and opens nothing else. Send a key.")
        raise Unauthenticated(detail, Fault("feed_token", detail, header="Authorization"))


def _in_address() -> Unauthenticated:
    detail = say("Send the key in the header Authorization, never in the address; replace the one that you sent.")
    return Unauthenticated(detail, Fault("key_in_query", detail, header="Authorization"))


def _adopted(admission: Admission) -> Caller:
    """Let the present request be that of who was admitted, and give them.

    Raises:
        Unauthenticated, Forbidden, RateLimited: it was refused.
    """
    if admission.caller is not None:
        g.partner = admission.caller
    if admission.counted is not None:
        g.quota = admission.counted
    if admission.refusal is not None:
        raise admission.refusal
    return caller()


def _found(text: str) -> Caller:
    """Give who comes with a key; keys are in the newsroom's own database, those of sandboxes too."""
    with bindings.on(None):
        return callers.find(text, guard.address(), at=clock.now())


def _where_it_leads(found: Caller) -> Caller:
    """Give the caller as it reads: one with a key of the sandbox is in there for the rest of the request."""
    return entering.enter(found, at=clock.now()) if found.is_sandbox else found


def _wake() -> None:
    """Have the worker look after a write in a sandbox; if that cannot be told now, it looks within the hour."""
    if caller().is_sandbox:
        with suppress(Unavailable):
            entering.wake(caller().partner_id, at=clock.now())


def _still_welcome(answer: Callable[[], Any], *, is_parting: bool) -> Any:  # noqa: ANN401
    """Answer a write, asking at the beginning of each of its transactions whether the key still lives."""
    found, text, address = caller(), guard.token_text(), guard.address()

    def ask() -> None:
        if found.is_sandbox:
            _found(text)
        else:
            callers.hold(found, text, address, at=clock.now(), is_parting=is_parting)

    with db.watched(first=ask):
        return answer()
