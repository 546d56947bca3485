from __future__ import annotations

import time
from collections.abc import Iterator
from urllib.parse import parse_qs, urlsplit

import pytest

from tests import servers
from tests.newsroom import Newsroom
from tests.pages.chromium import Page

_FRAME = """<!doctype html><html lang=en><title>A partner</title><link rel=icon href=data:,>
<body style="margin:0"><iframe title="News" src="{src}" loading="lazy" referrerpolicy="no-referrer"
 sandbox="allow-popups allow-popups-to-escape-sandbox" style="width:100%;height:880px;border:0"></iframe>"""

# What sticks out, what cannot be told from its ground, and what is read before anything is seen.
_LOOK = """(() => {
  const root = document.documentElement;
  const channel = c => c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
  const parse = c => c.match(/[\\d.]+/g).slice(0, 3).map(n => channel(n / 255));
  const light = c => { const [r, g, b] = parse(c); return 0.2126 * r + 0.7152 * g + 0.0722 * b; };
  const ground = light(getComputedStyle(document.body).backgroundColor);
  const ratio = e => { const l = light(getComputedStyle(e).color);
                       return (Math.max(l, ground) + 0.05) / (Math.min(l, ground) + 0.05); };
  const texts = [...document.querySelectorAll('h1, h2, p, a, dt, dd, li')]
    .filter(e => e.textContent.trim() && e.getClientRects().length);
  return {
    wide: root.scrollWidth - root.clientWidth,
    out: texts.filter(e => e.getBoundingClientRect().right > root.clientWidth + 1).map(e => e.textContent),
    faint: texts.filter(e => ratio(e) < 4.5).map(e => e.textContent),
    blind: [...document.images].filter(e => !e.hasAttribute('alt')).length,
    count: texts.length,
  };
})()"""


def _partner(asked: servers.Asked) -> servers.Answer:
    """Answer as a partner's page, which frames the address that it is asked for."""
    src = parse_qs(urlsplit(asked.path).query).get("src", ["about:blank"])[0]
    page = _FRAME.format(src=src.replace("&", "&amp;"))
    return 200, {"Content-Type": "text/html; charset=utf-8"}, page.encode()


@pytest.fixture(scope="module")
def served(served: Newsroom) -> Newsroom:
    """Give the newsroom with a site of its own, to which links lead."""
    pages = {
        "article": "http://127.0.0.1:9/{language}/{slug}",
        "issue": "http://127.0.0.1:9/{language}/issues/{key}",
    }
    put = served.call("PUT", "/v1/admin/site", "admin", etag="*", json={"pages": pages})
    assert put.status_code == 200, put.get_data(as_text=True)
    return served


@pytest.fixture(scope="module")
def partner() -> Iterator[str]:
    """Serve the page of a partner, at another origin; gives its address."""
    with servers.answering(_partner) as origin:
        yield origin


@pytest.mark.parametrize("language", ["be", "ru", "en"])
@pytest.mark.parametrize("name", ["issue", "trends"])
def test_a_widget_fits_and_can_be_read(address: str, page: Page, name: str, language: str) -> None:
    """From 200 to 1200 pixels, light and dark, nothing sticks out, each text has its contrast, nobody complains."""
    for width, scheme in ((200, "light"), (320, "dark"), (1200, "light"), (1200, "dark")):
        page.show_as(width=width, scheme=scheme)
        page.open(f"{address}/v1/widgets/{name}.html?lang={language}&size=largest")
        found = page.evaluate(_LOOK)
        assert found.pop("count") > 3
        assert found == {"wide": 0, "out": [], "faint": [], "blind": 0}, (width, scheme)
        assert page.complaints == []
        assert all(asked.startswith(f"{address}/") for asked in page.requests)


@pytest.mark.parametrize("name", ["issue", "trends"])
def test_a_widget_works_in_the_page_of_another(address: str, partner: str, page: Page, name: str) -> None:
    """In a sandbox without scripts at another origin it is shown with its pictures, and asks nobody but us."""
    page.show_as(width=1200)
    widget = f"{address}/v1/widgets/{name}.html?lang=en".replace("?", "%3F").replace("&", "%26")
    page.open(f"{partner}/?src={widget}")
    page.wait(f"performance.getEntriesByType('resource').some(e => e.name.includes('{name}.html'))")
    assert page.complaints == []
    ours = [asked for asked in page.requests if not asked.startswith((f"{partner}/", "data:"))]
    assert ours
    assert all(asked.startswith(f"{address}/") for asked in ours)


def test_a_link_of_a_framed_widget_opens_a_tab(address: str, partner: str, page: Page) -> None:
    """Out of the sandbox that docs/partners.md gives, a click opens a tab, and the partner's page stays where it is."""
    page.show_as(width=1200)
    page.open(f"{partner}/?src={address}/v1/widgets/issue.html%3Flang=en")
    page.wait("performance.getEntriesByType('resource').some(e => e.name.includes('issue.html'))")
    before = page.tabs()
    for _ in range(20):  # what has come may not be painted yet, and then the click meets nothing
        page.click(40, 46)  # the heading
        time.sleep(0.3)
        if opened := page.tabs() - before:
            break
    assert opened
    assert page.evaluate("location.href").startswith(partner)
    for each in page.tabs() - before:
        page.close_tab(each)


def test_who_walks_by_keyboard_sees_where_they_are(address: str, page: Page, served: Newsroom) -> None:
    """A link that has the focus has an outline, and says that it opens a new tab."""
    page.open(f"{address}/v1/widgets/issue.html?lang=en")
    outline, said = page.evaluate(
        "(() => { const a = document.querySelector('h2 a'); a.focus({focusVisible: true});"
        " return [getComputedStyle(a).outlineWidth,"
        " document.getElementById(a.getAttribute('aria-describedby')).textContent]; })()"
    )
    assert outline == "3px"
    assert said == "Opens a new tab"
    assert served.get("/v1/issues/latest?lang=en")["article_count"]
