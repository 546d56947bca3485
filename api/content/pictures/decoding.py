"""Decoding: the parent's side of the decoder's process, which serves one file and never outlives it.

No library that reads pictures is loaded here. What comes back is bounded in number and bytes and checked for its shape,
as the process that sends it has met a stranger's file.
"""

from __future__ import annotations

import contextlib
import re
import signal
import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any

from api.content.pictures import framing, processes, renditions, signatures
from api.content.pictures.processes import Copy
from api.content.pictures.redactions import Redaction
from api.content.pictures.renditions import Focus, Rendition
from api.content.pictures.signatures import Signature
from api.platform.errors import Fault, Invalid, Phrase, Size, TooLarge, Unavailable, say

LARGEST = 25 * 1024 * 1024  # bytes of an upload
AT_ONCE = 2  # processes: each may take half a gigabyte
_PATIENCE = 10.0  # seconds to wait for a place
_OPENING, _RENDERING = 20, 60  # seconds of processor time; on the clock, thrice as many
_LARGEST_FILE, _MOST_FILES = 64 * 1024 * 1024, 64
_RAN_OUT = {-signal.SIGXCPU, -signal.SIGKILL, None}  # how what had too little memory or time ends
_TYPES: dict[str, signatures.Type] = {"jpg": "jpeg", "png": "png"}  # of masters

_places = threading.BoundedSemaphore(AT_ONCE)


@dataclass(frozen=True, slots=True)
class Decoded:
    """A picture that was written anew: its size, its likeness (ThumbHash as base64, colour as #rrggbb), its files."""

    width: int
    height: int
    thumbhash: str
    colour: str
    files: dict[Rendition, bytes] = field(repr=False)


def open_upload(data: bytes, shapes: Sequence[Redaction] = ()) -> Decoded:
    """Decode what somebody sent, redact it, and give its master and its first size, which hold no byte of it.

    Raises:
        Invalid: it is empty, of a type that is not taken, moves, is broken or too demanding; the fault has the code.
        TooLarge: it has too many bytes or pixels.
        Unavailable: too many are being decoded.
    """
    if len(data) > LARGEST:
        detail = say("The picture is larger than {size}.", size=Size(LARGEST))
        raise TooLarge(detail, Fault("picture_too_large", detail))
    kind = _taken(signatures.read(data), is_empty=not data)
    return _open(kind, data, shapes)


def open_master(kind: str, data: bytes, shapes: Sequence[Redaction]) -> Decoded:
    """Redact a master of ours, `jpg` or `png`, and give the new one with its first size.

    Raises:
        Invalid, Unavailable: as `open_upload`.
    """
    return _open(_TYPES[kind], data, shapes)


def render(kind: str, data: bytes, wanted: Sequence[Rendition], focus: Focus) -> dict[Rendition, bytes]:
    """Make sizes of a master, around a focal point: in as many processes side by side as there are places.

    Raises:
        Invalid: the master is broken.
        Unavailable: too many are being decoded.
    """
    parts = [part for part in _dealt(wanted) if part]
    with ThreadPoolExecutor(AT_ONCE) as pool:
        done = pool.map(lambda part: _render(kind, data, part, focus), parts)
        return {one: file for part in done for one, file in part.items()}


def _dealt(wanted: Sequence[Rendition]) -> list[list[Rendition]]:
    """Deal renditions into parts that take about as long: the costly ones first, to and fro."""
    ordered = sorted(wanted, key=lambda one: (one.format == "avif", one.width), reverse=True)
    parts: list[list[Rendition]] = [[] for _ in range(AT_ONCE)]
    for number, one in enumerate(ordered):
        turn, place = divmod(number, AT_ONCE)
        parts[-1 - place if turn % 2 else place].append(one)
    return parts


def _render(kind: str, data: bytes, wanted: Sequence[Rendition], focus: Focus) -> dict[Rendition, bytes]:
    files = [[one.crop, one.width, one.format] for one in wanted]
    task = {"task": "render", "type": _TYPES[kind], "wanted": files, "focus": [focus.x, focus.y]}
    made = dict(_files(_run(task, data, seconds=_RENDERING)))
    if made.keys() != set(wanted):
        raise _refusal("picture_broken")
    return made


def _open(kind: signatures.Type, data: bytes, shapes: Sequence[Redaction]) -> Decoded:
    task = {"task": "open", "type": kind, "redactions": [shape.as_dict() for shape in shapes]}
    frames = _run(task, data, seconds=_OPENING)
    told = [head["picture"] for head, _ in frames if "picture" in head]
    try:
        found = Decoded(**told[0], files=dict(_files(frames)))
        _check(found)
    except (IndexError, TypeError, ValueError):
        raise _refusal("picture_broken") from None
    return found


def _taken(found: Signature, *, is_empty: bool) -> signatures.Type:
    if is_empty:
        detail = say("The picture is empty.")
        raise Invalid(detail, Fault("required", detail))
    if found.is_animated:
        raise _refusal("picture_animated")
    if found.type is not None:
        return found.type
    taken = "JPEG, PNG, WebP, AVIF"
    if found.name == "HEIC":
        detail = say("HEIC cannot be opened here; save the picture as JPEG. Taken are {taken}.", taken=taken)
    elif found.name:
        detail = say("A {name} is not taken as a picture; taken are {taken}.", name=found.name, taken=taken)
    else:
        detail = say("This is not a picture of a type that is taken: {taken}.", taken=taken)
    raise Invalid(detail, Fault("picture_type", detail))


def _check(found: Decoded) -> None:
    """Check what the decoder says of a picture, and that the files are the ones that belong to such a one."""
    sides = found.width, found.height
    if not all(type(side) is int and 0 < side <= renditions.LONGEST for side in sides):
        raise ValueError
    if re.fullmatch(r"#[0-9a-f]{6}", found.colour) is None or re.fullmatch(r"[\w+/]{6,40}=*", found.thumbhash) is None:
        raise ValueError
    master, first = Rendition(renditions.MASTER, found.width, ""), renditions.first(*sides)
    kinds = {Rendition(one.crop, one.width, "") if one.crop == renditions.MASTER else one for one in found.files}
    if kinds != {master, first} or len(found.files) != len(kinds):
        raise ValueError


def _files(frames: Sequence[framing.Frame]) -> Iterator[tuple[Rendition, bytes]]:
    for head, body in frames:
        if "file" in head:
            crop, width, format_ = head["file"]
            yield Rendition(crop, width, format_), body


def _run(task: dict[str, Any], data: bytes, *, seconds: int) -> list[framing.Frame]:
    """Ask a decoder one thing; gives its frames."""
    if not _places.acquire(timeout=_PATIENCE):
        raise Unavailable(say("Other pictures are being opened. Try again in a moment."), retry_after=5)
    try:
        with processes.copy(seconds) as copy:
            frames = _converse(copy, task, data)
            copy.hang_up()
            is_done = bool(frames) and frames[-1][0].get("done") is True
            status = copy.wait()  # it has said all, or cannot say more, and so it ends
            if status is None and not frames:
                raise ConnectionError("The prepared process has ended, and nobody knows what became of its copy.")
    except TimeoutError:
        raise _refusal("picture_too_complex") from None
    except OSError as error:
        detail = say("Pictures cannot be opened now. Try again in a moment.")
        raise Unavailable(detail, retry_after=5) from error
    finally:
        _places.release()
    for head, _ in frames:
        if "refused" in head:
            raise _refusal(str(head["refused"]), head.get("number"))
    if not is_done or status != 0:
        raise _refusal("picture_too_complex" if status in _RAN_OUT else "picture_broken")
    return frames


def _converse(copy: Copy, task: dict[str, Any], data: bytes) -> list[framing.Frame]:
    """Send the task and read the frames, so many and so large as there may be; what breaks off ends them."""
    found: list[framing.Frame] = []
    with contextlib.suppress(ConnectionError, framing.BadFrame):  # it may end with half of the task unread
        framing.write(copy.to, task, data)
        while len(found) < _MOST_FILES:
            frame = framing.read(copy.answers, largest=_LARGEST_FILE)
            if frame is None:
                break
            found.append(frame)
            if "done" in frame[0]:
                break
    return found


def _refusal(code: str, number: object = None) -> Invalid | TooLarge:
    """Give a refusal by its code; one that we do not know is told as a broken picture."""
    if code == "picture_too_many_pixels":
        detail = say("The picture has more than {n} million pixels.", n=number)
        return TooLarge(detail, Fault("picture_too_many_pixels", detail))
    detail, fault = _REFUSALS.get(code, _REFUSALS["picture_broken"])
    return Invalid(detail, fault)


def _said(code: str, detail: Phrase) -> tuple[str, tuple[Phrase, Fault]]:
    return code, (detail, Fault(code, detail))


_REFUSALS = dict(
    [
        _said("picture_animated", say("The picture moves; only still ones are taken.")),
        _said("picture_shape", say("The picture is a mere line: one side is more than 20 times the other.")),
        _said("picture_too_complex", say("The picture takes too much time or memory to open. Save it anew as JPEG.")),
        _said("picture_broken", say("The picture is broken or breaks off.")),
    ]
)
