"""Routes: the reference for people and machines, the problems explained, and the files of all pages."""

from __future__ import annotations

from typing import Any

import flask
import orjson

from api.accounts import guard
from api.pages import assets, examples
from api.pages.door import answer, door, page
from api.pages.explanations import EXPLANATIONS
from api.pages.words import FRAME
from api.platform import faults, problems, reference, web
from api.platform.errors import Phrase, say
from api.translation.files import outcomes

_REFERENCE_WORDS = FRAME | {
    "english": say("The reference itself is in English."),
    "scripts": say("The reference needs JavaScript. Without it, read the same in"),
    "authorize": say(
        "To try calls with a token, paste it under Authorize. It stays in this page and is forgotten with it."
    ),
}
_PROBLEM_WORDS = FRAME | {
    "intro": say(
        "Whatever cannot be done is answered with a problem (RFC 9457). Its code never changes and is what programs go "
        "by; its words are for people, in their language."
    ),
    "form": say("What a problem says"),
    "remedy": say("What to do:"),
    "example": say("Example"),
    "by_place": say("The codes inside errors"),
    "by_place_text": say(
        "Each entry of errors has a code of its own. A later version may have more of them: go by the problem's own "
        "code where you do not know one. Reasons why a version is not ready, or was left out of a release, are of the "
        "same kind."
    ),
    "uploads": say("Uploaded files"),
    "uploads_text": say("The answer to an upload says of each entry of the file what became of it, and why."),
    "outcome": say("What became of it: outcome"),
    "reason": say("Why: reason"),
}
_PARTS: tuple[tuple[str, Phrase], ...] = (
    ("type", say("The address of the explanation on this page.")),
    ("title", say("The code in words.")),
    ("status", say("The HTTP status once more.")),
    ("detail", say("What went wrong this time.")),
    ("code", say("The stable code.")),
    ("request_id", say("The id of the request, by which we find it in our log.")),
    (
        "errors",
        say(
            "Each single fault with a code, a detail and its place: pointer (into the body), parameter, header, or "
            "line (of a text or file)."
        ),
    ),
)
_REQUEST_ID = "0198c4c6-8000-7c3b-9d42-5b8f1e0a7c11"


@door.route("/docs", strict_slashes=False)
@guard.public
def show_reference() -> flask.Response:
    """Show every call, to be read and tried."""
    return page("reference.html", path="/docs", words=_REFERENCE_WORDS)


@door.route("/openapi.json")
@guard.public
def show_document() -> flask.Response:
    """Give the reference to machines."""
    return answer(_document_bytes(flask.current_app), "application/json")


@door.route("/docs/problems", strict_slashes=False)
@guard.public
def show_problems() -> flask.Response:
    """Explain every problem code."""
    return page(
        "problems.html",
        path="/docs/problems",
        words=_PROBLEM_WORDS,
        parts=_PARTS,
        problems=[_explained(code) for code in problems.CODES],
        faults=faults.CODES,
        outcomes=outcomes.OUTCOMES,
        reasons=outcomes.REASONS,
    )


@door.route("/docs/assets/<tag>/<name>")
@guard.public
def show_asset(tag: str, name: str) -> flask.Response:
    """Give a file that pages are made of."""
    return assets.respond(tag, name)


def document(app: flask.Flask) -> dict[str, Any]:
    """Give the OpenAPI 3.1 document of an application, with its examples."""
    with app.app_context():
        told = {code: _example(code, str) for code in problems.CODES}
        return reference.finished(app.extensions["reference"].spec.to_dict(), examples.load(), told)


def _document_bytes(app: flask.Flask) -> bytes:
    if "openapi" not in app.extensions:
        app.extensions["openapi"] = orjson.dumps(document(app))
    return bytes(app.extensions["openapi"])


def _explained(code: str) -> dict[str, object]:
    status, title = problems.CODES[code]
    told = EXPLANATIONS[code]
    return {
        "code": code,
        "status": status,
        "title": web.speak(title),
        "meaning": web.speak(told.meaning),
        "remedy": web.speak(told.remedy),
        "example": orjson.dumps(_example(code, web.speak), option=orjson.OPT_INDENT_2).decode(),
    }


def _example(code: str, speak: problems.Speak) -> Any:  # noqa: ANN401 - JSON
    body, _, _ = problems.document(EXPLANATIONS[code].example(code), speak, _REQUEST_ID)
    return orjson.loads(body)
