"""How a widget looks: its colours, whether they can be read, and its style sheet. Pure.

A contrast is that of WCAG 2.2 (success criterion 1.4.3): 4.5 to 1 at least between a text and its ground.
"""

from __future__ import annotations

import base64
import hashlib
from dataclasses import dataclass
from typing import Literal, get_args

Scheme = Literal["auto", "light", "dark"]
SCHEMES: tuple[Scheme, ...] = get_args(Scheme)
SIZES = {"small": "87.5%", "medium": "100%", "large": "112.5%", "largest": "131.25%"}  # of the reader's own size
LEAST_CONTRAST = 4.5

_NEARLY_BLACK = 0.04045  # up to which sRGB is linear (IEC 61966-2-1)
_LIGHT = {"paper": "#ffffff", "ink": "#1d2429", "faint": "#55606a", "line": "#d5d9dc", "accent": "#0b5f79"}
_DARK = {"paper": "#14191c", "ink": "#e6e9ea", "faint": "#a3aeb5", "line": "#39444b", "accent": "#7cc7dd"}
GROUNDS = {"light": _LIGHT["paper"], "dark": _DARK["paper"]}


@dataclass(frozen=True, slots=True)
class Theme:
    """A widget's looks. `auto` goes by the reader's own choice; accents are `#rrggbb`, None for the usual one."""

    scheme: Scheme = "auto"
    accent: str | None = None
    accent_dark: str | None = None
    size: str = "medium"

    def accents(self) -> list[tuple[str, str, str]]:
        """Give the accents that were chosen, each as (parameter, colour, the ground that it stands on)."""
        first = GROUNDS["dark" if self.scheme == "dark" else "light"]
        chosen = [("accent", self.accent, first), ("accent_dark", self.accent_dark, GROUNDS["dark"])]
        return [(name, colour, ground) for name, colour, ground in chosen if colour is not None]


def contrast(one: str, other: str) -> float:
    """Give the contrast of two colours, `#rrggbb`, from 1 to 21 (WCAG 2.2, "contrast ratio")."""
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def style(theme: Theme) -> str:
    """Give the style sheet of a theme."""
    dark = _DARK | _own(theme.accent if theme.scheme == "dark" else theme.accent_dark)
    light = _LIGHT | _own(theme.accent)
    first = dark if theme.scheme == "dark" else light
    scheme = "light dark" if theme.scheme == "auto" else theme.scheme
    root = f":root{{color-scheme:{scheme};font-size:{SIZES[theme.size]};{_variables(first)}}}"
    turned = f"@media(prefers-color-scheme:dark){{:root{{{_variables(dark)}}}}}" if theme.scheme == "auto" else ""
    return f"{root}{turned}{_SHEET}"


def digest(sheet: str) -> str:
    """Give the digest by which a Content-Security-Policy lets a style sheet in (CSP 3, section 2.3.1)."""
    return f"sha256-{base64.b64encode(hashlib.sha256(sheet.encode()).digest()).decode()}"


def _own(accent: str | None) -> dict[str, str]:
    return {} if accent is None else {"accent": accent}


def _variables(colours: dict[str, str]) -> str:
    return ";".join(f"--{name}:{colour}" for name, colour in colours.items())


def _luminance(colour: str) -> float:
    """Give the relative luminance of a colour (WCAG 2.2)."""
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= _NEARLY_BLACK else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


# Widths are those of the widget itself, not of the screen that it is on. Nothing moves, so there is nothing to still.
_SHEET = """
*,*::before,*::after{box-sizing:border-box}
body{margin:0;background:var(--paper);color:var(--ink);overflow-wrap:anywhere;
 font:1rem/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans","Liberation Sans",sans-serif}
main{container-type:inline-size;padding:.75rem}
a{color:var(--accent);text-underline-offset:.15em}
a:hover{text-decoration-thickness:2px}
:focus-visible{outline:3px solid var(--accent);outline-offset:2px;border-radius:2px}
h1,h2,p,ul,dl,dd,figure{margin:0}
ul{padding:0;list-style:none}
h1{font-size:1.25rem;line-height:1.3}
h2{font-size:1.0625rem;line-height:1.35}
.site{font-size:.875rem;color:var(--faint)}
.note,.credit{font-size:.8125rem;color:var(--faint)}
.items{display:grid;gap:1rem;margin-top:.75rem}
.items>li{padding-top:.75rem;border-top:1px solid var(--line)}
.items p{margin-top:.25rem}
.compact .items{gap:.5rem}
.compact .items>li{padding-top:.5rem}
.compact h2{font-size:1rem;font-weight:600}
.shown img{display:block;width:100%;height:auto;background:var(--line)}
.credit{margin:.125rem 0 .5rem}
.chart{margin-top:.75rem;background:var(--paper);border:1px solid var(--line)}
.chart img{display:block;width:100%}
.counts{display:flex;flex-wrap:wrap;gap:.125rem .75rem;margin-top:.25rem;font-size:.9375rem}
.counts div{display:flex;gap:.375rem}
.counts dt{color:var(--faint)}
.counts dd{font-weight:600;white-space:nowrap;font-variant-numeric:tabular-nums}
.more{margin-top:1rem;padding-top:.75rem;border-top:1px solid var(--line)}
.empty{margin-top:.75rem}
.languages{display:flex;flex-wrap:wrap;gap:.25rem 1rem;margin-top:.5rem}
@container(max-width:26rem){.chart{margin-inline:-.75rem;border-inline:0}}
@container(max-width:279.98px){.chart{display:none}}
@container(min-width:30rem){
 .pictured{display:grid;grid-template-columns:minmax(0,2fr) minmax(0,3fr);gap:0 1rem;align-items:start}}
@container(min-width:56rem){.items{grid-template-columns:repeat(2,minmax(0,1fr));gap:1rem 2rem}}
"""
