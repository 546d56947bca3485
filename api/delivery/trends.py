"""Routes: how the topics went through the weeks, as numbers and as a picture.

The verdict of an article counts in the week of its issue, once in however many languages it is read; what readers have
now is counted, so a withdrawn text counts no longer. Numbers are the same in every language.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import flask
import orjson

from api.accounts import guard
from api.content import naming, site, topics, weeks
from api.delivery import addresses, answers, forms, queries, readers
from api.delivery.door import door
from api.delivery.schemas import trends as schemas
from api.delivery.turns import in_turn
from api.delivery.views import trends as views
from api.delivery.views.trends import Verdicts
from api.formats import trend_charts, trend_themes
from api.formats.trend_charts import Chart, Panel
from api.formats.widget_themes import Scheme
from api.languages import languages, words
from api.languages.languages import Known
from api.platform import web
from api.platform.errors import Fault, InvalidParameter, Phrase, say
from api.publishing import documents, series
from api.publishing.series import Tally

_PATH = "/v1/trends"
_CHART = "/v1/trends.svg"

_LABELS: dict[str, Phrase] = {
    **documents.TRENDS,
    "balance": say("Balance of the week"),
    "running": say("Balance since the first week"),
}


@door.route("/trends")
@guard.public
@door.refuses(422)
@door.query(schemas.TrendQuery)
@door.response(200, schemas.TrendSeriesList)
@in_turn
def list_trends(query: dict[str, Any]) -> flask.Response:
    """List how topics went, week by week: verdicts, their balance, and the balance since the first week of all.

    `from` and `to` cut what is shown and nothing of what is summed up before. Without them it is all weeks from the
    first verdict on a topic to the last one, at most twenty years. A week without a verdict is there, with a balance
    of null. `compare_from` and `compare_to` name a period to compare with.
    """
    language, (found, shown) = readers.asked_language(query["lang"]), asked(query)
    compared = _compared(query)
    names = names_of(found, languages.everything()[language])
    stamps = [_stamp(week, language) for week in shown]
    data = [_series(each, names[each.topic], stamps, compared) for each in found]
    pairs = addresses.pairs(query, language)
    links = {
        "self": addresses.address(_PATH, pairs),
        "next": None,
        "prev": None,
        "chart": addresses.address(_CHART, addresses.pairs(query | _NOT_OF_CHARTS, language)),
    }
    meta = {
        "limit": len(data),
        "language": language,
        "period": _period(shown, language),
        "compared_period": _period(compared, language),
        "labels": {name: words.say_in(label, language) for name, label in _LABELS.items()},
    }
    listed = [forms.picked(each, query["fields_"]) for each in data]
    body = orjson.dumps({"data": listed, "links": links, "meta": meta})
    return answers.answer(
        body,
        answers.tag_of(body),
        language=language,
        cache_tags=tags(query, language),
        negotiated=query["lang"] is None,
        links=web.link_field([("self", links["self"])]),
    )


@door.route("/trends.svg")
@guard.public
@door.refuses(422)
@door.query(schemas.TrendChartQuery)
@door.response(200, {"type": "string"}, content_type=trend_charts.MEDIA_TYPE, description="The picture")
@in_turn
def show_trend_chart(query: dict[str, Any]) -> flask.Response:
    """Show how topics went as a picture for any page: as wide as there is room, from 320 pixels on.

    It holds its words, in the language asked for, a title and a description for screen readers, and tells verdicts
    apart by place and form as well as by colour.
    """
    language, (found, shown) = readers.asked_language(query["lang"]), asked(query)
    reader = languages.everything()[language]
    names = names_of(found, reader)
    panels = [Panel(names[each.topic], series.points(each.tallies, shown)) for each in found]
    theme: Scheme = query["theme"]
    chart = Chart(
        _site_name(reader),
        panels,
        language,
        is_rtl=reader.direction == "rtl",
        scheme=theme,
        has_heading=query["heading"] == "on",
    )
    body = trend_charts.write(chart)
    return answers.answer(
        body,
        answers.tag_of(body),
        language=language,
        cache_tags=[*tags(query, language), "site"],
        negotiated=query["lang"] is None,
        links=web.link_field([("canonical", addresses.address(_CHART, addresses.pairs(query, language)))]),
        media_type=trend_charts.MEDIA_TYPE,
        more=_of_pictures(theme),
    )


_NOT_OF_CHARTS = {"compare_from": None, "compare_to": None, "fields_": ()}


def _of_pictures(theme: Scheme) -> list[tuple[str, str]]:
    """It may be shown anywhere; alone in a window it may show itself, in its own one style sheet, and do nothing."""
    return [
        ("Content-Security-Policy", f"default-src 'none'; style-src '{trend_themes.digest(theme)}'; sandbox"),
        ("Cross-Origin-Resource-Policy", "cross-origin"),
    ]


def asked(query: dict[str, Any]) -> tuple[list[Verdicts], list[str]]:
    """Give the topics that are asked for and the weeks to show.

    Raises:
        InvalidParameter: there is no such topic, or the weeks are out of order or too many.
    """
    _require_few(query, "from_", "to")
    found = views.verdicts(query["topic"])
    known = {week for each in found for week in each.tallies}
    return found, series.period(query["from_"], query["to"], known)


def _compared(query: dict[str, Any]) -> list[str]:
    """Give the weeks to compare with; none where no comparison is asked for.

    Raises:
        InvalidParameter: one end is missing, or the weeks are out of order or too many.
    """
    since, until = query["compare_from"], query["compare_to"]
    if since is None and until is None:
        return []
    if since is None or until is None:
        detail = say("compare_from and compare_to must be given together.")
        missing = "compare_from" if since is None else "compare_to"
        raise InvalidParameter(detail, Fault("required", say("is required"), parameter=missing))
    _require_few(query, "compare_from", "compare_to")
    return weeks.between(since, until)


def _require_few(query: dict[str, Any], since: str, until: str) -> None:
    queries.require_order(query, since, until)
    if query[since] is None or query[until] is None:
        return
    if weeks.distance(query[since], query[until]) >= series.MOST_WEEKS:
        first = since.rstrip("_")
        detail = say(
            "{since} and {until} must span at most {count} weeks.", since=first, until=until, count=series.MOST_WEEKS
        )
        raise InvalidParameter(detail, Fault("out_of_range", detail, parameter=until))


def names_of(found: Sequence[Verdicts], reader: Known) -> dict[str, str]:
    """Give the names of topics by their keys, in the reader's language or the first of its chain that has one."""
    by_id = topics.names([each.topic_id for each in found])
    chosen = {each.topic: naming.chosen(by_id.get(each.topic_id, ("", {}))[1], reader.chain) for each in found}
    return {key: named[1] if named is not None else key for key, named in chosen.items()}


def _site_name(reader: Known) -> str | None:
    said = naming.chosen(site.everything(), reader.chain)
    return said[1].name if said is not None else None


def _stamp(week: str, language: str) -> dict[str, Any]:
    """Give what a week is called, which is the same in each series."""
    start, _ = weeks.parse(week) or (None, None)
    return {"issue": week, "date": start, "period_label": documents.period_label(week, language)}


def _series(found: Verdicts, name: str, stamps: Sequence[dict[str, Any]], compared: Sequence[str]) -> dict[str, Any]:
    points = series.points(found.tallies, [stamp["issue"] for stamp in stamps])
    present = series.total(point.tally for point in points)
    return {
        "topic": {"key": found.topic, "name": name},
        "points": [
            {**stamp, **_counts(point.tally), "running": point.running}
            for stamp, point in zip(stamps, points, strict=True)
        ],
        "total": _total(present),
        "comparison": _comparison(present, found, compared) if compared else None,
    }


def _counts(tally: Tally) -> dict[str, int | None]:
    return {
        "improved": tally.improved,
        "unchanged": tally.unchanged,
        "worsened": tally.worsened,
        "balance": tally.balance,
    }


def _total(tally: Tally) -> dict[str, Any]:
    return {**_counts(tally), "mean": tally.mean}


def _comparison(present: Tally, found: Verdicts, compared: Iterable[str]) -> dict[str, Any]:
    other = series.total(found.tallies.get(week, Tally()) for week in compared)
    difference = present - other
    change = {"improved": difference.improved, "unchanged": difference.unchanged, "worsened": difference.worsened}
    both = present.verdicts and other.verdicts
    return {
        "total": _total(other),
        "change": {
            **change,
            "balance": difference.improved - difference.worsened if both else None,
            "mean": round((present.mean or 0) - (other.mean or 0), 3) if both else None,
        },
    }


def _period(shown: Sequence[str], language: str) -> dict[str, Any] | None:
    if not shown:
        return None
    return {"start": shown[0], "end": shown[-1], "weeks": len(shown), "label": trend_charts.span(shown, language)}


def tags(query: dict[str, Any], language: str) -> list[str]:
    """Tell by what to purge: each change of a verdict is one of its issue, and each of a name one of its topic."""
    return ["trends", "issues", "topics", *(f"topic-{key}" for key in query["topic"]), f"lang-{language}"]
