"""How the chart of trends looks: its colours in the light and in the dark, and its style sheet. Pure.

Letters have a contrast of 4.5 to their ground at least, lines and bars that tell something one of 3 (WCAG 2.2, 1.4.3
and 1.4.11). Bars are of Okabe and Ito's palette, which is made for all kinds of colour vision; in the dark blue and
orange are its lighter ones.
"""

from __future__ import annotations

from functools import lru_cache

from api.formats import widget_themes
from api.formats.widget_themes import GROUNDS, Scheme

_FORMS = {
    "text": "font:12px sans-serif",
    ".h": "font-size:16px;font-weight:bold",
    ".n": "font-size:14px;font-weight:bold",
    ".a": "font-size:11px",
    ".v": "font-weight:bold;stroke-width:4px;paint-order:stroke",
    ".g": "vector-effect:non-scaling-stroke",
    ".z": "vector-effect:non-scaling-stroke",
    ".l": "fill:none;stroke-width:2px;stroke-linejoin:round;vector-effect:non-scaling-stroke",
    ".w": "display:none",
}
_WITH_ROOM = {
    "text": "font-size:14px",
    ".h": "font-size:19px",
    ".n": "font-size:16px",
    ".a": "font-size:13px",
    ".w": "display:inline",
    ".s": "display:none",
}
_FILLED = ("text", ".h", ".n", ".a", ".v", ".e", ".i", ".u", ".d", ".p")  # what is filled; the others are lines
_LIGHT = {
    "text": "#333333",
    **dict.fromkeys((".h", ".n", ".v", ".l", ".e"), "#111111"),
    ".a": "#555555",
    ".g": "#dddddd",
    ".z": "#888888",
    ".i": "#0072b2",
    ".u": "#8a8a8a",
    ".d": "#d55e00",
    ".p": GROUNDS["light"],
}
_DARK = {
    "text": "#c5ccd0",
    **dict.fromkeys((".h", ".n", ".v", ".l", ".e"), "#e6e9ea"),
    ".a": "#a3aeb5",
    ".g": "#39444b",
    ".z": "#7d8990",
    ".i": "#56b4e9",
    ".u": "#8a949a",
    ".d": "#e69f00",
    ".p": GROUNDS["dark"],
}
COLOURS = {"light": _LIGHT, "dark": _DARK}  # of what is drawn, by its class; `.p` is the ground


def scope(scheme: Scheme) -> str:
    """Give the class of a chart, by which the rules of several in one page, and those of the page, keep apart."""
    return "polyweek-trends" if scheme == "light" else f"polyweek-trends-{scheme}"


def ground(scheme: Scheme) -> str:
    """Give the ground for whoever knows no style sheets."""
    return GROUNDS["dark" if scheme == "dark" else "light"]


@lru_cache(maxsize=len(widget_themes.SCHEMES))
def style(scheme: Scheme) -> str:
    """Give the style sheet of a theme; `auto` goes by the reader's own choice."""
    first = _rules(scheme, _FORMS) + _rules(scheme, _coloured("dark" if scheme == "dark" else "light"))
    turned = f"@media(prefers-color-scheme:dark){{{_rules(scheme, _coloured('dark'))}}}" if scheme == "auto" else ""
    return f"{first}{turned}@media(min-width:640px){{{_rules(scheme, _WITH_ROOM)}}}"


def digest(scheme: Scheme) -> str:
    """Give the digest by which a Content-Security-Policy lets the style sheet of a theme in."""
    return widget_themes.digest(style(scheme))


def _rules(scheme: Scheme, rules: dict[str, str]) -> str:
    return "".join(f".{scope(scheme)} {each}{{{rule}}}" for each, rule in rules.items())


def _coloured(name: str) -> dict[str, str]:
    colours = COLOURS[name]
    found = {each: f"{'fill' if each in _FILLED else 'stroke'}:{colour}" for each, colour in colours.items()}
    return found | {".v": f"{found['.v']};stroke:{colours['.p']}"}  # a rim, so that a line behind it cuts no digit
