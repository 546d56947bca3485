"""The examples in the reference are what the demo newsroom answers, in the form that the reference describes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import jsonschema_rs
import orjson
import pytest

from api.pages import examples
from tests.contract.described import Described
from tests.contract.presence import Presence
from tools import openapi
from tools.examples import recorded
from tools.recorder import Recorder

# What the demo's readers and people are never shown: nobody checks messages yet, and the others are looked at where
# they are made (`test_failures`, `test_body_forms`, `test_reviews`, `test_reading_by_contract`, `test_webhooks`,
# `test_takedowns`).
_UNSEEN = {
    *("DeskMessageCheck", "DeskRemark", "DeskLeftOutVersion", "DeskReleaseFailure", "DeskReleaseFault"),
    *("CodeBlock", "RuleBlock", "DeskPictureWarning", "DidYouMean", "DeskLeftOut", "Rights", "PartnerAttempt"),
    *("AdminEndpoint", "RepublishedAt"),
}
_METHODS = {"get", "put", "post", "delete", "patch"}


@pytest.fixture(scope="module")
def recorder() -> Iterator[Recorder]:
    """Raise the demo and call every operation anew."""
    with recorded() as made:
        yield made


@pytest.fixture(scope="module")
def document(recorder: Recorder) -> dict[str, Any]:
    """Give the OpenAPI document, as it is sent."""
    return dict(orjson.loads(orjson.dumps(recorder.document)))


def test_examples_have_the_form_that_the_reference_describes(document: dict[str, Any]) -> None:
    """Each example validates against the schema beside it (JSON Schema 2020-12), formats included."""
    faults, count = [], 0
    for place, content in _contents(document):
        if "example" in content and "schema" in content:
            errors = _validator(document, content).iter_errors(content["example"])
            faults += [f"{place}{error.instance_path}: {error.message}" for error in errors]
            count += 1
    assert not faults
    assert count >= 100


def test_the_server_answers_what_the_reference_describes(document: dict[str, Any], recorder: Recorder) -> None:
    """Each answer of the running demo, whole, has every field that the reference requires and none that it lacks."""
    described = Described(document)
    faults = []
    for name, response in recorder.answers.items():
        if response.is_json and response.data:
            faults += described.faults(name, response.status_code, response.get_json())
    assert not faults


def test_what_is_left_of_an_answer_has_the_form_that_the_reference_describes(
    document: dict[str, Any], recorder: Recorder
) -> None:
    """Answers to `fields` and `include` validate strictly too, of lists and of single things."""
    described = Described(document)
    for name, path in {
        "listArticles": "articles?lang=en&fields=title",
        "showArticle": f"articles/{recorder.answers['listArticles'].get_json()['data'][0]['slug']}?fields=title,links",
        "listIssues": "issues?lang=en&fields=key",
        "listBylines": "bylines?lang=en&fields=name",
        "showSite": "site?lang=en&fields=name",
        "listChanges": "changes?fields=type&include=document&limit=1",
    }.items():
        answer = recorder.read(f"/v1/{path}")
        assert not described.faults(name, 200, answer, is_narrowed=True), name
        assert described.faults(name, 200, answer), name
    for name, path in {
        "listArticles": "articles?lang=en&include=body,corrections,alternates",
        "listChanges": "changes?include=document",
    }.items():
        assert not described.faults(name, 200, recorder.read(f"/v1/{path}")), name


def test_what_is_always_there_is_said_to_be(document: dict[str, Any], recorder: Recorder) -> None:
    """No field of an answer is optional but those that some answers have and others do not."""
    answers = {operation["operationId"]: operation["responses"] for operation in _operations(document)}
    schemas = document["components"]["schemas"]
    presence = Presence(schemas)
    for name, status, answer in _answered(recorder):
        content = answers[name][str(status)].get("content", {}).get("application/json")
        if content is not None:
            presence.count(content["schema"], answer)
    forms = {name: set(schemas[name].get("required", ())) for name, _ in presence.there if name}
    optional = {(name, field) for name, field in presence.there if name and field not in forms[name]}
    assert not [place for place in optional if not presence.absent[place]]
    assert _of_answers(document) - forms.keys() - _words(schemas) == _UNSEEN


def test_the_server_sends_the_headers_that_the_reference_describes(
    document: dict[str, Any], recorder: Recorder
) -> None:
    """Of the headers that the reference knows each answer has exactly those that stand beside it."""
    known = document["components"]["headers"].keys()
    described = {operation["operationId"]: operation["responses"] for operation in _operations(document)}
    for name, response in recorder.answers.items():
        sent = {header for header in known if header in response.headers}
        told = described[name][str(response.status_code)].get("headers", {}).keys()
        # What must not be kept is said everywhere, and is nothing that a client goes by.
        unsaid = {"Cache-Control"} if "Cache-Control" not in told else set()
        assert sent - unsaid == told, name


def test_the_file_holds_what_the_server_answers_now(recorder: Recorder) -> None:
    """The committed examples have the fields and types of today's answers: else `python -m tools.examples`."""
    kept = examples.load()
    for name, told in recorder.told.items():
        assert _shape(kept.get(name)) == _shape(orjson.loads(orjson.dumps(told))), name


def test_every_operation_has_an_example(recorder: Recorder) -> None:
    """Nobody reads of a call without seeing one."""
    assert recorder.missing == []


def test_nothing_secret_is_told_but_what_the_demo_shows_anyway() -> None:
    """The file holds tokens of a newsroom that is gone and no path of the machine that wrote it."""
    text = examples.PATH.read_text(encoding="utf-8")
    assert "/tmp" not in text
    assert "/home" not in text


def test_openapi_yaml_carries_the_examples() -> None:
    """Who generates clients from the file has the examples too."""
    document = openapi.document()
    assert document["paths"]["/v1/auth/login"]["post"]["responses"]["201"]["content"]["application/json"]["example"]


def _answered(recorder: Recorder) -> Iterator[tuple[str, int, Any]]:
    """Give the answers of all operations, and others that have more in them, as (operation, status, JSON)."""
    for name, response in recorder.answers.items():
        if response.is_json and response.data:
            yield name, response.status_code, response.get_json()
    listed = recorder.read("/v1/articles?lang=be&limit=100")
    yield "listArticles", 200, listed
    yield "listArticles", 200, recorder.read("/v1/articles?lang=be&include=body,corrections,alternates")
    for article in listed["data"]:
        for form in ("blocks", "markdown", "text", "none"):
            yield "showArticle", 200, recorder.read(f"{article['links']['self']}&body={form}")
    for query in ("include=document&limit=100", "initial=true&limit=100"):
        yield "listChanges", 200, recorder.read(f"/v1/changes?{query}")


def _of_answers(document: dict[str, Any]) -> set[str]:
    """Name the whole forms that answers have."""
    schemas = document["components"]["schemas"]
    found: set[str] = set()
    waiting = [
        name
        for operation in _operations(document)
        for answer in operation["responses"].values()
        for name in _named(answer.get("content", {}).get("application/json", {}).get("schema"))
    ]
    while waiting:
        if (name := waiting.pop()) not in found and not re.search("Part(List)?$", name):
            found.add(name)
            waiting += _named(schemas[name])
    return found


def _words(schemas: dict[str, Any]) -> set[str]:
    """Name what is one of several forms, or one of several words."""
    return {name for name, schema in schemas.items() if not schema.get("properties")}


def _named(schema: object) -> list[str]:
    return re.findall(r"#/components/schemas/(\w+)", str(schema))


def _operations(document: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for path in document["paths"].values():
        yield from (operation for method, operation in path.items() if method in _METHODS)


def _contents(document: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    for operation in _operations(document):
        for content in operation.get("requestBody", {}).get("content", {}).values():
            yield f"{operation['operationId']} request", content
        for status, answer in operation["responses"].items():
            for content in answer.get("content", {}).values():
                yield f"{operation['operationId']} {status}", content
    for name, answer in document["components"]["responses"].items():
        for content in answer["content"].values():
            for code, example in content["examples"].items():
                yield f"{name} {code}", {"schema": content["schema"], "example": example["value"]}


def _validator(document: dict[str, Any], content: dict[str, Any]) -> jsonschema_rs.Draft202012Validator:
    schema = {"components": document["components"], **content["schema"]}
    return jsonschema_rs.Draft202012Validator(schema, validate_formats=True)


def _shape(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _shape(inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [_shape(inner) for inner in value]
    return type(value).__name__
