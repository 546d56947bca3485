"""What is going to go: a route or a parameter says so in its answers and in the reference, long before it does."""

from __future__ import annotations

import functools
from collections.abc import Callable
from datetime import datetime
from typing import Any, TypeVar

import flask
from flask import request
from werkzeug.http import http_date

View = TypeVar("View", bound=Callable[..., Any])


def deprecated(
    since: datetime, *, guide: str, sunset: datetime | None = None, parameter: str | None = None
) -> Callable[[View], View]:
    """Declare that a route, or one parameter of it, is not to be used any longer; stands right below the route.

    Answers then have `Deprecation` (RFC 9745 section 2), a link to the `guide` that says what to use instead (section
    3), and, where it is known when it goes, `Sunset` (RFC 8594 section 3). Of a parameter they have them where it was
    sent; its field says `deprecated` in its metadata.
    """
    headers = [
        ("Deprecation", f"@{int(since.timestamp())}"),
        ("Link", f'<{guide}>; rel="deprecation"; type="text/html"'),
    ]
    if sunset is not None:
        headers += [("Sunset", http_date(sunset)), ("Link", f'<{guide}>; rel="sunset"; type="text/html"')]

    def told(response: flask.Response) -> flask.Response:
        for name, value in headers:
            response.headers.add(name, value)
        return response

    def decorate(view: View) -> View:
        @functools.wraps(view)
        def wrapper(*args: Any, **kwargs: Any) -> Any:  # noqa: ANN401
            if parameter is None or parameter in request.args:
                flask.after_this_request(told)
            return view(*args, **kwargs)

        if parameter is None:
            known = getattr(view, "_apidoc", {})
            manual = {**known.get("manual_doc", {}), "deprecated": True}
            wrapper._apidoc = {**known, "manual_doc": manual}  # type: ignore[attr-defined]  # noqa: SLF001
        return wrapper  # type: ignore[return-value]

    return decorate
