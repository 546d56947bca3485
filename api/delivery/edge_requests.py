"""What the edge asks of the application, and the answer, whole."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, cast

from api.delivery.edge_answers import Answer
from api.platform import places

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

LONGEST = 2_000  # characters of path and query of what is kept


def plain(environ: WSGIEnvironment) -> dict[str, Any]:
    """Give the request that a key stands for: all that could tell two answers of one key apart is left out."""
    plain = {
        "REQUEST_METHOD": "GET",
        "SCRIPT_NAME": "",
        "PATH_INFO": environ["PATH_INFO"],
        "QUERY_STRING": environ.get("QUERY_STRING", ""),
        "SERVER_NAME": "localhost",
        "SERVER_PORT": "80",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": "http",
        "wsgi.input": io.BytesIO(),
        "wsgi.errors": environ["wsgi.errors"],
        "wsgi.multithread": True,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
        places.CALLER: (environ.get("REMOTE_ADDR", ""), environ.get("HTTP_X_FORWARDED_FOR", "")),
    }
    if "HTTP_ACCEPT_LANGUAGE" in environ:
        plain["HTTP_ACCEPT_LANGUAGE"] = environ["HTTP_ACCEPT_LANGUAGE"]
    return plain


def answered(application: WSGIApplication, environ: WSGIEnvironment) -> Answer:
    """Have an answer made, and give it whole."""
    told: list[Any] = []
    written: list[bytes] = []

    def start(line: str, headers: list[tuple[str, str]], _error: object = None, /) -> Callable[[bytes], object]:
        told[:] = line, headers
        return written.append

    pieces = application(environ, cast("StartResponse", start))
    try:
        written += pieces
    finally:
        if (close := getattr(pieces, "close", None)) is not None:
            close()
    line, headers = told
    return Answer(line, tuple(headers), b"".join(written))
