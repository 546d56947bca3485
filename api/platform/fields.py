"""Fields and validators of the schemas: strict about types, and complaining by a code and in the caller's language.

marshmallow's own validators give one string, already formatted in English, from which neither could be had again.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any

import marshmallow as ma

from api.platform import characters, clock, language_tags
from api.platform.errors import say
from api.platform.parsing import FaultError

_MOMENT = re.compile(r"(\d{4}-\d{2}-\d{2})[Tt](\d{2}:\d{2}:\d{2}(?:\.\d{1,6})?)([Zz]|[+-]\d{2}:\d{2})", re.ASCII)
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_DIGITS = re.compile(r"[0-9]{1,10}")

Validator = Callable[[Any], None]


def length(low: int, high: int) -> Validator:
    """Require a text of so many characters."""

    def check(value: str) -> None:
        if not low <= len(value.strip() if low else value) <= high:
            raise FaultError("invalid_length", say("must have {low} to {high} characters", low=low, high=high))

    return check


def at_most(count: int) -> Validator:
    """Require a list of at most so many items."""

    def check(value: Sequence[object]) -> None:
        if len(value) > count:
            raise FaultError("too_many", say("must have at most {count} items", count=count))

    return check


class Line(ma.fields.String):
    """A name or title: one line of `low` to `high` characters; `high` is what a person could mean."""

    def __init__(self, low: int = 1, high: int = 300, **options: Any) -> None:  # noqa: ANN401
        super().__init__(validate=_complaining(characters.of_line, low, high), **options)


class Text(ma.fields.String):
    """A text of `low` to `high` characters that may have several lines."""

    def __init__(self, low: int, high: int, **options: Any) -> None:  # noqa: ANN401
        super().__init__(validate=_complaining(characters.of_text, low, high), **options)


class Note(Text):
    """A note that may be left out; null, and empty or blank text, as forms send it, are read as None."""

    def __init__(self, high: int, **options: Any) -> None:  # noqa: ANN401
        super().__init__(1, high, load_default=None, allow_none=True, **options)

    def deserialize(self, value: Any, *args: Any, **options: Any) -> Any:  # noqa: ANN401
        """Read a note, or None."""
        is_blank = isinstance(value, str) and not value.strip()
        return super().deserialize(None if is_blank else value, *args, **options)


class LanguageTag(ma.fields.String):
    """A language tag in upper or lower case, converted to the conventional one (`be-Latn`)."""

    def __init__(self, **options: Any) -> None:  # noqa: ANN401
        metadata = {"description": "BCP 47, in upper or lower case.", **options.pop("metadata", {})}
        super().__init__(validate=length(1, 35), metadata=metadata, **options)

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Any:  # noqa: ANN401
        return language_tags.conventional(super()._deserialize(value, attr, data, **kwargs))


class ByLanguage(ma.fields.Dict):
    """An object with a value for each of some languages; a fault names the language that it is about."""

    def __init__(self, values: ma.fields.Field[Any], **options: Any) -> None:  # noqa: ANN401
        super().__init__(keys=ma.fields.String(validate=length(1, 35)), values=values, **options)

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Any:  # noqa: ANN401
        try:
            return super()._deserialize(value, attr, data, **kwargs)  # type: ignore[no-untyped-call]
        except ma.ValidationError as error:
            if not isinstance(error.messages, dict):
                raise
            # marshmallow tells under `key` what is wrong with a key, and under `value` with what belongs to it.
            complaints = {language: found.get("key", found.get("value")) for language, found in error.messages.items()}
            raise ma.ValidationError(complaints) from None


class Choice(ma.fields.String):
    """One of some words."""

    def __init__(self, *choices: str, **options: Any) -> None:  # noqa: ANN401
        def check(value: str) -> None:
            if value not in choices:
                raise FaultError("invalid_choice", say("must be one of {choices}", choices=", ".join(choices)))

        words = [*choices, None] if options.get("allow_none") else list(choices)
        metadata = {"enum": words, **options.pop("metadata", {})}
        super().__init__(validate=check, metadata=metadata, **options)


class OneOf(ma.fields.Field[Any]):
    """One of several kinds of objects, told apart by the field `by`. For answers only: it reads nothing.

    `union` is the name of the union in the reference; `kinds` gives the schemas by the value of `by`, and is called
    late, since the schemas may refer to each other.
    """

    def __init__(self, union: str, by: str, kinds: Callable[[], Mapping[str, type[ma.Schema]]], **options: Any) -> None:  # noqa: ANN401
        super().__init__(**options)
        self.union = union
        self.by = by
        self.kinds = kinds


class Code(ma.fields.String):
    """A word for programs, such as a problem's code; the reference lists all of them in the schema of this name."""

    def __init__(self, schema: str, **options: Any) -> None:  # noqa: ANN401
        super().__init__(metadata={"x-schema": schema}, **options)


class Flag(ma.fields.Boolean):
    """`true` or `false` and nothing else, where marshmallow also takes `1`, `yes` and `on`."""

    truthy = {True, "true"}  # noqa: RUF012 - marshmallow's own attribute
    falsy = {False, "false"}  # noqa: RUF012

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> bool:  # noqa: ANN401, ARG002
        if isinstance(value, bool) or value in ("true", "false"):
            return value in (True, "true")
        raise self.make_error("invalid", input=value)


class Whole(ma.fields.Integer):
    """A whole number from `low` to `high`: a JSON integer, or ASCII digits in a query."""

    def __init__(self, low: int, high: int, **options: Any) -> None:  # noqa: ANN401
        metadata = {"minimum": low, "maximum": high, **options.pop("metadata", {})}
        super().__init__(metadata=metadata, **options)
        self.low, self.high = low, high

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> int:  # noqa: ANN401, ARG002
        if isinstance(value, bool) or not (isinstance(value, int) or _DIGITS.fullmatch(str(value))):
            raise self.make_error("invalid", input=value)
        if not self.low <= int(value) <= self.high:
            raise FaultError("out_of_range", say("must be between {low} and {high}", low=self.low, high=self.high))
        return int(value)


class Share(ma.fields.Float):
    """A number from 0 to 1, as a JSON number: a part of a whole."""

    def __init__(self, **options: Any) -> None:  # noqa: ANN401
        super().__init__(metadata={"minimum": 0, "maximum": 1, **options.pop("metadata", {})}, **options)

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> float:  # noqa: ANN401, ARG002
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise self.make_error("invalid", input=value)
        if not 0 <= value <= 1:
            raise FaultError("out_of_range", say("must be between {low} and {high}", low=0, high=1))
        return float(value)


class Moment(ma.fields.Field[Any]):
    """A moment on the wire: RFC 3339 with `Z` or an offset, given to verbs in UTC."""

    def __init__(self, **options: Any) -> None:  # noqa: ANN401
        super().__init__(metadata={"type": "string", "format": "date-time", **options.pop("metadata", {})}, **options)

    def _serialize(self, value: datetime | None, attr: str | None, obj: Any, **kwargs: Any) -> str | None:  # noqa: ANN401, ARG002
        return None if value is None else clock.to_wire(value)

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any) -> datetime:  # noqa: ANN401, ARG002
        try:
            if isinstance(value, str) and (match := _MOMENT.fullmatch(value)):
                zone = "+00:00" if match[3] in "Zz" else match[3]
                return datetime.fromisoformat(f"{match[1]}T{match[2]}{zone}").astimezone(UTC)
        except (ValueError, OverflowError):
            pass
        raise FaultError("invalid_time", say("must be a time such as 2017-09-11T06:00:00Z"))


class Day(ma.fields.Field[Any]):
    """A date on the wire, `2017-09-11`."""

    def __init__(self, **options: Any) -> None:  # noqa: ANN401
        super().__init__(metadata={"type": "string", "format": "date", **options.pop("metadata", {})}, **options)

    def _serialize(self, value: date | None, attr: str | None, obj: Any, **kwargs: Any) -> str | None:  # noqa: ANN401, ARG002
        return None if value is None else value.isoformat()

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any) -> date:  # noqa: ANN401, ARG002
        try:
            if isinstance(value, str) and _DAY.fullmatch(value):
                return date.fromisoformat(value)
        except ValueError:
            pass
        raise FaultError("invalid_date", say("must be a date such as 2017-09-11"))


def _complaining(judge: Callable[[str, int, int], characters.Complaint | None], low: int, high: int) -> Validator:
    def check(value: str) -> None:
        if (complaint := judge(value, low, high)) is not None:
            raise FaultError(*complaint)

    return check
