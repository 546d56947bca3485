"""Why a PostgreSQL lets nobody in: told apart, each with what to do, and never with the password."""

from __future__ import annotations

import re
import socket
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from api.operations import connecting
from api.operations.findings import Finding
from api.platform import settings
from tests import databases


def _knock(url: str) -> Finding:
    found = connecting.refusal(settings.load({"POLYWEEK_DATABASE_URL": url}))
    assert found is not None
    assert found.level == "fault"
    assert found.advice
    assert "hunter2" not in found.says + found.advice
    return found


def test_a_refused_connection_is_told_with_its_port() -> None:
    """Where nobody listens, host and port are named."""
    found = _knock("postgresql://u:hunter2@127.0.0.1:1/news")
    assert found.says == "nobody listens at 127.0.0.1:1: the connection was refused"
    assert "Start PostgreSQL" in str(found.advice)


def test_a_host_that_is_not_is_told() -> None:
    """A mistyped name of a machine is told from a server that is down."""
    assert _knock("postgresql://u:hunter2@nowhere.invalid/news").says == "there is no host nowhere.invalid"


def test_a_missing_socket_is_told() -> None:
    """A folder without PostgreSQL's socket is one at which nobody listens."""
    assert "nobody listens at /nowhere:5432" in _knock("postgresql:///news?host=/nowhere").says


def test_a_missing_database_or_user_is_told(postgres: databases.Server) -> None:
    """A server that answers and has no such database, or no such user, is told with the statement that makes it."""
    found = _knock(postgres.url("not_there"))
    assert re.fullmatch(r".+:5432 has no database not_there", found.says)
    assert "CREATE DATABASE not_there" in str(found.advice)
    nobody = postgres.url("postgres").replace("//postgres:", "//nobody:")
    assert "has no user nobody" in _knock(nobody).says


def test_a_server_that_answers_is_no_finding(postgres: databases.Server) -> None:
    """Where the door is open nothing is said."""
    found = settings.load({"POLYWEEK_DATABASE_URL": postgres.url("postgres")})
    assert connecting.refusal(found) is None


@pytest.mark.parametrize(
    ("message", "says", "advice"),
    [
        ('password authentication failed for user "u"', "does not take the password of user u", "Put the right one"),
        ('no pg_hba.conf entry for host "10.0.0.1"', "does not let user u in from this machine", "pg_hba.conf"),
        ("sorry, too many clients already", "has no connection left", "max_connections"),
        ("hunter2 is odd", "does not let us in", "POLYWEEK_DATABASE_URL"),
    ],
)
def test_what_the_server_refuses_is_told_apart(message: str, says: str, advice: str) -> None:
    """A wrong password, a rule against this machine and a full server each have a sentence and an advice."""
    with _refusing(message) as port:
        found = _knock(f"postgresql://u:hunter2@127.0.0.1:{port}/news?sslmode=disable&gssencmode=disable")
    assert f"127.0.0.1:{port} {says}" in found.says
    assert advice in str(found.advice)


def test_a_password_in_the_query_is_not_shown_either() -> None:
    """User and password may stand at the end of the address; the one is told, the other is not."""
    query = "user=ada&password=hunter2&sslmode=disable&gssencmode=disable"
    with _refusing("password authentication failed") as port:
        assert "the password of user ada" in _knock(f"postgresql://127.0.0.1:{port}/news?{query}").says
    with _refusing("hunter2 is odd") as port:
        assert "does not let us in" in _knock(f"postgresql://127.0.0.1:{port}/news?{query}").says


@contextmanager
def _refusing(message: str) -> Iterator[int]:
    """Run a server that answers the first knock as PostgreSQL refuses one (its protocol, ErrorResponse)."""
    with socket.create_server(("127.0.0.1", 0)) as server:

        def refuse() -> None:
            knock, _ = server.accept()
            with knock:
                knock.recv(4096)
                fields = f"SFATAL\0C28000\0M{message}\0\0".encode()
                knock.sendall(b"E" + struct.pack("!I", len(fields) + 4) + fields)

        thread = threading.Thread(target=refuse)
        thread.start()
        yield server.getsockname()[1]
        thread.join()
