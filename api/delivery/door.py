"""The public door: its views answer with bytes, each for whom it is asked."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any, TypeVar, cast

from flask import request

from api.delivery import answers, readers
from api.platform import lenses
from api.platform.doors import Door

View = TypeVar("View", bound=Callable[..., Any])


class PublicDoor(Door):
    """A door whose views answer with bytes: what flask-smorest would wrap around each is written down and left out.

    Five calls within calls cost a cold answer more than the database does. Whoever comes with a partner's key is given
    what the contract has, by every route of such a door.
    """

    def route(self, rule: str, **options: Any) -> Callable[[View], View]:  # noqa: ANN401
        """Bind a route."""
        bind = super().route(rule, **options)
        return lambda view: bind(_for_audience(view))

    def response(self, status: int, schema: Any = None, **options: Any) -> Callable[[View], View]:  # noqa: ANN401
        """Say how a view answers."""
        return _noted(super().response(status, schema, **options))

    def alt_response(self, status: int, **options: Any) -> Callable[[View], View]:  # noqa: ANN401
        """Say how else a view answers."""
        return _noted(super().alt_response(status, **options))


def _for_audience(view: View) -> View:
    """Let whoever comes with a partner's key read through the lens of its contract."""

    @functools.wraps(view)
    def narrowed(*args: Any, **kwargs: Any) -> Any:  # noqa: ANN401
        if "HTTP_AUTHORIZATION" not in request.environ or (audience := readers.resolved()) is None:
            return view(*args, **kwargs)
        with lenses.through(audience):
            return view(*args, **kwargs)

    narrowed.is_narrowed = True  # type: ignore[attr-defined]
    return cast("View", narrowed)


def _noted(decorate: Callable[[Any], Any]) -> Callable[[View], View]:
    def note(view: View) -> View:
        view._apidoc = decorate(view)._apidoc  # type: ignore[attr-defined]  # noqa: SLF001
        return view

    return note


door = PublicDoor(
    "delivery",
    __name__,
    url_prefix="/v1",
    description="Public reading, without a credential.",
    template_folder="templates",
)

door.after_request(answers.keep_private)
