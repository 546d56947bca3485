"""What the doctor looks at in the picture library: whether each file is in its place, and the sizes are made."""

from __future__ import annotations

from collections.abc import Iterator

from api.content.pictures import rendering, storage, upkeep
from api.operations.findings import Finding, fault, note, well
from api.platform import db
from api.platform.errors import Problem
from api.platform.settings import Settings


def look(found: Settings) -> Iterator[Finding]:
    """Look at an open database with this version's tables, and at the names in its store; no file is read."""
    (count,) = db.rows("SELECT COUNT(*) FROM picture WHERE replaced_by IS NULL AND deleted_at IS NULL")[0]
    if not count:
        return
    try:
        missing = upkeep.missing(storage.of(found.pictures))
    except Problem as problem:
        yield fault("pictures", str(problem.detail), "See that POLYWEEK_PICTURES names their folder or store.")
        return
    if missing:
        advice = "Bring the folder or the store of pictures back from its backup; polyweek picture check names them."
        yield fault("pictures", f"{missing} files of {count} pictures are missing", advice)
        return
    yield well("pictures", str(count))
    (failed,) = db.rows(
        "SELECT COUNT(*) FROM picture WHERE replaced_by IS NULL AND deleted_at IS NULL AND tries >= ?",
        (rendering.MOST_TRIES,),
    )[0]
    if failed:
        yield note("pictures", f"the sizes of {failed} could not be made", "See the worker's log, and add them anew.")
