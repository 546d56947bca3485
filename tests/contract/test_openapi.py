"""The OpenAPI document stands in the repository as the code says it."""

from __future__ import annotations

from collections import Counter

from api.platform import problems
from tools import openapi


def test_openapi_yaml_is_what_the_routes_and_schemas_say() -> None:
    """Whoever reads openapi.yaml reads what the code does."""
    assert openapi.PATH.read_text(encoding="utf-8") == openapi.text(), "run make openapi"


def test_every_operation_has_a_name_of_its_own() -> None:
    """Generated clients get one method for each operation."""
    names = Counter(
        operation["operationId"]
        for path in openapi.document()["paths"].values()
        for operation in path.values()
        if isinstance(operation, dict)
    )
    assert names
    assert set(names.values()) == {1}


def test_every_operation_tells_what_it_does_for_whom_and_how_it_refuses() -> None:
    """Summary, description, one tag that the document explains, a credential rule, and codes for each refusal."""
    document = openapi.document()
    explained = {tag["name"] for tag in document["tags"] if tag["description"]}
    for path in document["paths"].values():
        for operation in (found for method, found in path.items() if method != "parameters"):
            name = operation["operationId"]
            assert operation["summary"], name
            assert operation["description"], name
            assert len(operation["tags"]) == 1, name
            assert set(operation["tags"]) <= explained, name
            assert operation["security"] in ([], [{"token": []}]), name
            assert {"422", "default"} <= operation["responses"].keys(), name
            assert ("401" in operation["responses"]) or not operation["security"], name


def test_each_refusal_links_the_explanations_of_its_codes() -> None:
    """Who reads of a refusal in the reference is led to what its codes mean, and sees one of each."""
    answers = openapi.document()["components"]["responses"]
    assert {code for answer in answers.values() for code in answer["x-codes"]} <= problems.CODES.keys()
    for answer in answers.values():
        for code in answer["x-codes"]:
            assert f"/docs/problems#{code}" in answer["description"]
            assert answer["content"][problems.MEDIA_TYPE]["examples"][code]["value"]["code"] == code
