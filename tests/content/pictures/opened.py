"""What becomes of files that are opened, and which processes are at it."""

from __future__ import annotations

from pathlib import Path

from api.content.pictures import decoding, processes
from api.platform.errors import Invalid, TooLarge


def decoders() -> list[int]:
    """Give the copies that the prepared process of this one has, which are its children."""
    prepared = processes._current
    return [] if prepared is None else children(prepared.process.pid)


def children(of: int) -> list[int]:
    """Give the processes that another has started."""
    return [int(process.name) for process in Path("/proc").glob("[0-9]*") if _parent(process) == of]


def _parent(process: Path) -> int | None:
    try:
        return int((process / "stat").read_text().rpartition(")")[2].split()[1])
    except OSError:  # it has ended meanwhile
        return None


def outcome(data: bytes) -> str:
    """Give `taken`, or the code of the fault for which a file is refused."""
    try:
        decoding.open_upload(data)
    except (Invalid, TooLarge) as problem:
        (fault,) = problem.faults
        return fault.code
    return "taken"
