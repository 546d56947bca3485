"""What the doctor looks at in the picture library: that files are in place, sizes made, and readings lead to them."""

from __future__ import annotations

from collections.abc import Iterator

from api.content.pictures import rendering, storage, upkeep
from api.operations.findings import Finding, fault, note, well
from api.platform import db
from api.platform.errors import Problem
from api.platform.settings import Settings
from api.publishing import bases


def look(found: Settings) -> Iterator[Finding]:
    """Look at an open database with this version's tables, and at the names in its store; no file is read."""
    (count,) = db.rows("SELECT COUNT(*) FROM picture WHERE replaced_by IS NULL AND deleted_at IS NULL")[0]
    if not count:
        return
    yield from _address(found)
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


def _address(found: Settings) -> Iterator[Finding]:
    """See that readings name pictures at the address that is set now."""
    known = bases.known()
    if known is not None and known != found.base_url:
        says = f"readings lead to {known}, and POLYWEEK_BASE_URL is {found.base_url}"
        yield note(
            "pictures", says, "Start server and worker anew with the same address; the worker mends the readings."
        )
