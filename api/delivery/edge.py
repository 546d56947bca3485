"""The edge: answers what is hot from memory, in front of Flask, which it asks for the rest.

Its key is the generation of what is public, the path, the query, byte by byte, and, where the answer depends on it, the
reader's language; an answer is kept in each coding in which it was asked for. Nothing else of a request reaches the
application when an answer is made to be kept, so nothing else can change one: a public route goes by path, query and
Accept-Language alone. Only whom to count is told, and can bring about a refusal, which is not kept. A request with a
credential passes by, but for partners' (`edge_partners`).

A bare function on the same server is hardly faster than this (`bench/edge.py`), so each name that is looked up counts:
`__call__` does the common case by itself and leaves all others to the methods below it.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterable
from http import HTTPStatus
from typing import TYPE_CHECKING

from api.delivery import answers, edge_answers, edge_era, edge_requests, encodings
from api.delivery.edge_answers import REQUEST_ID, Form, Kept
from api.delivery.edge_era import Era, Eras, Read
from api.delivery.edge_flights import Flight, Flights, Outcome
from api.delivery.edge_partners import Partners
from api.delivery.edge_store import BOUND, Store
from api.platform import clock, ids, logs, web
from api.publishing.admissions import Doorkeeper

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

Note = Callable[[tuple[str, str, str]], None]

PATIENCE = 1.0  # seconds that one reader waits for the answer that another has begun to make

_READING = ("GET", "HEAD")
_OURS = ("/v1/", "/sitemap")
# What is for people with credentials or links of their own, and the journal, which is to be asked for anew each time.
_NOT_OURS = tuple(
    f"/v1/{name}" for name in ("admin", "auth", "changes", "desk", "feeds/by-token", "newsletter", "partner", "preview")
)
_MOST_PREFERENCES = 500  # headers that are remembered
_LONGEST_PREFERENCE = 200  # characters of one


class Edge:
    """A WSGI application around another: `application`, whose answers it keeps.

    `bound` is in bytes, `seconds` a clock that only goes forward, `read` gives the generation (`edge_era.read`). `note`
    is told of each answer from memory: method, route and status. `doorkeeper` judges requests of partners, which else
    pass by.
    """

    def __init__(
        self,
        application: WSGIApplication,
        *,
        note: Note | None = None,
        doorkeeper: Doorkeeper | None = None,
        bound: int = BOUND,
        read: Read = edge_era.read,
        seconds: Callable[[], float] = time.monotonic,
        patience: float = PATIENCE,
    ) -> None:
        self._application = application
        self._note = note
        self._seconds = seconds
        self._patience = patience
        self._eras = Eras(seconds, bound=bound, read=read)
        self._flights = Flights()
        self._preferences: dict[str | None, str] = {None: encodings.IDENTITY}
        self._partners: Partners | None = None
        if doorkeeper is not None:
            self._partners = Partners(
                application, doorkeeper, self._eras, form=self._form, note=note, seconds=seconds, patience=patience
            )

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer a request: from memory, if it is a GET for what is there in the form that is asked for."""
        era = self._eras.era
        place = environ["PATH_INFO"], environ.get("QUERY_STRING", "")
        kept = era.entries.get(place)
        if (
            kept is not None
            and environ["REQUEST_METHOD"] == "GET"
            and "HTTP_AUTHORIZATION" not in environ
            and "HTTP_COOKIE" not in environ
        ):
            if kept.is_fork:
                kept.is_used = True
                kept = era.entries.get((*place, era.tongues.get(environ.get("HTTP_ACCEPT_LANGUAGE", ""), "")))
            now = self._seconds()
            if kept is not None and now < era.until and now < kept.until:
                if "HTTP_IF_NONE_MATCH" in environ:
                    form = kept.unchanged.get(environ["HTTP_IF_NONE_MATCH"])
                elif "HTTP_IF_MODIFIED_SINCE" in environ:
                    form = None
                else:
                    form = kept.forms.get(self._preferences.get(environ.get("HTTP_ACCEPT_ENCODING"), ""))
                if form is not None:
                    kept.is_used = True
                    if self._note is not None:
                        self._note(form.counted)
                    number = random.getrandbits(48)  # tells requests apart, and is no secret
                    start_response(form.line, [*form.headers, (REQUEST_ID, f"{era.head}{number:012x}")])
                    return form.body
        return self._asked(environ, start_response)

    def _asked(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        method = environ["REQUEST_METHOD"]
        if method in _READING:
            if _is_ours(environ):
                return self._sought(environ, start_response)
            if self._partners is not None and self._partners.takes(environ):
                return self._partners.answer(environ, start_response)
        try:
            return self._application(environ, start_response)
        finally:
            if method not in {*_READING, "OPTIONS"}:  # whoever wrote reads what they wrote
                self._eras.doubt()

    def _sought(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer from memory; what is not there is made by one, while others wait a while for it."""
        place = environ["PATH_INFO"], environ.get("QUERY_STRING", "")
        deadline = self._seconds() + self._patience
        while (era := self._eras.present()) is not None:
            key = (*place, era.tongue(environ.get("HTTP_ACCEPT_LANGUAGE", "")))
            if (kept := era.store.find(key, self._seconds())) is not None:
                return self._tell(era, kept, environ, start_response)
            flight, is_mine = self._flights.join(key)
            if is_mine:
                with self._flights.led(key, flight):
                    return self._made(era, key, flight, environ, start_response)
            if flight.wait(deadline - self._seconds()) is Outcome.NOT_KEPT:
                break
        return self._application(environ, start_response)

    def _made(
        self,
        era: Era,
        key: tuple[str, str, str],
        flight: Flight,
        environ: WSGIEnvironment,
        start_response: StartResponse,
    ) -> Iterable[bytes]:
        asked = edge_requests.plain(environ)
        answer = edge_requests.answered(self._application, asked)
        lifetime = edge_answers.lifetime(answer)
        if lifetime is None:
            is_failure = answer.status >= HTTPStatus.INTERNAL_SERVER_ERROR
            flight.outcome = Outcome.FAILED if is_failure else Outcome.NOT_KEPT
        else:
            if (until := asked.get(answers.HOLDS_UNTIL)) is not None:
                lifetime = min(lifetime, (until - clock.now()).total_seconds())
            kept = Kept(key, answer, until=self._seconds() + lifetime, route=asked.get(web.ROUTE) or "none")
            if self._eras.lasts(era):  # else it may be of this generation or the next: nobody knows
                flight.outcome = Outcome.KEPT if era.store.put(kept) else Outcome.NOT_KEPT
            if not kept.is_missing:
                return self._tell(era, kept, environ, start_response, is_new=True)
        start_response(answer.line, list(answer.headers))
        return [answer.body] if environ["REQUEST_METHOD"] == "GET" else []

    def _tell(
        self, era: Era, kept: Kept, environ: WSGIEnvironment, start_response: StartResponse, *, is_new: bool = False
    ) -> Iterable[bytes]:
        """Answer with what is kept, or just made: then it is not old, and counted already."""
        if kept.is_missing:
            return self._tell_missing(kept, environ, start_response)
        form = self._form(era.store, kept, environ)
        headers = [pair for pair in form.headers if pair[0] != "Age"] if is_new else form.headers
        method = environ["REQUEST_METHOD"]
        if self._note is not None and not is_new:
            self._note((method, *form.counted[1:]))
        start_response(form.line, [*headers, (REQUEST_ID, ids.new())])
        return form.body if method == "GET" else []

    def _form(self, store: Store, kept: Kept, environ: WSGIEnvironment) -> Form:
        preference = self._preference(environ.get("HTTP_ACCEPT_ENCODING"))
        if (form := kept.forms.get(preference)) is None:
            form = kept.form(preference)
            store.weigh(kept)
        return kept.conditional(form, environ.get("HTTP_IF_NONE_MATCH"), environ.get("HTTP_IF_MODIFIED_SINCE"))

    def _preference(self, header: str | None) -> str:
        if (known := self._preferences.get(header)) is not None:
            return known
        found = " ".join(encodings.accepted(header))
        if header is not None and len(header) <= _LONGEST_PREFERENCE:
            if len(self._preferences) >= _MOST_PREFERENCES:
                self._preferences = {None: encodings.IDENTITY}
            self._preferences[header] = found
        return found

    def _tell_missing(self, kept: Kept, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer that there is nothing, with an id of this request's own in the problem, the header and the log."""
        began, own = time.perf_counter(), ids.new()
        line, headers, body = kept.answer.renamed(own)
        method = environ["REQUEST_METHOD"]
        if self._note is not None:
            self._note((method, kept.route, line[:3]))
        logs.tell_request(own, method, kept.route, int(line[:3]), time.perf_counter() - began)
        start_response(line, headers)
        return [body] if method == "GET" else []


def _is_ours(environ: WSGIEnvironment) -> bool:
    path = environ["PATH_INFO"]
    return (
        path.startswith(_OURS)
        and not path.startswith(_NOT_OURS)
        and "HTTP_AUTHORIZATION" not in environ
        and "HTTP_COOKIE" not in environ
        and len(path) + len(environ.get("QUERY_STRING", "")) <= edge_requests.LONGEST
    )
