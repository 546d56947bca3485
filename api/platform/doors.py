"""Doors: blueprints whose input is read strictly, and whose refusals and conditions are declared."""

from __future__ import annotations

import copy
import functools
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar, cast

import marshmallow as ma
from flask import request
from flask_smorest import Blueprint

from api.platform import names, problems, web
from api.platform.parsing import StrictParser
from api.platform.schemas import ProblemSchema

View = TypeVar("View", bound=Callable[..., Any])

_KEPT_QUERIES = 4_096  # of each route
_LONGEST_KEPT = 512  # bytes: what honest readers ask is shorter, and a stranger chooses what fills the memory
_IF_MATCH = {
    "name": "If-Match",
    "in": "header",
    "required": True,
    "schema": {"type": "string"},
    "description": "The ETag that was read, or `*` (RFC 9110 section 13.1.1).",
}
_IF_MATCH_OF_THE_EXISTING = {
    **_IF_MATCH,
    "required": False,
    "description": "The ETag that was read, or `*` (RFC 9110 section 13.1.1). Needed where there is something already, "
    "which this replaces.",
}


class Door(Blueprint):
    """A blueprint whose input comes through the strict parser and whose refusals are declared."""

    ARGUMENTS_PARSER = StrictParser()

    if TYPE_CHECKING:  # flask-smorest has no types

        def route(self, rule: str, **options: Any) -> Callable[[View], View]:  # noqa: ANN401
            """Bind a route."""
            ...

        def arguments(self, schema: type[ma.Schema], **options: Any) -> Callable[[View], View]:  # noqa: ANN401
            """Take input through a schema."""
            ...

        def response(self, status: int, schema: Any = None, **options: Any) -> Callable[[View], View]:  # noqa: ANN401
            """Answer through a schema."""
            ...

        def alt_response(self, status: int, **options: Any) -> Callable[[View], View]:  # noqa: ANN401
            """Declare another answer."""
            ...

        def doc(self, **options: Any) -> Callable[[View], View]:  # noqa: ANN401
            """Add to what the OpenAPI document says of a route."""
            ...

    def _store_endpoint_docs(self, endpoint: str, obj: Any, parameters: Any, tags: Any, **options: Any) -> None:  # noqa: ANN401
        """Name the operation after its view."""
        manual = {"operationId": names.operation_id(self.name, obj.__name__), **obj._apidoc.get("manual_doc", {})}  # noqa: SLF001
        obj._apidoc = {**obj._apidoc, "manual_doc": manual}  # noqa: SLF001
        super()._store_endpoint_docs(endpoint, obj, parameters, tags, **options)

    def query(self, schema: type[ma.Schema]) -> Callable[[View], View]:
        """Take a query through a schema, and give it to the view as its first argument.

        The same query string always means the same, so the results for recent short ones are cached: on a public path,
        parsing would cost more than all the rest.
        """
        instance = schema()

        @functools.lru_cache(maxsize=_KEPT_QUERIES)
        def read(_query: bytes) -> dict[str, Any]:
            return cast("dict[str, Any]", self.ARGUMENTS_PARSER.parse(instance, request, location="query"))

        def decorate(view: View) -> View:
            @functools.wraps(view)
            def wrapper(*args: Any, **kwargs: Any) -> Any:  # noqa: ANN401
                query = request.query_string
                keeping = read if len(query) <= _LONGEST_KEPT else read.__wrapped__
                return view(keeping(query), *args, **kwargs)

            return _documented(wrapper, view, {"in": "query", "required": True, "schema": schema})

        return decorate

    def refuses(self, *reasons: int | str, schema: type[ma.Schema] = ProblemSchema) -> Callable[[View], View]:
        """Declare with which statuses a route refuses, each a problem document; a code names what is special to it.

        What the guard refuses, it declares itself. `schema` is for problems that have members of their own.
        """
        return lambda view: refusing(view, *reasons, schema=schema)

    def conditional(self, view: View) -> View:
        """Demand If-Match, and hand it to the view as `expected`; stands right above the view.

        So a call whose body is at fault is told that first, and one without If-Match before anything is looked for.
        """

        @functools.wraps(view)
        def wrapper(*args: Any, **kwargs: Any) -> Any:  # noqa: ANN401
            return view(*args, **kwargs, expected=web.expected())

        return refusing(_documented(wrapper, view, _IF_MATCH), 412, 428)

    def conditional_if_there(self, view: View) -> View:
        """Hand If-Match to the view as `expected`, or None; the verb demands it where something is replaced."""

        @functools.wraps(view)
        def wrapper(*args: Any, **kwargs: Any) -> Any:  # noqa: ANN401
            return view(*args, **kwargs, expected=web.expected_if_any())

        return refusing(_documented(wrapper, view, _IF_MATCH_OF_THE_EXISTING), 412, 428)


def refusing(view: View, *reasons: int | str, schema: type[ma.Schema] = ProblemSchema) -> View:
    """Write into what flask-smorest knows of a view with which statuses it refuses; what was said of one stands.

    Unlike flask-smorest's own `alt_response` this wraps nothing around the view: a call passed four such wrappers.
    """
    named: dict[int, list[str]] = {reason: [] for reason in reasons if isinstance(reason, int)}
    for code in (reason for reason in reasons if isinstance(reason, str)):
        named.setdefault(problems.CODES[code][0], []).append(code)
    known = copy.deepcopy(getattr(view, "_apidoc", {}))
    said = known.setdefault("response", {}).setdefault("responses", {})
    for status, codes in sorted(named.items()):
        told = {"schema": schema(), "description": ", ".join(codes), "content_type": problems.MEDIA_TYPE}
        said.setdefault(status, [told])
    view._apidoc = known  # type: ignore[attr-defined]  # noqa: SLF001
    return view


def _documented(wrapper: Callable[..., Any], view: View, parameter: dict[str, Any]) -> View:
    """Write a parameter into what flask-smorest knows of a view."""
    known = copy.deepcopy(getattr(view, "_apidoc", {}))
    known.setdefault("arguments", {}).setdefault("parameters", []).insert(0, parameter)
    wrapper._apidoc = known  # type: ignore[attr-defined]  # noqa: SLF001
    return cast("View", wrapper)
