from __future__ import annotations

import json
import re
from typing import Any

from api.formats import json_ld, urns
from api.formats.locations import Locations
from tests.formats import told
from tests.formats.told import ARTICLE, BARE, PICTURE, PLACED


def written(document: dict[str, Any], *pictures: dict[str, Any], places: Locations = PLACED) -> dict[str, Any]:
    """Write an article and read it again."""
    made = json_ld.article(document, pictures, publisher="Neman Review", places=places)
    found: dict[str, Any] = json.loads(made)
    return found


def test_an_article_is_told_in_words_of_schema_org() -> None:
    """What search engines ask of a NewsArticle: headline, times, authors with their pages, publisher, page, topic."""
    found = written(told.article())
    assert (found["@context"], found["@type"]) == ("https://schema.org", "NewsArticle")
    assert found["mainEntityOfPage"]["@id"] == found["url"] == "https://news.example/en/the-ferry"
    assert found["identifier"] == urns.of_version(ARTICLE, "en")
    assert (found["headline"], found["inLanguage"]) == ("The ferry is back", "en")
    assert (found["datePublished"], found["dateModified"]) == ("2017-09-16T08:00:00Z", "2017-09-17T08:00:00Z")
    assert found["author"][0] == {
        "@type": "Person",
        "@id": "https://api.example/v1/bylines/hanna",
        "name": "Hanna Charot",
        "url": "https://news.example/en/by/hanna",
    }
    assert found["publisher"] == {"@type": "NewsMediaOrganization", "name": "Neman Review"}
    assert found["about"]["url"] == "https://news.example/en/topics/society"
    assert found["isPartOf"]["issueNumber"] == "2017-W37"
    assert (found["description"], found["abstract"]) == ("What the council did.", "The council gave in.")
    assert (found["isAccessibleForFree"], found["wordCount"]) == (True, 7)


def test_without_pages_addresses_are_those_of_the_api() -> None:
    """They are absolute all the same."""
    found = written(told.article(), places=BARE)
    assert found["url"] == "https://api.example/v1/articles/the-ferry?lang=en"
    assert found["isPartOf"]["url"] == "https://api.example/v1/issues/2017-W37?lang=en"


def test_languages_are_told_apart_by_what_was_translated() -> None:
    """A translation names what it was made from, with its siblings beneath; an original names its translations."""
    found = written(told.article())
    original = found["translationOfWork"]
    assert (original["inLanguage"], original["url"]) == ("be", "https://news.example/be/parom")
    assert [each["inLanguage"] for each in original["workTranslation"]] == ["ru"]
    own = written(told.article(source_language="en"))
    assert [each["inLanguage"] for each in own["workTranslation"]] == ["be", "ru"]
    assert "translationOfWork" not in own
    withdrawn = written(told.article(alternates=told.article()["alternates"][1:]))
    assert "translationOfWork" not in withdrawn


def test_a_long_title_is_cut_between_words() -> None:
    """A headline has 110 characters at most, and the whole title stands beside it."""
    title = "Nine villages " * 12 + "wait"
    found = written(told.article(title=title))
    assert len(found["headline"]) <= 110
    assert found["headline"].endswith(("villages…", "Nine…"))
    assert found["name"] == title
    assert written(told.article(title="x" * 300))["headline"] == "x" * 109 + "…"
    assert "name" not in written(told.article(title="x" * 110))
    assert written(told.article(title="е\u0301" * 90))["headline"] == "е\u0301" * 54 + "…"


def test_corrections_are_told() -> None:
    """Each with its day and its words, and the article is as new as the last of them."""
    found = written(told.article(corrections=[{"at": "2017-09-19T08:00:00Z", "note": "It was Sunday."}]))
    assert found["correction"] == [
        {"@type": "CorrectionComment", "datePublished": "2017-09-19T08:00:00Z", "text": "It was Sunday."}
    ]
    assert found["dateModified"] == "2017-09-19T08:00:00Z"


def test_pictures_come_in_the_shapes_that_are_asked_for() -> None:
    """The lead whole, wide and square; each with credit, holder and licence."""
    found = written(told.article(picture=told.picture()), told.picture(), told.picture(id="other"))
    assert [(each["width"], each["height"]) for each in found["image"]] == [
        (640, 427),
        (640, 360),
        (320, 320),
        (640, 427),
    ]
    lead = found["image"][0]
    assert lead["contentUrl"] == f"https://api.example/media/{PICTURE}/640.jpg"
    assert (lead["creditText"], lead["license"]) == ("Hanna Charot", "https://creativecommons.org/licenses/by/4.0/")
    assert (lead["description"], lead["caption"]) == ("A ferry", "The ferry in May")


def test_no_text_can_leave_the_script_that_it_stands_in() -> None:
    """However it is written, there is no sign of HTML in the bytes, and what is read from them is the same."""
    nasty = "</script><!--<script>&lt;]]>\u2028\u2029"
    made = json_ld.article(told.article(title=nasty, summary=nasty), (), publisher=nasty, places=PLACED)
    assert not re.search(rb"[<>&]", made)
    assert json.loads(made)["headline"] == nasty
    page = f'<script type="application/ld+json">{made.decode()}</script>'
    assert page.count("</script>") == 1


def test_an_issue_has_its_articles_as_parts() -> None:
    """A PublicationIssue of a periodical, with the week that it covers."""
    shown = {
        "id": ARTICLE,
        "key": "2017-W37",
        "period": {"start": "2017-09-11", "end": "2017-09-17"},
        "period_label": "September 11–17, 2017",
        "title": "Before the frost",
        "language": "en",
        "languages": ["be", "en"],
        "published_at": "2017-09-16T08:00:00Z",
    }
    made = json.loads(json_ld.issue(shown, [told.article()], publisher="Neman Review", places=PLACED))
    assert (made["@type"], made["issueNumber"]) == ("PublicationIssue", "2017-W37")
    assert (made["name"], made["alternateName"]) == ("Before the frost", "September 11–17, 2017")
    assert made["temporalCoverage"] == "2017-09-11/2017-09-17"
    assert [each["url"] for each in made["hasPart"]] == ["https://news.example/en/the-ferry"]
    assert [each["@id"] for each in made["workTranslation"]] == ["https://news.example/be/weeks/2017-W37"]
    assert made["isPartOf"]["@type"] == "Periodical"
