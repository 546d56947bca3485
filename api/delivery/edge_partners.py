"""The edge for partners: answers for those whose contract shows what everybody sees, kept by its terms.

Each key is asked for in the database each time, and each request counted, as by the application; only the answer is
not made anew. It is kept apart from everybody's, since rights stand in it, by the generation, the terms, the path, the
query and, where it depends on that, the language: so nobody is given one of other terms, and partners with the same
ones share. What has a view of its own, such as a narrow contract, an embargo or a sandbox, passes by, and so does all
that is not listed here: what goes by more than terms, as the journal does, whose cursors are each partner's own.

An address is first left to the application, which refuses some requests before it looks at their keys, and those do
not count. One that it has answered once is one where it looks, so from then on the edge may do that in its place.
"""

from __future__ import annotations

import hashlib
import re
import time
from collections.abc import Callable, Iterable, Sequence
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from api.delivery import answers, edge_answers, edge_requests
from api.delivery.edge_answers import REQUEST_ID, Form, Kept
from api.delivery.edge_era import Era, Eras
from api.delivery.edge_flights import Flight, Flights, Outcome
from api.delivery.edge_store import Store
from api.platform import clock, ids, logs, web
from api.publishing.admissions import PASSAGE, Admission, Doorkeeper, Passage
from api.publishing.handovers import Handover

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

SECONDS = 60.0  # for which an answer is kept at most: as long as the briefest of everybody's

# Routes that show one partner nothing but what they show any other of the same terms.
_SHARED = re.compile(
    r"/v1/(?:"
    r"(?:articles|bylines|issues|topics)(?:/[^/]+)?"
    r"|feeds/[^/]+\.(?:atom|json|rss)"
    r"|languages|site|trends|trends\.svg"
    r")"
)
_ANSWERED = (str(HTTPStatus.OK.value), str(HTTPStatus.NOT_MODIFIED.value))
_MOST_PLACES = 4_096

Note = Callable[[tuple[str, str, str]], None]
Place = tuple[str, str]
FormOf = Callable[[Store, Kept, "WSGIEnvironment"], Form]


class Partners:
    """The part of the edge that answers partners, in front of the same `application` and by the same `eras`.

    `form` gives the form of an answer for a request; the rest is as in `Edge`.
    """

    def __init__(
        self,
        application: WSGIApplication,
        doorkeeper: Doorkeeper,
        eras: Eras,
        *,
        form: FormOf,
        note: Note | None,
        seconds: Callable[[], float],
        patience: float,
    ) -> None:
        self._application = application
        self._doorkeeper = doorkeeper
        self._eras = eras
        self._form = form
        self._note = note
        self._seconds = seconds
        self._patience = patience
        self._flights = Flights()
        self._places = Places()

    def takes(self, environ: WSGIEnvironment) -> bool:
        """Tell whether a GET or HEAD request is one of a partner's that could be answered here."""
        path = environ["PATH_INFO"]
        return (
            "HTTP_COOKIE" not in environ
            and self._doorkeeper.knows(environ.get("HTTP_AUTHORIZATION", ""))
            and len(path) + len(environ.get("QUERY_STRING", "")) <= edge_requests.LONGEST
            and _SHARED.fullmatch(path) is not None
        )

    def answer(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer such a request: from memory, where the contract is like others and somebody has asked before."""
        place, deadline = (environ["PATH_INFO"], environ.get("QUERY_STRING", "")), self._seconds() + self._patience
        if not self._places.has(place):
            flight, is_mine = self._flights.join(place)
            if is_mine:
                with self._flights.led(place, flight):
                    return self._left(place, environ, start_response)
            flight.wait(deadline - self._seconds())
            if not self._places.has(place):
                return self._left(place, environ, start_response)
        return self._judged(place, deadline, environ, start_response)

    def _left(self, place: Place, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Leave a request to the application, key and all, and see whether it let the partner in."""
        passage = environ[PASSAGE] = Passage()

        def start(line: str, headers: list[tuple[str, str]], *error: Any) -> Callable[[bytes], object]:  # noqa: ANN401
            if passage.is_in and line.startswith(_ANSWERED):
                self._places.add(place)
            return start_response(line, headers, *error)

        return self._application(environ, start)

    def _judged(
        self, place: Place, deadline: float, environ: WSGIEnvironment, start_response: StartResponse
    ) -> Iterable[bytes]:
        """Judge and count a request, and answer it: from memory, or as one who makes it for all who wait."""
        began = time.perf_counter()
        admission = self._doorkeeper.admit(environ)
        while (era := self._era(admission)) is not None:
            key = _key(era, admission, place, environ)
            if (kept := era.shared.find(key, self._seconds())) is not None:
                return self._told(era, kept, admission, environ, start_response, began)
            flight, is_mine = self._flights.join(key)
            if is_mine:
                with self._flights.led(key, flight):
                    return self._made(era, key, flight, admission, environ, start_response)
            outcome = flight.wait(deadline - self._seconds())
            admission = self._doorkeeper.renew(admission, environ)  # meanwhile the key may have ended
            if outcome is Outcome.NOT_KEPT:
                break
        environ[PASSAGE] = Passage(admission)
        return self._application(environ, start_response)

    def _era(self, admission: Admission) -> Era | None:
        """Give the era of what a partner reads; None for who was refused, or has a view of their own."""
        audience = admission.audience
        return self._eras.of(audience.generation) if audience is not None and audience.is_whole else None

    def _made(
        self,
        era: Era,
        key: tuple[str, str, str],
        flight: Flight,
        admission: Admission,
        environ: WSGIEnvironment,
        start_response: StartResponse,
    ) -> Iterable[bytes]:
        handovers: list[Handover] = []
        passage = Passage(admission, handovers)
        asked = edge_requests.plain(environ)
        asked |= {"HTTP_AUTHORIZATION": environ["HTTP_AUTHORIZATION"], PASSAGE: passage}
        answer = edge_requests.answered(self._application, asked)
        if not edge_answers.is_for_its_like(answer):
            is_failure = answer.status >= HTTPStatus.INTERNAL_SERVER_ERROR
            flight.outcome = Outcome.FAILED if is_failure else Outcome.NOT_KEPT
            self._hand_over(admission, handovers, environ)
            start_response(answer.line, list(answer.headers))
            return [answer.body] if environ["REQUEST_METHOD"] == "GET" else []
        lifetime = SECONDS
        if (until := asked.get(answers.HOLDS_UNTIL)) is not None:
            lifetime = min(lifetime, (until - clock.now()).total_seconds())
        route = asked.get(web.ROUTE) or "none"
        kept = Kept(key, answer, until=self._seconds() + lifetime, route=route, handovers=tuple(handovers))
        if self._eras.lasts(era):
            flight.outcome = Outcome.KEPT if era.shared.put(kept) else Outcome.NOT_KEPT
        return self._told(era, kept, admission, environ, start_response)

    def _told(
        self,
        era: Era,
        kept: Kept,
        admission: Admission,
        environ: WSGIEnvironment,
        start_response: StartResponse,
        began: float | None = None,
    ) -> Iterable[bytes]:
        """Answer with what is kept; `began` is when the request did, None for one that the application has counted."""
        form, method = self._form(era.shared, kept, environ), environ["REQUEST_METHOD"]
        self._hand_over(admission, kept.handovers, environ)
        own = ids.new() if began is not None else kept.answer.value(REQUEST_ID.lower())
        if began is not None:
            _, route, status = form.counted
            if self._note is not None:
                self._note((method, route, status))
            logs.tell_request(own, method, route, int(status), time.perf_counter() - began)
        headers = [pair for pair in form.headers if pair[0] != "Age"]  # nobody else may keep it, so it has none
        start_response(form.line, [*headers, *admission.fields().items(), (REQUEST_ID, own)])
        return form.body if method == "GET" else []

    def _hand_over(self, admission: Admission, handovers: Sequence[Handover], environ: WSGIEnvironment) -> None:
        """Have noted what a partner is given, or told that they have already; a HEAD request is given nothing."""
        if handovers and admission.audience is not None and environ["REQUEST_METHOD"] != "HEAD":
            self._doorkeeper.note(admission.audience, handovers)


class Places:
    """Addresses at which the application has let partners in, by digest; of too many, the oldest are forgotten."""

    def __init__(self, most: int = _MOST_PLACES) -> None:
        self._most = most
        self._known: dict[bytes, None] = {}

    def has(self, place: Place) -> bool:
        """Tell whether an address is one of them."""
        return _digest(place) in self._known

    def add(self, place: Place) -> None:
        """Add an address."""
        self._known[_digest(place)] = None
        while len(self._known) > self._most:
            self._known.pop(next(iter(self._known)), None)


def _digest(place: Place) -> bytes:
    return hashlib.blake2b("\n".join(place).encode(), digest_size=16).digest()


def _key(era: Era, admission: Admission, place: Place, environ: WSGIEnvironment) -> tuple[str, str, str]:
    """Give the key of an answer. A path has no blank before its slash, so none is another's by its terms."""
    assert admission.audience is not None  # noqa: S101 - or there is no era
    path, query = place
    tongue = era.tongue(environ.get("HTTP_ACCEPT_LANGUAGE", ""))
    return f"{admission.audience.terms.mark} {path}", query, tongue
