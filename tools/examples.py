"""Write api/pages/examples.json: each operation called once in the demo newsroom, with what was sent and answered.

`python -m tools.examples` raises the demo in a database of its own, at a fixed moment and with nothing random, so
that a run without changes in the code leaves the file as it is.
"""

from __future__ import annotations

import hashlib
import itertools
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from unittest import mock

import orjson
import time_machine

from api import app, demo
from api.pages import examples
from api.platform import db, migrate
from api.platform.settings import Settings
from tools import example_calls
from tools.recorder import Recorder

NOW = datetime(2026, 10, 8, 9, 0, tzinfo=UTC)  # a Thursday: the open issue is in the middle of its week


@contextmanager
def recorded() -> Iterator[Recorder]:
    """Raise the demo and call every operation; gives the recorder, while the newsroom still stands."""
    with tempfile.TemporaryDirectory() as folder, _still():
        settings = Settings(
            Path(folder), f"sqlite:///{folder}/polyweek.db", "http://127.0.0.1:8000", given_secret="example " * 8
        )
        application = app.create_app(settings)
        migrate.up()
        newsroom = demo.raise_newsroom(settings, at=NOW)
        recorder = Recorder(application, {person["login"]: person["token"] for person in newsroom["people"]})
        passwords = {person["login"]: person["password"] for person in newsroom["people"]}
        example_calls.make(recorder, newsroom, passwords)
        try:
            yield recorder
        finally:
            db.close_database()


def text(told: dict[str, Any]) -> bytes:
    """Write examples as they stand in the file."""
    return orjson.dumps(told, option=orjson.OPT_INDENT_2 | orjson.OPT_SORT_KEYS) + b"\n"


def main() -> int:
    """Write the file; gives the exit status."""
    with recorded() as recorder:
        examples.PATH.write_bytes(text(recorder.told))
    sys.stdout.writelines(f"without an example: {operation}\n" for operation in recorder.missing)
    return 0


@contextmanager
def _still() -> Iterator[None]:
    """Let time stand still and what is random, ids too, be the same each time."""
    numbers = itertools.count()

    def digest() -> Any:  # noqa: ANN401 - of a type without a name
        return hashlib.sha256(str(next(numbers)).encode())

    def urlsafe(_length: int) -> str:
        return str(digest().hexdigest()[:43])

    def token_bytes(length: int) -> bytes:
        return bytes(digest().digest()[:length])

    with (
        time_machine.travel(NOW, tick=False),
        mock.patch("secrets.token_urlsafe", urlsafe),
        mock.patch("secrets.token_bytes", token_bytes),
    ):
        yield


if __name__ == "__main__":
    sys.exit(main())
