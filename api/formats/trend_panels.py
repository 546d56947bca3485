"""One panel of the chart of trends, and the places on it: widths in percent of the picture, heights in pixels. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from api.formats import svg
from api.publishing.series import Point

HEIGHT = 112  # pixels of a panel below its name
_LINE = 70  # of them for the running balance
_BARS = 32  # and for the verdicts, half of it above their base line
_INSET = 4  # kept free above and below the line, for its own thickness
_MARGIN, _LEFT, _PLOT = 2.5, 11.0, 86.5  # percent: before all words, before the plot, of the plot
_RIGHT = _LEFT - _MARGIN + _PLOT
_FEW = 12  # weeks: where there are fewer, their bars are no broader than of so many
_APART = 13  # pixels between two marks that can both be read
_THICKEST = 11.0  # pixels of one verdict where there are few


@dataclass(frozen=True, slots=True)
class Scale:
    """What all panels have in common: the least and greatest running balance, and the pixels of one verdict."""

    low: int
    high: int
    unit: float

    @classmethod
    def of(cls, panels: Sequence[Sequence[Point]]) -> Scale:
        """Give the scale by which all that is shown can be compared; zero is always on it."""
        found = [point.running for points in panels for point in points if point.running is not None]
        low, high = min([0, *found]), max([0, *found])
        tallies = [point.tally for points in panels for point in points]
        reach = max((max(t.improved, t.worsened) + t.unchanged / 2 for t in tallies), default=0)
        unit = min(_THICKEST, (_BARS / 2 - 1) / reach) if reach else _THICKEST
        return cls(low, high, unit) if high > low else cls(-1, 1, unit)

    @property
    def marks(self) -> list[int]:
        """Give the balances to be named: zero, and the least and greatest where there is room beside it."""
        ends = [
            value for value in (self.low, self.high) if value and abs(self.height(value) - self.height(0)) >= _APART
        ]
        return [0, *ends]

    def height(self, value: float) -> float:
        """Give how many pixels below the top of the line's box a balance stands."""
        return _INSET + (self.high - value) / (self.high - self.low) * (_LINE - 2 * _INSET)


@dataclass(frozen=True, slots=True)
class Frame:
    """Where things stand from side to side, in percent: `count` is how many weeks share the plot."""

    count: int
    is_rtl: bool = False

    def place(self, number: int) -> float:
        """Give the middle of a week, counted from 0."""
        return _LEFT - _MARGIN + _PLOT * (number + 0.5) / max(self.count, 1)

    def text(self, place: float, height: float, said: str, kind: str = "", anchor: str = "start") -> str:
        """Write a line of words."""
        words = svg.text(svg.isolated(said, is_rtl=self.is_rtl))
        return svg.element("text", words, x=self._x(place), y=height, class_=kind, text_anchor=_ANCHORS.get(anchor))

    def line(self, start: float, end: float, height: float, kind: str) -> str:
        """Draw a level line."""
        return svg.element("line", x1=self._x(start), x2=self._x(end), y1=height, y2=height, class_=kind)

    def upright(self, place: float, top: float, bottom: float, kind: str) -> str:
        """Draw an upright line."""
        return svg.element("line", x1=self._x(place), x2=self._x(place), y1=top, y2=bottom, class_=kind)

    def dot(self, place: float, height: float) -> str:
        """Draw the end of a line."""
        return svg.element("circle", cx=self._x(place), cy=height, r=3, class_="e")

    def group(self, top: float, *drawn: str) -> str:
        """Put what is drawn in pixels at the side where words begin."""
        return svg.element("svg", *drawn, x=self._x(0), y=top, overflow="visible")

    def plot(self, top: float, height: int, *drawn: str) -> str:
        """Put what is drawn in weeks and pixels into its place; it stretches with the picture."""
        turned = f"matrix(-1 0 0 1 {self.count} 0)" if self.is_rtl else None
        return svg.element(
            "svg",
            svg.element("g", *drawn, transform=turned),
            x=self._x(_LEFT - _MARGIN + (_PLOT if self.is_rtl else 0)),
            y=top,
            width=f"{svg.number(_PLOT)}%",
            height=height,
            viewBox=f"0 0 {self.count} {height}",
            preserveAspectRatio="none",
        )

    def _x(self, place: float) -> str:
        found = place + _MARGIN
        return f"{svg.number(100 - found if self.is_rtl else found)}%"


@dataclass(frozen=True, slots=True)
class Key:
    """Where things stand in a group, in pixels from the side where words begin."""

    is_rtl: bool = False

    def text(self, place: float, height: float, said: str) -> str:
        """Write a line of words."""
        words = svg.text(svg.isolated(said, is_rtl=self.is_rtl))
        return svg.element("text", words, x=self._x(place), y=height)

    def line(self, start: float, end: float, height: float, kind: str) -> str:
        """Draw a level line."""
        return svg.element("line", x1=self._x(start), x2=self._x(end), y1=height, y2=height, class_=kind)

    def box(self, place: float, width: float, top: float, height: float, kind: str) -> str:
        """Draw a bar."""
        start = self._x(place + width if self.is_rtl else place)
        return svg.element("rect", x=start, y=top, width=width, height=height, class_=kind)

    def _x(self, place: float) -> float:
        return -place if self.is_rtl else place


_ANCHORS = {"middle": "middle", "end": "end"}


def draw(
    points: Sequence[Point], frame: Frame, scale: Scale, marks: Sequence[tuple[int, str]], end: str | None, top: float
) -> list[str]:
    """Draw a panel from `top` on; `marks` are balances with their words, `end` are the words of the last one.

    Nothing but level lines where there is no balance yet.
    """
    bars = top + HEIGHT - _BARS
    found = []
    for value, said in marks:
        height = top + scale.height(value)
        found.append(frame.line(_LEFT - _MARGIN, _RIGHT, height, "g" if value else "z"))
        found.append(frame.text(_LEFT - _MARGIN - 1, height + 4, said, "a", "end"))
    found.append(frame.plot(top, _LINE, _running(points, scale)))
    found.append(frame.line(_LEFT - _MARGIN, _RIGHT, bars + _BARS / 2, "z"))
    found.append(frame.plot(bars, _BARS, *_verdicts(points, scale)))
    last = points[-1].running
    if end is not None and last is not None:
        height = scale.height(last)
        found.append(frame.dot(frame.place(len(points) - 1), top + height))
        above = height - 8 if height > 2 * _APART else height + 16
        place, anchor = (frame.place(len(points) - 1), "middle") if frame.count < _FEW else (_RIGHT, "end")
        found.append(frame.text(place, top + above, end, "v", anchor))
    return found


def _running(points: Sequence[Point], scale: Scale) -> str:
    """Draw the running balance, from the first verdict on."""
    known = [(number, point.running) for number, point in enumerate(points) if point.running is not None]
    steps = [f"{svg.number(number + 0.5)} {svg.number(scale.height(value))}" for number, value in known]
    return svg.element("path", d=f"M{'L'.join(steps)}" if steps else None, class_="l")


def _verdicts(points: Sequence[Point], scale: Scale) -> list[str]:
    """Draw the bars of all weeks, one path for each kind: no change across the base line, the others on either side."""
    found: dict[str, list[str]] = {"i": [], "u": [], "d": []}
    base, unit, width = _BARS / 2, scale.unit, 0.7 * min(len(points) / _FEW, 1)
    for number, point in enumerate(points):
        tally = point.tally
        half = tally.unchanged * unit / 2
        found["i"] += _bar(number, width, base - half - tally.improved * unit, tally.improved * unit)
        found["u"] += _bar(number, width, base - half, 2 * half)
        found["d"] += _bar(number, width, base + half, tally.worsened * unit)
    return [svg.element("path", d="".join(bars), class_=kind) for kind, bars in found.items() if bars]


def _bar(number: int, width: float, top: float, height: float) -> list[str]:
    if not height:
        return []
    across = svg.number(width)
    return [f"M{svg.number(number + 0.5 - width / 2)} {svg.number(top)}h{across}v{svg.number(height)}h-{across}z"]
