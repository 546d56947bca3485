"""A newsroom that is served, and a browser to look at it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from api.content import site
from api.content.site import SiteWords
from tests import servers
from tests.databases import SqliteTemplate
from tests.newsroom import Newsroom
from tests.pages import chromium
from tests.pages.chromium import Page

NAMES = {"be": "Нёманскі агляд", "ru": "Неманское обозрение", "en": "Neman Review"}


@pytest.fixture(scope="module")
def served(sqlite_template: SqliteTemplate, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Newsroom]:
    """Give a newsroom with an article in three languages, which nobody changes."""
    with sqlite_template.copy(tmp_path_factory.mktemp("served")) as settings:
        room = Newsroom(settings)
        for language, name in NAMES.items():
            site.put(language, SiteWords(name, "", ""))
        room.publish("en", "ru")
        yield room
        room.close()


@pytest.fixture(scope="module")
def address(served: Newsroom) -> Iterator[str]:
    """Serve it over HTTP; gives its address."""
    with servers.serving(served.app) as origin:
        yield origin


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Page]:
    """Open a browser."""
    program = chromium.find()
    if program is None:
        pytest.skip(f"no browser to look with: none of {', '.join(chromium.NAMES)}, and CHROMIUM names none")
    page = Page(program, tmp_path_factory.mktemp("profile"))
    yield page
    page.close()
