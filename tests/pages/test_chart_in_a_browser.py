"""What is drawn of the trends chart, in a real browser."""

from __future__ import annotations

import pytest

from tests.newsroom import Newsroom
from tests.pages.chromium import Page

# Whatever of the texts sticks out of the drawing, in pixels of the screen, and what meets another text.
_TEXTS = """(() => {
  const whole = document.documentElement.getBoundingClientRect();
  const texts = [...document.querySelectorAll('text')].filter(e => getComputedStyle(e).display !== 'none');
  const shown = texts.map(e => [e.textContent, e.getBoundingClientRect()]).filter(([t, b]) => t.trim() && b.width);
  const out = shown.filter(([, b]) => b.left < whole.left - 1 || b.right > whole.right + 1 ||
                                      b.top < whole.top - 1 || b.bottom > whole.bottom + 1);
  const met = [];
  shown.forEach(([t, a], i) => shown.slice(i + 1).forEach(([u, b]) => {
    if (a.left < b.right - 1 && b.left < a.right - 1 && a.top < b.bottom - 2 && b.top < a.bottom - 2) met.push([t, u]);
  }));
  return {count: shown.length, out: out.map(([t]) => t), met,
          small: shown.filter(([, b]) => b.height < 9).map(([t]) => t)};
})()"""


@pytest.mark.parametrize("width", [320, 1200])
@pytest.mark.parametrize("language", ["be", "ru", "en"])
def test_the_chart_can_be_read(address: str, page: Page, served: Newsroom, width: int, language: str) -> None:
    """On a small screen and a large one all texts stand inside and apart, big enough; it has a title for who hears."""
    page.show_as(width=width)
    for span in ("&from=2015-W01&to=2017-W40", ""):
        page.open(f"{address}/v1/trends.svg?lang={language}{span}")
        found = page.evaluate(_TEXTS)
        assert found.pop("count") > 3
        assert found == {"out": [], "met": [], "small": []}, span
    title, description, role = page.evaluate(
        "['title', 'desc'].map(n => document.querySelector(`svg > ${n}`)?.textContent)"
        ".concat(document.documentElement.getAttribute('role'))"
    )
    assert title
    assert description
    assert role == "img"
    assert page.evaluate("document.documentElement.getBoundingClientRect().width") <= width + 1
    assert page.complaints == []
    assert served.get(f"/v1/trends?lang={language}")["data"]
