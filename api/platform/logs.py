"""The log: one line for each event, as JSON, or readable where a person watches.

What goes in never tells who visited or what they asked for: no address, no token, no query, and of a path only the
route's template, since a slug names a text and a preview's token opens one.
"""

from __future__ import annotations

import logging
import sys
from datetime import UTC, datetime
from typing import TextIO

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


def configure(stream: TextIO = sys.stderr) -> None:
    """Send this process's log to a stream: readable lines to a terminal, JSON lines elsewhere."""
    is_watched = stream.isatty()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(
        ProcessorFormatter(
            foreign_pre_chain=[
                structlog.stdlib.add_log_level,
                structlog.stdlib.add_logger_name,
                ExtraAdder(),
                structlog.processors.TimeStamper(fmt="iso", utc=True, key="at"),
            ],
            processors=[ProcessorFormatter.remove_processors_meta, *_rendering(is_watched=is_watched)],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.INFO)
    requests = logging.StreamHandler(stream)
    requests.setFormatter(RequestLine())
    access.handlers[:] = [] if is_watched else [requests]
    access.propagate = is_watched


def _rendering(*, is_watched: bool) -> list[Processor]:
    if is_watched:
        return [structlog.dev.ConsoleRenderer(pad_event_to=0, timestamp_key="at")]
    return [structlog.processors.format_exc_info, _json]


def _json(_logger: WrappedLogger, _method: str, event: EventDict) -> str:
    return orjson.dumps(event, default=str).decode()
