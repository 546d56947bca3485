"""Routes: the board of an issue."""

from __future__ import annotations

from typing import Any

from api.accounts import guard
from api.desk.door import caller_chain, door, issue_at
from api.desk.schemas import board as schemas
from api.desk.views import board as views
from api.platform import clock, web


@door.route("/issues/<issue>/board")
@guard.requires("read")
@door.refuses(404)
@door.response(200, schemas.Board)
def show_board(issue: str) -> dict[str, Any]:
    """Show how far an issue is in every language: what is ready, what blocks the rest, who has it, how long is left."""
    return views.board(issue_at(issue), caller_chain(), web.speak, at=clock.now())
