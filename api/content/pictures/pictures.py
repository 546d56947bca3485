"""Pictures: added once for the same bytes, described, and replaced by one in which more is redacted.

What touches a picture that readers may have is a step here, and a verb in `publishing/pictures`.

Files are written before the transaction that names them, since neither decoding nor a slow store may keep other writers
waiting; what a crash leaves without a row is swept (`upkeep`).
"""

from __future__ import annotations

import contextlib
import hmac
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import cast

from api.accounts import audit
from api.accounts.roles import Actor
from api.content.pictures import decoding, facts, files, withdrawals
from api.content.pictures.decoding import Decoded
from api.content.pictures.facts import Facts
from api.content.pictures.files import File
from api.content.pictures.models import Picture
from api.content.pictures.redactions import Redaction
from api.content.pictures.stores import Store
from api.platform import clock, db, ids, rows
from api.platform.errors import Conflict, NotFound, say
from api.platform.preconditions import Expected


@dataclass(frozen=True, slots=True)
class Added:
    """The picture that an upload has become, and whether it was new."""

    picture_id: str
    is_new: bool


@dataclass(frozen=True, slots=True)
class Redrawn:
    """A redacted picture whose files are in the store, ready to take another's place."""

    picture_id: str
    replaces: str
    decoded: Decoded
    files: list[File]


def add(
    data: bytes, shapes: Sequence[Redaction], told: Facts, *, store: Store, secret: bytes, by: Actor, at: datetime
) -> Added:
    """Add a picture, redacted, with facts; one transaction after the decoding. The same upload gives the same picture.

    Where that picture has been redacted again since, it is the one that took its place.

    Raises:
        Forbidden: the person does not write.
        Invalid, TooLarge: the upload cannot become a picture, or a fact not be accepted; each fault has its code.
        Unavailable: too many pictures are being opened, or the store does not take it.
    """
    by.require("write")
    columns, digest = facts.columns(told, beneath="/facts"), _digest(data, shapes, secret)
    columns |= withdrawals.at_once(columns, by=by, at=at)
    if (known := _known(digest)) is not None:
        return Added(known, is_new=False)
    _let_go()
    decoded, picture_id = decoding.open_upload(data, shapes), ids.new()
    with _written(store, picture_id, decoded) as written:
        with db.transaction():
            is_new = _insert(picture_id, decoded, {"digest": digest, **columns}, written, by=by, at=at)
            if is_new:
                audit.note("picture.add", by=by.id, at=at, thing="picture", thing_id=picture_id)
        if not is_new:  # somebody was faster with the same bytes
            store.forget(picture_id)
    return Added(picture_id if is_new else cast("str", _known(digest)), is_new=is_new)


def get(picture_id: str) -> Picture:
    """Give a picture, whatever has become of it.

    Raises:
        NotFound: there is none.
    """
    found = Picture.get_or_none(Picture.id == picture_id) if ids.is_id(picture_id) else None
    if found is None:
        raise NotFound(say("There is no such picture."))
    return found


def lock(picture_id: str, *, expected: Expected) -> Picture:
    """Give a picture, locked until the transaction ends, as the caller expects it. A step inside a transaction.

    Raises:
        NotFound: there is none.
        PreconditionFailed: it has changed since.
        Conflict: another has taken its place, or it was deleted.
    """
    found = rows.lock(Picture, Picture.id == picture_id, missing=say("There is no such picture."), expected=expected)
    if found.replaced_by is not None:
        raise Conflict(say("Another picture has taken the place of this one."))
    if found.deleted_at is not None:
        raise Conflict(say("This picture has been deleted."))
    return found


def describe(picture: Picture, told: Facts, *, by: Actor, at: datetime) -> None:
    """Change facts of a picture that is locked. With another focal point its crops are made anew by the worker. A step.

    Raises:
        Invalid: a fact cannot be accepted; the fault has its pointer.
    """
    columns = facts.columns(told, picture)
    focus = tuple(columns.get(name, getattr(picture, name)) for name in ("focal_x", "focal_y"))
    if focus != (picture.focal_x, picture.focal_y):
        columns |= {"is_rendered": False, "tries": 0}
        files.drop(picture.id, [one for one in files.of(picture.id) if one.crop not in {"", "master"}])
    if told:
        Picture.update(**columns, serial=Picture.serial + 1).where(Picture.id == picture.id).execute()
        changed = " ".join(sorted(told))
        audit.note("picture.change", by=by.id, at=at, thing="picture", thing_id=picture.id, changed=changed)


@contextlib.contextmanager
def redrawn(picture_id: str, shapes: Sequence[Redaction], *, store: Store) -> Iterator[Redrawn]:
    """Paint over a picture and write the files of the one to take its place; what raises inside removes them again.

    Raises:
        NotFound: there is no such picture.
        Conflict: another has taken its place.
        Unavailable: too many pictures are being opened, or the store does not answer.
    """
    if get(picture_id).replaced_by is not None:
        raise Conflict(say("Another picture has taken the place of this one."))
    kind, master = files.master_of(store, picture_id)
    _let_go()
    decoded, new_id = decoding.open_master(kind, master, shapes), ids.new()
    with _written(store, new_id, decoded) as written:
        yield Redrawn(new_id, picture_id, decoded, written)


def replace(drawn: Redrawn, *, expected: Expected, by: Actor, at: datetime) -> None:
    """Put a redacted picture in the place of its former self, with the same facts. A step inside a transaction.

    Raises:
        NotFound, PreconditionFailed, Conflict: as `lock`.
    """
    before = lock(drawn.replaces, expected=expected)
    kept = {name: getattr(before, name) for name in _KEPT}
    _insert(drawn.picture_id, drawn.decoded, kept, drawn.files, by=by, at=at)
    files.drop(before.id)
    taken = {"replaced_by": drawn.picture_id, "serial": Picture.serial + 1}
    Picture.update(**taken).where(Picture.id == before.id).execute()
    # Whoever was given this one's predecessor is given the one that now stands.
    Picture.update(replaced_by=drawn.picture_id).where(Picture.replaced_by == before.id).execute()
    audit.note("picture.redact", by=by.id, at=at, thing="picture", thing_id=before.id, replaced_by=drawn.picture_id)


def delete(picture_id: str, *, expected: Expected, by: Actor, at: datetime) -> None:
    """Delete a picture for good, whose files are then to be removed (`clear`). A step inside a transaction.

    The row stays, since others name it. Its likeness goes, and whoever uploads the same bytes gets a new picture.

    Raises:
        NotFound, PreconditionFailed, Conflict: as `lock`.
    """
    lock(picture_id, expected=expected)
    files.drop(picture_id)
    gone = {"deleted_at": at, "digest": None, "thumbhash": "", "serial": Picture.serial + 1}
    Picture.update(**gone).where(Picture.id == picture_id).execute()
    Picture.update(digest=None).where(Picture.replaced_by == picture_id).execute()
    audit.note("picture.delete", by=by.id, at=at, thing="picture", thing_id=picture_id)


def clear(picture_id: str, *, store: Store) -> None:
    """Remove the files of a picture that was replaced or deleted, and note that it has none.

    One transaction, safe to repeat.

    Raises:
        Unavailable: the store does not answer; the worker tries again.
    """
    store.forget(picture_id)
    with db.transaction():
        own = (Picture.id == picture_id) & (~Picture.replaced_by.is_null() | ~Picture.deleted_at.is_null())
        Picture.update(has_files=False).where(own).execute()


_KEPT = (
    *("credit", "source", "licence", "licence_url", "usage", "holder", "note", "searched", "syndication"),
    *("rights_expire_at", "consent_expires_at", "focal_x", "focal_y", "has_people", "consent"),
    *("withdrawn_at", "withdrawn_by", "withdrawn_reason", "substitute", "substitute_alts"),
)


def _let_go() -> None:
    """Give the database connection back before long work that needs none, unless a transaction is begun around it."""
    if not db.database.in_transaction():
        db.release_connection()


def _digest(data: bytes, shapes: Sequence[Redaction], secret: bytes) -> str:
    """Give the keyed digest of an upload: of its bytes, and of what is to be painted over."""
    key = hmac.digest(secret, b"picture", "sha256")
    painted = json.dumps([shape.as_dict() for shape in shapes], sort_keys=True).encode() if shapes else b""
    return hmac.digest(key, hmac.digest(key, data, "sha256") + painted, "sha256").hex()


def _known(digest: str) -> str | None:
    found = Picture.get_or_none(Picture.digest == digest)
    return str(found.replaced_by or found.id) if found is not None else None


@contextlib.contextmanager
def _written(store: Store, picture_id: str, decoded: Decoded) -> Iterator[list[File]]:
    """Write the files of a picture that is to be; where it does not come to be, they go again, now or by the sweep."""
    try:
        yield files.put(store, picture_id, decoded.files)
    except BaseException:
        with contextlib.suppress(Exception):  # whatever it is: the sweep finds what stays, and the first error is told
            if Picture.get_or_none(Picture.id == picture_id) is None:  # a lost answer to COMMIT is no lost picture
                store.forget(picture_id)
        raise


def _insert(
    picture_id: str, decoded: Decoded, columns: dict[str, object], written: list[File], *, by: Actor, at: datetime
) -> bool:
    """Write a picture with its files, unless one of the same digest is there; tells whether it did."""
    seen = {name: getattr(decoded, name) for name in ("width", "height", "thumbhash", "colour")}
    made = {"created_at": clock.to_minute(at), "created_by": by.id}
    if not db.insert(Picture, id=picture_id, **seen, **made, **columns):
        return False
    files.append(picture_id, written)
    return True
