from __future__ import annotations

import re
import unicodedata
from pathlib import Path
from typing import Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.languages import romanisation

BELARUSIAN = """
Мінск Minsk | Брэст Brest | Віцебск Viciebsk | Гомель Homiel | Гродна Hrodna | Магілёў Mahiloŭ | Бабруйск Babrujsk
Баранавічы Baranavičy | Барысаў Barysaŭ | Пінск Pinsk | Орша Orša | Мазыр Mazyr | Салігорск Salihorsk | Ліда Lida
Наваполацк Navapołack | Маладзечна Maładziečna | Полацк Połack | Жлобін Žłobin | Светлагорск Svietłahorsk
Рэчыца Rečyca | Слуцк Słuck | Жодзіна Žodzina | Слонім Słonim | Кобрын Kobryn | Ваўкавыск Vaŭkavysk
Калінкавічы Kalinkavičy | Смаргонь Smarhoń | Асіповічы Asipovičy | Рагачоў Rahačoŭ | Навагрудак Navahrudak
Вілейка Vilejka | Бяроза Biaroza | Крычаў Kryčaŭ | Дзяржынск Dziaržynsk | Івацэвічы Ivacevičy | Лунінец Łuniniec
Пружаны Pružany | Глыбокае Hłybokaje | Лепель Lepiel | Навалукомль Navałukoml | Клецк Kleck | Стоўбцы Stoŭbcy
Чэрвень Červień | Шклоў Škłoŭ | Чачэрск Čačersk | Ельск Jelsk | Нясвіж Niasviž | Мёры Miory | Шчучын Ščučyn
Быхаў Bychaŭ | Лельчыцы Lelčycy | Хойнікі Chojniki | Браслаў Brasłaŭ | Любань Lubań | Ляхавічы Lachavičy
Капыль Kapyl | Шаркаўшчына Šarkaŭščyna | Бешанковічы Biešankovičy | Сянно Sianno | Талачын Tałačyn
Верхнядзвінск Vierchniadzvinsk | Лагойск Łahojsk | Заслаўе Zasłaŭje | Іўе Iŭje | Зэльва Zelva | Лоеў Łojeŭ
Буда-Кашалёва Buda-Kašalova | Нароўля Naroŭla | Касцюковічы Kasciukovičy | Хоцімск Chocimsk | Краснаполле Krasnapolle
Давыд-Гарадок Davyd-Haradok | Вялікая Бераставіца Vialikaja Bierastavica | Прыпяць Prypiać | Нёман Nioman
Свіцязь Sviciaź | Дзям'янкі Dziamjanki | Янка Купала Janka Kupała | Якуб Колас Jakub Kołas | Васіль Быкаў Vasil Bykaŭ
Уладзімір Караткевіч Uładzimir Karatkievič | Алесь Адамовіч Aleś Adamovič | Максім Багдановіч Maksim Bahdanovič
Святлана Алексіевіч Sviatłana Aleksijevič | Ефрасіння Полацкая Jefrasinnia Połackaja | Юрый Juryj | Соф'я Sofja
Францыск Скарына Francysk Skaryna | Кастусь Каліноўскі Kastuś Kalinoŭski | Ларыса Геніюш Łarysa Hienijuš
лён lon | Лужана Łužana | ЛЁН LON | Ллё Llo | вяселле viasielle | сям'і siamji | вераб’і vierabji | мільён miljon
бульён buljon | зьезд źjezd | зьмест źmiest | дзьмуць dźmuć | людзі ludzi | поле pole | лялька lalka
альбом albom | салаўя sałaŭja | дзюба dziuba | джала džała | ґанак ganak | раён rajon | Украіна Ukraina
п'еса pjesa | жыццё žyccio
соль sol | Київ Kijiv
"""

RUSSIAN = """
Москва Moskva | Санкт-Петербург Sankt-Peterburg | Новосибирск Novosibirsk | Екатеринбург Yekaterinburg | Казань Kazan’
Нижний Новгород Nizhniy Novgorod | Челябинск Chelyabinsk | Самара Samara | Омск Omsk | Ростов-на-Дону Rostov-na-Donu
Уфа Ufa | Красноярск Krasnoyarsk | Воронеж Voronezh | Пермь Perm’ | Волгоград Volgograd | Тольятти Tol’yatti
Ижевск Izhevsk | Барнаул Barnaul | Ульяновск Ul’yanovsk | Хабаровск Khabarovsk | Ярославль Yaroslavl’
Владивосток Vladivostok | Томск Tomsk | Оренбург Orenburg | Кемерово Kemerovo | Рязань Ryazan’ | Астрахань Astrakhan’
Набережные Челны Naberezhnyye Chelny | Киров Kirov | Чебоксары Cheboksary | Тула Tula | Улан-Удэ Ulan-Ude
Элиста Elista | Южно-Сахалинск Yuzhno-Sakhalinsk | Великий Новгород Velikiy Novgorod | Грозный Groznyy | Орёл Orël
Щёлково Shchëlkovo | Йошкар-Ола Yoshkar-Ola | Королёв Korolëv | Подольск Podol’sk | Объячево Ob”yachevo | Ейск Yeysk
Елец Yelets | Шахты Shakhty | Благовещенск Blagoveshchensk | Архангельск Arkhangel’sk | Мытищи Mytishchi | Тверь Tver’
Псков Pskov | Сыктывкар Syktyvkar | Майкоп Maykop | Находка Nakhodka | Цимлянск Tsimlyansk | Воркута Vorkuta
Борис Ельцин Boris Yel’tsin | Никита Хрущёв Nikita Khrushchëv | Михаил Горбачёв Mikhail Gorbachëv
Пётр Чайковский Pëtr Chaykovskiy | Лев Толстой Lev Tolstoy | Юлия Yuliya | Антон Чехов Anton Chekhov
Фёдор Достоевский Fëdor Dostoyevskiy | Анна Ахматова Anna Akhmatova | Сергей Есенин Sergey Yesenin
Александр Солженицын Aleksandr Solzhenitsyn | Андрей Сахаров Andrey Sakharov | Евгений Yevgeniy
"""

UKRAINIAN = """
Київ Kyiv | Харків Kharkiv | Згурський Zghurskyi | Їжакевич Yizhakevych | Єнакієве Yenakiieve | Йосипівка Yosypivka
Знам'янка Znamianka | Юрій Yurii | Ґалаґан Galagan | Щербухи Shcherbukhy | Яготин Yahotyn | Феодосія Feodosiia
"""


def _pairs(names: str) -> list[tuple[str, str]]:
    found = []
    for entry in re.split(r"[|\n]", names):
        words = entry.split()
        if words:
            half = len(words) // 2
            found.append((" ".join(words[:half]), " ".join(words[half:])))
    return found


def test_belarusian_is_written_in_its_own_latin_letters() -> None:
    """Łacinka tells ł from l, needs no i after l, and marks a soft consonant: лён is lon, Лужана Łužana."""
    assert [romanisation.romanise(name, "be") for name, _ in _pairs(BELARUSIAN)] == [
        latin for _, latin in _pairs(BELARUSIAN)
    ]


FORMS = [
    line.split(" | ")
    for line in (Path(__file__).parent / "lacinka_forms.txt").read_text("utf-8").splitlines()
    if " | " in line
]


def _rewritten(text: str, language: str = "be") -> str:
    return "".join(romanisation.letter_by_letter(text, language))


@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_words_of_belarusian_are_written_in_lacinka(form: Literal["NFC", "NFD"]) -> None:
    """Each form of a list of more than 200 is right, composed and in parts, and words in other letters stay."""
    assert len(FORMS) > 200
    written = {word: _rewritten(unicodedata.normalize(form, word)) for word, _ in FORMS}
    normal = {word: unicodedata.normalize("NFC", latin) for word, latin in written.items()}
    assert normal == {word: unicodedata.normalize("NFC", latin) for word, latin in FORMS}


def test_lacinka_is_the_same_letter_by_letter() -> None:
    """The API's own words and texts that are rewritten have one table: both write alike what is all Cyrillic."""
    words = [word for word, _ in FORMS if not re.search("[a-z]", word)]
    assert [romanisation.romanise(word, "be-Latn") for word in words] == [_rewritten(word) for word in words]


def test_a_letter_is_written_in_its_own_place() -> None:
    """Each character has its piece, so that marks between two letters can stay where they are."""
    assert romanisation.letter_by_letter("дзень, х!", "be") == ["d", "z", "ie", "ń", "", ",", " ", "ch", "!"]
    assert _rewritten("сла\u00adва, аб\u00adе") == "sła\u00adva, ab\u00adie"


def test_russian_names_follow_bgn_pcgn() -> None:
    """Places and people are written by the BGN/PCGN system of 1947."""
    assert [romanisation.romanise(name, "ru") for name, _ in _pairs(RUSSIAN)] == [latin for _, latin in _pairs(RUSSIAN)]


def test_ukrainian_names_follow_the_national_table() -> None:
    """Places and people are written by the table of 2010."""
    assert [romanisation.romanise(name, "uk") for name, _ in _pairs(UKRAINIAN)] == [
        latin for _, latin in _pairs(UKRAINIAN)
    ]


def test_more_than_a_hundred_names_are_tried() -> None:
    """The lists above hold what was promised: fifty and more names of either language."""
    assert len(_pairs(BELARUSIAN)) >= 50
    assert len(_pairs(RUSSIAN)) >= 50


@pytest.mark.parametrize(
    ("text", "language", "latin"),
    [
        ("ВІЦЕБСК і ЯНКА", "be", "VICIEBSK i JANKA"),
        ("ДНЯ", "be", "DNIA"),
        ("Я, Ю", "be", "Ja, Ju"),
        ("Соф’я, Софʼя", "be", "Sofja, Sofja"),
        ("Заўёнаў", "be", "Zaŭjonaŭ"),
        ("За\u0301мак у Міры", "be", "Zamak u Miry"),
        ("И\u0306од", "ru", "Yod"),
        ("Вераснь", "be-Latn", "Vierasń"),
        ("Plain words – 5 %", "ru", "Plain words – 5 %"),
        ("Жанна д’Арк", "ru", "Zhanna d’Ark"),
        ("Ілля і Щука", "ru", "Illya i Shchuka"),
        ("", "be", ""),
    ],
)
def test_romanising_keeps_case_and_all_that_is_not_cyrillic(text: str, language: str, latin: str) -> None:
    """Capitals stay capitals, stress marks go, apostrophes follow the language, other scripts are left alone."""
    assert romanisation.romanise(text, language) == latin


@pytest.mark.parametrize(
    ("text", "language", "slug"),
    [
        ("Рада ракі адклала галасаванне", "be", "rada-raki-adklala-halasavanne"),
        ("Гомель: сем дзён «без святла»", "be", "homel-sem-dzion-bez-sviatla"),
        ("Аб'ект і з’езд", "be", "abyekt-i-zyezd"),
        ("Шум, сум, плач, плац, Чарот, жаба, хата", "be", "shum-sum-plach-plats-charot-zhaba-khata"),
        ("Святлана Ціханоўская, Марыя, Яўгенія, Андрэй", "be", "sviatlana-tsikhanouskaya-maryia-yauheniya-andrei"),
        ("Мільён за́мкаў, салаўі і п'еса", "be", "milyon-zamkau-salaui-i-pyesa"),
        ("Київ, Їжакевич і Ґалаґан", "be", "kyiv-yizhakevych-i-galagan"),
        ("Київ и Єнакієве", "ru", "kyiv-i-yenakiieve"),
        ("Газета «Известия» і щит", "be", "hazeta-izvestiya-i-shchit"),
        ("«Наша Ніва» и Быкаў", "ru", "nasha-niva-i-bykau"),
        ("Подъезд, съёмки и Ельцин", "ru", "podyezd-syemki-i-yeltsin"),
        ("Каньон, бульон и семьи", "ru", "kanyon-bulyon-i-semyi"),
        ("Чёрный, новые, Великий, выявить", "ru", "cherny-novye-veliky-vyavit"),
        ("Ayy, bayyan", "ru", "ayy-bayyan"),
        ("River council's vote — delayed!", "en", "river-councils-vote-delayed"),
        ("Łódź, straße, Ødegård, İzmir, Đurđevac", "pl", "lodz-strasse-odegard-izmir-durdevac"),
        ("Знам'янка", "uk", "znamianka"),
        ("Срђан Њежић", "sr", "srdjan-njezhic"),
        ("10\u00a0000 ½ № 5", "be", "10-000-1-2-no-5"),
        ("२०१७ – ٢٠١٧ ２０１７", "en", "2017-2017-2017"),
        ("zero\u200bwidth soft\u00adhyphen", "en", "zerowidth-softhyphen"),
        ("日本語", "ja", "article"),
        ("日本語 2017", "ja", "2017"),
        ("— ! —", "be", "article"),
        ("", "be", "article"),
        ("../../etc/passwd\x00?a=b#c", "en", "etc-passwd-a-b-c"),
    ],
)
def test_a_slug_says_the_title_in_plain_letters(text: str, language: str, slug: str) -> None:
    """Marks, quotes and signs go, words stay; what cannot be written in Latin letters leaves digits or a word."""
    assert romanisation.slug(text, language) == slug


@pytest.mark.parametrize(
    ("text", "longest", "slug"),
    [
        ("alpha beta gamma", 16, "alpha-beta-gamma"),
        ("alpha beta gamma", 15, "alpha-beta"),
        ("alpha beta gamma", 10, "alpha-beta"),
        ("alpha beta gamma", 9, "alpha"),
        ("alphabet", 5, "alpha"),
        ("a" * 200, 80, "a" * 80),
    ],
)
def test_a_slug_is_cut_between_words(text: str, longest: int, slug: str) -> None:
    """A long title loses whole words; only a first word that is too long itself is cut."""
    assert romanisation.slug(text, "en", longest=longest) == slug


@given(st.text(max_size=200), st.sampled_from(["be", "ru", "uk", "en", "be-Latn", "kk", "xx", ""]), st.integers(1, 90))
def test_every_text_has_a_slug(text: str, language: str, longest: int) -> None:
    """Any text in any language gives letters, digits and single dashes, never empty, never too long."""
    slug = romanisation.slug(text, language, longest=longest)
    assert re.fullmatch("[a-z0-9]+(-[a-z0-9]+)*", slug)
    assert len(slug) <= max(longest, 1)


@given(st.text(max_size=100))
def test_a_slug_stays_what_it_is(text: str) -> None:
    """A slug made from a slug is the same slug, in any language."""
    slug = romanisation.slug(text, "be")
    assert {romanisation.slug(slug, language) for language in ("be", "ru", "en")} == {slug}
