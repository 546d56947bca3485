"""The log: one line for each event, as JSON, or readable where a person watches; of the other commands, only warnings.

What goes in never tells who visited or what they asked for: no address, no token, no query, and of a path only the
route's template, since a slug names a text and a preview's token opens one.
"""

from __future__ import annotations

import logging
import sys
from datetime import UTC, datetime
from typing import Any, TextIO

import orjson
import structlog
from structlog.stdlib import ExtraAdder, ProcessorFormatter
from structlog.typing import EventDict, Processor, WrappedLogger

# Each answered request; written where `configure` ran, which is in the server's processes and the command's.
access = logging.getLogger("polyweek.access")


_OF_REQUESTS = ("request_id", "method", "route", "status", "ms")


class RequestLine(logging.Formatter):
    """Writes a request's line without structlog's processors, which take longer than many an answer."""

    def format(self, record: logging.LogRecord) -> str:
        """Write the same line as they would."""
        at = datetime.fromtimestamp(record.created, UTC).isoformat().replace("+00:00", "Z")
        line = {"event": record.msg, "level": "info", "logger": record.name}
        fields = {name: record.__dict__[name] for name in _OF_REQUESTS}
        return orjson.dumps({**line, **fields, "at": at}, default=str).decode()


class Sentence(logging.Formatter):
    """Writes a warning as a command says it to the person who typed it."""

    def format(self, record: logging.LogRecord) -> str:
        """Write how grave it is, and what."""
        return f"{record.levelname.capitalize()}: {super().format(record)}"


def only_warnings() -> None:
    """Let a command that a person types say warnings in plain sentences, and nothing of how it works."""
    handler = logging.StreamHandler()
    handler.setFormatter(Sentence())
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.WARNING)


def of_server() -> dict[str, Any]:
    """Give what the web server's own log is to be, in the form of `logging.config`: lines like ours, where ours go."""
    return {
        "formatters": {"polyweek": {"()": f"{__name__}.formatter"}},
        "handlers": {
            "polyweek": {"class": "logging.StreamHandler", "stream": "ext://sys.stderr", "formatter": "polyweek"}
        },
        "filters": {"polyweek": {"()": lambda: _is_news}},
        "loggers": {"_granian": {"handlers": ["polyweek"], "filters": ["polyweek"], "propagate": False}},
    }


def _is_news(record: logging.LogRecord) -> bool:
    """Whether the web server says something that was not decided on purpose: most threads are for slow callers."""
    return not record.getMessage().startswith("Configuration allows spawning up to")


def configure(stream: TextIO = sys.stderr) -> None:
    """Send this process's log to a stream: readable lines to a terminal, JSON lines elsewhere."""
    is_watched = stream.isatty()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(formatter(is_watched=is_watched))
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.INFO)
    requests = logging.StreamHandler(stream)
    requests.setFormatter(RequestLine())
    access.handlers[:] = [] if is_watched else [requests]
    access.propagate = is_watched


def formatter(*, is_watched: bool | None = None) -> logging.Formatter:
    """Make what writes a line, by default as it is read at the other end of standard error."""
    return ProcessorFormatter(
        foreign_pre_chain=[
            structlog.stdlib.add_log_level,
            structlog.stdlib.add_logger_name,
            ExtraAdder(),
            structlog.processors.TimeStamper(fmt="iso", utc=True, key="at"),
        ],
        processors=[
            ProcessorFormatter.remove_processors_meta,
            *_rendering(is_watched=sys.stderr.isatty() if is_watched is None else is_watched),
        ],
    )


def _rendering(*, is_watched: bool) -> list[Processor]:
    if is_watched:
        return [structlog.dev.ConsoleRenderer(pad_event_to=0, timestamp_key="at")]
    return [structlog.processors.format_exc_info, _json]


def _json(_logger: WrappedLogger, _method: str, event: EventDict) -> str:
    return orjson.dumps(event, default=str).decode()
