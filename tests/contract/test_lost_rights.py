"""A right that is taken away while its holder's request is at work opens nothing more, on any writing route."""

from __future__ import annotations

import functools
import io
import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import time_machine
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from api import app, demo
from api.accounts import guard, tokens
from api.accounts.roles import Actor
from api.operations import tables
from api.partners import callers, keys
from api.platform import bindings, db, migrate
from api.platform.settings import Settings
from tools import example_calls
from tools.examples import NOW
from tools.recorder import Recorder

_LOOKS = 2  # that the guard takes at a caller before it lets a write in


class SlowBody(io.BytesIO):
    """A body whose caller stops in the middle, until something has happened."""

    def __init__(self, data: bytes, meanwhile: Callable[[], None]) -> None:
        super().__init__(data)
        self._meanwhile = meanwhile

    def readinto(self, buffer: Any) -> int:
        """Give what comes, after what happened meanwhile."""
        self._meanwhile()
        return super().readinto(buffer)


Way = Callable[[FlaskClient, "Call"], TestResponse]


class Robbed:
    """A client that sends each write thrice: its caller's right is taken away in two ways, and then is there."""

    def __init__(self, client: FlaskClient, *ways: Way) -> None:
        self.wrong: dict[str, list[str]] = {}
        self._client = client
        self._ways = ways

    def get(self, path: str, **options: Any) -> TestResponse:
        """Read."""
        return self._client.get(path, **options)

    def open(self, path: str, *, method: str, **options: Any) -> TestResponse:
        """Send a write without its right, which must change nothing, and then as it should be."""
        if method != "GET" and "Authorization" in options["headers"]:
            before = _everything()
            found = [self._send_robbed(Call(path, method, options), way) for way in self._ways]
            if any(found) or _everything() != before:
                self.wrong[f"{method} {path}"] = found
        return self._client.open(path, method=method, **options)

    def _send_robbed(self, call: Call, way: Way) -> str:
        status = way(self._client, call).status_code
        call.give_back()
        return "" if status == call.refusal else f"answered {status}"


class Call:
    """A writing request, and the right by which it is made: a role; or a token, for what everybody may do; or a key."""

    def __init__(self, path: str, method: str, options: dict[str, Any]) -> None:
        self.path, self.method, self.options = path, method, options
        text = options["headers"]["Authorization"].removeprefix("Bearer ")
        self._token = tokens.digest(text)
        self._table = "api_key" if keys.is_key(text) else "token"
        self._person = next(iter(db.rows("SELECT person_id FROM token WHERE hash = ?", (self._token,))), (None,))[0]
        self._is_anyones = self._person is None or path.startswith(("/v1/desk/me", "/v1/auth"))
        self._grants: list[tuple[Any, ...]] = []

    @property
    def refusal(self) -> int:
        """The status with which it must be refused without its right."""
        return 401 if self._is_anyones else 403

    @property
    def body(self) -> bytes:
        """What is sent, or a body that nobody asked for."""
        return self.options.get("data") or json.dumps(self.options.get("json", {})).encode()

    def take_away(self) -> None:
        """Take the right away, as another process would; once."""
        if self._grants:
            return
        sql = 'SELECT id, person_id, role, language FROM "grant" WHERE person_id = ?'
        self._grants = db.rows(sql, (self._person,))
        with bindings.on(None), db.transaction(aside=True):
            if self._is_anyones:
                sql = f"UPDATE {self._table} SET revoked_at = created_at WHERE hash = ?"
                db.database.execute_sql(_sql(sql), (self._token,))
            else:
                db.database.execute_sql(_sql('DELETE FROM "grant" WHERE person_id = ?'), (self._person,))

    def give_back(self) -> None:
        """Give back what was taken."""
        with db.transaction():
            sql = f"UPDATE {self._table} SET revoked_at = NULL WHERE hash = ?"
            db.database.execute_sql(_sql(sql), (self._token,))
            for grant in self._grants if not self._is_anyones else ():
                columns = 'INSERT INTO "grant" (id, person_id, role, language) VALUES (?, ?, ?, ?)'
                db.database.execute_sql(_sql(columns), grant)


@pytest.fixture
def newsroom(empty: Settings) -> Iterator[tuple[Any, dict[str, Any]]]:
    """Raise the demo, in which every operation can be called, on each kind of database."""
    with time_machine.travel(NOW, tick=True):
        application = app.create_app(empty)
        migrate.up()
        told = demo.raise_newsroom(empty, at=NOW)
        yield application, told
        db.close_database()


@pytest.mark.parametrize("empty", [pytest.param("sqlite", marks=pytest.mark.slow), "postgresql"], indirect=True)
def test_a_right_taken_away_at_work_is_gone(
    newsroom: tuple[Any, dict[str, Any]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each writing route answers 403 (or 401) and changes nothing when its caller loses the right on the way.

    Once while half of the body has come, once after the last look at the caller, before the transaction.
    """
    application, told = newsroom
    recorder = Recorder(application, {person["login"]: person["token"] for person in told["people"]})
    robbed = Robbed(application.test_client(), _half_sent, functools.partial(_looked_at, monkeypatch))
    recorder._client = robbed  # type: ignore[assignment]
    example_calls.make(recorder, told, {person["login"]: person["password"] for person in told["people"]})
    assert not robbed.wrong
    assert recorder.missing == []


def _half_sent(client: FlaskClient, call: Call) -> TestResponse:
    options = {name: value for name, value in call.options.items() if name not in {"json", "data"}}
    options["content_type"] = "application/json" if "json" in call.options else None
    body = SlowBody(call.body, call.take_away)
    return client.open(call.path, method=call.method, input_stream=body, **options)


def _looked_at(monkeypatch: pytest.MonkeyPatch, client: FlaskClient, call: Call) -> TestResponse:
    let_in, looks = guard.authenticate, []

    def authenticate() -> Actor:
        looks.append(let_in())
        if len(looks) == _LOOKS:
            call.take_away()
        return looks[-1]

    find = callers.find

    def found(*given: Any, **named: Any) -> callers.Caller:
        caller = find(*given, **named)
        call.take_away()
        return caller

    with monkeypatch.context() as patched:
        patched.setattr(guard, "authenticate", authenticate)
        patched.setattr(callers, "find", found)
        return client.open(call.path, method=call.method, **call.options)


def _everything() -> list[Any]:
    """Give all that is kept, but for the day of a token's last use."""
    columns = {table.name: [name for name in table.columns if name != "last_used_on"] for table in tables.lasting()}
    return [
        sorted(map(str, db.rows(f'SELECT {", ".join(map(_quoted, names))} FROM "{table}"')))
        for table, names in columns.items()
    ]


def _quoted(name: str) -> str:
    return f'"{name}"'


def _sql(text: str) -> str:
    return text.replace("?", "%s") if db.is_postgres() else text
