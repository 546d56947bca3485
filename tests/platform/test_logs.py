from __future__ import annotations

import io
import json
import logging
from collections.abc import Iterator

import pytest
from granian.log import LogLevels, configure_logging

from api.platform import logs


class Terminal(io.StringIO):
    """A stream at which a person watches."""

    def isatty(self) -> bool:
        """Tell so."""
        return True


@pytest.fixture(autouse=True)
def _as_before() -> Iterator[None]:
    """Leave the process's log as it was."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    root.handlers[:] = handlers
    root.setLevel(level)
    logs.access.handlers[:] = []
    logs.access.propagate = True


def test_an_event_is_one_line_of_json() -> None:
    """What comes with an event is beside it, whatever it is, and a line feed in it makes no second line."""
    stream = io.StringIO()
    logs.configure(stream)
    logging.getLogger("polyweek").info("two\nlines", extra={"count": 2, "what": {"a"}})
    line = json.loads(stream.getvalue())
    assert stream.getvalue().count("\n") == 1
    assert (line["event"], line["level"], line["logger"]) == ("two\nlines", "info", "polyweek")
    assert (line["count"], line["what"]) == (2, "{'a'}")
    assert line["at"].endswith("Z")


def test_a_failure_is_one_line_with_its_stack() -> None:
    """The stack of an exception stands inside the line."""
    stream = io.StringIO()
    logs.configure(stream)
    logging.getLogger("polyweek").error("unforeseen", exc_info=KeyError("gone"))
    line = json.loads(stream.getvalue())
    assert line["level"] == "error"
    assert "KeyError: 'gone'" in line["exception"]


def test_who_watches_a_terminal_reads_a_line() -> None:
    """At a terminal the same event is readable, with its fields as name=value."""
    stream = Terminal()
    logs.configure(stream)
    logging.getLogger("polyweek").info("request", extra={"status": 200})
    assert not stream.getvalue().startswith("{")
    assert "request" in stream.getvalue()
    assert "status" in stream.getvalue()


def test_setting_the_log_up_twice_writes_each_event_once() -> None:
    """A process that configures its log again does not say everything twice."""
    first, second = io.StringIO(), io.StringIO()
    logs.configure(first)
    logs.configure(second)
    logging.getLogger("polyweek").info("once")
    assert (first.getvalue(), second.getvalue().count("once")) == ("", 1)


def test_a_request_is_a_line_like_every_other() -> None:
    """The line of a request, which is written in a shorter way, has the form of the others."""
    stream = io.StringIO()
    logs.configure(stream)
    request = {"request_id": "x", "method": "GET", "route": "/v1/articles/<slug_or_id>", "status": 200, "ms": 0.2}
    for name in ("polyweek.access", "polyweek"):
        logging.getLogger(name).info("request", extra=request)
    short, usual = (json.loads(line) for line in stream.getvalue().splitlines())
    assert list(short) == list(usual)
    assert short.items() >= {**request, "event": "request", "level": "info"}.items()
    assert len(short["at"]) == len(usual["at"])


def test_a_command_says_warnings_in_sentences_and_nothing_else(capsys: pytest.CaptureFixture[str]) -> None:
    """Who types a command reads what deserves a look, without braces, and not how it works inside."""
    logs.only_warnings()
    logging.getLogger("peewee.migrations").info("up: 0001_initial")
    logging.getLogger("polyweek").warning("POLYWEEK_X is no setting.")
    assert capsys.readouterr().err == "Warning: POLYWEEK_X is no setting.\n"


def test_the_web_server_logs_as_we_do(capsys: pytest.CaptureFixture[str]) -> None:
    """What Granian itself has to say, of a process that died, is a line of JSON like every other."""
    server = logging.getLogger("_granian")
    before = server.handlers[:], server.propagate, server.level
    try:
        configure_logging(LogLevels.warning, logs.of_server())
        server.error("Unexpected exit from worker-1")
        server.info("Listening")
    finally:
        server.handlers[:], server.propagate, level = before
        server.setLevel(level)
    seen = capsys.readouterr()
    line = json.loads(seen.err)
    assert (line["event"], line["level"], seen.out) == ("Unexpected exit from worker-1", "error", "")


def test_details_are_left_out() -> None:
    """What libraries say at debug level, statements of the database among it, is not logged."""
    stream = io.StringIO()
    logs.configure(stream)
    logging.getLogger("peewee").debug("SELECT 1")
    assert stream.getvalue() == ""
