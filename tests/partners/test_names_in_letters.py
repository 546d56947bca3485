from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from api.content import site
from api.content.site import SiteWords
from api.partners import notices
from api.partners.models import Partner
from api.partners.notices import Readers, Silence, Stopped
from api.platform import db, letters, settings
from api.platform.models import Letter
from tests import terminal
from tests.newsroom import Newsroom
from tests.partners import parties

_AT = datetime(2026, 11, 25, 18, tzinfo=UTC)
_URL = "https://hooks.radio.example/secret"


def _written(newsroom: Newsroom, language: str, name: str) -> dict[str, Letter]:
    """Write a letter of each kind to a partner and about it."""
    partner = Partner.get_by_id(parties.partner(newsroom, name, contact_language=language))
    with db.transaction():
        for is_gone, first in ((False, ("01-b", _AT)), (True, None)):
            stopped = Stopped("01-a", name, _URL, is_gone, _AT, first, "503", 14)
            notices.webhook_stopped(partner, stopped, at=_AT)
        notices.silent_to_newsroom(
            partner, Silence(_AT, 3, has_key=True), Readers(("ops@x.example",), language), at=_AT
        )
    return {letter.kind: letter for letter in Letter.select()}


@pytest.mark.parametrize(
    ("language", "name", "addressed", "subject"),
    [
        ("be", "Радыё «Лужана»", "Партнёру «Радыё „Лужана“» ад выдання «Газета „Рэха“».", "«Радыё „Лужана“» маўчыць"),
        ("ru", "Радио «Лужана»", "Партнёру «Радио „Лужана“» от издания «Газета „Рэха“».", "«Радио „Лужана“» молчит"),
        (
            "en",
            "Radio “Luzhana”",
            "To the partner “Radio ‘Luzhana’”, from Газета «Рэха».",
            "“Radio ‘Luzhana’” is silent",
        ),
        (
            "be",
            "Radio “Luzhana”",
            "Партнёру «Radio “Luzhana”» ад выдання «Газета „Рэха“».",
            "«Radio “Luzhana”» маўчыць",
        ),
    ],
)
def test_marks_in_a_name_are_the_inner_ones(
    sqlite_newsroom: Newsroom, language: str, name: str, addressed: str, subject: str
) -> None:
    """Where a name with quotation marks stands in others, its own are another kind; by itself it keeps them."""
    for each in ("be", "ru", "en"):
        site.put(each, SiteWords("Газета «Рэха»", "", ""))
    found = _written(sqlite_newsroom, language, name)
    assert found["webhook_paused"].text.splitlines()[0] == addressed
    assert found["partner_silent_newsroom"].subject.startswith("Газета «Рэха»: ")
    assert found["partner_silent_newsroom"].subject.endswith(subject)


def test_no_sentence_has_an_id_in_it(sqlite_newsroom: Newsroom) -> None:
    """The oldest failed delivery is an address of the log, which a program can ask for."""
    found = _written(sqlite_newsroom, "en", "Radio Luzhana")
    lines = found["webhook_paused"].text.splitlines()
    assert [line for line in lines if "01-b" in line] == ["  GET http://127.0.0.1:8000/v1/partner/deliveries/01-b"]
    assert found["webhook_paused"].text.count("November 25") == 1, "one moment is told once"
    assert not any("/v1/partner/deliveries/" in line for line in found["webhook_disabled"].text.splitlines())


@pytest.mark.parametrize(
    ("language", "subject"),
    [("be", "Рэха: праверачны ліст"), ("ru", "Рэха: проверочное письмо"), ("en", "Рэха: a letter to try the relay")],
)
def test_the_letter_to_try_the_relay_says_from_whom(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, language: str, subject: str
) -> None:
    """Its subject begins with the newsroom's name, as that of every other letter."""
    lines = (
        "language add be --name беларуская",
        "site set be --name Рэха",
        f"letters test ops@news.example --language {language}",
    )
    terminal.begun(tmp_path, monkeypatch, *lines)
    db.open_database(settings.load())
    assert [letter.subject for letter in letters.unsent()] == [subject]
    db.close_database()
