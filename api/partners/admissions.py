"""Admissions: a key judged and its request counted, for whichever door it came to, and in front of all doors."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, cast

from api.accounts import networks
from api.partners import audiences, callers, keys, quotas
from api.partners.callers import Caller
from api.partners.keys import Scope
from api.platform import bindings, clock, db
from api.platform.counters import Counted
from api.platform.errors import Fault, Forbidden, RateLimited, say
from api.platform.settings import Settings
from api.publishing import admissions
from api.publishing.audience import Audience
from api.publishing.handovers import Handover, Keeper

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment

_HEADER = re.compile(rf"Bearer {keys.PREFIX}[0-9A-Za-z]{{{keys.LENGTH - len(keys.PREFIX)}}}")  # and not of a sandbox


@dataclass(frozen=True, slots=True)
class Admission:
    """What became of a request with a key: who came, if that is known, what they have left, and why it was refused.

    `audience` is there for who reads what is public.
    """

    caller: Caller | None = None
    counted: Sequence[Counted] | None = None
    refusal: Exception | None = None
    audience: Audience | None = None

    def fields(self) -> Mapping[str, str]:
        """Give the header fields that tell what is left of its quotas."""
        return quotas.fields(self.counted, at=clock.now()) if self.counted is not None else {}


def enter(text: str, address: str, scope: Scope, *, secret: bytes, is_parting: bool = False) -> Admission:
    """Judge a key from an address, and count the request unless it is refused; `is_parting` as in `callers.find`.

    The refusal is in the admission, to be raised where it is answered: Unauthenticated, Forbidden, RateLimited, or
    whatever else went wrong.
    """
    found = find(text, address, scope, is_parting=is_parting)
    if found.caller is None or found.refusal is not None:
        return found
    counted, refusal = count(found.caller, secret=secret)
    return replace(found, counted=counted, refusal=refusal)


def find(text: str, address: str, scope: Scope, *, is_parting: bool = False) -> Admission:
    """Judge a key that came from an address, and count nothing."""
    try:
        with bindings.on(None):  # keys are in the newsroom's own database, those of sandboxes too
            found = callers.find(text, address, at=clock.now(), is_parting=is_parting)
    except Exception as error:  # noqa: BLE001 - raised where it is answered
        return Admission(refusal=error)
    if scope not in found.scopes:
        detail = say("This key does not have the scope {scope}.", scope=scope)
        return Admission(found, refusal=Forbidden(detail, Fault("missing_scope", detail, header="Authorization")))
    return Admission(found)


def count(caller: Caller, *, secret: bytes) -> tuple[Sequence[Counted] | None, Exception | None]:
    """Count a request of a partner, unless a quota is used up; gives what is left, and the refusal if there is one."""
    at, who = clock.now(), quota_of(caller)
    try:
        return quotas.take(secret, who, caller.contract, at=at), None
    except RateLimited as error:
        detail = say("The quota of your contract is used up for now.")
        left = quotas.look(secret, who, caller.contract, at=at)
        return left, RateLimited(detail, retry_after=error.retry_after)
    except Exception as error:  # noqa: BLE001 - raised where it is answered
        return None, error


def quota_of(caller: Caller) -> str:
    """Give who is counted: what is tried in a sandbox does not use up what is there for the real work."""
    return f"{caller.partner_id} sandbox" if caller.is_sandbox else caller.partner_id


class Doorkeeper:
    """Judges requests of partners in front of the application; `keeper` notes what they are given."""

    def __init__(self, settings: Settings, keeper: Keeper) -> None:
        self._settings = settings
        self._keeper = keeper

    def knows(self, authorization: str) -> bool:
        """Tell whether a header is a key in its usual form, and not of a sandbox."""
        return _HEADER.fullmatch(authorization) is not None

    def admit(self, environ: WSGIEnvironment) -> Admission:
        """Judge a request that reads what is public, and count it."""
        try:
            text, address = self._told(environ)
            return self._reading(enter(text, address, "read", secret=self._settings.secret))
        finally:
            db.release_connection()

    def renew(self, admission: admissions.Admission, environ: WSGIEnvironment) -> Admission:
        """Judge it again; what was counted stays."""
        before = cast("Admission", admission)
        try:
            found = find(*self._told(environ), "read")
            return self._reading(replace(found, counted=before.counted))
        finally:
            db.release_connection()

    def note(self, audience: Audience, handovers: Sequence[Handover]) -> None:
        """Note what a partner was given."""
        self._keeper.given(audience, handovers)

    def _told(self, environ: WSGIEnvironment) -> tuple[str, str]:
        """Give the key and the address that a request came with."""
        forwarded, proxies = environ.get("HTTP_X_FORWARDED_FOR", ""), self._settings.trusted_proxies
        address = networks.address_of(environ.get("REMOTE_ADDR", ""), forwarded, proxies=proxies)
        return environ["HTTP_AUTHORIZATION"].partition(" ")[2], address

    def _reading(self, entered: Admission) -> Admission:
        if entered.caller is None or entered.refusal is not None:
            return entered
        try:
            return replace(entered, audience=audience_of(entered.caller, base_url=self._settings.base_url))
        except Exception as error:  # noqa: BLE001 - raised where it is answered
            return replace(entered, refusal=error)


def audience_of(caller: Caller, *, base_url: str) -> Audience:
    """Give the audience of a caller by now."""
    return audiences.of(caller, base_url=base_url, at=clock.now())
