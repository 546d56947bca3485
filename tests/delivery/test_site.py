from __future__ import annotations

from api.languages import languages
from api.platform import db
from tests.newsroom import Newsroom

BODY = "One paragraph."


def test_the_site_frames_a_front_page_in_one_call(newsroom: Newsroom) -> None:
    """It says who we are, in which languages, how the topics stand, and which issue is current, as pinned."""
    newsroom.publish("ru", body=BODY, trend="worsened")
    newsroom.publish(body=BODY, topic="river", issue=None, trend=None)
    site = newsroom.get("/v1/site?lang=ru")
    assert (site["name"], site["tagline"], site["about"]) == ("Neman Review", "Weekly", "About the river.")
    assert site["language"] == "ru"
    assert site["languages"] == newsroom.get("/v1/languages?lang=ru")["data"]
    assert site["topics"] == [
        {
            "key": "society",
            "name": "Общество",
            "trend": {
                "value": "worsened",
                "label": newsroom.get("/v1/articles?lang=ru&topic=society")["data"][0]["trend"]["label"],
            },
            "issue": {"key": "2017-W37", "period_label": "11–17 сентября 2017\u00a0г."},
        },
        {"key": "river", "name": "Рака", "trend": None, "issue": None},
    ]
    assert site["current_issue"] == newsroom.get("/v1/issues?lang=ru")["data"][0]
    assert set(site["newsletter"]) == {"subscribe"}


def test_every_link_of_the_site_leads_somewhere(sqlite_newsroom: Newsroom) -> None:
    """Each address that the site names answers."""
    sqlite_newsroom.publish(body=BODY)
    links = sqlite_newsroom.get("/v1/site?lang=en")["links"]
    assert links.pop("page") is None
    for address in (*links.pop("feeds").values(), *links.values()):
        assert sqlite_newsroom.call("GET", address).status_code == 200


def test_a_newsroom_without_an_issue_has_none_current(sqlite_newsroom: Newsroom) -> None:
    """Before the first release, and where the chain has nothing, there is no current issue and no verdict."""
    sqlite_newsroom.publish(body=BODY)
    site = sqlite_newsroom.get("/v1/site?lang=be")
    assert site["current_issue"] is None
    assert [(topic["key"], topic["trend"]) for topic in site["topics"]] == [("society", None)]


def test_the_latest_verdict_counts(newsroom: Newsroom) -> None:
    """An article without a verdict takes none away, a later verdict replaces it, a withdrawn one gives it back."""
    newsroom.publish(title="First", body=BODY, trend="improved")
    newsroom.publish(title="Second", body=BODY, trend=None)
    assert newsroom.get("/v1/site?lang=en")["topics"][0]["trend"]["value"] == "improved"
    third = newsroom.publish(title="Third", body=BODY, trend="worsened")
    assert newsroom.get("/v1/site?lang=en")["topics"][0]["trend"]["value"] == "worsened"
    newsroom.post(f"/v1/desk/articles/{third}/versions/en/withdrawal", "editor", {"reason": "No."})
    assert newsroom.get("/v1/site?lang=en")["topics"][0]["trend"]["value"] == "improved"


def test_texts_follow_the_chain(sqlite_newsroom: Newsroom) -> None:
    """A language without texts of its own has those of its chain; without any at all they are null."""
    with db.transaction():
        db.database.execute_sql("UPDATE site_text SET name = 'Нёман' WHERE language = 'be'")
        db.database.execute_sql("DELETE FROM site_text WHERE language <> 'be'")
    assert sqlite_newsroom.get("/v1/site?lang=en")["name"] == "Нёман"
    with db.transaction():
        db.database.execute_sql("DELETE FROM site_text")
    assert sqlite_newsroom.get("/v1/site?lang=en")["name"] is None


def test_an_added_language_is_served_at_once(sqlite_newsroom: Newsroom) -> None:
    """A language added at run time frames its own front page, named by the chain."""
    sqlite_newsroom.publish(body=BODY)
    languages.add("uk", native_name="українська", fallback="be")
    site = sqlite_newsroom.get("/v1/site?lang=uk")
    assert (site["language"], site["topics"][0]["name"]) == ("uk", "Грамадства")
    assert site["languages"][-1]["native_name"] == "українська"
