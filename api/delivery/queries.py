"""How readers ask: the parameters that several routes take, and what they mean."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import marshmallow as ma

from api.content import weeks
from api.content.articles import TRENDS
from api.formats.ninjs_parts import VERSIONS
from api.platform import fields
from api.platform.errors import Fault, InvalidParameter, say
from api.platform.parsing import FaultError
from api.platform.schemas import PageQuery

_MOST_KEYS = 50
_LONGEST_KEY = 64
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


class LanguageQuery(ma.Schema):
    """In which language."""

    lang = fields.LanguageTag(load_default=None)


class LanguagePageQuery(LanguageQuery, PageQuery):
    """In which language, how much and from where."""


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


class Fallback(fields.Choice):
    """Whether what is not to be had in the language comes in another of its chain."""

    def __init__(self) -> None:
        super().__init__("chain", "none", load_default="chain")


class Selection(ma.Schema):
    """Which of the published articles, by what they are about, by whom and when they were published."""

    fallback = Fallback()
    topic = Keys()
    trend = Keys(known=TRENDS)
    issue = Keys(lambda key: weeks.parse(key) is not None, conventional=weeks.conventional)
    byline = Keys()
    from_ = fields.Day(data_key="from", load_default=None, metadata={"description": "Published on this day or later."})
    to = fields.Day(load_default=None, metadata={"description": "Published on this day or earlier."})


class Form(fields.Choice):
    """The form of another system in which something is asked for; None for our own."""

    def __init__(self) -> None:
        said = "In the form of another system: ninjs or schema.org's JSON-LD. Not together with `body` or `fields`."
        super().__init__("ninjs", "jsonld", load_default=None, metadata={"description": said})


class FormVersion(fields.Choice):
    """The version of that form; None where none is asked for."""

    def __init__(self) -> None:
        said = "Of ninjs: 3.1 unless 3.2 is asked for. Only together with `format=ninjs`."
        super().__init__(*VERSIONS, load_default=None, metadata={"description": said})


class Week(ma.fields.Field[Any]):
    """The key of an ISO week, in any case, or a day, which stands for the week that it is in; read as the key."""

    def __init__(self, **options: Any) -> None:  # noqa: ANN401
        super().__init__(load_default=None, metadata={"type": "string"} | options.pop("metadata", {}), **options)

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> str:  # noqa: ANN401, ARG002
        key = weeks.conventional(value) if isinstance(value, str) else ""
        if _DAY.fullmatch(key):
            try:
                key = weeks.key_of(date.fromisoformat(key))
            except ValueError:
                key = ""
        if weeks.parse(key) is None:
            raise FaultError("invalid_week", say("must be an ISO week such as 2017-W37, or a date such as 2017-09-11"))
        return key


def require_order(query: Mapping[str, Any], since: str = "from_", until: str = "to") -> None:
    """Refuse a span of time that ends before it begins: it can only be a mistake, and an empty list would hide it.

    Raises:
        InvalidParameter: the parameter `since` is later than `until`.
    """
    if query[since] is not None and query[until] is not None and query[since] > query[until]:
        first = since.rstrip("_")
        detail = say("{since} must not be later than {until}.", since=first, until=until)
        raise InvalidParameter(
            detail, Fault("out_of_range", say("is later than {until}", until=until), parameter=first)
        )


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
