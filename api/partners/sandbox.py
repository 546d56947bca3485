"""Routes: the sandbox of a partner, and what is to happen in it. Only its own keys find them."""

from __future__ import annotations

import dataclasses
import json
from typing import Any

from flask import request

from api.partners import access
from api.partners.door import door
from api.partners.sandboxes import entering, events, views
from api.partners.sandboxes.events import Happened
from api.partners.schemas import sandbox as schemas
from api.platform import clock


def _wants_reset() -> bool:
    """Whether the present request, whose body has been read, leaves behind whatever there is."""
    data = request.stream.read()
    request.stream.seek(0)
    try:
        found = json.loads(data)
    except (ValueError, RecursionError):  # what is wrong with it is told by the schema
        return False
    return isinstance(found, dict) and found.get("event") == "reset"


@door.route("/sandbox")
@access.requires("read", only_sandbox=True)
@door.response(200, schemas.SandboxSchema)
def show_sandbox() -> dict[str, Any]:
    """Show all articles and issues of one's sandbox, and how they stand."""
    return views.state()


@door.route("/sandbox/events", methods=["POST"])
@access.requires("read", only_sandbox=True, begins_anew=_wants_reset)
@door.refuses(409, 422)
@door.arguments(schemas.NewSandboxEvent)
@door.response(201, schemas.SandboxEventSchema)
def add_sandbox_event(data: dict[str, Any]) -> dict[str, Any]:
    """Let something happen in one's sandbox: it reads so from then on, stands in `/v1/changes` and is sent to webhooks.

    `article.embargoed` plans the release of a text some minutes ahead, for contracts with a lead; `article.pulled`
    cancels it before its hour. `quota.exceeded` uses up this minute's requests with keys of the sandbox. `reset` begins
    anew: the texts are as at first, every cursor is refused, and webhooks stay. It mends a damaged sandbox, too.
    """
    return dataclasses.asdict(_happened(**data))


def _happened(event: events.Event, article_id: str | None) -> Happened:
    caller, at = access.caller(), clock.now()
    partner_id = caller.partner_id
    if event not in events.WITH_ARTICLE:
        events.require_no_article(article_id)
    match event:
        case "quota.exceeded":
            access.use_up_quota()
        case "reset":
            entering.begin_anew(partner_id, at=at)
        case "contract.changed":
            events.change_contract(partner_id, entering.live(partner_id), at=at)
        case "issue.released":
            return events.release_issue(caller.contract, at=at)
        case _:
            return events.play(event, article_id, caller.contract, at=at)
    return Happened(event, at)
