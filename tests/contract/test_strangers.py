"""What somebody without a token may cost: no body is read that need not be, and none is large."""

from __future__ import annotations

import io
import json
from typing import Any

import pytest

from api.platform import problems, strict
from tests.effort import effort
from tests.newsroom import PASSWORD, Newsroom, token

_JSON = {"Content-Type": "application/json"}


class _Untouched(io.BytesIO):
    """A body that nobody may begin to read."""

    def read(self, _size: int | None = -1) -> bytes:
        raise AssertionError("the body was read")


def test_nobody_unknown_has_their_body_read(sqlite_newsroom: Newsroom) -> None:
    """Every route that asks for a token refuses without one before it takes a byte of the body."""
    refused = 0
    for rule in sqlite_newsroom.app.url_map.iter_rules():
        view = sqlite_newsroom.app.view_functions[rule.endpoint]
        for method in sorted((rule.methods or set()) & {"POST", "PUT", "PATCH", "DELETE"}):
            if getattr(view, "credential_rule", "public") == "public":
                continue
            path = rule.build(dict.fromkeys(rule.arguments, "1"), append_unknown=False)[1]
            for headers in ({}, {"Authorization": f"Bearer {token('nobody')}"}):
                options = {"headers": {**_JSON, **headers, "Idempotency-Key": "k", "If-Match": "*"}}
                response = sqlite_newsroom.client.open(
                    path, method=method, input_stream=_Untouched(), content_length=4_000_000, **options
                )
                assert response.status_code == 401, (method, rule.rule)
                refused += 1
    assert refused > 60


def test_a_stranger_sends_little(sqlite_newsroom: Newsroom) -> None:
    """A login of more than some kilobytes is refused, by its length or by what comes; who is known may send more."""
    for size, status in ((strict.LARGEST_OF_STRANGERS, 401), (strict.LARGEST_OF_STRANGERS + 1, 413)):
        data = json.dumps({"login": "editor", "password": "wrong"}).encode().ljust(size)
        assert sqlite_newsroom.call("POST", "/v1/auth/login", data=data, headers=_JSON).status_code == status
        chunked = {"input_stream": io.BytesIO(data), "environ_overrides": {"wsgi.input_terminated": True}}
        assert sqlite_newsroom.call("POST", "/v1/auth/login", headers=_JSON, **chunked).status_code == status
    body = "A paragraph.\n\n" * 500
    article = {"source_language": "en", "topic": "society", "title": "T", "body": body}
    assert sqlite_newsroom.post("/v1/desk/articles", "editor", article)


def test_an_answer_names_twenty_faults(sqlite_newsroom: Newsroom) -> None:
    """However many there are; it says how many more, and repeats no long name."""
    data = {f"{'x' * 3_000}{number}": 1 for number in range(400)}
    response = sqlite_newsroom.call("POST", "/v1/desk/articles", "editor", json=data)
    problem = response.get_json()
    assert (response.status_code, len(problem["errors"])) == (422, problems.MOST_FAULTS)
    assert len(response.data) < 20_000
    left_out = 400 + 4 - problems.MOST_FAULTS  # what is missing is said too
    assert f"{left_out} more faults" in problem["detail"]
    few = sqlite_newsroom.call("POST", "/v1/desk/articles", "editor", json={"x": 1}).get_json()
    assert "more fault" not in few["detail"]


@pytest.mark.parametrize(
    "data",
    [
        b"{" + b",".join(b'"%d":1' % number for number in range(300_000)) + b"}",
        b'{"grants":[' + b",".join([b'{"a":1}'] * 400_000) + b"]}",
        b'{"a":[' + b"[],".join([b""] * 1_000_000) + b"[]]}",
    ],
    ids=["keys", "objects", "lists"],
)
def test_a_bomb_of_values_is_refused_for_little(sqlite_newsroom: Newsroom, data: bytes) -> None:
    """Of millions of values some thousand are counted, and the rest is not even read as JSON."""
    headers = {**_JSON}
    sqlite_newsroom.get("/v1/desk/me", "admin")

    def refuse() -> None:
        response = sqlite_newsroom.call("POST", "/v1/admin/people", "admin", data=data, headers=headers)
        assert (response.status_code, len(response.data) < 2_000) == (422, True)
        assert response.get_json()["errors"][0]["code"] == "too_many"

    assert effort(refuse) < 20


def test_as_many_values_as_are_accepted_cost_little(sqlite_newsroom: Newsroom) -> None:
    """The most faults that a body can hold are told for some hundred milliseconds at most."""
    many = {str(number): 1 for number in range(strict.MOST_VALUES - 10)}
    nested = {"grants": [{"a": 1} for _ in range(strict.MOST_VALUES // 2 - 10)]}
    sqlite_newsroom.get("/v1/desk/me", "admin")
    for data in (many, nested):
        spent = effort(lambda data=data: sqlite_newsroom.call("POST", "/v1/admin/people", "admin", json=data))  # type: ignore[misc]
        assert spent < 300, len(data)


def test_no_anonymous_request_costs_much(sqlite_newsroom: Newsroom) -> None:
    """Every route that asks for no token, with the worst that headers, query and body may hold."""
    sqlite_newsroom.publish("ru")
    paths = []
    for rule in sqlite_newsroom.app.url_map.iter_rules():
        view = sqlite_newsroom.app.view_functions[rule.endpoint]
        if getattr(view, "credential_rule", "public") == "public":
            paths += [(rule, method) for method in sorted((rule.methods or set()) - {"HEAD"})]
    assert len(paths) > 30
    for rule, method in paths:
        asked = [
            (
                rule.build({**dict.fromkeys(rule.arguments, worst.get("name", "1")), "width": 1}, append_unknown=False)[
                    1
                ],
                {key: value for key, value in worst.items() if key != "name"},
            )
            for worst in _WORST
        ]
        sqlite_newsroom.client.open(asked[0][0], method=method)  # what is made once is no part of it

        def ask(method: str = method, asked: list[tuple[str, dict[str, Any]]] = asked) -> None:
            for path, options in asked:
                response = sqlite_newsroom.client.open(path, method=method, **options)
                assert response.status_code < 500
                assert len(response.data) < 1_500_000

        assert effort(ask) < 40 * len(asked), (method, rule.rule)


_LOGIN = json.dumps({"login": "editor", "password": PASSWORD[:-1]})
_WORST: tuple[dict[str, Any], ...] = (
    {"query_string": "lang=be&" + "&".join(f"a{number}" for number in range(1_300))},
    {"query_string": "topic=" + ",".join("a" for _ in range(3_000))},
    {"query_string": "cursor=" + "A" * 8_000},
    {"name": "a" * 8_000},
    {"headers": {"Accept-Language": ",".join(f"a{number}-{number};q=0.{number}" for number in range(4_000))}},
    {"headers": {"If-None-Match": ",".join('"a"' for _ in range(12_000)), "If-Modified-Since": "1" * 10_000}},
    {"headers": {"Authorization": "Bearer pw_" + "a" * 50_000, "X-Forwarded-For": "1," * 20_000}},
    {"headers": {"Accept": ",".join(["text/html;q=0.1"] * 3_000), "Cookie": "a=b;" * 10_000}},
    {"data": ("{" + ",".join(f'"{number}":1' for number in range(400)))[:4_000] + "}", "headers": _JSON},
    {"data": "[" * 4_000, "headers": _JSON},
    {"data": _LOGIN[:-1] + ',"x":"' + "\\u0041" * 500 + '"}', "headers": _JSON},
)
