from __future__ import annotations

import json
from typing import Any

import pytest

from api.formats import ninjs, terms, urns, vocabulary
from api.formats.locations import Locations, uri
from api.formats.ninjs_parts import VERSIONS
from tests.formats import told
from tests.formats.judges import ninjs_faults
from tests.formats.told import ARTICLE, BARE, PICTURE, PLACED

ISSUE_ID = "01a2b3c4-d5e6-7f80-9a0b-1c2d3e4f5063"


def written(
    document: dict[str, Any], *pictures: dict[str, Any], places: Locations = PLACED, **how: Any
) -> dict[str, Any]:
    """Write an article in both versions, judge each by its schema, and give the newer one as the older."""
    texts = ("The ferry is back on the river.\n\nA ferry", "The ferry is back on the river.")
    made: list[dict[str, Any]] = [
        json.loads(
            ninjs.article(
                document,
                texts,
                pictures,
                version=4,
                issue_id=ISSUE_ID,
                publisher="Neman Review",
                places=places,
                of=of,
                **how,
            )
        )
        for of in VERSIONS
    ]
    assert [ninjs_faults(found, of) for found, of in zip(made, VERSIONS, strict=True)] == [[], []]
    older, newer = made
    assert newer["standard"]["version"] == "3.2"
    assert newer | {"standard": older["standard"]} == older
    return older


def related(found: dict[str, Any], rel: str) -> list[dict[str, Any]]:
    """Give what an object is associated with in one way."""
    return [each for each in found["associations"] if each["rel"] == rel]


def ids(found: dict[str, Any]) -> dict[str, str]:
    """Give the other names of an object by their roles."""
    return {each["role"]: each["value"] for each in found["altIds"]}


def test_an_article_is_told_in_words_of_ninjs() -> None:
    """Name for life, version, times to the minute, text twice with its counts, who wrote it, what of."""
    found = written(told.article())
    assert found["uri"] == urns.of_version(ARTICLE, "en")
    assert (found["version"], found["language"], found["pubStatus"], found["type"]) == ("4", "en", "usable", "text")
    assert (found["firstCreated"], found["versionCreated"]) == ("2017-09-16T08:00:00Z", "2017-09-17T08:00:00Z")
    assert [(each["contentType"], each["charCount"], each["wordCount"]) for each in found["bodies"]] == [
        ("text/html", 31, 7),
        ("text/plain", 31, 7),
    ]
    assert found["by"] == "Hanna Charot, Vasil Peravoz"
    assert [(each["name"], each["role"]) for each in found["infoSources"]] == [
        ("Hanna Charot", "author"),
        ("Vasil Peravoz", "author"),
        ("Neman Review", "publisher"),
    ]
    assert [(each["rel"], each["literal"], each["uri"]) for each in found["subjects"]] == [
        ("topic", "society", "https://api.example/v1/topics/society"),
        ("trend", "improved", "https://api.example/v1/trends/improved"),
    ]
    assert found["copyrightNotice"] == "© 2017 Neman Review"
    assert found["standard"]["schema"] == "http://www.iptc.org/std/ninjs/ninjs-schema_3.1.json#"
    assert "people" not in found  # who wrote it is not whom it is about


def test_an_article_has_all_names_by_which_it_may_be_known() -> None:
    """Its id, its slug, its page where the site has one, its document here, its issue."""
    found = ids(written(told.article()))
    assert found == {
        "article": ARTICLE,
        "slug": "the-ferry",
        "revision": "3",
        "issue": "2017-W37",
        "page": "https://news.example/en/the-ferry",
        "document": "https://api.example/v1/articles/the-ferry?lang=en",
    }
    assert "page" not in ids(written(told.article(), places=BARE))


def test_languages_find_each_other() -> None:
    """What a text was translated from is told apart from other translations, each by the name that it has for life."""
    found = written(told.article())
    assert [each["uri"] for each in related(found, "original")] == [urns.of_version(ARTICLE, "be")]
    assert [each["uri"] for each in related(found, "translation")] == [urns.of_version(ARTICLE, "ru")]
    (original,) = related(found, "original")
    assert ids(original)["ninjs"] == "https://api.example/v1/articles/parom?lang=be&format=ninjs"
    (issue,) = related(found, "issue")
    assert (issue["uri"], issue["type"]) == (urns.of_version(ISSUE_ID, "en"), "composite")
    own = written(told.article(source_language="en"))
    assert len(related(own, "translation")) == 2
    assert related(own, "original") == []


def test_a_picture_says_who_may_use_it() -> None:
    """In words and in fields: credit, holder, licence, usage and when it ends; with its files, their size and type."""
    found = written(told.article(picture=told.picture()))
    (lead,) = related(found, "lead")
    assert lead["uri"] == f"urn:uuid:{PICTURE}"
    assert lead["usageTerms"] == (
        "Not for advertising. Licence: CC BY 4.0. Name with it: Hanna Charot. Not to be shown after 2027-01-01."
    )
    assert lead["rightsInfo"] == {"linkedRights": "https://creativecommons.org/licenses/by/4.0/"}
    assert (lead["copyrightHolder"], lead["expires"]) == ("Neman Review", "2027-01-01T00:00:00Z")
    assert [each["value"] for each in lead["descriptions"]] == ["A ferry", "The ferry in May"]
    sizes = [(each["name"], each["width"], each["height"], each["contentType"]) for each in lead["renditions"]]
    assert sizes == [
        ("320", 320, 214, "image/jpeg"),
        ("640", 640, 427, "image/jpeg"),
        ("1x1-320", 320, 320, "image/jpeg"),
        ("16x9-320", 320, 180, "image/jpeg"),
        ("16x9-640", 640, 360, "image/jpeg"),
        ("1200x630-1200", 1200, 630, "image/jpeg"),
    ]
    assert lead["renditions"][0]["href"] == f"https://api.example/media/{PICTURE}/320.jpg"
    assert lead["renditions"][0]["poi"] == {"x": 80, "y": 107}
    assert found["profile"] == "text-photo"


def test_a_picture_stands_once() -> None:
    """Above the text and in it, it is one picture; another one in the text is told apart from the lead."""
    other = told.picture(id="01a2b3c4-d5e6-7f80-9a0b-1c2d3e4f5064")
    found = written(told.article(picture=told.picture()), told.picture(), other)
    assert (len(related(found, "lead")), len(related(found, "picture"))) == (1, 1)
    assert written(told.article())["profile"] == "text-only"


def test_what_went_wrong_stands_in_the_editors_note() -> None:
    """The last correction, and that the original has moved on; nothing where all is well."""
    assert "edNote" not in written(told.article())
    corrections = [
        {"at": "2017-09-18T08:00:00Z", "note": "It was Sunday."},
        {"at": "2017-09-17T08:00:00Z", "note": "It was Monday."},
    ]
    assert written(told.article(corrections=corrections))["edNote"] == "Corrected on 2017-09-18: It was Sunday."
    silent = told.article(
        corrections=[{"at": "2017-09-18T08:00:00Z", "note": None}],
        freshness="awaiting_correction",
        freshness_label="The original has been corrected, this text not yet",
    )
    assert written(silent)["edNote"] == ("Corrected on 2017-09-18. The original has been corrected, this text not yet.")


def test_the_words_of_ours_are_in_the_language_of_the_text() -> None:
    """A Belarusian text comes with Belarusian notes and terms."""
    found = written(
        told.article(
            language="be",
            corrections=[{"at": "2017-09-18T08:00:00Z", "note": "Была нядзеля."}],
            picture=told.picture(language="be", caption=""),
        )
    )
    assert found["edNote"] == "Выпраўлена 2017-09-18: Была нядзеля."
    assert "Ліцэнзія: CC BY 4.0." in related(found, "lead")[0]["usageTerms"]


@pytest.mark.parametrize(
    "bare",
    [
        {"summary": "", "bylines": [], "trend": None, "issue": None, "alternates": []},
        {"title": "</script>\u2028\ud83d\ude00", "summary": "\u202e", "body": {"format": "html", "content": ""}},
        {"picture": told.picture(alt="", caption="", credit="", rights=dict.fromkeys(
            ("holder", "licence", "licence_url", "usage"), "") | {"expires_at": None, "syndication": True})},
        {"picture": told.picture(width=1, height=4000, widths=[1])},
        {"picture": told.picture(rights=told.picture()["rights"] | {"licence_url": "https://пример.example/b%zz#ł#"})},
    ],
)  # fmt: skip
def test_whatever_is_missing_or_strange_passes_the_schema(bare: dict[str, Any]) -> None:
    """What is empty is left out, and people's addresses are written as URIs."""
    document = told.article(**json.loads(json.dumps(bare)))
    assert written(document, places=BARE)["uri"] == urns.of_version(ARTICLE, "en")


def test_an_issue_is_a_composite_of_its_articles() -> None:
    """In the editors' order, each by its name for life; the issue in other languages is associated with it."""
    shown = {
        "id": ISSUE_ID,
        "key": "2017-W37",
        "period_label": "September 11–17, 2017",
        "title": None,
        "language": "en",
        "languages": ["be", "en"],
        "published_at": "2017-09-16T08:00:00Z",
    }
    later = told.article(updated_at="2017-09-20T08:00:00Z", language="be", summary="")
    made = ninjs.issue(shown, [told.article(), later], publisher="Neman Review", places=PLACED)
    found = json.loads(made)
    assert ninjs_faults(found) == []
    assert (found["type"], found["uri"]) == ("composite", urns.of_version(ISSUE_ID, "en"))
    assert [each["uri"] for each in related(found, "item")] == [
        urns.of_version(ARTICLE, "en"),
        urns.of_version(ARTICLE, "be"),
    ]
    assert [each["uri"] for each in related(found, "translation")] == [urns.of_version(ISSUE_ID, "be")]
    assert (found["firstCreated"], found["versionCreated"]) == ("2017-09-16T08:00:00Z", "2017-09-20T08:00:00Z")
    assert found["headlines"][0]["value"] == "September 11–17, 2017"


RIGHTS = {
    "licence": "CC BY-NC-ND 4.0",
    "attribution": "First published by the Neman Review",
    "canonical_url": "https://api.example/v1/articles/the-ferry?lang=en",
    "expires_at": "2026-12-31T00:00:00Z",
}


def test_a_contract_stands_in_fields_and_in_words() -> None:
    """Licence, line, source and end, where people read them and where programs do."""
    found = written(told.article(rights=RIGHTS))
    assert found["usageTerms"] == (
        "Licence: CC BY-NC-ND 4.0. Print with it: First published by the Neman Review. "
        "Not to be shown after 2026-12-31. Source: https://api.example/v1/articles/the-ferry?lang=en"
    )
    assert found["copyrightNotice"] == "© 2017 Neman Review. CC BY-NC-ND 4.0"
    assert found["expires"] == RIGHTS["expires_at"]
    assert ids(found)["canonical"] == RIGHTS["canonical_url"]
    assert {"name": RIGHTS["attribution"], "role": "credit"} in found["infoSources"]
    assert found["rightsInfo"]["langId"] == "http://www.w3.org/ns/odrl/2/"
    policy = json.loads(found["rightsInfo"]["encodedRights"])
    assert policy["http://purl.org/dc/terms/license"] == "https://creativecommons.org/licenses/by-nc-nd/4.0/"
    (permission,) = policy["permission"]
    assert permission["target"] == found["uri"]
    assert permission["constraint"][0]["rightOperand"]["@value"] == RIGHTS["expires_at"]


def test_a_picture_ends_with_the_contract_too() -> None:
    """Whichever comes first, its own rights or the contract, in field and words; credit and licence are its own."""
    found = written(told.article(rights=RIGHTS, picture=told.picture()))
    (lead,) = related(found, "lead")
    assert lead["expires"] == RIGHTS["expires_at"]
    assert lead["usageTerms"] == (
        "Not for advertising. Licence: CC BY 4.0. Name with it: Hanna Charot. Not to be shown after 2026-12-31."
    )
    endless = written(told.article(rights={**RIGHTS, "expires_at": None}, picture=told.picture()))
    assert related(endless, "lead")[0]["expires"] == "2027-01-01T00:00:00Z"


def test_a_contract_that_says_little_is_told_in_little() -> None:
    """Nothing is invented where a contract has no licence, no line and no end."""
    bare = {"licence": "", "attribution": "", "canonical_url": RIGHTS["canonical_url"], "expires_at": None}
    found = written(told.article(rights=bare))
    assert found["usageTerms"] == f"Source: {RIGHTS['canonical_url']}"
    assert found["copyrightNotice"] == "© 2017 Neman Review"
    assert "expires" not in found
    assert {"name": "", "role": "credit"} not in found["infoSources"]


def test_what_comes_ahead_of_time_says_until_when_it_is_to_be_kept() -> None:
    """As a moment for programs, and in the note to editors."""
    found = written(told.article(), embargoed_until="2017-09-18T06:00:00Z")
    assert found["embargoedUntil"] == "2017-09-18T06:00:00Z"
    assert found["edNote"] == "Not to be shown before 2017-09-18, 06:00 UTC."


def test_a_withdrawn_text_is_canceled() -> None:
    """It keeps its name and says that it is to be taken down, and nothing that it said."""
    found = json.loads(ninjs.withdrawn(ARTICLE, "en", version=5, at="2017-09-19T08:00:00Z", of="3.2"))
    assert ninjs_faults(found, "3.2") == []
    assert found == {
        "standard": {
            "name": "ninjs",
            "version": "3.2",
            "schema": "http://www.iptc.org/std/ninjs/ninjs-schema_3.2.json#",
        },
        "uri": urns.of_version(ARTICLE, "en"),
        "type": "text",
        "representationType": "partial",
        "pubStatus": "canceled",
        "language": "en",
        "version": "5",
        "versionCreated": "2017-09-19T08:00:00Z",
        "edNote": "This text has been withdrawn. Take it down.",
        "altIds": [{"role": "article", "value": ARTICLE}],
    }


def test_every_word_of_rel_is_explained() -> None:
    """Whatever stands in `rel` is in the vocabulary, at the place that it names."""
    document = told.article(picture=told.picture())
    found = [written(document, told.picture(id=ISSUE_ID)), written(told.article(source_language="en"))]
    explained = {(each["place"], each["key"]) for each in vocabulary.relations("https://api.example", "en")}
    used = {(place, each["rel"]) for one in found for place in ("associations", "subjects") for each in one[place]}
    assert used <= explained
    assert explained - used == {("associations", "item")}, "which only issues have"


@pytest.mark.parametrize(
    ("licence", "address"),
    [
        ("CC BY 4.0", "https://creativecommons.org/licenses/by/4.0/"),
        ("CC BY-SA 3.0", "https://creativecommons.org/licenses/by-sa/3.0/"),
        ("CC0 1.0", "https://creativecommons.org/publicdomain/zero/1.0/"),
        ("https://example.org/terms of use", "https://example.org/terms%20of%20use"),
        ("All rights reserved", None),
        ("CC BY-ND 4.0 but not on Sundays!", None),
    ],
)
def test_a_licence_that_is_known_by_name_has_an_address(licence: str, address: str | None) -> None:
    """Those of Creative Commons, and whatever is an address itself; nothing is guessed of other words."""
    assert terms.licence_url(licence) == address


def test_addresses_of_people_become_uris() -> None:
    """Nothing is escaped twice, and nothing stays that a URI must not have."""
    assert uri("https://example.org/a%20b?c=%D1%84#d") == "https://example.org/a%20b?c=%D1%84#d"
    assert uri(" https://example.org/ф б%zz[1]#a#b ") == "https://example.org/%D1%84%20%D0%B1%25zz%5B1%5D#a%23b"
