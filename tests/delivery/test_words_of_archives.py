from __future__ import annotations

import io
import zipfile

from api.formats import archive_pages
from api.languages import periods
from api.platform import clock
from tests.newsroom import ISSUE, Newsroom
from tests.partners import parties


def _pages(newsroom: Newsroom, key: str, language: str) -> dict[str, str]:
    answer = parties.call(newsroom, f"/v1/issues/{ISSUE}/archive.zip?lang={language}", key, buffered=True)
    with zipfile.ZipFile(io.BytesIO(answer.data)) as folder:
        return {name.partition("/")[2]: folder.read(name).decode("utf-8", "replace") for name in folder.namelist()}


def test_a_language_has_its_own_name(sqlite_newsroom: Newsroom) -> None:
    """Beside a text that stands in for another language; where all is in the archive's language nothing is said."""
    sqlite_newsroom.publish("be", source_language="be", title="Паром вярнуўся")
    key = parties.reader(sqlite_newsroom)
    foreign, own = (_pages(sqlite_newsroom, key, language) for language in ("en", "be"))
    for name, said in (("index.html", "Паром вярнуўся</a> (беларуская)<br>"), ("README.txt", "вярнуўся (беларуская)")):
        assert said in foreign[name], name
        assert "(беларуская)" not in own[name], name
        assert "(be)" not in own[name] + foreign[name], name


def test_dates_are_of_the_language(sqlite_newsroom: Newsroom) -> None:
    """When it was published and corrected, as people write it; digits are for tables."""
    article = sqlite_newsroom.publish("be", source_language="be", title="Паром вярнуўся")
    sqlite_newsroom.revise(article, body="Зусім іншы тэкст.", weight="correction", note="Тэкст быў няправільны.")
    sqlite_newsroom.approve(article, "be")
    sqlite_newsroom.release(article, "be")
    found = _pages(sqlite_newsroom, parties.reader(sqlite_newsroom), "be")
    today = clock.now().date()
    for name, text in found.items():
        if name.endswith((".html", ".txt")) and ("articles/" in name or name == "print.html"):
            assert f"Выпраўлена {periods.label(today, today, 'be')}" in text, name
            assert today.isoformat() not in text, name


def test_a_sentence_that_ends_with_a_date_has_one_dot() -> None:
    """A date may end with an abbreviation of its own."""
    shown = {"corrections": [{"at": "2026-11-21T09:00:00Z", "note": None}], "language": "be"}
    assert list(archive_pages._corrections(shown)) == ["Выпраўлена 21 лістапада 2026\u00a0г."]
