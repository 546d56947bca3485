"""An edge with everything around it made up: the application behind it, the generation, the clock."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from werkzeug.test import Client, TestResponse

from api.delivery.edge import Edge
from api.languages.languages import Known

PUBLIC = "public, max-age=60, s-maxage=300"
BODY = b'{"text":"' + b"The council met on Monday. " * 80 + b'"}'
LANGUAGES = {code: Known(code, code, (code,), is_default=code == "be") for code in ("be", "ru", "en")}

Header = tuple[str, str]
Answer = tuple[str, list[Header], bytes]


def answer(
    body: bytes = BODY, *more: Header, status: str = "200 OK", cache: str = PUBLIC, tag: str = '"abc"', vary: str = ""
) -> Answer:
    """Give an answer as the application would."""
    headers = [("ETag", tag), ("Cache-Control", cache), ("Content-Type", "application/json"), ("X-Request-Id", "mine")]
    return status, [*headers, ("Content-Length", str(len(body))), *([("Vary", vary)] if vary else []), *more], body


def at_once(*works: Callable[[], Any]) -> list[Any]:
    """Run works in threads that start together; gives what each gave, or the exception that it met."""
    barrier = threading.Barrier(len(works), timeout=30)

    def run(work: Callable[[], Any]) -> Any:
        barrier.wait()
        try:
            return work()
        except Exception as error:  # noqa: BLE001 - judged by the test
            return error

    with ThreadPoolExecutor(len(works)) as pool:
        return list(pool.map(run, works))


class Stage:
    """An edge over an application that gives what `answers` has, or `otherwise`, and writes down what it was asked."""

    def __init__(self, answers: dict[str, Answer] | None = None, **options: Any) -> None:
        self.answers = answers or {}
        self.otherwise = answer()
        self.asked: list[dict[str, Any]] = []
        self.now = 1_000.0
        self.generation = 1
        self.reads = 0
        self.is_readable = True
        self.behind: Callable[[], None] = lambda: None
        self.noted: list[tuple[str, str, str]] = []
        self._lock = threading.Lock()
        options |= {"read": self._read, "seconds": lambda: self.now, "note": self.noted.append}
        self.edge = Edge(self._application, **options)

    @property
    def store(self) -> Any:
        """What the edge keeps now."""
        return self.edge._eras.era.store

    def call(self, path: str = "/v1/x", method: str = "GET", **headers: str) -> TestResponse:
        """Send a request; headers with underscores."""
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        return Client(self.edge, use_cookies=False).open(path, method=method, headers=sent)

    def count(self, path: str = "/v1/x") -> int:
        """Tell how often the application was asked for a path."""
        return sum(environ["PATH_INFO"] == path for environ in self.asked)

    def _application(self, environ: dict[str, Any], start_response: Any) -> list[bytes]:
        with self._lock:
            self.asked.append(environ)
        self.behind()
        status, headers, body = self.answers.get(environ["PATH_INFO"], self.otherwise)
        start_response(status, list(headers))
        return [body]

    def _read(self, _known: int | None) -> tuple[int, dict[str, Known]]:
        self.reads += 1
        if not self.is_readable:
            raise OSError("The database does not answer.")
        return self.generation, LANGUAGES
