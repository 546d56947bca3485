"""The OpenAPI document stands in the repository as the code says it."""

from __future__ import annotations

from collections import Counter

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
