"""Small HTTP servers on this machine: what a test answers itself, or an application."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from socketserver import BaseServer
from typing import Any

from werkzeug.serving import WSGIRequestHandler, make_server


class Quiet(BaseHTTPRequestHandler):
    """Writes no line for each request."""

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the library's name
        """Say nothing."""


class _Server(ThreadingHTTPServer):
    def handle_error(self, request: Any, client_address: Any) -> None:
        """Pass over who hung up, which is no news, and show all else."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)


class _Silent(WSGIRequestHandler):
    def log(self, type: str, message: str, *args: object) -> None:  # noqa: A002 - werkzeug's name
        """Say nothing."""


@dataclass
class Asked:
    """A request that came: its method, path with query, headers in lower case, and its body."""

    method: str
    path: str
    fields: dict[str, str]
    body: bytes


Answer = tuple[int, dict[str, str], bytes]  # status, headers (the length unless it is another) and body


@contextmanager
def listening(server: BaseServer) -> Iterator[str]:
    """Serve in a thread; gives the origin."""
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@contextmanager
def handling(handler: Callable[..., BaseHTTPRequestHandler]) -> Iterator[str]:
    """Serve with a handler of the test's own, at a free port; gives the origin."""
    with listening(_Server(("127.0.0.1", 0), handler)) as origin:
        yield origin


@contextmanager
def serving(application: Any, port: int = 0) -> Iterator[str]:
    """Serve an application; gives the origin."""
    with listening(make_server("127.0.0.1", port, application, threaded=True, request_handler=_Silent)) as origin:
        yield origin


@contextmanager
def answering(answer: Callable[[Asked], Answer]) -> Iterator[str]:
    """Answer GET and POST as a function does, over connections that are kept; gives the origin."""

    class Handler(Quiet):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            size = int(self.headers.get("Content-Length", "0"))
            raw = self.rfile.read(size)
            if len(raw) < size:  # whoever sent it was killed meanwhile
                self.close_connection = True
                return
            fields = {name.lower(): value for name, value in self.headers.items()}
            status, headers, body = answer(Asked(self.command, self.path, fields, raw))
            self.send_response(status)
            for name, value in {"Content-Length": str(len(body)), **headers}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        do_POST = do_GET  # noqa: N815 - the library's names

    with handling(Handler) as origin:
        yield origin
