"""What the desk is told of a file that was brought back."""

from __future__ import annotations

from typing import Any

from api.desk.views.versions import Speak
from api.translation.uploads import Upload


def upload(done: Upload, speak: Speak, *, dry_run: bool) -> dict[str, Any]:
    """Show what an upload did, or would do, entry by entry."""
    return {
        "dry_run": dry_run,
        "revision": done.revision,
        "file_revision": done.file_revision,
        "counts": done.counts,
        "entries": [
            {
                "message_id": decision.key,
                "outcome": decision.outcome,
                "reason": decision.reason,
                "detail": speak(decision.detail),
                "line": decision.line,
            }
            for decision in done.decisions
        ],
    }
