from __future__ import annotations

import re

from api.formats import trend_charts, trend_themes
from api.formats.trend_charts import Chart
from api.formats.widget_themes import GROUNDS, SCHEMES, contrast

_WORDS = ("text", ".h", ".n", ".a", ".v")
_TELLING = (".z", ".l", ".e", ".i", ".u", ".d")  # the grid behind them, `.g`, tells nothing that is not written


def test_letters_and_lines_can_be_told_from_their_ground() -> None:
    """In the light and in the dark words have 4.5 to 1 at least, lines and bars that tell something 3 to 1."""
    for name, colours in trend_themes.COLOURS.items():
        assert colours[".p"] == GROUNDS[name]
        assert {each for each in _WORDS if contrast(colours[each], colours[".p"]) < 4.5} == set(), name
        assert {each for each in _TELLING if contrast(colours[each], colours[".p"]) < 3} == set(), name


def test_a_theme_is_of_its_own_colours() -> None:
    """Light has no dark colour and dark no light one; `auto` has the dark ones for those who ask for it."""
    light, dark = (set(colours.values()) for colours in trend_themes.COLOURS.values())
    assert not light & dark
    used = {scheme: set(re.findall("#[0-9a-f]{6}", trend_themes.style(scheme))) for scheme in SCHEMES}
    assert used == {"light": light, "dark": dark, "auto": light | dark}
    before, turned = trend_themes.style("auto").split("@media(prefers-color-scheme:dark)")
    assert set(re.findall("#[0-9a-f]{6}", before)) == light
    assert set(re.findall("#[0-9a-f]{6}", turned)) == dark


def test_charts_of_two_themes_stand_in_one_page() -> None:
    """Each has a class of its own, and its sheet is for that class alone; without a sheet its ground is right too."""
    for scheme in SCHEMES:
        written = trend_charts.write(Chart(None, [], "en", scheme=scheme)).decode()
        name = trend_themes.scope(scheme)
        assert f'class="{name}"' in written
        assert f'fill="{GROUNDS["dark" if scheme == "dark" else "light"]}"' in written
        rules = re.findall(r"[}{]?([^{}]+)\{", trend_themes.style(scheme))
        assert all(rule.startswith((f".{name} ", "@media")) for rule in rules)
    assert len({trend_themes.scope(scheme) for scheme in SCHEMES}) == len(SCHEMES)
