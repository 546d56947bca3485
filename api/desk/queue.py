"""Routes: what waits for me."""

from __future__ import annotations

from typing import Any

from api.accounts import guard
from api.desk.door import door
from api.desk.schemas import queue as schemas
from api.desk.views import queue as views
from api.platform import clock, web
from api.platform.schemas import PageQuery


@door.route("/queue")
@guard.requires("read")
@door.refuses(422)
@door.arguments(PageQuery, location="query")
@door.response(200, schemas.TaskList)
def list_tasks(query: dict[str, Any]) -> dict[str, Any]:
    """List the versions that wait for me, the most urgent first: to translate, fix, submit or review."""
    actor = guard.actor()
    purpose = f"desk/queue?{actor.id}"
    cursor = web.signer().read(query["cursor"], purpose) if query["cursor"] else None
    page = views.queue(actor, cursor, query["limit"], at=clock.now())
    return web.envelope([row[-1] for row in page.rows], page, purpose, query["limit"])
