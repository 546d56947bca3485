"""Which store keeps the files of pictures here: a folder (`folders`), or one that speaks S3 (`objects`)."""

from __future__ import annotations

import functools
import threading
from pathlib import Path

from api.content.pictures.folders import Folder
from api.content.pictures.stores import Store


def of(place: str) -> Store:
    """Give the store that the setting names: the path of a folder, or `s3://…`."""
    if not place.startswith("s3://"):
        return Folder(Path(place))
    from api.content.pictures.objects import Objects  # noqa: PLC0415 - who keeps a folder need not load the library

    return Objects(place)


def use(place: str) -> None:
    """Choose the store of this process, by what the setting names."""
    global _place  # noqa: PLW0603 - one for the whole process, as its database
    _place = place


def current() -> Store:
    """Give the store that `use` chose, or the one to which the present thread is bound."""
    return _bound.store or _opened(_place)


def bound() -> Store | None:
    """Give the store to which the present thread is bound; None where it uses that of the process."""
    return _bound.store


def bind(store: Store | None) -> None:
    """Let the present thread use another store from now on, or (None) that of the process again."""
    _bound.store = store


@functools.lru_cache(maxsize=1)
def _opened(place: str) -> Store:
    return of(place)


class _Bound(threading.local):
    store: Store | None = None


_bound = _Bound()
_place = ""
