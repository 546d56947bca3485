"""What is asked of widgets, in the addresses that partners put into their pages. The answers are HTML."""

from __future__ import annotations

import re
from typing import Any

import marshmallow as ma

from api.delivery.queries import Fallback, Keys, LanguageQuery, Week
from api.formats import widget_themes
from api.platform import fields
from api.platform.errors import say
from api.platform.parsing import FaultError

MOST_WEEKS = 520
_COLOUR = re.compile(r"#?(?:([0-9a-f])([0-9a-f])([0-9a-f])|([0-9a-f]{6}))", re.ASCII | re.IGNORECASE)


class Colour(ma.fields.Field[Any]):
    """A colour in hexadecimal digits, six or three, with or without `#`; read as `#rrggbb`."""

    def __init__(self, description: str) -> None:
        metadata = {"type": "string", "example": "0b5f79", "description": description}
        super().__init__(load_default=None, metadata=metadata)

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> str:  # noqa: ANN401, ARG002
        if (match := _COLOUR.fullmatch(str(value))) is None:
            raise FaultError("invalid_value", say("must be a colour such as 0b5f79"))
        *short, whole = match.groups()
        return f"#{whole or ''.join(digit * 2 for digit in short)}".lower()


class WidgetQuery(LanguageQuery):
    """How any widget looks."""

    theme = fields.Choice(
        *widget_themes.SCHEMES, load_default="auto", metadata={"description": "`auto` goes by the reader's own choice."}
    )
    accent = Colour("Of links; it needs a contrast of 4.5 with the ground, which is `ffffff` or in the dark `14191c`.")
    accent_dark = Colour("With `theme=auto`: of links in the dark.")
    size = fields.Choice(*widget_themes.SIZES, load_default="medium", metadata={"description": "Of letters."})
    density = fields.Choice("full", "compact", load_default="full")


class IssueWidgetQuery(WidgetQuery):
    """Which issue, and how much of it; `compact` has titles alone."""

    issue = Week(metadata={"description": "A week, `2017-W37`, or a day in it; the latest issue without it."})
    fallback = Fallback()
    limit = fields.Whole(1, 50, load_default=10, metadata={"description": "Articles at most."})
    pictures = fields.Choice("on", "off", load_default="on")


class TrendWidgetQuery(WidgetQuery):
    """Which topics, and which weeks; `compact` has the numbers without the chart."""

    topic = Keys()
    from_ = Week(data_key="from", metadata={"description": "The first week: `2017-W37`, or a day in it."})
    to = Week(metadata={"description": "The last week, or a day in it."})
    weeks = fields.Whole(
        1, MOST_WEEKS, load_default=None, metadata={"description": "The last so many weeks; not together with `from`."}
    )
    limit = fields.Whole(1, 20, load_default=10, metadata={"description": "Topics at most."})
