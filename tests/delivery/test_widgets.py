from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import Any

import pytest
from werkzeug.test import Client, TestResponse

from api.content import issues
from api.delivery.edge import Edge
from api.languages import languages
from tests.content.pictures import shelf
from tests.newsroom import ISSUE, NOW, Newsroom

ISSUE_WIDGET = "/v1/widgets/issue.html"
TREND_WIDGET = "/v1/widgets/trends.html"


class _Read(HTMLParser):
    """Collects elements and texts."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note an element."""
        self.found.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        """Note a text."""
        if data.strip() and self.found[-1][0] != "style":
            self.words.append(" ".join(data.split()))

    def all(self, tag: str) -> list[dict[str, str | None]]:
        """Give the attributes of all elements of a name."""
        return [attributes for name, attributes in self.found if name == tag]


def _get(newsroom: Newsroom, path: str, **options: Any) -> tuple[TestResponse, _Read]:
    response = newsroom.call("GET", path, **options)
    assert response.status_code == 200, response.get_data(as_text=True)
    assert response.content_type == "text/html; charset=utf-8"
    return response, _Read(response.get_data(as_text=True))


def test_an_issue_widget_shows_the_latest_issue(sqlite_newsroom: Newsroom) -> None:
    """It has the period as its heading, and each article with its summary, topic, verdict and byline, in order."""
    sqlite_newsroom.publish("ru")
    _, read = _get(sqlite_newsroom, f"{ISSUE_WIDGET}?lang=ru")
    assert read.all("html") == [{"lang": "ru", "dir": "ltr"}]
    assert "11–17 сентября 2017 г." in read.words
    assert "RU River council delays the vote" in read.words
    assert any(text.startswith("Общество · ") for text in read.words)
    assert "Анна Чарот" in read.words
    assert [tag for tag, _ in read.found if tag in {"h1", "h2"}] == ["h1", "h2"]


def test_a_widget_runs_nothing_and_asks_nobody(sqlite_newsroom: Newsroom) -> None:
    """Its policy allows its own sheet and pictures of this host; anybody may frame it; no cookie, script or handler."""
    sqlite_newsroom.publish("ru")
    for path in (f"{ISSUE_WIDGET}?lang=en", f"{TREND_WIDGET}?lang=en"):
        response, read = _get(sqlite_newsroom, path)
        policy = response.headers["Content-Security-Policy"]
        assert re.fullmatch(
            r"default-src 'none'; style-src 'sha256-[\w+/=]{44}'; img-src 'self'; base-uri 'none'; "
            r"form-action 'none'; frame-ancestors \*",
            policy,
        )
        assert response.headers["Referrer-Policy"] == "no-referrer"
        assert "X-Frame-Options" not in response.headers
        assert "Set-Cookie" not in response.headers
        names = {name for name, _ in read.found}
        assert not names & {"script", "link", "form", "iframe", "object", "video", "audio", "base"}
        assert not [key for _, attributes in read.found for key in attributes if key.startswith("on") or key == "style"]
        assert all(image["src"].startswith("/") for image in read.all("img"))
        assert all(anchor["target"] == "_blank" and anchor["rel"] == "noopener noreferrer" for anchor in read.all("a"))


def test_a_widget_may_be_kept_like_other_public_answers(sqlite_newsroom: Newsroom) -> None:
    """It has an ETag, tags for a purge, and Vary only where Accept-Language had a say."""
    article = sqlite_newsroom.publish("ru")
    response, _ = _get(sqlite_newsroom, f"{ISSUE_WIDGET}?lang=en")
    assert "Vary" not in response.headers
    assert {f"issue-{ISSUE}", "issues", "lang-en", f"article-{article[-12:]}"} <= set(
        response.headers["Cache-Tag"].split(",")
    )
    assert response.headers["Cache-Control"].startswith("public, ")
    again = sqlite_newsroom.call("GET", f"{ISSUE_WIDGET}?lang=en", headers={"If-None-Match": response.headers["ETag"]})
    assert again.status_code == 304
    chosen, read = _get(sqlite_newsroom, ISSUE_WIDGET, headers={"Accept-Language": "ru"})
    assert chosen.headers["Vary"] == "Accept-Language"
    assert read.all("html")[0]["lang"] == "ru"
    trends, _ = _get(sqlite_newsroom, f"{TREND_WIDGET}?lang=en")
    assert {"trends", "topics", "site"} <= set(trends.headers["Cache-Tag"].split(","))


def test_a_withdrawn_article_is_gone_from_the_widget(sqlite_newsroom: Newsroom) -> None:
    """Once it is withdrawn, nothing of it stands there; the last one of an issue leaves it empty."""
    sqlite_newsroom.publish(title="Ferry stays")
    gone = sqlite_newsroom.publish(title="Ferry goes")
    path = f"/v1/desk/articles/{gone}/versions/en/withdrawal"
    sqlite_newsroom.post(path, "editor", {"reason": "It was wrong."})
    _, read = _get(sqlite_newsroom, f"{ISSUE_WIDGET}?lang=en")
    assert "Ferry stays" in read.words
    assert "Ferry goes" not in read.words


def test_an_empty_widget_says_why(sqlite_newsroom: Newsroom) -> None:
    """Before the first issue, of a week without one, and in a language without a text it says so, in words."""
    for path, said in (
        (f"{ISSUE_WIDGET}?lang=en", "There is no issue yet."),
        (f"{ISSUE_WIDGET}?lang=en&issue=2016-W01", "There is nothing to read of this week."),
        (f"{TREND_WIDGET}?lang=en", "There is no verdict yet."),
    ):
        _, read = _get(sqlite_newsroom, path)
        assert said in read.words, path
    sqlite_newsroom.publish("ru", source_language="ru")
    _, read = _get(sqlite_newsroom, f"{ISSUE_WIDGET}?lang=en&fallback=none")
    assert "There is nothing in this language yet." in read.words
    assert [anchor.get("lang") for anchor in read.all("a")] == ["ru"]


def test_a_draft_week_looks_as_one_that_never_was(sqlite_newsroom: Newsroom) -> None:
    """Whether an issue is being written is told to nobody."""
    issues.add("2017-W38", titles={"en": "Secret"}, at=NOW)
    sqlite_newsroom.write(issue="2017-W38")
    drafted = sqlite_newsroom.call("GET", f"{ISSUE_WIDGET}?lang=en&issue=2017-W38").get_data(as_text=True)
    never = sqlite_newsroom.call("GET", f"{ISSUE_WIDGET}?lang=en&issue=2017-W39").get_data(as_text=True)
    assert drafted == never


def test_a_fallback_says_in_which_language_it_is(sqlite_newsroom: Newsroom) -> None:
    """A text of another language is marked with it, for people and for what reads aloud."""
    sqlite_newsroom.publish("ru", source_language="ru", title="Паром")
    _, read = _get(sqlite_newsroom, f"{ISSUE_WIDGET}?lang=en")
    assert "Language: Russian" in read.words
    assert {"ru"} == {title["lang"] for title in (*read.all("a"), *read.all("span")) if title.get("lang")}


def test_a_transliteration_reads_in_its_script(sqlite_newsroom: Newsroom) -> None:
    """Words of the product, dates and texts are in Latin letters for who reads be-Latn."""
    languages.add("be-Latn", native_name="biełaruskaja", transliteration_of="be", fallback=None)
    sqlite_newsroom.publish("be", source_language="be", title="Паром стаіць")
    _, read = _get(sqlite_newsroom, f"{ISSUE_WIDGET}?lang=be-Latn")
    assert read.all("html")[0]["lang"] == "be-Latn"
    assert not re.search("[а-яА-ЯіўІЎ]", " ".join(word for word in read.words if "Neman" not in word))


def test_pictures_that_are_not_for_partners_stay_away(sqlite_newsroom: Newsroom) -> None:
    """A lead with its alternative text and credit is shown from this host; one that may not be is not; nor with off."""
    picture = shelf.picture()
    sqlite_newsroom.publish(picture={"id": picture, "alt": "A ferry", "caption": ""})
    _, read = _get(sqlite_newsroom, f"{ISSUE_WIDGET}?lang=en")
    assert [image["alt"] for image in read.all("img")] == ["A ferry"]
    assert all(image["src"].startswith(f"/media/{picture}/") for image in read.all("img"))
    _, read = _get(sqlite_newsroom, f"{ISSUE_WIDGET}?lang=en&pictures=off")
    assert not read.all("img")
    path = f"/v1/desk/pictures/{picture}"
    changed = sqlite_newsroom.call("PATCH", path, "editor", etag="*", json={"syndication": False})
    assert changed.status_code == 200, changed.get_data(as_text=True)
    response, read = _get(sqlite_newsroom, f"{ISSUE_WIDGET}?lang=en")
    assert not read.all("img")
    assert picture not in response.headers["Cache-Tag"]


def test_a_widget_leads_to_the_sites_own_pages(sqlite_newsroom: Newsroom) -> None:
    """Where the newsroom names its pages, links lead there."""
    sqlite_newsroom.publish()
    pages = {
        "article": "https://neman.example/{language}/{slug}",
        "issue": "https://neman.example/{language}/i/{key}",
        "site": "https://neman.example/{language}",
    }
    put = sqlite_newsroom.call("PUT", "/v1/admin/site", "admin", etag="*", json={"pages": pages})
    assert put.status_code == 200, put.get_data(as_text=True)
    _, read = _get(sqlite_newsroom, f"{ISSUE_WIDGET}?lang=en")
    assert [anchor["href"] for anchor in read.all("a")] == [
        "https://neman.example/en",
        f"https://neman.example/en/i/{ISSUE}",
        "https://neman.example/en/river-council-delays-the-vote",
    ]


def test_the_edge_keeps_a_widget(sqlite_newsroom: Newsroom) -> None:
    """It is answered from memory like other public answers, with its policy, and made anew after a release."""
    sqlite_newsroom.publish(title="Ferry stays")
    now = 1_000.0
    client = Client(Edge(sqlite_newsroom.app, seconds=lambda: now))
    first = client.get(f"{ISSUE_WIDGET}?lang=en")
    again = client.get(f"{ISSUE_WIDGET}?lang=en")
    assert "Age" not in first.headers
    assert again.headers["Age"] == "0"
    assert again.headers["Content-Security-Policy"] == first.headers["Content-Security-Policy"]
    assert again.data == first.data
    sqlite_newsroom.publish(title="Ferry comes")
    now += 1
    assert b"Ferry comes" in client.get(f"{ISSUE_WIDGET}?lang=en").data


def test_titles_are_escaped(sqlite_newsroom: Newsroom) -> None:
    """What looks like markup in a title or a name is shown as letters."""
    sqlite_newsroom.publish(title='Ice & 2 < 3 "quoted" \\<b>')
    body = sqlite_newsroom.call("GET", f"{ISSUE_WIDGET}?lang=en").get_data(as_text=True)
    assert "Ice &amp; 2 &lt; 3" in body
    assert "<b>" not in body


def test_how_much_is_shown_is_asked_for(sqlite_newsroom: Newsroom) -> None:
    """`limit` bounds the articles and says how many are left; `compact` has titles without summaries."""
    for number in range(3):
        sqlite_newsroom.publish(title=f"Ferry {number}")
    _, read = _get(sqlite_newsroom, f"{ISSUE_WIDGET}?lang=en&limit=2&density=compact")
    assert len(read.all("h2")) == 2
    assert "1 more article" in read.words
    assert "Nobody was surprised." not in read.words


def test_a_trend_widget_has_the_chart_and_its_numbers(sqlite_newsroom: Newsroom) -> None:
    """The chart is asked for with the very weeks and topics of the numbers below it; `compact` leaves it out."""
    sqlite_newsroom.publish()
    _, read = _get(sqlite_newsroom, f"{TREND_WIDGET}?lang=en&weeks=4")
    (chart,) = read.all("img")
    assert chart["src"] == f"/v1/trends.svg?lang=en&topic=society&from={ISSUE}&to={ISSUE}&theme=auto&heading=off"
    assert chart["alt"]
    assert sqlite_newsroom.call("GET", chart["src"]).status_code == 200
    assert " ".join(read.words[-9:]).startswith("better 0 no change 0 worse 1 Balance since the first week −1")
    _, read = _get(sqlite_newsroom, f"{TREND_WIDGET}?lang=en&density=compact")
    assert not read.all("img")


@pytest.mark.parametrize(
    ("asked", "code", "parameter"),
    [
        ("accent=fefefe", "low_contrast", "accent"),
        ("theme=dark&accent=101010", "low_contrast", "accent"),
        ("accent_dark=101010", "low_contrast", "accent_dark"),
        ("theme=light&accent_dark=ffffff", "invalid_value", "accent_dark"),
        ("accent=red", "invalid_value", "accent"),
        ("accent=0b5f79;}", "invalid_value", "accent"),
        ("theme=neon", "invalid_choice", "theme"),
        ("size=9px", "invalid_choice", "size"),
        ("limit=0", "out_of_range", "limit"),
        ("lang=pl", "unknown_language", "lang"),
        ("callback=x", "unknown_parameter", "callback"),
    ],
)
def test_what_cannot_be_shown_is_refused(sqlite_newsroom: Newsroom, asked: str, code: str, parameter: str) -> None:
    """A parameter that is unknown, out of its set or unreadable is 422 and names itself, in both widgets."""
    for path in (ISSUE_WIDGET, TREND_WIDGET):
        response = sqlite_newsroom.call("GET", f"{path}?{asked}")
        assert response.status_code == 422
        (fault,) = response.get_json()["errors"]
        assert (fault["code"], fault["parameter"]) == (code, parameter)


def test_weeks_go_without_a_first_one(sqlite_newsroom: Newsroom) -> None:
    """Two ways to say where the weeks begin are refused, as are topics that are none."""
    sqlite_newsroom.publish()
    for asked in (f"weeks=4&from={ISSUE}", "topic=nothing", "from=2017-W38&to=2017-W37"):
        assert sqlite_newsroom.call("GET", f"{TREND_WIDGET}?lang=en&{asked}").status_code == 422
