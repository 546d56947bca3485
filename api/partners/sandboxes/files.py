"""The files of sandboxes: each an SQLite database, whatever the newsroom's own is, begun as a copy of a seed.

They lie in a folder that server and worker share, and are in no backup: whoever loses one begins anew.
"""

from __future__ import annotations

import fcntl
import functools
import hashlib
import logging
import secrets
import shutil
import threading
from collections import OrderedDict
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime, timedelta
from pathlib import Path

from api.content.pictures import storage
from api.content.pictures.folders import Folder
from api.content.pictures.stores import Store
from api.partners.sandboxes import corpus, newsroom
from api.platform import bindings, clock, db, instance, migrate
from api.platform.drivers import Sqlite
from api.platform.errors import Damaged, say
from api.publishing import bases, signing

log = logging.getLogger("polyweek")

_CACHE = 1_000  # kB of a connection; a whole sandbox is not much larger
_MOST = 16  # files that a process keeps open

_DRAFT = ".draft-"  # how a file begins that is being made
_DAMAGED = ".damaged"  # how one ends that was put aside
_LOOKED_AT = timedelta(days=7)  # for which that is kept

_open: OrderedDict[Path, Sqlite] = OrderedDict()
_opening = threading.Lock()


def database(partner_id: str, number: int) -> Sqlite:
    """Give the database of a partner's sandbox, made or brought to this version first where that is needed."""
    path = _path(partner_id, number)
    with _opening:
        found = _open.pop(path, None)
        if found is None or not path.exists():
            found = _made(path)
        _open[path] = found
        while len(_open) > _MOST:
            _open.popitem(last=False)[1].close_all()
    return found


def begin(partner_id: str, number: int) -> Sqlite:
    """Give a new database for a partner's sandbox, whatever an attempt that failed has left there."""
    _remove(_path(partner_id, number))
    return database(partner_id, number)


def require_whole() -> None:
    """Look through the whole file of the present sandbox.

    Raises:
        Damaged: something in it cannot be read, or it is empty.
    """
    if db.rows("PRAGMA quick_check(1)") != [("ok",)] or not db.rows("SELECT 1 FROM sqlite_schema LIMIT 1"):
        raise Damaged(say("The database file is damaged, or is not a database."))


def put_aside(partner_id: str, number: int) -> Sqlite:
    """Take the file of a sandbox out of use, and give it to read from it what can be read; it is kept for a week.

    It is renamed before it is closed, so that nobody opens it anew, and the index beside it, which may be the damage,
    is made anew.
    """
    path = _path(partner_id, number)
    aside = path.with_name(f"{path.name}{_DAMAGED}")
    for end in ("", "-wal"):
        with suppress(FileNotFoundError):
            path.with_name(f"{path.name}{end}").rename(aside.with_name(f"{aside.name}{end}"))
    _remove(path)
    return Sqlite(aside, cache=_CACHE)


@contextmanager
def inside(other: Sqlite) -> Iterator[None]:
    """Let the present thread work in a sandbox in the block."""
    before = storage.bound()
    with bindings.on(other):
        storage.bind(store())
        try:
            yield
        finally:
            db.release_connection()
            storage.bind(before)


def store() -> Store:
    """Give the store of the sandboxes' picture, which all of them share."""
    return Folder(instance.sandboxes() / "pictures")


def prepare() -> Path:
    """Give the file of which each sandbox begins as a copy, raised first if there is none of this version."""
    path = instance.sandboxes() / f"seed-{_version()}.db"
    if not path.exists():
        with _alone():
            if not path.exists():
                _raise(path)
    return path


def forget() -> None:
    """Close all files that this process has open."""
    with _opening:
        while _open:
            _open.popitem()[1].close_all()


def is_there(partner_id: str, number: int) -> bool:
    """Tell whether a sandbox has been begun."""
    return _path(partner_id, number).exists()


def sweep(wanted: Callable[[], set[tuple[str, int]]], *, before: datetime) -> int:
    """Remove the files of a time before one that belong to no sandbox, and what was left half made; gives how many.

    `wanted` gives the sandboxes by partner and number. What is younger may be one that is just being begun.
    """
    found = [path for path in _listing() if path.stat().st_mtime < _limit(path, before).timestamp()]
    kept = {_path(*each).name for each in wanted()} | {f"seed-{_version()}.db"}
    gone = [path for path in found if path.name not in kept]
    for path in gone:
        _remove(path)
    return len(gone)


def _path(partner_id: str, number: int) -> Path:
    return instance.sandboxes() / f"{partner_id}-{number}.db"


def _listing() -> list[Path]:
    folder = instance.sandboxes()
    kinds = ("*.db", f"{_DRAFT}*", f"*.db{_DAMAGED}")
    return sorted(path for kind in kinds for path in folder.glob(kind)) if folder.is_dir() else []


def _limit(path: Path, before: datetime) -> datetime:
    return before - _LOOKED_AT if path.name.endswith(_DAMAGED) else before


def _made(path: Path) -> Sqlite:
    if not path.exists():
        seed = prepare()
        with _alone():
            if not path.exists():
                _begin(seed, path)
    found = Sqlite(path, cache=_CACHE)
    try:
        with inside(found):
            if migrate.pending():
                migrate.up()
            bases.follow(at=clock.now())
            signing.begin(at=clock.now())  # each sandbox has a key of its own, which is not the newsroom's
    except BaseException:
        found.close_all()  # else the next try has one more, until the garbage is collected
        raise
    return found


def _begin(seed: Path, path: Path) -> None:
    """Begin a sandbox as a copy of the seed; one that is damaged is put aside for a week, and another is raised."""
    try:
        _copy(seed, path)
    except Damaged:
        seed.replace(seed.with_name(f"{seed.name}{_DAMAGED}"))
        log.warning("the seed of sandboxes was damaged: it is put aside and raised again", extra={"file": seed.name})
        _raise(seed)
        _copy(seed, path)


def _copy(seed: Path, path: Path) -> None:
    """Make a copy with a journal of its own, so that no cursor of another sandbox is good for it."""
    with _draft(path) as own:
        shutil.copyfile(seed, own.database)
        require_whole()  # what is damaged somewhere within would be copied as it is, for ever
        with db.transaction(aside=True):
            db.rows("UPDATE generation SET epoch = ? WHERE id = 1 RETURNING id", (secrets.token_hex(8),))


def _raise(path: Path) -> None:
    with _draft(path):
        migrate.up()
        newsroom.raise_newsroom(store())


@contextmanager
def _draft(path: Path) -> Iterator[Sqlite]:
    """Make a file in the block, with the present thread bound to it; it comes to its place when all of it is there.

    After a failure nothing is left of it. Least of all a connection: that would stay with this thread, and end the
    process when the thread ends (`drivers.Sqlite`).
    """
    draft = path.with_name(f"{_DRAFT}{secrets.token_hex(8)}")
    own = Sqlite(draft, cache=_CACHE)
    try:
        with bindings.on(own):
            try:
                yield own
                db.rows("PRAGMA wal_checkpoint(TRUNCATE)")
            finally:
                db.release_connection()
        own.close_all()
        _unlink(*_beside(draft))
        draft.replace(path)
    except BaseException:
        own.close_all()
        _unlink(draft, *_beside(draft))
        raise


def _remove(path: Path) -> None:
    with _opening:
        if (found := _open.pop(path, None)) is not None:
            found.close_all()
    _unlink(path, *_beside(path))


def _unlink(*paths: Path) -> None:
    for path in paths:
        path.unlink(missing_ok=True)


def _beside(path: Path) -> list[Path]:
    return [path.with_name(f"{path.name}{end}") for end in ("-wal", "-shm", ".migrating")]


@contextmanager
def _alone() -> Iterator[None]:
    """Let one process and thread at a time make files."""
    folder = instance.sandboxes()
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    with (folder / "lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _version() -> str:
    """Tell the seed of this version and address from others."""
    return _versioned(instance.base_url())


@functools.cache
def _versioned(base_url: str) -> str:
    told = "\n".join([corpus.digest(), base_url, *migrate.known()])
    return hashlib.sha256(told.encode()).hexdigest()[:16]
