"""What is asked of the hub, by the names that WebSub gives it."""

from __future__ import annotations

from typing import Any, get_args

import marshmallow as ma

from api.partners.websub import messages
from api.partners.websub.messages import Mode
from api.platform import fields
from api.platform.errors import say
from api.platform.parsing import FaultError

_MODES = tuple(mode for mode in get_args(Mode) if mode != "denied")


def _is_short(value: str) -> None:
    if len(value.encode()) > messages.LONGEST_SECRET:
        raise FaultError("too_long", say("must have fewer than {count} bytes", count=messages.LONGEST_SECRET + 1))


class Seconds(ma.fields.Field[Any]):
    """A positive whole number; one that is larger than any lease is as good as the largest."""

    def __init__(self, **options: Any) -> None:  # noqa: ANN401
        super().__init__(metadata={"type": "integer", "minimum": 1} | options.pop("metadata", {}), **options)

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> int | None:  # noqa: ANN401, ARG002
        if not value or data.get("hub.mode") == "unsubscribe":  # by which it is to be overlooked
            return None
        if not (value.isascii() and value.isdecimal() and value.strip("0")):
            raise FaultError("out_of_range", say("must be a positive whole number"))
        return int(value.lstrip("0")[:10])


class HubRequest(ma.Schema):
    """A subscription that is asked for, or its end (WebSub, section 5.1). Other parameters are overlooked."""

    class Meta:
        unknown = ma.EXCLUDE

    mode = fields.Choice(*_MODES, required=True, data_key="hub.mode")
    topic = ma.fields.String(
        required=True,
        validate=fields.length(1, messages.LONGEST_CALLBACK),
        data_key="hub.topic",
        metadata={"description": "The address of a feed, as the feed itself says it with rel=self."},
    )
    callback = ma.fields.String(
        required=True,
        validate=fields.length(1, messages.LONGEST_CALLBACK),
        data_key="hub.callback",
        metadata={"description": "Where the feed is sent. Its own query is kept; it has no user and no fragment."},
    )
    lease = Seconds(
        data_key="hub.lease_seconds",
        metadata={"description": "How long the subscription is to last; how long it does, the verification says."},
    )
    secret = ma.fields.String(
        validate=_is_short,
        data_key="hub.secret",
        metadata={"description": "Deliveries are signed with it. Fewer than 200 bytes."},
    )
