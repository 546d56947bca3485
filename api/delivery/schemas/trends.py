"""What readers ask of trends, and what they get."""

from __future__ import annotations

import marshmallow as ma

from api.delivery.queries import Keys, LanguageQuery, Week, fields_of
from api.formats import widget_themes
from api.platform import fields
from api.publishing.article_schemas import TopicRef


class TrendCounts(ma.Schema):
    """How many articles have which verdict, each once in however many languages it is read."""

    improved = ma.fields.Integer(required=True)
    unchanged = ma.fields.Integer(required=True)
    worsened = ma.fields.Integer(required=True)
    balance = ma.fields.Integer(
        required=True, allow_none=True, metadata={"description": "Improved less worsened; null without a verdict."}
    )


class TrendPoint(TrendCounts):
    """A week. Its counts are 0 and its balance null where it has no verdict."""

    issue = ma.fields.String(required=True, metadata={"description": "The key of the week."})
    date = fields.Day(required=True, metadata={"description": "Its Monday."})
    period_label = ma.fields.String(required=True)
    running = ma.fields.Integer(
        required=True,
        allow_none=True,
        metadata={"description": "The balance of all weeks up to this one; null before the first verdict."},
    )


class TrendTotal(TrendCounts):
    """A period: its sums, and the mean of its verdicts, by which periods of different length compare."""

    mean = ma.fields.Float(
        required=True,
        allow_none=True,
        metadata={"description": "The balance for each verdict, from -1 to 1; null without a verdict."},
    )


class TrendChange(ma.Schema):
    """The period that is shown less the one that it is compared with; null where either has no verdict."""

    improved = ma.fields.Integer(required=True)
    unchanged = ma.fields.Integer(required=True)
    worsened = ma.fields.Integer(required=True)
    balance = ma.fields.Integer(required=True, allow_none=True)
    mean = ma.fields.Float(required=True, allow_none=True)


class TrendComparison(ma.Schema):
    """What another period had, and how the one that is shown differs from it."""

    total = ma.fields.Nested(TrendTotal, required=True)
    change = ma.fields.Nested(TrendChange, required=True)


class TrendSeries(ma.Schema):
    """A topic through the weeks."""

    topic = ma.fields.Nested(TopicRef, required=True)
    points = ma.fields.List(ma.fields.Nested(TrendPoint), required=True)
    total = ma.fields.Nested(TrendTotal, required=True, metadata={"description": "Of the weeks that are shown."})
    comparison = ma.fields.Nested(
        TrendComparison, required=True, allow_none=True, metadata={"description": "Null where none was asked for."}
    )


class TrendPeriod(ma.Schema):
    """The first and the last week of a period, by their keys."""

    start = ma.fields.String(required=True)
    end = ma.fields.String(required=True)
    weeks = ma.fields.Integer(required=True)
    label = ma.fields.String(required=True)


class TrendLabels(ma.Schema):
    """What verdicts and balances are called in the answer's language."""

    improved = ma.fields.String(required=True)
    unchanged = ma.fields.String(required=True)
    worsened = ma.fields.String(required=True)
    balance = ma.fields.String(required=True)
    running = ma.fields.String(required=True)


class TrendLinks(ma.Schema):
    """Where this is, and its picture. There is never another page."""

    self = ma.fields.String(required=True)
    next = ma.fields.String(required=True, allow_none=True)
    prev = ma.fields.String(required=True, allow_none=True)
    chart = ma.fields.String(required=True)


class TrendMeta(ma.Schema):
    """How many series there are, which weeks they show, and what to call what they count."""

    limit = ma.fields.Integer(required=True)
    language = ma.fields.String(required=True)
    period = ma.fields.Nested(
        TrendPeriod, required=True, allow_none=True, metadata={"description": "Null where there is no week to show."}
    )
    compared_period = ma.fields.Nested(TrendPeriod, required=True, allow_none=True)
    labels = ma.fields.Nested(TrendLabels, required=True)


class TrendSeriesList(ma.Schema):
    """A series for each topic, in the newsroom's order, all of the same weeks."""

    data = ma.fields.List(ma.fields.Nested(TrendSeries), required=True)
    links = ma.fields.Nested(TrendLinks, required=True)
    meta = ma.fields.Nested(TrendMeta, required=True)


class TrendWeeksQuery(LanguageQuery):
    """Which topics, and which weeks."""

    topic = Keys()
    from_ = Week(data_key="from", metadata={"description": "The first week: `2017-W37`, or a day in it."})
    to = Week(metadata={"description": "The last week, or a day in it."})


class TrendChartQuery(TrendWeeksQuery):
    """Which topics and weeks, and how it looks."""

    theme = fields.Choice(
        *widget_themes.SCHEMES,
        load_default="light",
        metadata={"description": "`auto` goes by the reader's own choice."},
    )
    heading = fields.Choice(
        "on", "off", load_default="on", metadata={"description": "Whether it says of what and when it is, by whom."}
    )


class TrendQuery(TrendWeeksQuery):
    """Which topics and weeks, and with which other weeks to compare these."""

    compare_from = Week(metadata={"description": "The first week to compare with; needs `compare_to`."})
    compare_to = Week(metadata={"description": "The last week to compare with; needs `compare_from`."})
    fields_ = fields_of(TrendSeries)
