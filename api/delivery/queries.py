"""How readers ask for articles and changes: the parameters, and what they mean."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import marshmallow as ma

from api.content import weeks
from api.content.articles import TRENDS
from api.delivery import schemas
from api.delivery.door import LanguagePageQuery, LanguageQuery
from api.platform import clock, fields, paging
from api.platform.errors import Fault, InvalidParameter, say
from api.platform.parsing import FaultError
from api.publishing import article_schemas, bodies

SORTS = ("-published_at", "published_at", "-updated_at", "updated_at")
INCLUDED = ("body", "corrections", "alternates")
BRIEF = tuple(article_schemas.ArticleBrief().fields)

_MOST_KEYS = 50
_LONGEST_KEY = 64


class Keys(ma.fields.Field[Any]):
    """Some keys, comma-separated or repeated, as a sorted tuple without repetition.

    Each is written as `conventional` has it, and must pass `check`.
    """

    is_multiple = True  # to webargs: give all values of the parameter

    def __init__(
        self,
        check: Callable[[str], bool] | None = None,
        *,
        known: Sequence[str] = (),
        conventional: Callable[[str], str] = str,
        **options: Any,  # noqa: ANN401
    ) -> None:
        items = {"type": "string", **({"enum": list(known)} if known else {})}
        metadata = {"type": "array", "items": items, "description": "Repeated or comma-separated."}
        super().__init__(load_default=(), metadata=metadata | options.pop("metadata", {}), **options)
        self._check, self._known, self._conventional = check, known, conventional

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> tuple[str, ...]:  # noqa: ANN401, ARG002
        keys = sorted({self._conventional(key) for part in value for key in part.split(",")})
        if len(keys) > _MOST_KEYS:
            raise FaultError("too_many", say("must have at most {count} items", count=_MOST_KEYS))
        for key in keys:
            if self._known and key not in self._known:
                raise FaultError("invalid_choice", say("must be one of {choices}", choices=", ".join(self._known)))
            if not 0 < len(key) <= _LONGEST_KEY or (self._check is not None and not self._check(key)):
                raise FaultError("invalid_value", say("is not valid"))
        return tuple(keys)


def fields_of(schema: type[ma.Schema], *, without: Sequence[str] = ()) -> Keys:
    """Make the parameter `fields`, which leaves out all but some fields of what is shown by a schema."""
    return Keys(known=tuple(name for name in schema().fields if name not in without), data_key="fields")


class LanguageListQuery(LanguageQuery):
    """How to show the languages."""

    fields_ = fields_of(schemas.LanguageSchema)


class Minute(fields.Moment):
    """A moment to be compared with those that readers are shown, and so cut as they are."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> datetime:  # noqa: ANN401
        return clock.to_minute(super()._deserialize(value, attr, data, **kwargs))


class ArticleQuery(LanguageQuery):
    """How to show an article."""

    fallback = fields.Choice("chain", "none", load_default="chain")
    body = fields.Choice(*bodies.FORMS, load_default="html")
    fields_ = fields_of(article_schemas.ArticleSchema)


class ArticleListQuery(LanguagePageQuery):
    """Which articles, in which order."""

    fallback = fields.Choice("chain", "none", load_default="chain")
    topic = Keys()
    trend = Keys(known=TRENDS)
    issue = Keys(lambda key: weeks.parse(key) is not None, conventional=weeks.conventional)
    byline = Keys()
    from_ = fields.Day(data_key="from", load_default=None, metadata={"description": "Published on this day or later."})
    to = fields.Day(load_default=None, metadata={"description": "Published on this day or earlier."})
    updated_since = Minute(load_default=None)
    sort = fields.Choice(*SORTS, load_default="-published_at")
    fields_ = fields_of(article_schemas.ArticleBrief)
    include = Keys(known=INCLUDED)


class ChangesQuery(ma.Schema):
    """Which part of the journal."""

    since = ma.fields.String(load_default=None, validate=fields.length(1, 500))
    initial = fields.Flag(load_default=False, metadata={"description": "Begin with what stands now."})
    lang = fields.LanguageTag(load_default=None)
    topic = Keys()
    fields_ = fields_of(schemas.ChangeEntry, without=["document"])
    include = Keys(known=("document",))
    limit = fields.Whole(1, paging.LARGEST_LIMIT, load_default=paging.DEFAULT_LIMIT)


def require_order(query: Mapping[str, Any]) -> None:
    """Refuse a span of days that ends before it begins: it can only be a mistake, and an empty list would hide it.

    Raises:
        InvalidParameter: `from` is later than `to`.
    """
    if query["from_"] is not None and query["to"] is not None and query["from_"] > query["to"]:
        detail = say("from must not be later than to.")
        raise InvalidParameter(detail, Fault("out_of_range", say("is later than to"), parameter="from"))


def day_start(day: date | None, zone: ZoneInfo, *, after: int = 0) -> datetime | None:
    """Give the moment in UTC at which a day, or the one so many days after it, begins in a time zone.

    None for no day, and for one at the edge of the calendar, which bounds nothing.
    """
    if day is None:
        return None
    try:
        return datetime.combine(day + timedelta(days=after), time(), zone).astimezone(UTC)
    except OverflowError:
        return None
