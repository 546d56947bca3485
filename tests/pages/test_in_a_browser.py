"""What people see when they open the pages in a real browser."""

from __future__ import annotations

import pytest

from tests.newsroom import Newsroom, token
from tests.pages.chromium import Page
from tests.pages.conftest import NAMES


def test_the_welcome_page_speaks_the_readers_language(address: str, page: Page) -> None:
    """Whoever comes with be, ru or en set in their browser reads the newsroom's name and the page in that language."""
    for language, name in NAMES.items():
        page.open(f"{address}/", accept_language=language)
        assert page.evaluate("document.documentElement.lang") == language
        assert page.evaluate("document.querySelector('h1').textContent") == name
        assert page.evaluate("document.querySelector('.head').lang") == language
        assert page.complaints == []


@pytest.mark.parametrize("path", ["/", "/docs", "/docs/problems"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_pages_fit_a_small_screen_and_can_be_read(address: str, page: Page, path: str, scheme: str) -> None:
    """At 320 pixels nothing must be moved sideways, and text stands out from its ground in light and dark."""
    page.show_as(width=320, scheme=scheme)
    page.open(address + path)
    if path == "/docs":
        page.wait("document.querySelectorAll('.opblock-tag').length")
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    faint = page.evaluate(_CONTRASTS)
    assert faint
    assert min(faint) >= 4.5  # WCAG 2.2, 1.4.3
    assert page.evaluate("[...document.querySelectorAll('.opblock-tag small')].every(e => e.offsetParent)")


def test_the_reference_shows_every_call_from_this_host_alone(address: str, page: Page, served: Newsroom) -> None:
    """All operations are there, nothing is fetched from elsewhere, and the browser has nothing to complain of."""
    page.open(f"{address}/docs")
    document = served.get("/openapi.json")
    operations = [path for path, methods in document["paths"].items() for name in methods if name != "parameters"]
    page.wait(f"document.querySelectorAll('.opblock-tag').length === {len(document['tags'])}")
    shown: list[str] = []
    for number in range(len(document["tags"])):
        page.evaluate(f"document.querySelectorAll('.opblock-tag')[{number}].click()")
        page.wait("document.querySelector('.opblock')")
        shown += page.evaluate("[...document.querySelectorAll('.opblock-summary-path')].map(e => e.dataset.path)")
        page.evaluate(f"document.querySelectorAll('.opblock-tag')[{number}].click()")
        page.wait("!document.querySelector('.opblock')")
    assert sorted(shown) == sorted(operations)
    assert page.complaints == []
    assert len(page.requests) >= 6
    assert all(request.startswith((f"{address}/", "data:")) for request in page.requests)


def test_a_call_is_tried_with_a_token_that_was_pasted(address: str, page: Page) -> None:
    """Paste a token under Authorize, execute a call of the desk, and the answer stands on the page."""
    page.open(f"{address}/docs#/desk/deskShowMe")
    page.wait("document.querySelector('.btn.authorize')")
    page.evaluate("document.querySelector('.btn.authorize').click()")
    page.wait("document.querySelector('.auth-container input')")
    page.evaluate(_PASTE % token("editor"))
    page.evaluate("document.querySelector('.auth-btn-wrapper .authorize').click()")
    page.wait("document.querySelector('.auth-btn-wrapper .btn-done')")
    page.evaluate("document.querySelector('.auth-btn-wrapper .btn-done').click()")
    page.wait("document.querySelector('.opblock .execute')")
    page.evaluate("document.querySelector('.opblock .execute').click()")
    page.wait("document.querySelector('.live-responses-table .response-col_status')")
    answer = page.evaluate("document.querySelector('.live-responses-table').innerText")
    assert "200" in answer
    assert '"login": "editor"' in answer
    assert page.complaints == []
    assert page.evaluate("Object.values(localStorage).join()") == ""


def test_an_address_of_a_problem_leads_to_its_explanation(address: str, page: Page) -> None:
    """The `type` of a problem, opened in a browser, shows that code's explanation."""
    page.open(f"{address}/docs/problems#four_eyes")
    place = page.evaluate("document.querySelector(':target').getBoundingClientRect().top")
    assert abs(place) < 900
    assert "four_eyes" in page.evaluate("document.querySelector(':target').innerText")
    assert page.complaints == []


_PASTE = """
(() => {
  const field = document.querySelector('.auth-container input');
  Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value').set.call(field, '%s');
  field.dispatchEvent(new Event('input', {bubbles: true}));
})()
"""

# The contrast of each text on a page with the ground behind it (WCAG 2.2, relative luminance).
_CONTRASTS = """
(() => {
  const parts = text => text.match(/[0-9.]+/g).map(Number);
  const light = ([r, g, b]) => [r, g, b].map(v => v / 255)
    .map(v => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)
    .reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);
  const ground = element => {
    for (; element; element = element.parentElement) {
      const [r, g, b, a = 1] = parts(getComputedStyle(element).backgroundColor);
      if (a === 1) return [r, g, b];
    }
    return [255, 255, 255];
  };
  return [...document.querySelectorAll('body *')].filter(e => e.offsetParent && e.innerText).map(e => {
    const [a, b] = [light(parts(getComputedStyle(e).color)), light(ground(e))];
    return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
  });
})()
"""
