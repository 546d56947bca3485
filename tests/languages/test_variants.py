"""Languages with a variant in their tag (BCP 47), such as the two orthographies of Belarusian."""

from __future__ import annotations

from datetime import date

import pytest

from api.languages import languages, periods, words
from api.platform import db
from api.platform.errors import Invalid, say
from api.translation.files import localenames
from tests.newsroom import Newsroom

NAMES = [
    ("be-tarask", "беларуская (тарашкевіца)", "белорусский (тарашкевица)", "Belarusian (Taraškievica)"),
    (
        "be-1959acad",
        "беларуская (афіцыйны правапіс)",
        "белорусский (официальная орфография)",
        "Belarusian (official orthography)",
    ),
    (
        "en-GB-oxendict",
        "англійская (Вялікабрытанія, оксфардскі правапіс)",
        "английский (Великобритания, оксфордская орфография)",
        "English (United Kingdom, Oxford spelling)",
    ),
    (
        "sr-Latn-ekavsk",
        "сербская (лацініца, экаўскае вымаўленне)",
        "сербский (латиница, экавское произношение)",
        "Serbian (Latin, Ekavian)",
    ),
]


@pytest.mark.parametrize(("tag", "be", "ru", "en"), NAMES)
def test_a_variant_has_its_name(tag: str, be: str, ru: str, en: str) -> None:
    """In Belarusian, Russian and English, and for readers of a variant too."""
    assert [languages.name_in(tag, reader) for reader in ("be", "ru", "en", "be-1959acad")] == [be, ru, en, be]


@pytest.mark.parametrize(
    "tag", ["be-tarask", "be-1959acad", "en-GB-oxendict", "sr-Latn-ekavsk", "sl-rozaj-biske-1994", "de-CH-1996"]
)
def test_a_tag_that_bcp_47_allows_is_taken(sqlite_newsroom: Newsroom, tag: str) -> None:
    """Added in any case it stands in the conventional one; articles are written, translated and read in it."""
    data = {"code": tag.upper(), "native_name": "мова", "fallback": "BE"}
    added = sqlite_newsroom.post("/v1/admin/languages", "admin", data)
    assert (added["code"], added["fallback"]) == (tag, "be")
    article = sqlite_newsroom.publish("en")
    version = f"/v1/desk/articles/{article}/versions"
    assert sqlite_newsroom.get(f"{version}/{tag.upper()}", "editor")["language"] == tag
    sqlite_newsroom.translate(article, tag, by="editor2")
    po = sqlite_newsroom.call("GET", f"{version}/{tag}/catalogue.po", "editor").get_data()
    answer = sqlite_newsroom.call(
        "PUT", f"{version}/{tag}/catalogue.po", "editor", data=po, content_type="text/x-gettext-translation"
    )
    assert answer.status_code == 200, answer.get_data(as_text=True)
    sqlite_newsroom.approve(article, tag, by="editor")
    sqlite_newsroom.release(article, tag)
    shown = sqlite_newsroom.get(f"/v1/articles/{article}?lang={tag.upper()}")
    assert (shown["language"], shown["issue"]["period_label"][:2].isdigit()) == (tag, True)
    assert sqlite_newsroom.get("/v1/site", headers={"Accept-Language": tag})["language"] == tag
    named = {each["code"]: each["name"] for each in sqlite_newsroom.get("/v1/languages?lang=ru")["data"]}
    assert named[tag] != tag


@pytest.mark.parametrize(
    "tag",
    ["be-tara", "be-latest", "be-tarask-tarask", "be-tarask-Latn", "zh-yue", "be-x-tarask", "be-u-ca", "en-posix"],
)
def test_a_tag_of_another_form_is_refused(sqlite_newsroom: Newsroom, tag: str) -> None:
    """Unknown variants, one that stands twice or before the script, extlangs, extensions and private use."""
    with pytest.raises(Invalid):
        languages.add(tag, native_name="x", fallback=None)
    assert not db.rows("SELECT 1 FROM language WHERE code = ?", (tag,))


def test_who_asks_in_a_variant_is_answered_in_its_language() -> None:
    """Accept-Language is looked up from its longest form to its shortest (RFC 4647 section 3.4), ours included."""
    known = {code: languages.Known(code, code, (code,), is_default=code == "en") for code in ("en", "be", "sr-Latn")}
    assert languages.negotiate("be-tarask", known) == "be"
    assert languages.negotiate("BE-1959ACAD;q=0.9, fr", known) == "be"
    assert languages.negotiate("sr-Latn-ekavsk", known) == "sr-Latn"
    assert words.speaking("be-tarask") == "be"
    assert words.say_in(say("There is no such message."), "be-tarask") == words.say_in(
        say("There is no such message."), "be"
    )


def test_dates_are_those_of_the_variant_where_it_has_some() -> None:
    """CLDR writes months otherwise for be-tarask; what it has no dates for is written as its language and script."""
    first, last = date(2017, 8, 28), date(2017, 9, 3)
    assert "верасьня" in periods.label(first, last, "be-tarask")
    assert periods.label(first, last, "be-1959acad") == periods.label(first, last, "be")
    assert "septembar" in periods.label(first, last, "sr-Latn-ekavsk")


@pytest.mark.parametrize(
    ("tag", "name"),
    [
        ("be-tarask", "be@tarask"),
        ("be-1959acad", "be@1959acad"),
        ("en-GB-oxendict", "en_GB@oxendict"),
        ("sr-Latn-ekavsk", "sr-Latn-ekavsk"),
        ("be-Latn", "be@latin"),
        ("pt-BR", "pt_BR"),
    ],
)
def test_a_file_says_its_variant_as_gettext_does(tag: str, name: str) -> None:
    """In `Language`, and read back it is the same tag: a file in be@tarask is none in be."""
    assert localenames.name_of(tag) == name
    assert localenames.tag_of(name) == tag
