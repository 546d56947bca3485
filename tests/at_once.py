"""Works that begin at the same moment, and rows that somebody else holds meanwhile."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from api.platform import db


def at_once(*works: Callable[[], Any]) -> list[Any]:
    """Run works in threads that start together; gives what each gave or the problem it met."""
    barrier, results = threading.Barrier(len(works)), [None] * len(works)

    def run(index: int) -> None:
        barrier.wait()
        try:
            results[index] = works[index]()
        except Exception as error:  # noqa: BLE001 - judged by the test
            results[index] = error
        finally:
            db.release_connection()

    threads = [threading.Thread(target=run, args=(index,)) for index in range(len(works))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
        assert not thread.is_alive()
    return results


@contextmanager
def held(rows: Any) -> Iterator[threading.Thread]:
    """Hold the rows of a query in a transaction of another thread, which gives them free at the end."""
    begun, ended = threading.Event(), threading.Event()

    def hold() -> None:
        with db.transaction():
            db.for_update(rows).execute()
            begun.set()
            ended.wait(30)
        db.release_connection()

    holder = threading.Thread(target=hold)
    holder.start()
    begun.wait(30)
    try:
        yield holder
    finally:
        ended.set()
        holder.join()
