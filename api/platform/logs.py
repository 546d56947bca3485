"""The log: one line for each event, as JSON, or readable on a terminal; commands log only warnings.

It never tells who visited or what they asked for: no address, no token, no query, and instead of a path the route's
template, since a path may have a slug, or the token of a preview.
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
    """Formats a request's line without structlog's processors, which take longer than some answers do."""

    def format(self, record: logging.LogRecord) -> str:
        """Format the line as structlog's processors would."""
        at = datetime.fromtimestamp(record.created, UTC).isoformat().replace("+00:00", "Z")
        line = {"event": record.msg, "level": "info", "logger": record.name}
        fields = {name: record.__dict__[name] for name in _OF_REQUESTS}
        return orjson.dumps({**line, **fields, "at": at}, default=str).decode()


class Sentence(logging.Formatter):
    """Formats a warning for the person who typed a command."""

    def format(self, record: logging.LogRecord) -> str:
        """Format it as its level and its message."""
        return f"{record.levelname.capitalize()}: {super().format(record)}"


def tell_request(request_id: str, method: str, route: str | None, status: int, seconds: float) -> None:
    """Log that a request was answered; `route` is its template, if there is one."""
    if access.isEnabledFor(logging.INFO):
        line = {"request_id": request_id, "method": method, "route": route}
        access.info("request", extra={**line, "status": status, "ms": round(seconds * 1_000, 2)})


def only_warnings() -> None:
    """Set up the log of a command: warnings as plain sentences, and nothing else."""
    handler = logging.StreamHandler()
    handler.setFormatter(Sentence())
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.WARNING)


def of_server() -> dict[str, Any]:
    """Give the configuration of the web server's own log (`logging.config`): the same format and stream as ours."""
    return {
        "formatters": {"polyweek": {"()": f"{__name__}.formatter"}},
        "handlers": {
            "polyweek": {"class": "logging.StreamHandler", "stream": "ext://sys.stderr", "formatter": "polyweek"}
        },
        "filters": {"polyweek": {"()": lambda: _is_news}},
        "loggers": {"_granian": {"handlers": ["polyweek"], "filters": ["polyweek"], "propagate": False}},
    }


def _is_news(record: logging.LogRecord) -> bool:
    """Whether to log a message of the web server: not its warning of many threads, which are there for slow callers."""
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
