"""The static front end in a real browser, served from another origin than the API: what a reader sees of the demo."""

from __future__ import annotations

import functools
import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from http.server import SimpleHTTPRequestHandler
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from api import app, demo
from api.platform import db, migrate
from api.publishing import catching_up, languages
from tests import databases, servers
from tests.faults.processes import free_port
from tests.pages import chromium
from tests.pages.chromium import Page

SITE = Path(__file__).parents[2] / "examples" / "site"
NOW = datetime(2026, 11, 26, 15, 0, tzinfo=UTC)
LATEST = {"be": "Апошні нумар", "ru": "Последний выпуск", "en": "Latest issue"}
_READY = "!document.querySelector('main').hasAttribute('aria-busy') && document.querySelector('main h1')"


_SCROLL = """
(() => {
  const blocks = [...document.querySelectorAll('.body > p[id]')]
  const block = blocks[Math.floor(blocks.length / 2)]
  block.scrollIntoView()
  scrollBy(0, block.getBoundingClientRect().top - 30)
  return block.id
})()
"""


# Whatever a reader sees or hears in Cyrillic letters though the page says that it is in Latin ones; names of those whom
# a picture is owed to are of no language.
_CYRILLIC = """
(() => {
  const isFalse = (element, text) =>
    /[\\u0400-\\u04ff]/.test(text ?? '') && element.closest('[lang]').lang === 'be-Latn'
  const said = (element) => [
    ...[...element.childNodes].filter((node) => node.nodeType === Node.TEXT_NODE).map((node) => node.data),
    ...['aria-label', 'placeholder', 'alt'].map((name) => element.getAttribute(name)),
  ]
  return [...document.querySelectorAll('html, body, body *:not(noscript, noscript *, .credit)')]
    .flatMap((element) => said(element).filter((text) => isFalse(element, text)))
})()
"""


class Files(servers.Quiet, SimpleHTTPRequestHandler):
    """Serves the page's files as `python -m http.server` does, without a word."""


@dataclass
class Scene:
    """The demo at one origin, the page at another, a browser in front of it."""

    api: str
    site: str
    app: Flask
    page: Page
    editor: str

    def read(self, path: str) -> Any:
        """Read the API as the page does."""
        answer = self.app.test_client().get(path)
        assert answer.status_code == 200, path
        return answer.get_json()

    def open(self, place: str = "", *, accept_language: str = "en") -> None:
        """Open the page anew at a place of it."""
        self.page.open(f"{self.site}/index.html?api={self.api}{place}", accept_language=accept_language)
        self.page.wait(_READY)

    def go(self, script: str, until: str) -> None:
        """Do something on the page, and wait for what comes of it."""
        self.page.evaluate(script)
        self.page.wait(f"{_READY} && ({until})")

    def text(self, selector: str = "main") -> str:
        """Give what stands in an element, as a reader sees it."""
        return str(self.page.evaluate(f"document.querySelector({json.dumps(selector)}).innerText"))

    def is_clean(self) -> None:
        """Nothing was complained of, and no other host asked."""
        assert self.page.complaints == []
        assert all(asked.startswith((self.api, self.site, "data:")) for asked in self.page.requests)


@pytest.fixture(scope="module")
def scene(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scene]:
    """Serve both, and open a browser."""
    program = chromium.find()
    if program is None:
        pytest.skip(f"no browser to look with: none of {', '.join(chromium.NAMES)}, and CHROMIUM names none")
    folder, port = tmp_path_factory.mktemp("site"), free_port()
    found = databases.settings(folder, f"sqlite:///{folder / 'polyweek.db'}")
    found = replace(found, base_url=f"http://127.0.0.1:{port}")
    db.open_database(found)
    migrate.up()
    shown = demo.raise_newsroom(found, at=NOW)
    tokens = {person["login"]: person["token"] for person in shown["people"]}
    made = app.create_app(found)
    page = Page(program, tmp_path_factory.mktemp("profile"))
    files = functools.partial(Files, directory=str(SITE))
    with servers.serving(made, port), servers.handling(files) as origin:
        yield Scene(found.base_url, origin, made, page, tokens["editor"])
        page.close()
    db.close_database()


@pytest.mark.parametrize("language", ["be", "ru", "en"])
def test_it_opens_in_the_readers_language(scene: Scene, language: str) -> None:
    """The latest issue with all its articles, the newsroom's name and the page's own words, all in one language."""
    scene.open(accept_language=language)
    issue, site = scene.read(f"/v1/issues/latest?lang={language}"), scene.read(f"/v1/site?lang={language}")
    assert scene.page.evaluate("document.documentElement.lang") == language
    assert scene.text("#name") == site["name"]
    assert scene.text("#places").startswith(LATEST[language])
    assert scene.text("h1") == issue["period_label"]
    titles = scene.page.evaluate("[...document.querySelectorAll('.card h2')].map(e => e.innerText)")
    assert titles == [article["title"] for article in issue["articles"]]
    assert scene.page.evaluate("document.title") == f"{issue['period_label']} — {site['name']}"
    scene.is_clean()


def test_the_switch_leads_to_the_same_issue_in_each_language(scene: Scene) -> None:
    """Whoever changes the language stays where they are, and the new heading has the focus."""
    scene.open("#/en")
    for language in ("ru", "be", "en"):
        expected = scene.read(f"/v1/issues/latest?lang={language}")
        scene.go(_click(language), f"document.documentElement.lang === '{language}'")
        scene.page.wait(f"document.querySelector('h1').innerText === {json.dumps(expected['period_label'])}")
        assert expected["articles"][0]["title"] in scene.text()
        assert scene.page.evaluate("document.activeElement === document.querySelector('h1')")
        assert scene.page.evaluate("document.querySelector('#languages [aria-current]').hreflang") == language
    scene.is_clean()


def test_an_article_keeps_its_reader_at_the_paragraph(scene: Scene) -> None:
    """In another language the same paragraph stands where it stood; text, address and focus are the new language's."""
    article = scene.read("/v1/issues/latest?lang=en")["articles"][0]
    scene.page.show_as(width=320)
    scene.open(f"#/en/article/{article['slug']}")
    assert scene.text("h1") == article["title"]
    block = scene.page.evaluate(_SCROLL)
    place = f"document.getElementById('{block}').getBoundingClientRect().top"
    before = scene.page.evaluate(place)
    scene.go(_click("be"), "document.documentElement.lang === 'be'")
    other = scene.read(f"/v1/articles/{article['id']}?lang=be")
    scene.page.wait(f"document.querySelector('h1').innerText === {json.dumps(other['title'])}")
    assert abs(scene.page.evaluate(place) - before) < 2
    assert scene.page.evaluate(f"document.activeElement.id === '{block}'")
    assert scene.page.evaluate("decodeURIComponent(location.hash)") == f"#/be/article/{other['slug']}"
    scene.is_clean()


def test_corrections_freshness_and_pictures_are_shown(scene: Scene) -> None:
    """What was corrected and when, that a translation waits for it, and the lead picture with its words and credit."""
    listed = scene.read("/v1/articles?lang=en&limit=100")["data"]
    late = next(article for article in listed if article["freshness"] != "current")
    scene.open(f"#/en/article/{late['slug']}")
    assert late["freshness_label"] in scene.text("#freshness")
    corrected = scene.read(f"/v1/articles/{late['id']}?lang=ru")
    scene.open(f"#/ru/article/{corrected['slug']}")
    assert corrected["corrections"][0]["note"] in scene.text("#corrections")
    shown = next(article for article in listed if article["picture"] is not None)
    scene.open(f"#/en/article/{shown['slug']}")
    scene.page.evaluate("document.querySelector('figure').scrollIntoView()")
    assert scene.page.evaluate("document.querySelector('figure img').alt") == shown["picture"]["alt"]
    assert shown["picture"]["credit"] in scene.text("figcaption")
    scene.is_clean()


@pytest.mark.parametrize("language", ["be", "ru", "en"])
def test_the_chart_is_rendered(scene: Scene, language: str) -> None:
    """The picture has a size of its own, and the same numbers stand beneath it in a table."""
    scene.open(f"#/{language}/trends")
    scene.page.wait("document.querySelector('#chart').complete")
    chart = "document.querySelector('#chart')"
    assert scene.page.evaluate(f"Math.min({chart}.naturalWidth, {chart}.naturalHeight)") > 50
    assert scene.page.evaluate("document.querySelector('#chart').alt")
    names = [series["topic"]["name"] for series in scene.read(f"/v1/trends?lang={language}")["data"]]
    assert scene.page.evaluate("[...document.querySelectorAll('tbody th')].map(e => e.textContent)") == names
    scene.is_clean()


def test_a_search_finds_and_suggests(scene: Scene) -> None:
    """Words are sent from the box; what is found is marked, and what is typed is completed."""
    scene.open("#/en")
    scene.page.evaluate("document.querySelector('#q').value = 'ferr'")
    scene.page.evaluate("document.querySelector('#q').dispatchEvent(new Event('input'))")
    scene.page.wait("document.querySelector('#suggestions option')")
    scene.page.evaluate("document.querySelector('#q').value = 'ferry'")
    scene.go("document.querySelector('#search button').click()", "location.hash === '#/en/search/ferry'")
    scene.page.wait("document.querySelector('mark')")
    assert "ferry" in scene.text("mark").lower()
    scene.is_clean()


def test_what_is_not_there_is_said_politely(scene: Scene) -> None:
    """An unknown address, a withdrawn text and a server that does not answer each have their page, with a way on."""
    scene.open("#/en/article/no-such-text")
    assert scene.text("h1") == "There is nothing here"
    scene.open("#/ru/constructor")
    assert scene.text("h1") == "Здесь ничего нет"
    scene.open("#/xx")
    assert scene.page.evaluate("document.querySelector('main a').getAttribute('href')") == "#/"
    withdrawn = _withdrawn(scene)
    scene.open(f"#/en/article/{withdrawn}")
    assert scene.text("h1") == "This text has been withdrawn"
    assert scene.page.evaluate("document.querySelectorAll('main li a').length") >= 1
    scene.page.open(f"{scene.site}/index.html?api=http://127.0.0.1:{free_port()}#/be")
    scene.page.wait(_READY)
    assert scene.text("h1") == "Рэдакцыя недаступная. Ці ёсць у вас сувязь?"
    assert scene.text("main button") == "Паспрабаваць яшчэ раз"


def test_no_address_of_another_machine_is_asked(scene: Scene) -> None:
    """`?api=` cannot make the page show what a stranger's server says."""
    scene.page.open(f"{scene.site}/index.html?api=https://example.org#/en")
    scene.page.wait(_READY)
    assert not [asked for asked in scene.page.requests if "example.org/" in asked and "index.html" not in asked]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 1200])
def test_it_fits_the_screen(scene: Scene, width: int, scheme: str) -> None:
    """Nothing must be moved sideways: neither an issue, an article nor the chart."""
    scene.page.show_as(width=width, scheme=scheme)
    article = scene.read("/v1/issues/latest?lang=ru")["articles"][0]["slug"]
    for place in ("#/ru", f"#/ru/article/{article}", "#/ru/trends", "#/ru/search/%D0%BF%D0%B0%D1%80%D0%BE%D0%BC"):
        scene.open(place)
        assert scene.page.evaluate("document.documentElement.scrollWidth") <= width
        assert scene.page.evaluate("document.querySelectorAll('h1').length") == 1


def test_the_page_says_in_which_language_its_own_words_are(scene: Scene) -> None:
    """In a transliteration they are its parent's, in other letters: each stands in an element that says so."""
    languages.add("be-Latn", native_name="biełaruskaja", transliteration_of="be", by=None, at=NOW)
    while catching_up.run_pending(at=NOW):
        pass
    article = scene.read("/v1/issues/latest?lang=be-Latn")["articles"][0]
    places = ("", f"/article/{article['slug']}", "/trends", "/search/rak", "/article/no-such-text")
    for place in places:
        scene.open(f"#/be-Latn{place}")
        scene.page.wait("document.documentElement.lang === 'be-Latn'")
        assert scene.page.evaluate(_CYRILLIC) == [], place
    scene.open("#/be")
    assert scene.page.evaluate("document.querySelectorAll('main [lang=be]').length") <= 2, "only titles of the pager"


def _click(language: str) -> str:
    return f"document.querySelector('#languages a[hreflang={language}]').click()"


def _withdrawn(scene: Scene) -> str:
    """Withdraw the English of some article as the demo's editor; gives its id."""
    found = scene.read("/v1/articles?lang=en&limit=100&fallback=none")["data"][-1]
    path = f"/v1/desk/articles/{found['id']}/versions/en"
    headers = {"Authorization": f"Bearer {scene.editor}"}
    client = scene.app.test_client()
    tag = client.get(path, headers=headers).headers["ETag"]
    done = client.post(f"{path}/withdrawal", headers={**headers, "If-Match": tag}, json={"reason": "Wrong."})
    assert done.status_code == 201, done.get_data(as_text=True)
    return str(found["id"])
