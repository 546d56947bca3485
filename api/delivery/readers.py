"""Readers: for whom the present request reads, how far, and in which language."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar, cast

import flask
from flask import g, request

from api.languages import languages
from api.platform import lenses
from api.platform.doors import refusing
from api.platform.errors import NotFound, Unauthenticated, Unavailable, say
from api.publishing.audience import Audience, Format

View = TypeVar("View", bound=Callable[..., Any])


def audience() -> Audience | None:
    """Give the partner for whom the present request reads; None where it is a reader like any other."""
    return cast("Audience | None", g.get("audience"))


def resolved() -> Audience | None:
    """Find out whose key the present request came with, which then is its `audience`.

    Raises:
        Unauthenticated, Forbidden, RateLimited: it lets nobody in, now or from there.
    """
    g.audience = flask.current_app.extensions["audience"]()
    return audience()


@contextmanager
def renewed() -> Iterator[None]:
    """Read in the block as whoever asks may by now, where the request has waited.

    Raises:
        Unauthenticated, Forbidden: a key has ended meanwhile, or its contract.
    """
    if audience() is None:
        yield
        return
    g.audience = flask.current_app.extensions["audience"](is_anew=True)
    with lenses.through(g.audience):
        yield


@contextmanager
def by_feed_token(token: str) -> Iterator[str]:
    """Read in the block by the contract of the partner to whom a feed token was given; gives the partner's id.

    Raises:
        Unauthenticated, Forbidden, RateLimited: it lets nobody in, now or from there.
    """
    found: Audience = flask.current_app.extensions["audience_of_feed"](token)
    g.audience = found
    with lenses.through(found):
        yield found.partner_id


@contextmanager
def ahead() -> Iterator[None]:
    """Read in the block also what is under embargo, as far as the contract of whoever asks lets them see it ahead.

    A route that does not say so shows none of it.
    """
    found = audience()
    if found is None or not found.has_ahead():
        yield
        return
    with lenses.through(found.looking_ahead):
        yield


def require_form(form: Format) -> None:
    """Refuse a form that the contract of whoever asks does not have, as an address at which there is nothing.

    Raises:
        NotFound: it has not.
    """
    if not has_form(form):
        raise NotFound(say("There is nothing at this address."))


def has_form(form: Format) -> bool:
    """Tell whether whoever asks may take a form: readers all of them, a partner those of its contract."""
    found = audience()
    return found is None or found.may_take(form)


def for_partners(view: View) -> View:
    """Let in nobody but partners, by a key that may read; the view is given for whom it reads, as `audience`.

    Stands right below the route. The reference says that it refuses with 401, 403 and 429.
    """

    @functools.wraps(view)
    def guarded(*args: Any, **kwargs: Any) -> Any:  # noqa: ANN401
        if (found := audience()) is None:
            raise Unauthenticated(say("Send an API key: Authorization: Bearer pwk_…"))
        return view(*args, audience=found, **kwargs)

    guarded.credential_rule = "partner"  # type: ignore[attr-defined]
    known = getattr(view, "_apidoc", {})
    docs = {**known.get("manual_doc", {}), "security": [{"key": []}], "x-scope": "read"}
    guarded._apidoc = {**known, "manual_doc": docs}  # type: ignore[attr-defined]  # noqa: SLF001
    return cast("View", refusing(guarded, 401, 403, 429))


def asked_language(lang: str | None) -> str:
    """Give the language that a reader wants: `lang`, else by Accept-Language, else the default.

    Raises:
        InvalidParameter: the newsroom has no such language.
        Unavailable: it has none at all yet.
    """
    known = languages.everything()
    if lang is not None:
        return languages.require(lang, known).code
    if not known:
        raise Unavailable(say("The newsroom has no language yet."))
    return languages.negotiate(request.headers.get("Accept-Language", ""), known)
