from __future__ import annotations

import json
import time
from contextlib import closing
from http.client import HTTPConnection

from tests.faults import processes
from tests.newsroom import PASSWORD, Newsroom, token

# What `polyweek serve` does, but it looks at its connections all the time.
SERVER = """
from api import serving
from api.platform import connections, settings
connections.EVERY = 0.01
serving.serve(settings.load())
"""


def test_a_command_takes_nothing_from_a_server(sqlite_newsroom: Newsroom) -> None:
    """What is written after a command has come and gone beside a server is there for the next, and after both."""
    sqlite_newsroom.close()
    with processes.serving(sqlite_newsroom.settings, SERVER) as server:
        processes.wait_for(server.port, "/v1/languages")
        time.sleep(0.5)  # many looks
        assert "newcomer" not in _run(server.env, "person", "list")
        _add_person(server.port, "newcomer")
        assert "newcomer" in _run(server.env, "person", "list")
    code, _, err = server.ending
    assert (code, "exit" in err) == (0, False), err
    assert "newcomer" in _run(server.env, "person", "list")


def _run(env: dict[str, str], *command: str) -> str:
    code, out, err = processes.ended(processes.start(env, *command))
    assert code == 0, err
    return out


def _add_person(port: int, login: str) -> None:
    person = {"login": login, "name": "New", "password": PASSWORD}
    headers = {"Authorization": f"Bearer {token('admin')}", "Content-Type": "application/json"}
    with closing(HTTPConnection("127.0.0.1", port, timeout=30)) as connection:
        connection.request("POST", "/v1/admin/people", json.dumps(person), headers)
        answer = connection.getresponse()
        assert answer.status == 201, answer.read()
