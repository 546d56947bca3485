"""Route: the hub of the feeds, to which anybody may subscribe (WebSub)."""

from __future__ import annotations

from typing import Any

import flask

from api.accounts import guard
from api.partners.door import hub
from api.partners.schemas.hub import HubRequest
from api.partners.websub import intents, targets
from api.partners.websub.intents import Wanted
from api.platform import clock, destinations, instance
from api.platform.errors import Fault, InvalidParameter, NotFound, Phrase, say


@hub.route("/websub", methods=["POST"])
@guard.public
@hub.refuses(404, 413, 415, 422, 429)
@hub.arguments(HubRequest, location="form")
@hub.response(202, description="The callback will be asked")
def ask_hub(data: dict[str, Any]) -> flask.Response:
    """Subscribe to a feed, or end that (WebSub, W3C Recommendation).

    The callback is asked soon whether it wants this; it confirms by answering 2xx with `hub.challenge` as its whole
    body. From then on it is sent the feed whenever it changes, until the lease ends that the question has told.
    """
    if instance.hub() is None:
        raise NotFound(say("There is no hub here."))
    at, network = clock.now(), guard.network()
    targets.require_patience(network, at=at)
    wanted = Wanted(data["mode"], data["topic"], data["callback"], data.get("secret") or None, data.get("lease"))
    _require_callback(wanted.callback)
    intents.ask(wanted, mark=_mark(wanted), network=network, at=at)
    return flask.Response(status=202, mimetype="text/plain")


def _require_callback(url: str) -> None:
    try:
        destinations.require_plausible(destinations.parse(url), instance.outbound_rules())
    except destinations.Refused:
        detail = say("must be a public http or https address at port 80 or 443, without user and fragment")
        raise _refusal("blocked_address", "hub.callback", detail) from None


def _mark(wanted: Wanted) -> str:
    """Give the mark of the feed as it is now; what goes on no longer may always be ended."""
    content = flask.current_app.extensions["feeds"](wanted.topic)
    if content is not None:
        return str(content.mark)
    if wanted.mode == "unsubscribe" and wanted.topic.startswith(f"{instance.base_url()}/v1/feeds/"):
        return ""
    detail = say("must be the address of one of our feeds, as the feed itself tells it with rel=self")
    raise _refusal("unknown_feed", "hub.topic", detail)


def _refusal(code: str, place: str, detail: Phrase) -> InvalidParameter:
    return InvalidParameter(
        say("{place} {complaint}.", place=place, complaint=detail), Fault(code, detail, parameter=place)
    )
