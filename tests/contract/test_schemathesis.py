"""The whole API under generated input, right and wrong, in every role."""

from __future__ import annotations

import json
import random
from collections import Counter
from contextlib import suppress
from functools import cache
from typing import Any

import jsonschema_rs
import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.errors import Unsatisfiable
from schemathesis import Case, GenerationMode
from schemathesis.core import NOT_SET
from werkzeug.test import TestResponse

from api.platform import clock
from api.publishing import signing
from tests.content.pictures import shelf
from tests.contents import Contents
from tests.newsroom import ISSUE, PEOPLE, Newsroom, token

ROLES = ["translator-ru", "reviewer-en", "editor", "admin", None]
# Any operation may answer with these: what HTTP itself refuses, and what the moment does not allow.
_ANYWHERE = {400, 405, 406, 408, 413, 415, 429, 503}
# What ends the role's own token, or takes away what the others need, comes last.
_LAST = (
    "Remove",
    "Withdraw",
    "Suspend",
    "TakeRole",
    "ResetPassword",
    "RevokeToken",
    "ChangePassword",
    "EndSession",
    "endSession",
)
# What a refusal may leave behind: a try that is counted, an answer that is remembered.
_TRACES = {"rate_counter", "idempotency_record"}
_KNOWN_SHARE = 0.8


@pytest.mark.parametrize("role", ["reviewer-en", "admin", None])
def test_generated_calls_are_answered_as_the_reference_says(sqlite_newsroom: Newsroom, role: str | None) -> None:
    """Never 500, no status and no code that is not documented, answers in their form, and a refusal changes nothing."""
    counts = _Walk(sqlite_newsroom, role).go(examples=1)
    assert sum(counts.values()) >= 250
    assert counts["2"] >= 10


@pytest.mark.slow
@pytest.mark.parametrize("role", ROLES)
def test_many_generated_calls_are_answered_as_the_reference_says(sqlite_newsroom: Newsroom, role: str | None) -> None:
    """The same, at length: over 20,000 calls in all."""
    assert sum(_Walk(sqlite_newsroom, role).go(examples=30).values()) >= 4_000


class _Walk:
    """A way through all operations as one person, or as a reader."""

    def __init__(self, room: Newsroom, role: str | None) -> None:
        self._room, self._role = room, role
        self._random = random.Random(role or "reader")
        self._counts: Counter[str] = Counter()
        signing.begin(at=clock.now())  # as the worker does
        self._known = _known(room)
        self._document = room.get("/openapi.json")
        self._judge = _Judge(self._document)
        self._contents = Contents(room.settings, without=_TRACES)

    def go(self, *, examples: int) -> Counter[str]:
        """Call every operation so many times with good input and with bad; gives the answers by the first digit."""
        operations = [found.ok() for found in schemathesis.openapi.from_dict(self._document).get_all_operations()]
        operations.sort(key=lambda found: any(part in found.definition.raw["operationId"] for part in _LAST))
        for operation in operations:
            for mode in (GenerationMode.POSITIVE, GenerationMode.NEGATIVE):
                self._call(operation.as_strategy(generation_mode=mode), examples)
        self._contents.close()
        return self._counts

    def _call(self, cases: Any, examples: int) -> None:
        @settings(
            max_examples=examples,
            database=None,
            derandomize=True,
            deadline=None,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        @given(case=cases)
        def run(case: Case) -> None:
            before = self._contents.now()
            response = self._send(case)
            self._counts[str(response.status_code)[0]] += 1
            told = f"{case.method} {response.request.path} as {self._role}: {case.query} {case.headers} {case.body}"
            is_narrowed = bool((case.query or {}).get("fields"))
            self._judge(case.operation.definition.raw, response, told, is_narrowed=is_narrowed)
            if response.status_code >= 400:
                assert self._contents.now() == before, f"refused, and changed: {told}"

        with suppress(Unsatisfiable):  # there is nothing wrong to be said to an operation that takes anything
            run()

    def _send(self, case: Case) -> TestResponse:
        for name in case.path_parameters or {}:
            if name in self._known and self._random.random() < _KNOWN_SHARE:
                case.path_parameters[name] = self._random.choice(self._known[name])
        headers = {name: value for name, value in (case.headers or {}).items() if name != "Authorization"}
        if "If-Match" in headers and self._random.random() < _KNOWN_SHARE:
            headers["If-Match"] = "*"
        if self._role is not None:
            headers["Authorization"] = f"Bearer {token(self._role)}"
        body = None if case.body is NOT_SET else _written(case.body, case.media_type)
        query = {name: value for name, value in (case.query or {}).items() if value is not None}
        return self._room.client.open(
            case.formatted_path,
            method=case.method,
            headers=headers,
            query_string=query,
            data=body,
            content_type=case.media_type if body is not None else None,
        )


class _Judge:
    """Says whether an answer is one that the reference tells of."""

    def __init__(self, document: dict[str, Any]) -> None:
        self._components = document["components"]
        self._validator = cache(self._made)

    def __call__(self, operation: dict[str, Any], response: TestResponse, told: str, *, is_narrowed: bool) -> None:
        status = str(response.status_code)
        answer = f"{told} → {status} {response.get_data()[:600].decode(errors='replace')}"
        assert response.status_code < 500, answer
        documented = {name: self._resolved(found) for name, found in operation["responses"].items()}
        assert status in documented or response.status_code in _ANYWHERE, answer
        if response.status_code >= 400 and response.data:
            assert response.mimetype == "application/problem+json", answer
            codes = {code for name in (status, "default") for code in documented.get(name, {}).get("x-codes", ())}
            assert response.get_json()["code"] in codes, answer
            content = documented.get(status, documented["default"])["content"]
            self._check(content["application/problem+json"]["schema"], response, answer)
        elif response.is_json and (schema := _of_type(response, documented.get(status, {}).get("content", {}))):
            self._check(schema["anyOf"][is_narrowed] if "anyOf" in schema else schema, response, answer)

    def _check(self, schema: dict[str, Any], response: TestResponse, answer: str) -> None:
        faults = [error.message for error in self._validator(json.dumps(schema)).iter_errors(json.loads(response.data))]
        assert not faults, (faults, answer)

    def _made(self, text: str) -> jsonschema_rs.Draft202012Validator:
        schema = {"components": self._components, **json.loads(text)}
        return jsonschema_rs.Draft202012Validator(schema, validate_formats=True)

    def _resolved(self, answer: dict[str, Any]) -> dict[str, Any]:
        if "$ref" in answer:
            return dict(self._components["responses"][answer["$ref"].rpartition("/")[2]])
        return answer


def _of_type(response: TestResponse, content: dict[str, Any]) -> dict[str, Any]:
    """Give the schema of an answer, by its media type with its parameters."""
    schema: dict[str, Any] = content.get(response.content_type, {}).get("schema", {})
    return schema


def _known(room: Newsroom) -> dict[str, list[Any]]:
    """Give values of path parameters that lead somewhere: a published article and a draft, and what hangs on them."""
    published = room.publish("en", "ru")
    draft = room.write(title="Ferry timetable")
    room.translate(draft, "ru")
    preview = room.post(f"/v1/desk/articles/{draft}/versions/en/preview", "editor", {})
    whole = room.post(f"/v1/desk/issues/{ISSUE}/preview", "editor", {"language": "ru"})
    return {
        "article": [published, draft],
        "slug_or_id": [published, "river-council-delays-the-vote", draft],
        "issue": [ISSUE, "latest"],
        "language": ["en", "ru", "be"],
        "message_id": [message["id"] for message in room.messages(draft, "ru")[:3]],
        "number": [1, 2],
        "topic": ["society", "river"],
        "byline": ["hanna", "vasil"],
        "picture": [shelf.picture()],
        "width": [96],
        "format": ["jpg"],
        "person": [room.get("/v1/desk/me", login)["id"] for login in PEOPLE],
        "release_id": [found["id"] for found in room.get(f"/v1/desk/articles/{published}/releases", "editor")["data"]],
        "preview_id": [preview["id"]],
        "token": [preview["url"].rpartition("/")[2]],
        "issue_token": [whole["url"].rpartition("/")[2]],
    }


def _written(body: Any, media_type: str | None) -> bytes:
    if isinstance(body, bytes):
        return body
    if media_type == "application/json":
        return json.dumps(body).encode()
    return str(body).encode("utf-8", "surrogatepass")
