"""Errors as problem documents (RFC 9457), in the caller's language; the statuses of all codes are known here only."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import orjson

from api.platform.errors import Fault, Phrase, Problem, say, say_n

MEDIA_TYPE = "application/problem+json"
MOST_FAULTS = 20  # that an answer names, however many there are

Speak = Callable[[Phrase], str]

# What each code is called, and its status. `docs` lists them; clients rely on them.
CODES: dict[str, tuple[int, Phrase]] = {
    "malformed_json": (400, say("The body is not JSON")),
    "bad_request": (400, say("The request cannot be understood")),
    "unauthenticated": (401, say("A valid token or key is needed")),
    "forbidden": (403, say("This is not allowed")),
    "password_required": (403, say("The password is needed for this")),
    "four_eyes": (403, say("Somebody else must approve this")),
    "not_found": (404, say("There is nothing here")),
    "method_not_allowed": (405, say("This cannot be done with this resource")),
    "not_acceptable": (406, say("Not available in this format")),
    "request_timeout": (408, say("The request came too slowly")),
    "conflict": (409, say("This cannot be done now")),
    "not_ready": (409, say("Some versions are not ready")),
    "not_a_typo": (409, say("This is more than a typo")),
    "idempotency_in_progress": (409, say("The same request is already in progress")),
    "gone": (410, say("This has been withdrawn")),
    "precondition_failed": (412, say("It has changed in the meantime")),
    "too_large": (413, say("The input is too large")),
    "unsupported_media_type": (415, say("The input has a type that is not accepted here")),
    "invalid_body": (422, say("The body is not valid")),
    "invalid_parameter": (422, say("A parameter is not valid")),
    "idempotency_mismatch": (422, say("This Idempotency-Key belongs to another request")),
    "malformed_file": (422, say("The file cannot be read")),
    "raw_html": (422, say("HTML is not accepted in texts")),
    "wrong_article": (422, say("The file belongs elsewhere")),
    "precondition_required": (428, say("If-Match is needed")),
    "rate_limited": (429, say("Too many attempts")),
    "internal": (500, say("Something went wrong here")),
    "unavailable": (503, say("Please try again shortly")),
}


def document(problem: Problem, speak: Speak, request_id: str) -> tuple[bytes, int, dict[str, str]]:
    """Write a problem as its body, status and headers."""
    status, title = CODES[problem.kind]
    title = problem.title or title
    body: dict[str, Any] = {
        "type": f"/docs/problems#{problem.kind}",
        "title": speak(title),
        "status": status,
        "detail": _detail(problem, speak),
        "code": problem.kind,
        "request_id": request_id,
        "errors": [_fault(fault, speak) for fault in problem.faults[:MOST_FAULTS]],
        **problem.members,
    }
    headers = {"Content-Type": MEDIA_TYPE, "Cache-Control": "no-store"}
    if (retry_after := getattr(problem, "retry_after", None)) is not None:
        headers["Retry-After"] = str(retry_after)
    if problem.kind == "unauthenticated":
        headers["WWW-Authenticate"] = 'Bearer realm="polyweek"'
    return orjson.dumps(body), status, headers


def _detail(problem: Problem, speak: Speak) -> str:
    detail = speak(problem.detail)
    left_out = len(problem.faults) - MOST_FAULTS
    if left_out <= 0:
        return detail
    more = say_n("One more fault is not listed.", "{n} more faults are not listed.", left_out)
    return f"{detail} {speak(more)}"


def _fault(fault: Fault, speak: Speak) -> dict[str, object]:
    entry: dict[str, object] = {"code": fault.code, "detail": speak(fault.detail)}
    for place in ("pointer", "parameter", "header", "line", "entry", "article_id", "language"):
        if (value := getattr(fault, place)) is not None:
            entry[place] = value
    return entry
