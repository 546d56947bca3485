from __future__ import annotations

import pytest

from api.formats import widget_themes
from api.formats.widget_themes import GROUNDS, LEAST_CONTRAST, Theme


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [("#000000", "#ffffff", 21.0), ("#ffffff", "#ffffff", 1.0), ("#777777", "#ffffff", 4.48)],
)
def test_the_contrast_is_that_of_the_guidelines(one: str, other: str, expected: float) -> None:
    """It is the known ratio, whichever colour stands first."""
    assert widget_themes.contrast(one, other) == pytest.approx(expected, abs=0.01)
    assert widget_themes.contrast(other, one) == pytest.approx(expected, abs=0.01)


def test_the_usual_colours_can_be_read() -> None:
    """Text, faint text and links have the contrast that we ask of others, in the light and in the dark."""
    for colours in (widget_themes._LIGHT, widget_themes._DARK):
        for name in ("ink", "faint", "accent"):
            assert widget_themes.contrast(colours[name], colours["paper"]) >= LEAST_CONTRAST, name


def test_an_accent_stands_on_the_ground_of_its_theme() -> None:
    """In a dark theme the one accent is of the dark; with `auto` each has its own ground."""
    assert Theme("dark", "#7cc7dd").accents() == [("accent", "#7cc7dd", GROUNDS["dark"])]
    assert [ground for *_, ground in Theme("auto", "#000000", "#ffffff").accents()] == [*GROUNDS.values()]


def test_a_sheet_has_the_colours_of_its_theme() -> None:
    """Only `auto` asks the reader's own choice; nothing in a sheet moves or comes from elsewhere."""
    assert "--accent:#7cc7dd" in widget_themes.style(Theme("dark"))
    assert "prefers-color-scheme" not in widget_themes.style(Theme("light"))
    sheet = widget_themes.style(Theme("auto", "#000000", "#fafafa"))
    assert sheet.index("--accent:#000000") < sheet.index("prefers-color-scheme") < sheet.index("--accent:#fafafa")
    assert not {"url(", "@import", "animation", "transition"} & {
        word for word in ("url(", "@import", "animation", "transition") if word in sheet
    }
