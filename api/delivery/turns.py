"""Turns: what takes long to make is made by few threads at once, so that whoever reads what is kept hardly notices."""

from __future__ import annotations

import functools
import threading
from collections.abc import Callable
from typing import Any, TypeVar, cast

from api.accounts import guard
from api.platform import db, places

View = TypeVar("View", bound=Callable[..., Any])

# Two take both databases as far as they go. Each more that computes would keep all others from the interpreter, and
# hold a connection meanwhile.
_TURNS = threading.BoundedSemaphore(2)


def in_turn(view: View) -> View:
    """Let few make answers by this view at once, and a bounded number wait to; stands right above the view.

    The view raises Unavailable where no place to wait in is free for the network that asks.
    """

    @functools.wraps(view)
    def wrapper(*args: Any, **kwargs: Any) -> Any:  # noqa: ANN401
        with places.SEEKERS.held(guard.network()):
            db.release_connection()
            with _TURNS:
                return view(*args, **kwargs)

    return cast("View", wrapper)
