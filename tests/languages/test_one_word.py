from __future__ import annotations

import re
from pathlib import Path

import pytest

from tools import catalogues

# The last column of the table in CONTRIBUTING.md, as patterns: a stem stands for its inflections.
REJECTED = {
    "be": [
        r"рэвізі\w*",
        r"выпус[кцч]\w*",
        r"рэцэнзі\w*",
        r"выгруз\w*",
        r"адклік\w+ (верс|артык|публік)\w*",
        r"подпіс\w* аўтара",
        r"азначэн\w*",
        r"разры[ўв]\w*",
        r"с[іы]мвал\w*",
        r"(няправільн|правільн)\w+ токен\w*",
        r"токен\w* (ня)?правільн\w*",
        r"пры(с|ш)л\w*",
        r"размаўля\w*",
        r"зашмат",
        r"ста[іяў]\w* двойчы",
        r"гэту",
        r"зараз",
        r"кантракт\w*",
        r"вэб-хук\w*",
        r"вебхук\w*",
        r"эндпо[йі]нт\w*",
        r"канцав\w+ кропк\w*",
        r"пастаўк\w*",
        r"квітанцы\w*",
        r"мірор\w*",
        r"фід(ы|а|у|аў|ам|е)?",
        r"сэндбокс\w*",
        r"пыта\w+ пра змены",
        r"не цэл\w+ (ключ|токен)\w*",
        r"(ключ|токен)\w*( API| стужкі)? ста(іць|яць)",
    ],
    "ru": [
        r"ревизи\w*",
        r"выпус[кт]\w*",
        r"рецензи\w*",
        r"выгруз\w*",
        r"от(зыв|озв)\w+ (верс|стат|публик)\w*",
        r"авторск\w+ подпис\w*",
        r"разрыв\w*",
        r"(?<!управляющий )(?<!управляющих )символ\w*",
        r"(не)?верн\w+ токен\w*",
        r"токен\w* (не)?вер[еён]\w*",
        r"при(сы?|ш)л\w*",
        r"сто[ия]т дважды",
        r"контракт\w*",
        r"веб-хук\w*",
        r"эндпоинт\w*",
        r"конечн\w+ точк\w*",
        r"поставк\w*",
        r"квитанци\w*",
        r"миррор\w*",
        r"фид(ы|а|у|ов|ам|е)?",
        r"с[эе]ндбокс\w*",
        r"(спраши|спрос)\w+ об изменениях",
        r"не (весь|цел\w+) (ключ|токен)\w*",
        r"(ключ|токен)\w*( API| ленты)? сто[ия]т",
    ],
}


def _said(language: str) -> list[str]:
    found = catalogues.read(catalogues.catalogue_path(catalogues.ROOT, language), language)
    return [form for message in found if message.id for form in catalogues._strings(message)]


@pytest.mark.parametrize("language", REJECTED)
def test_what_was_rejected_does_not_come_back(language: str) -> None:
    """One thing has one word in the API's sentences, in every inflection of it."""
    rejected = re.compile(rf"\b(?:{'|'.join(REJECTED[language])})\b", re.IGNORECASE)
    assert [(found[0], form) for form in _said(language) for found in rejected.finditer(form)] == []


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("be", "Захавайце новую рэвізію артыкула."),
        ("be", "Тут кіроўны сімвал."),
        ("be", "Мова перакладу на гэту мову."),
        ("be", "У артыкуле няма подпісу аўтара."),
        ("be", "Ключ API стаіць у адрасе."),
        ("be", "Гэта не цэлы токен."),
        ("be", "Праграма перастала пытацца пра змены."),
        ("be", "Кантракты скончыліся."),
        ("ru", "Токен ленты стоит в адресе."),
        ("ru", "Это не весь токен."),
        ("ru", "Программа не спрашивает об изменениях."),
        ("ru", "Эндпоинта нет."),
        ("ru", "Здесь невидимый символ."),
        ("ru", "Пришлите токен."),
        ("ru", "Токен верный."),
        ("ru", "Поле стоит дважды."),
    ],
)
def test_a_rejected_word_is_found_in_its_inflections(language: str, sentence: str) -> None:
    """The patterns find what they are for: a list that finds nothing would keep nothing away."""
    assert re.search(rf"\b(?:{'|'.join(REJECTED[language])})\b", sentence, re.IGNORECASE)


def test_a_belarusian_apostrophe_is_one_sign() -> None:
    """Between letters stands ’ and nothing that looks like it."""
    assert [form for form in _said("be") if re.search(r"[а-яёіў]['`´ʼ‘′][а-яёіў]", form, re.IGNORECASE)] == []


def test_the_table_tells_what_is_rejected() -> None:
    """Whoever writes a sentence finds the choice in CONTRIBUTING.md before the test finds them."""
    table = (Path(__file__).parents[2] / "CONTRIBUTING.md").read_text("utf-8")
    for word in (
        "рэвізія",
        "ревизия",
        "азначэнне",
        "разрыў",
        "символ",
        "прислать",
        "размаўляць",
        "зашмат",
        "гэту",
        "эндпойнт",
        "квитанция",
        "сэндбокс",
    ):
        assert word in table
