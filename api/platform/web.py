"""The HTTP edge that every door shares: problems, ETags, request ids, pages. Routes are made of these."""

from __future__ import annotations

import functools
import logging
import time
from collections.abc import Callable, Iterable, Mapping
from http import HTTPStatus
from typing import Any, cast
from urllib.parse import quote, urlencode

import flask
import orjson
from flask import g, request
from flask.json.provider import JSONProvider
from werkzeug.exceptions import HTTPException, InternalServerError

from api.platform import db, ids, language_tags, logs, origins, paging, parsing, preconditions, problems
from api.platform.errors import NotFound, Phrase, Problem, say
from api.platform.preconditions import Expected

log = logging.getLogger("polyweek")

ROUTE = "polyweek.route"  # where the edge finds, in the request's environ, the template of its route

SHUT = "default-src 'none'; sandbox"  # of a file: whoever opens it alone opens a picture, and nothing that runs
_LARGEST_INTEGER = 2**31 - 1  # of a column, on PostgreSQL
# The problems of an HTTP layer that refuses by itself, by status.
_REFUSED = {
    404: ("not_found", say("There is nothing at this address.")),
    405: ("method_not_allowed", say("This method is not allowed here.")),
    406: ("not_acceptable", say("This is not available in this format.")),
    413: ("too_large", say("The input is too large.")),
    415: ("unsupported_media_type", say("The input has a type that is not accepted here.")),
}


def install(
    app: flask.Flask,
    *,
    secret: bytes,
    speaking: Callable[[], str],
    say_in: Callable[[Phrase, str], str],
    of_addresses: Callable[[str, bytes], None] = lambda _path, _query: None,
) -> None:
    """Give an app its request ids, problems, JSON and cursors.

    `speaking()` is the language in which to speak to the present caller, `say_in(phrase, language)` says a phrase, and
    `of_addresses(path, query)` refuses what may stand in no address, before anything else is said of it.
    """

    def answer(problem: Problem) -> flask.Response:
        body, status, headers = problems.document(problem, speak, request_id())
        return flask.Response(body, status, headers)

    def refused(error: HTTPException) -> flask.Response:
        if isinstance(error, InternalServerError):  # Flask's wrapping of what went wrong behind the view
            return unforeseen(error.original_exception or error)
        code, detail = _REFUSED.get(error.code or 0, ("bad_request", say("The request cannot be understood.")))
        response = answer(Problem(detail, code=code))
        allowed = getattr(error, "valid_methods", None)
        if allowed:
            response.headers["Allow"] = ", ".join(sorted(allowed))
        return response

    def unforeseen(error: BaseException) -> flask.Response:
        template = request.url_rule.rule if request.url_rule is not None else None
        log.error("unforeseen", extra={"request_id": request_id(), "route": template}, exc_info=error)
        return answer(Problem(say("The fault is ours and has been noted.")))

    # Flask would log the whole address of what failed, and those of previews hold tokens; `unforeseen` logs the route.
    app.log_exception = lambda _: None  # type: ignore[assignment, method-assign]
    app.json = _OrjsonProvider(app)
    app.extensions |= {"signer": paging.Signer(secret), "speaking": speaking, "speak": say_in}
    app.extensions["of_addresses"] = of_addresses
    app.before_request(_begin)
    app.after_request(_end)
    app.teardown_appcontext(lambda _: db.release_connection())
    app.register_error_handler(Problem, answer)
    app.register_error_handler(HTTPException, refused)
    app.register_error_handler(Exception, unforeseen)


def request_id() -> str:
    """Give the id by which this request is known in its answer and in the log."""
    context = g._get_current_object()  # noqa: SLF001 - one look behind the proxy instead of three
    if "request_id" not in context:
        context.request_id = ids.new()
    return cast("str", context.request_id)


def expected() -> Expected:
    """Read If-Match: what the caller has read before it writes. A weak tag matches nothing (RFC 9110 section 13.1.1).

    Raises:
        PreconditionRequired: it is missing (RFC 6585 section 3).
    """
    found = expected_if_any()
    if found is None:
        raise preconditions.required()
    return found


def expected_if_any() -> Expected | None:
    """Read If-Match where it is only needed if the thing is there already: what a PUT may also make."""
    header = request.headers.get("If-Match", "").strip()
    return preconditions.expected(header) if header else None


def etag(tag: object) -> str:
    """Write a tag, a serial mostly, as a strong ETag (RFC 9110 section 8.8.3)."""
    return f'"{tag}"'


def is_fresh(tag: str) -> bool:
    """Tell whether the caller holds this tag already, by If-None-Match; weak comparison (RFC 9110 section 13.1.2)."""
    named = preconditions.named(request.headers.get("If-None-Match", ""))
    return named is None or tag in named


def signer() -> paging.Signer:
    """Give what writes and reads this instance's cursors."""
    return cast("paging.Signer", flask.current_app.extensions["signer"])


def speak(phrase: Phrase) -> str:
    """Say a phrase in the present caller's language."""
    return cast("str", flask.current_app.extensions["speak"](phrase, language()))


def language() -> str:
    """Give the language in which the API speaks to the present caller."""
    return cast("str", flask.current_app.extensions["speaking"]())


def listed(
    query: Mapping[str, Any], purpose: str, read: Callable[[paging.Cursor | None, int], tuple[paging.Page, Any]]
) -> dict[str, Any]:
    """Give the page of a list that a query asks for by `cursor` and `limit`, in the form of CONTRACT.md.

    The answer gets a Link header too. `read(cursor, limit)` gives the page, and what to show of its rows. `purpose`
    says which list this is, with all that narrows it: a cursor of another list is refused.

    Raises:
        InvalidParameter: the cursor is none of ours, or belongs to another list.
    """
    cursor = signer().read(query["cursor"], purpose) if query["cursor"] else None
    page, data = read(cursor, query["limit"])
    links = page_links(page, purpose)
    tell(links)
    return {"data": data, "links": links, "meta": {"limit": query["limit"]}}


def whole_list(address: str, data: list[dict[str, Any]]) -> dict[str, Any]:
    """Give a list that is never paged, in the form of all lists; the answer gets a Link header too."""
    links = {"self": address, "next": None, "prev": None}
    tell(links)
    return {"data": data, "links": links, "meta": {"limit": len(data)}}


def link_field(targets: Iterable[tuple[str, str | None]]) -> str:
    """Write a Link field (RFC 8288) of relations and addresses; those without an address are left out."""
    return ", ".join(f'<{target}>; rel="{relation}"' for relation, target in targets if target)


def tell(links: Mapping[str, str | None]) -> None:
    """Add the links of a list to the answer's header."""

    @flask.after_this_request
    def add(response: flask.Response) -> flask.Response:
        response.headers["Link"] = link_field(links.items())
        return response


def page_links(page: paging.Page, purpose: str) -> dict[str, str | None]:
    """Give the addresses of a page and of its neighbours: that of the request, with other cursors."""
    return {
        "self": _with_cursor(request.args.get("cursor")),
        "next": _with_cursor(signer().write(page.next, purpose)) if page.next else None,
        "prev": _with_cursor(signer().write(page.prev, purpose)) if page.prev else None,
    }


def _with_cursor(cursor: str | None) -> str:
    pairs = [(name, value) for name, value in request.args.items(multi=True) if name != "cursor"]
    query = urlencode([*pairs, *([("cursor", cursor)] if cursor else [])])
    return f"{quote(request.path)}?{query}" if query else quote(request.path)


class _OrjsonProvider(JSONProvider):
    """JSON of answers by orjson, as UTF-8 without escapes; input is read by `strict`."""

    def dumps(self, obj: Any, **_: Any) -> str:  # noqa: ANN401
        return orjson.dumps(obj).decode()

    def loads(self, s: str | bytes, **_: Any) -> Any:  # noqa: ANN401
        return orjson.loads(s)

    def response(self, *args: Any, **kwargs: Any) -> flask.Response:  # noqa: ANN401
        body = orjson.dumps(self._prepare_response_obj(args, kwargs))
        return flask.current_app.response_class(body, mimetype="application/json")


def _begin() -> flask.Response | None:
    g.began = time.perf_counter()
    if (asked := origins.preflight()) is not None:
        return asked
    flask.current_app.extensions["of_addresses"](request.environ["PATH_INFO"], request.query_string)
    _refuse_paths(request.environ["PATH_INFO"], request.view_args)
    for name, value in (request.view_args or {}).items():
        if isinstance(value, str):  # an id in an older address is the one that it has become
            cast("dict[str, Any]", request.view_args)[name] = ids.coarse(value)
    if request.view_args and "language" in request.view_args:
        request.view_args["language"] = language_tags.conventional(request.view_args["language"])
    if request.environ.get("QUERY_STRING") and request.url_rule is not None:
        view = flask.current_app.view_functions[request.url_rule.endpoint]
        if not _reads_query(view):
            parsing.require_known(request.query_string, {"lang"})
    return None


@functools.cache
def _reads_query(view: Callable[..., Any]) -> bool:
    """Whether a view reads its query by a schema, which then checks it."""
    parameters = getattr(view, "_apidoc", {}).get("arguments", {}).get("parameters", ())
    return any(parameter["in"] == "query" for parameter in parameters)


def _refuse_paths(path: str, values: Mapping[str, Any] | None) -> None:
    """Answer 404 for values that no database can look up: NUL in a text, numbers beyond its integers.

    And for a path with slashes at its beginning that werkzeug overlooks: what has an address has no other, by which it
    would always pass by the edge.
    """
    if "\x00" in path or path.startswith("//"):
        raise NotFound(_REFUSED[404][1])
    for value in (values or {}).values():
        if isinstance(value, int) and value > _LARGEST_INTEGER:
            raise NotFound(_REFUSED[404][1])


def _is_public_read(status: int) -> bool:
    """Whether this was a successful public read, which is not logged.

    A log line would take as long as the answer itself, and tell nothing that the metrics do not.
    """
    environ = request.environ
    is_anonymous = "HTTP_AUTHORIZATION" not in environ and environ["REQUEST_METHOD"] in {"GET", "HEAD"}
    return is_anonymous and status < HTTPStatus.BAD_REQUEST


def _end(response: flask.Response) -> flask.Response:
    template = request.url_rule.rule if request.url_rule is not None else None
    request.environ[ROUTE] = template
    if not _is_public_read(response.status_code):
        seconds = time.perf_counter() - g.began
        logs.tell_request(request_id(), request.method, template, response.status_code, seconds)
    headers = response.headers
    headers.add("X-Request-Id", request_id())
    headers.add("X-Content-Type-Options", "nosniff")
    if "Cache-Control" not in headers:
        headers.add("Cache-Control", "private, no-store")
    origins.open_to_pages(response)
    return response
