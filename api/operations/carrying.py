"""The files of pictures in a backup: out of the store into an archive, and out of it into an empty store.

The rows of the backup's moment say which files there are. All of them are carried, sizes and crops too, although a
master is enough to make those anew: that takes some ten seconds of a processor for each photograph, fourteen hours for
5,000, and meanwhile readers would look at empty frames. It would spare half of the bytes.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterator, Sequence
from typing import Literal

from api.content.pictures import files, folders, renditions, storage, stores, upkeep
from api.content.pictures.models import Picture
from api.content.pictures.renditions import Rendition
from api.content.pictures.stores import Missing, Store
from api.operations import snapshot
from api.operations.manifest import File, Files, Lack, Place, changed
from api.operations.snapshot import Snapshot
from api.operations.tables import Step
from api.platform import db
from api.platform.errors import Conflict, Unavailable, say
from api.platform.settings import Settings

Named = tuple[Place, str]  # the key of a file's row, and its SHA-256

_MOST_UNREADABLE = 3  # files in a row that the store does not give; the rest are not waited for


def named(moment: Snapshot) -> list[Named]:
    """Give the files that the rows of a moment name, by key; some 30 MB of memory for 5,000 pictures.

    They are listed, so that nobody holds that moment while files are read: on SQLite the log would grow meanwhile, and
    a hot standby would end the backup.
    """
    return [
        ((str(id_), str(crop), int(width), str(kind)), str(sha)) for id_, crop, width, kind, sha in moment.rows(_ALL)
    ]


def read(settings: Settings, wanted: Sequence[Named], step: Step) -> Iterator[File | Lack]:
    """Read files out of the store, each checked against its row; then tell of those that it did not give.

    A store that fails ends no backup: the rows are worth more than no file at all.
    """
    store, lacks, unreadable = storage.of(settings.pictures), list[tuple[Lack, str]](), 0
    for place, sha256 in wanted:
        found = _read(store, place, sha256) if unreadable < _MOST_UNREADABLE else "unreadable"
        unreadable = unreadable + 1 if found == "unreadable" else 0
        if isinstance(found, bytes):
            yield File(place, sha256, found)
        else:
            lacks.append((Lack(place, found), sha256))
        step("pictures", 1)
    yield from _told(settings, lacks)


def put_back(settings: Settings, said: Files, found: Iterator[File | Lack], step: Step) -> None:
    """Write the files of an archive to the store, where nothing else may be; a step behind the loading of the rows.

    Until that transaction ends no row names them: whoever kills it in the middle finds an empty database, and files
    that the next try writes again or the sweep removes. Sizes that are lacking are left to the worker to be made anew.

    Raises:
        MalformedFile: the files are not those of the rows.
        Conflict: the store holds files of another instance.
        Unavailable: the store does not take them.
    """
    db.require_transaction()
    if db.row("SELECT COUNT(*) FROM picture_file") != (said.carried + said.lacking,):
        raise changed()
    store, lacks = storage.of(settings.pictures), list[Lack]()
    _require_own(store)
    for one in found:
        _require_row(one)
        if isinstance(one, File):
            store.put(_name(one.place), one.data)
        else:
            lacks.append(one)
        step("pictures", 1)
    _ask_for_sizes(lacks)


_ALL = "SELECT picture_id, crop, width, format, sha256 FROM picture_file ORDER BY picture_id, crop, width, format"


def _read(store: Store, place: Place, sha256: str) -> bytes | Literal["missing", "changed", "unreadable"]:
    try:
        data = store.get(_name(place))
    except Missing:
        return "missing"
    except Unavailable:
        return "unreadable"
    return data if hashlib.sha256(data).hexdigest() == sha256 else "changed"


def _told(settings: Settings, lacks: Collection[tuple[Lack, str]]) -> Iterator[Lack]:
    """Tell of what is lacking, and whether rows still name it: a picture may have been redacted meanwhile."""
    if not lacks:
        return
    with snapshot.of(settings) as now:
        still = set(named(now))
    for lack, sha256 in lacks:
        yield lack if (lack.place, sha256) in still else Lack(lack.place, "removed")


def _require_own(store: Store) -> None:
    """Refuse a store that another instance uses: its files would be swept as strays."""
    try:
        own = upkeep.named()
    except ValueError:  # a row of a forged archive, by which no file can be called
        raise changed() from None
    for found in store.listing():
        if found.name not in own and not folders.is_draft(found.name):
            raise Conflict(say("The store of pictures is not empty: there is {name}.", name=found.name))


def _require_row(one: File | Lack) -> None:
    """Refuse what is not exactly a file that a row names."""
    sql, values = _ROW, list[object](one.place)
    if isinstance(one, File):
        sql, values = _ROW + " AND bytes = ? AND sha256 = ?", [*values, len(one.data), one.sha256]
    if db.row(sql, values) is None:
        raise changed()


_ROW = "SELECT 1 FROM picture_file WHERE picture_id = ? AND crop = ? AND width = ? AND format = ?"


def _name(place: Place) -> str:
    picture_id, crop, width, format_ = place
    return stores.name_of(picture_id, Rendition(crop, width, format_))


def _ask_for_sizes(lacks: Collection[Lack]) -> None:
    """Let the worker make what is lacking, unless the master lacks too: then rows go on to tell what is missing."""
    hopeless = {lack.place[0] for lack in lacks if lack.place[1] == renditions.MASTER}
    for lack in lacks:
        picture_id, crop, width, format_ = lack.place
        if picture_id not in hopeless:
            files.drop(picture_id, [Rendition(crop, width, format_)])
            Picture.update(is_rendered=False, tries=0).where(Picture.id == picture_id).execute()
