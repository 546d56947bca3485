"""The log: one line for each event, as JSON, or readable where a person watches.

What goes in never tells who visited or what they asked for: no address, no token, no query, and of a path only the
route's template, since a slug names a text and a preview's token opens one.
"""

from __future__ import annotations

import logging
import sys
from typing import Any, TextIO

import orjson
import structlog
from structlog.stdlib import ExtraAdder, ProcessorFormatter
from structlog.typing import EventDict, Processor, WrappedLogger

# Each answered request; written where `configure` ran, which is in the server's processes and the command's.
access = logging.getLogger("polyweek.access")


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


def _rendering(*, is_watched: bool) -> list[Processor]:
    if is_watched:
        return [structlog.dev.ConsoleRenderer(pad_event_to=0, timestamp_key="at")]
    return [structlog.processors.format_exc_info, _json]


def _json(_logger: WrappedLogger, _method: str, event: EventDict) -> str:
    return orjson.dumps(event, default=_text).decode()


def _text(value: Any) -> str:  # noqa: ANN401
    return str(value)
