"""Calls of operations as the reference shows them: what was sent and answered, with what is long cut.

Lists are cut after two items, texts at the end of a paragraph.
"""

from __future__ import annotations

import re
from typing import Any

import flask
from werkzeug.test import TestResponse

from api.pages import reference as pages
from api.platform import ids, parsing

_ITEMS = 2
_CHARACTERS = 900
_PARAMETER = re.compile(r"{(\w+)}")


class Recorder:
    """Calls operations by their ids, as people by their logins, and keeps what was sent and answered."""

    def __init__(self, application: flask.Flask, tokens: dict[str, str]) -> None:
        self.told: dict[str, Any] = {}
        self.answers: dict[str, TestResponse] = {}
        self._client = application.test_client()
        self._tokens = tokens
        self.document = pages.document(application)
        self._operations = {
            operation["operationId"]: (method, path, "428" in operation["responses"])
            for path, methods in self.document["paths"].items()
            for method, operation in methods.items()
            if method != "parameters"
        }

    @property
    def missing(self) -> list[str]:
        """The operations that have not been called."""
        return sorted(self._operations.keys() - self.told.keys())

    def call(
        self,
        operation: str,
        by: str | None = None,
        body: Any = None,  # noqa: ANN401
        *,
        etag: str | None = None,
        content_type: str | None = None,
        **parameters: str | bool | int | list[str],
    ) -> Any:  # noqa: ANN401
        """Call an operation and give its answer, as JSON where it is; parameters go to the path or the query.

        What exists already is changed with the ETag that was read just before, as a client would do; `etag` is given
        where it does not stand at an address of its own.
        """
        method, template, is_conditional = self._operations[operation]
        named = {name: parameters.pop(name) for name in _PARAMETER.findall(template)}
        path = template.format(**named)
        headers = {"Authorization": f"Bearer {self._tokens[by]}"} if by else {}
        if is_conditional:
            headers["If-Match"] = etag or self._tag(path, headers)
        is_data = isinstance(body, bytes) or content_type == parsing.FORM
        sent: dict[str, Any] = {"data": body} if is_data else {"json": body} if body is not None else {}
        if content_type is not None:
            sent["content_type"] = content_type
        query = {name: _written(value) for name, value in parameters.items()}
        response = self._client.open(path, method=method.upper(), headers=headers, query_string=query, **sent)
        if response.status_code >= 400:  # noqa: PLR2004 - refusals begin here
            raise SystemExit(f"{operation} answered {response.status_code}: {response.get_data(as_text=True)}")
        telling = {name: value for name, value in named.items() if not ids.is_id(str(value)) and name != "token"}
        conditions = {"If-Match": headers["If-Match"]} if is_conditional else {}
        self._keep(operation, response, body, {**telling, **parameters, **conditions})
        return response.get_json() if response.is_json and response.data else response.data

    def let_in(self, login: str, credential: str) -> None:
        """Let somebody call with a credential that was made on the way."""
        self._tokens[login] = credential

    def read(self, address: str, by: str | None = None) -> Any:  # noqa: ANN401
        """Read JSON at an address as a reader, or as somebody, and keep nothing of it."""
        headers = {"Authorization": f"Bearer {self._tokens[by]}"} if by else {}
        return self._client.get(address, headers=headers).get_json()

    def _tag(self, path: str, headers: dict[str, str]) -> str:
        """Give the ETag of the thing at a path, or of the nearest one above it that has one."""
        while path.count("/") > 2:  # noqa: PLR2004 - /v1/desk and a name
            response = self._client.get(path, headers=headers)
            if response.status_code == 200 and "ETag" in response.headers:  # noqa: PLR2004
                return str(response.headers["ETag"])
            path = path.rpartition("/")[0]
        return "*"

    def _keep(self, operation: str, response: TestResponse, body: Any, parameters: dict[str, Any]) -> None:  # noqa: ANN401
        kept = self.told.setdefault(operation, {"parameters": {}, "responses": {}})
        kept["parameters"] |= parameters
        if body is not None:
            kept["request"] = _short(_text(body) if isinstance(body, bytes) else body)
        if response.data:
            answer = response.get_json() if response.is_json else _text(response.data)
            kept["responses"][str(response.status_code)] = _short(answer)
        self.answers[operation] = response
        response.close()


def _written(value: Any) -> str:  # noqa: ANN401
    """Write a parameter as it stands in a query."""
    if isinstance(value, list):
        return ",".join(value)
    return str(value).lower() if isinstance(value, bool) else str(value)


def _text(data: bytes) -> str:
    """Give bytes as an example shows them: a picture only by its beginning."""
    try:
        return data.decode()
    except UnicodeDecodeError:
        return f"{data[:12]!r}"[2:-1] + "…"


def _short(value: Any) -> Any:  # noqa: ANN401
    if isinstance(value, dict):
        return {name: _short(inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [_short(inner) for inner in value[:_ITEMS]]
    if isinstance(value, str) and len(value) > _CHARACTERS:
        return value[: value.rfind("\n", 0, _CHARACTERS) + 1] or value[:_CHARACTERS]
    return value
