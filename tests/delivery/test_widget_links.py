from __future__ import annotations

import re

from tests.newsroom import ISSUE, Newsroom

WIDGET = "/v1/widgets/issue.html"


def test_a_widget_without_pages_leads_to_no_document_for_programs(sqlite_newsroom: Newsroom) -> None:
    """Where the newsroom has not said where its pages are, titles are read and lead nowhere, in their language."""
    for _ in range(2):
        sqlite_newsroom.publish("ru", source_language="ru", title="Паром вернулся")
    page = _page(sqlite_newsroom, f"{WIDGET}?lang=en&limit=1")
    assert '<h2><span lang="ru">Паром вернулся</span></h2>' in page
    assert "1 more article" in page
    assert "<a " not in page
    assert "<a " not in _page(sqlite_newsroom, "/v1/widgets/trends.html?lang=en")


def test_an_empty_widget_leads_to_itself_in_another_language(sqlite_newsroom: Newsroom) -> None:
    """Whoever finds nothing in their language is led to what people can read in another, of the same week."""
    sqlite_newsroom.publish("ru", source_language="ru", title="Паром вернулся")
    for asked, more in (("", ""), (f"&issue={ISSUE}", f"&amp;issue={ISSUE}")):
        page = _page(sqlite_newsroom, f"{WIDGET}?lang=en&fallback=none{asked}")
        (href,) = re.findall('<a href="([^"]*)"', page)
        assert href == f"http://127.0.0.1:8000{WIDGET}?lang=ru{more}"
        path = href.removeprefix("http://127.0.0.1:8000").replace("&amp;", "&")
        assert "Паром вернулся" in _page(sqlite_newsroom, path)


def _page(newsroom: Newsroom, path: str) -> str:
    answer = newsroom.call("GET", path)
    assert answer.status_code == 200
    return answer.get_data(as_text=True)
