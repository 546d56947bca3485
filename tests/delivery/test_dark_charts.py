from __future__ import annotations

import re

from api.formats import trend_themes
from api.formats.widget_themes import SCHEMES
from tests.newsroom import ISSUE, Newsroom


def test_the_chart_is_as_dark_as_its_widget(sqlite_newsroom: Newsroom) -> None:
    """A widget asks for the chart in its own theme; what stands around it is no white sheet."""
    sqlite_newsroom.publish()
    for theme, asked in (("auto", "&theme=auto"), ("dark", "&theme=dark"), ("light", "")):
        response = sqlite_newsroom.call("GET", f"/v1/widgets/trends.html?lang=en&theme={theme}")
        page = response.get_data(as_text=True).replace("&amp;", "&")
        assert f'src="/v1/trends.svg?lang=en&topic=society&from={ISSUE}&to={ISSUE}{asked}&heading=off"' in page
        assert "background:#fff}" not in page
        assert "theme" not in response.headers["Link"]


def test_a_chart_comes_in_the_theme_that_is_asked_for(sqlite_newsroom: Newsroom) -> None:
    """Light without a word, as before; each theme has its own policy and address; another word is refused."""
    sqlite_newsroom.publish()
    path = "/v1/trends.svg?lang=en"
    answers = {theme: sqlite_newsroom.call("GET", f"{path}&theme={theme}") for theme in SCHEMES}
    for theme, answer in answers.items():
        assert f"'{trend_themes.digest(theme)}'" in answer.headers["Content-Security-Policy"]
        named = "" if theme == "light" else f"&theme={theme}"
        assert answer.headers["Link"] == f'<{path}{named}>; rel="canonical"'
        (style,) = re.findall("<style>(.*)</style>", answer.get_data(as_text=True))
        assert style == trend_themes.style(theme)
    assert sqlite_newsroom.call("GET", path).data == answers["light"].data
    assert sqlite_newsroom.call("GET", f"{path}&theme=sepia").status_code == 422
    assert "theme" not in sqlite_newsroom.get("/v1/trends?lang=en")["links"]["chart"]
    assert sqlite_newsroom.call("GET", "/v1/trends?theme=dark").status_code == 422


def test_a_chart_may_come_without_its_heading(sqlite_newsroom: Newsroom) -> None:
    """What stands above it on a page already is not said twice; who hears it is still told what it is."""
    sqlite_newsroom.publish()
    path = "/v1/trends.svg?lang=en"
    whole, bare = (sqlite_newsroom.call("GET", f"{path}{more}").get_data(as_text=True) for more in ("", "&heading=off"))
    assert [page.count("Trends by topic") for page in (whole, bare)] == [2, 1]
    assert "<title" in bare
    heights = [float(re.search(r' height="([\d.]+)" class="polyweek', page)[1]) for page in (whole, bare)]
    assert heights[0] > heights[1] > 100
