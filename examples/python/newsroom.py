"""Reads a newsroom, with a partner's key or without: patiently, and believing no answer that was cut off.

Python 3.11 and its standard library are all it takes. The programs beside it use it; it is none itself.
"""

from __future__ import annotations

import json
import os
import random
import sys
import time
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from http import HTTPStatus
from http.client import HTTPException, HTTPMessage
from typing import IO, TYPE_CHECKING, Any
from urllib.error import HTTPError
from urllib.parse import urlencode, urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener

if TYPE_CHECKING:  # made by make_types.py, and needed by nobody who only runs this
    from polyweek_types import Problem

PATIENCE = 45  # seconds for an answer; the server may hold an empty page of the journal back for 15 of them
LARGEST = 64 * 2**20  # bytes of an answer; a page of a hundred long articles has a few of them
SHORTEST, LONGEST = 1.0, 60.0  # seconds between two tries
TOLD = 120.0  # seconds: who is told to rest for longer says so
LATER = {
    HTTPStatus.TOO_MANY_REQUESTS,
    HTTPStatus.BAD_GATEWAY,
    HTTPStatus.SERVICE_UNAVAILABLE,
    HTTPStatus.GATEWAY_TIMEOUT,
}


class Refused(Exception):
    """What the API refused for good, by its status and, where it told them, its codes."""

    def __init__(self, status: int, problem: Problem | None) -> None:
        faults = problem["errors"] if problem is not None else []
        codes = [*([problem["code"]] if problem is not None else ()), *(fault["code"] for fault in faults)]
        told = f"{', '.join(codes)}: {problem['detail']}" if problem is not None else "the answer is no problem of ours"
        super().__init__(f"{status} {told}")
        self.status = status
        self.codes = set(codes)


class Broken(Exception):
    """An answer that is not what was asked for: cut off, too large, or no JSON. Another try may get it whole."""


def key() -> str | None:
    """Give the partner's key in NEWSROOM_KEY, None where it is unset; an empty one is a slip, and ends the program."""
    found = os.environ.get("NEWSROOM_KEY")
    if found is not None and not found.strip():
        sys.exit("NEWSROOM_KEY is empty; unset it to read what everybody reads")
    return found


@dataclass(frozen=True)
class Answer:
    """What was answered, and for how many seconds the server asks to be left alone."""

    data: Any
    rest: float


class Newsroom:
    """A newsroom at an address, as everybody reads it or as the contract of a key says."""

    def __init__(self, address: str, key: str | None = None) -> None:
        self.has_key = key is not None
        self._address = address.rstrip("/")
        self._headers = {"Accept": "application/json", **({"Authorization": f"Bearer {key}"} if key else {})}

    def read(self, path: str, **query: str | Sequence[str] | None) -> Answer:
        """Read JSON; tries again and again where this helps, and not before it is told to.

        Raises:
            Refused: it is not to be had, now or later.
        """
        asked = [(name, value) for name, value in query.items() if value]
        address = f"{self._address}{path}{'?' if asked else ''}{urlencode(asked, doseq=True)}"
        tries = 0
        while True:
            try:
                return _answer(Request(address, headers=self._headers))
            except HTTPError as error:
                with closing(error):
                    if error.code not in LATER:
                        raise Refused(error.code, _problem(error)) from None
                    pause = _seconds(error.headers.get("Retry-After"))
            except (OSError, HTTPException, Broken):
                pause = 0.0
            if pause > TOLD:
                sys.stderr.write(f"Told to come back in {pause:.0f} seconds.\n")
            rest(max(pause, min(SHORTEST * 2**tries, LONGEST)))
            tries = min(tries + 1, 10)


def rest(seconds: float) -> None:
    """Rest at least so long, and a little longer than others who were told the same."""
    time.sleep(seconds + random.uniform(0, min(seconds / 2, LONGEST)))  # noqa: S311 - no secret


class _Staying(HTTPRedirectHandler):
    """Follows redirects within the newsroom only: the key is for no other that an answer may name."""

    def redirect_request(
        self, req: Request, fp: IO[bytes], code: int, msg: str, headers: HTTPMessage, newurl: str
    ) -> Request | None:
        if urlsplit(newurl)[:2] != urlsplit(req.full_url)[:2]:
            return None
        return super().redirect_request(req, fp, code, msg, headers, newurl)


_OPENER = build_opener(_Staying)


def _answer(request: Request) -> Answer:
    with _OPENER.open(request, timeout=PATIENCE) as answer:
        body = answer.read(LARGEST + 1)
        told = answer.headers.get("Content-Length")
        if len(body) > LARGEST or (told is not None and int(told) != len(body)):
            raise Broken("cut off, or too large")
        if answer.headers.get_content_type() != "application/json":
            raise Broken("no JSON")
        try:
            return Answer(json.loads(body), _seconds(answer.headers.get("Retry-After")))
        except ValueError:
            raise Broken("no JSON") from None


def _problem(error: HTTPError) -> Problem | None:
    try:
        problem: Problem = json.loads(error.read(LARGEST))
        return problem if problem["code"] and problem["errors"] is not None else None
    except (OSError, HTTPException, ValueError, KeyError, TypeError):
        return None


def _seconds(told: str | None) -> float:
    return float(told) if told is not None and told.isdecimal() else 0.0
