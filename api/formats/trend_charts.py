"""The trends as a picture: a panel for each topic, with its running balance as a line and its verdicts as bars. Pure.

The picture has a height of its own and takes the width that it is given. Lines and bars stretch with it, since they lie
in boxes whose units are weeks; letters do not, so they are as legible at 320 pixels as at 1200. A style sheet within
shows more dates where there is room.

Verdicts are told apart by where they stand (better above the base line, worse below it, no change across it) before
they are by colour; the colours are of Okabe and Ito's palette, which is made for all kinds of colour vision. Where the
language is written from the right, the whole picture is mirrored.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from babel.numbers import format_decimal

from api.content import weeks
from api.formats import svg, trend_panels, trend_themes
from api.formats.trend_panels import Frame, Key, Scale
from api.formats.widget_themes import Scheme
from api.languages import dates, languages, periods, words
from api.platform.errors import Phrase, say, say_n
from api.publishing import series
from api.publishing.series import Point

MEDIA_TYPE = "image/svg+xml"
_MOST_BARS = 130  # at 320 pixels a bar then still has two of them
_DAYS = 210  # below so many an axis names days, from then on months: two dates then are a month apart
_ROOMY = 6  # weeks: up to so many, half of one is wider at 320 pixels than half of a date
_DATES = {"s": 3, "w": 5}  # along the axis, by the classes for little and for much room
_HEADING, _LINE, _NAME, _WIDE_NAME = 28, 44, 32, 60  # letters in a line at 320 pixels, and in a name at 640
_RANDOM = 12  # digits of the ids within


@dataclass(frozen=True, slots=True)
class Panel:
    """A topic by its name, with its weeks; all panels of a chart have the same."""

    name: str
    points: Sequence[Point]


@dataclass(frozen=True, slots=True)
class Chart:
    """What is to be shown, to whom: the site's name if it has one, the panels, the language of all words, the theme."""

    source: str | None
    panels: Sequence[Panel]
    language: str
    is_rtl: bool = False
    scheme: Scheme = "light"
    has_heading: bool = True


def write(chart: Chart) -> bytes:
    """Write a chart as SVG in UTF-8: the same bytes for the same chart."""
    shown = [point.week for point in chart.panels[0].points] if chart.panels else []
    size = -(-len(shown) // _MOST_BARS) or 1
    panels = [Panel(panel.name, series.binned(panel.points, size)) for panel in chart.panels]
    frame = Frame(len(panels[0].points) if panels else 0, is_rtl=chart.is_rtl)
    inner, height = _heading(chart, shown, frame) if chart.has_heading else ([], 6.0)
    if shown:
        drawn, height = _body(chart, panels, frame, size, height)
        inner += drawn
    else:
        inner.append(frame.text(0, height + 24, _say(chart, NOTHING)))
        height += 44
    return _document(chart, shown, inner, height).encode()


def span(shown: Sequence[str], language: str) -> str:
    """Say from when to when some weeks that follow each other last, in words; empty for none."""
    if not shown:
        return ""
    first, last = weeks.parse(shown[0]), weeks.parse(shown[-1])
    return periods.label(first[0], last[1], language) if first and last else ""


def signed(value: int, language: str, *, is_rtl: bool) -> str:
    """Write a balance with its sign, kept together where words run from the right."""
    written = format_decimal(abs(value), locale=languages.locale_of(language) or words.SOURCE)
    sign = "+" if value > 0 else "−" if value else ""
    return f"\u2066{sign}{written}\u2069" if is_rtl else f"{sign}{written}"


NOTHING = say("There is no verdict yet.")
TITLE = say("Trends by topic")


def _document(chart: Chart, shown: Sequence[str], inner: Sequence[str], height: float) -> str:
    title = ". ".join(part for part in (_say(chart, TITLE), chart.source, span(shown, chart.language)) if part)
    described = " ".join(_described(chart, panel) for panel in chart.panels) if shown else _say(chart, NOTHING)
    own = hashlib.sha256(f"{title} {described}".encode()).hexdigest()[:_RANDOM]  # one page may hold several charts
    return svg.element(
        "svg",
        svg.element("title", svg.text(title), id=f"t{own}"),
        svg.element("desc", svg.text(described), id=f"d{own}"),
        svg.element("style", trend_themes.style(chart.scheme)),
        svg.element("rect", width="100%", height="100%", fill=trend_themes.ground(chart.scheme), class_="p"),
        *inner,
        xmlns="http://www.w3.org/2000/svg",
        width="100%",
        height=height,
        class_=trend_themes.scope(chart.scheme),
        role="img",
        aria_labelledby=f"t{own} d{own}",
        lang=chart.language,
        direction="rtl" if chart.is_rtl else None,
        **{"xml:lang": chart.language},
    )


def _described(chart: Chart, panel: Panel) -> str:
    """Say what a panel shows, for who does not see it."""
    found = series.total(point.tally for point in panel.points)
    if not found.verdicts:
        return _say(chart, say("{topic}: no verdict in these weeks.", topic=panel.name))
    running = _signed(panel.points[-1].running or 0, chart)
    counts = {"improved": found.improved, "unchanged": found.unchanged, "worsened": found.worsened}
    said = say(
        "{topic}: {improved} better, {unchanged} no change, {worsened} worse; balance since the first week {running}.",
        topic=panel.name,
        running=running,
        **counts,
    )
    return _say(chart, said)


def _heading(chart: Chart, shown: Sequence[str], frame: Frame) -> tuple[list[str], float]:
    """Write whose chart it is, what of, and of which weeks; gives the height so far too."""
    height, found = 6.0, []
    for words_, width, kind, step in (
        (chart.source or "", _LINE, "", 18),
        (_say(chart, TITLE), _HEADING, "h", 22),
        (span(shown, chart.language), _LINE, "", 18),
    ):
        for line in svg.lines(words_, width, 2) if words_ else ():
            height += step
            found.append(frame.text(0, height, line, kind))
    return found, height + 6


def _body(chart: Chart, panels: Sequence[Panel], frame: Frame, size: int, height: float) -> tuple[list[str], float]:
    """Write legend, panels and dates."""
    found, height = _legend(chart, size, frame, height)
    scale = Scale.of([panel.points for panel in panels])
    marks = [(value, _signed(value, chart)) for value in scale.marks]
    for panel in panels:
        drawn, height = _name(panel.name, frame, height)
        found += [*drawn, *_dated(frame, height)]
        last = panel.points[-1].running
        end = _signed(last, chart) if last is not None else None
        found += trend_panels.draw(panel.points, frame, scale, marks, end, height)
        height += trend_panels.HEIGHT + 10
    return [*found, *_dates(chart, panels[0], frame, height + 10)], height + 22


def _legend(chart: Chart, size: int, frame: Frame, height: float) -> tuple[list[str], float]:
    """Write what the line and the bars mean, in pixels, so that it stays together."""
    each = say("Verdicts of each week:")
    if size > 1:
        each = say_n("Verdicts, {n} week to a bar:", "Verdicts, {n} weeks to a bar:", size)
    key = Key(is_rtl=frame.is_rtl)
    drawn = [
        key.line(0, 20, 12, "l"),
        key.text(26, 16, _say(chart, say("Balance since the first week"))),
        key.text(0, 36, _say(chart, each)),
    ]
    for place, kind, top, phrase in (
        (0, "i", 42, say("better")),
        (84, "u", 47, say("no change")),
        (218, "d", 52, say("worse")),
    ):
        drawn += [key.line(place, place + 14, 52, "z"), key.box(place + 4, 6, top, 10, kind)]
        drawn.append(key.text(place + 19, 56, _say(chart, phrase)))
    return [frame.group(height, *drawn)], height + 72


def _name(name: str, frame: Frame, height: float) -> tuple[list[str], float]:
    """Write the name of a topic, in longer lines where there is room."""
    narrow = svg.lines(name, _NAME, 3)
    wide = svg.lines(name, _WIDE_NAME, len(narrow))
    found = []
    for kind, lines in (("s", narrow), ("w", wide)) if narrow != wide else (("", narrow),):
        top = height + 20 * (len(narrow) - len(lines) + 1)
        written = [frame.text(0, top + 20 * number, line, "n") for number, line in enumerate(lines)]
        found.append(svg.element("g", *written, class_=kind))
    return found, height + 20 * len(narrow) + 10


def _dated(frame: Frame, top: float) -> list[str]:
    """Draw a thin upright line for each date that is named."""
    bottom = top + trend_panels.HEIGHT
    return [
        svg.element(
            "g", *(frame.upright(frame.place(at), top, bottom, "g") for at in _even(frame.count, most)), class_=kind
        )
        for kind, most in _DATES.items()
    ]


def _dates(chart: Chart, panel: Panel, frame: Frame, height: float) -> list[str]:
    """Write some dates along the bottom."""
    found = []
    starts = [week[0] for point in panel.points if (week := weeks.parse(point.week)) is not None]
    said = dates.day_of_month if (starts[-1] - starts[0]).days < _DAYS else dates.month
    for kind, most in _DATES.items():
        written = [
            frame.text(frame.place(at), height, said(starts[at], chart.language), "a", _anchor(at, frame.count))
            for at in _even(frame.count, most)
        ]
        found.append(svg.element("g", *written, class_=kind))
    return found


def _even(count: int, most: int) -> list[int]:
    """Choose at most so many places of a count, evenly; of a large one, where one more is not seen, the last too."""
    if count > 4 * most:
        return [round(number * (count - 1) / (most - 1)) for number in range(most)]
    return list(range(0, count, -(-(count - 1) // (most - 1)) or 1))


def _anchor(place: int, count: int) -> str:
    if count <= _ROOMY or 0 < place < count - 1:
        return "middle"
    return "end" if place else "start"


def _signed(value: int, chart: Chart) -> str:
    return signed(value, chart.language, is_rtl=chart.is_rtl)


def _say(chart: Chart, phrase: Phrase) -> str:
    return words.say_in(phrase, chart.language)
