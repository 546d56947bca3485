from __future__ import annotations

import io
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po

from api.languages import words
from api.platform.errors import Phrase, Size, say, say_n
from tools import catalogues

RUSSIAN = """
msgid ""
msgstr ""
"Content-Type: text/plain; charset=utf-8\\n"
"Plural-Forms: nplurals=3; plural=(n%10==1 && n%100!=11 ? 0 "
": n%10>=2 && n%10<=4 && (n%100<10 || n%100>=20) ? 1 : 2);\\n"

msgid "Good morning, {name}."
msgstr "Доброе утро, {name}."

msgid "{n} page"
msgid_plural "{n} pages"
msgstr[0] "{n} страница"
msgstr[1] "{n} страницы"
msgstr[2] "{n} страниц"

#, fuzzy
msgid "Good evening."
msgstr "Доброе утро."

msgid "Good night."
msgstr ""

msgid "{n} line"
msgid_plural "{n} lines"
msgstr[0] "{n} строка"
msgstr[1] ""
msgstr[2] "{n} строк"

msgid "the editor"
msgstr "редактор"
"""


@pytest.fixture(name="russian")
def _russian() -> Catalog:
    return read_po(io.BytesIO(RUSSIAN.encode()), locale="ru")


def test_a_phrase_is_said_with_its_parameters(russian: Catalog) -> None:
    """Placeholders are filled in the translated sentence, phrases among the parameters are translated too."""
    assert words.said(say("Good morning, {name}.", name="Ян"), russian) == "Доброе утро, Ян."
    assert words.said(say("Good morning, {name}.", name=say("the editor")), russian) == "Доброе утро, редактор."


def test_braces_and_percent_signs_in_parameters_are_left_alone(russian: Catalog) -> None:
    """What people typed is never taken for a placeholder."""
    assert words.said(say("Good morning, {name}.", name="{name} %s {0.__class__}"), russian).endswith(
        "{name} %s {0.__class__}."
    )


@pytest.mark.parametrize(
    ("n", "words_"),
    [
        (0, "0 страниц"),
        (1, "1 страница"),
        (2, "2 страницы"),
        (5, "5 страниц"),
        (11, "11 страниц"),
        (14, "14 страниц"),
        (21, "21 страница"),
        (22, "22 страницы"),
        (111, "111 страниц"),
        (1_000_001, "1\u00a0000\u00a0001 страница"),
    ],
)
def test_numbers_choose_their_form(russian: Catalog, n: int, words_: str) -> None:
    """The catalogue's own plural rule decides."""
    assert words.said(say_n("{n} page", "{n} pages", n), russian, "ru") == words_


@pytest.mark.parametrize(
    ("phrase", "english"),
    [
        (say("Good evening."), "Good evening."),
        (say("Good night."), "Good night."),
        (say("Nobody has translated this: {it}.", it=7), "Nobody has translated this: 7."),
        (say_n("{n} line", "{n} lines", 1), "1 line"),
        (say_n("{n} line", "{n} lines", 21), "21 lines"),
        (say_n("{n} word", "{n} words", 0), "0 words"),
    ],
)
def test_english_stands_in_for_what_is_not_translated(russian: Catalog, phrase: Phrase, english: str) -> None:
    """A fuzzy, empty, half-finished or missing entry is said in English, with its plural."""
    assert words.said(phrase, russian) == english
    assert words.said(phrase, None) == english


@pytest.mark.parametrize(
    ("language", "limit", "said"),
    [
        ("be", 20_000, "У абзацы дазволена не больш за 20\u00a0000 знакаў."),
        ("ru", 20_000, "В абзаце допустимо не более 20\u00a0000 знаков."),
        ("en", 20_000, "A paragraph has at most 20,000 characters."),
        ("en", 999, "A paragraph has at most 999 characters."),
        ("fr", 20_000, "A paragraph has at most 20,000 characters."),
    ],
)
def test_numbers_stand_in_groups_of_digits(language: str, limit: int, said: str) -> None:
    """A whole number is written as the sentence's language writes it."""
    assert words.say_in(say("A paragraph has at most {limit} characters.", limit=limit), language) == said


@pytest.mark.parametrize(
    ("count", "said"),
    [
        (4 * 1024 * 1024, ["4 MiB", "4 МіБ", "4 МиБ"]),
        (8 * 1024, ["8 KiB", "8 КіБ", "8 КиБ"]),
        (1_500, ["1,500 B", "1 500 Б", "1 500 Б"]),
        (0, ["0 B", "0 Б", "0 Б"]),
        (1024 * 1024 + 1, ["1,048,577 B", "1 048 577 Б", "1 048 577 Б"]),
    ],
)
def test_a_size_is_said_in_the_largest_whole_unit(count: int, said: list[str]) -> None:
    """Nobody is told of 4194304 bytes; what is no whole number of a unit is told exactly."""
    phrase = say("The body is larger than {limit}.", limit=Size(count))
    told = [words.say_in(phrase, language).replace("\u00a0", " ") for language in ("en", "be", "ru")]
    assert [sentence.endswith(f" {size}.") for sentence, size in zip(told, said, strict=True)] == [True] * 3, told


def test_the_api_speaks_three_languages() -> None:
    """Belarusian, English and Russian have catalogues."""
    assert words.spoken() == ("be", "en", "ru")


@pytest.mark.parametrize(
    ("language", "sentence", "numbers"),
    [
        ("be", "Такога артыкула няма.", ["Трэба праверыць 1 паведамленне.", "Трэба праверыць 3 паведамленні."]),
        ("ru", "Такой статьи нет.", ["Нужно проверить 1 сообщение.", "Нужно проверить 3 сообщения."]),
        ("ru-BY", "Такой статьи нет.", ["Нужно проверить 1 сообщение.", "Нужно проверить 3 сообщения."]),
        ("en", "There is no such article.", ["1 message must be checked.", "3 messages must be checked."]),
        ("fr", "There is no such article.", ["1 message must be checked.", "3 messages must be checked."]),
        ("../be", "There is no such article.", ["1 message must be checked.", "3 messages must be checked."]),
        (
            "be-Latn",
            "Takoha artykuła niama.",
            ["Treba pravieryć 1 paviedamlennie.", "Treba pravieryć 3 paviedamlenni."],
        ),
    ],
)
def test_the_catalogues_are_read(language: str, sentence: str, numbers: list[str]) -> None:
    """Sentences of the API come in the language asked for, in its base language, romanised, or in English."""
    assert words.say_in(say("There is no such article."), language) == sentence
    checked = [say_n("{n} message must be checked.", "{n} messages must be checked.", n) for n in (1, 3)]
    assert [words.say_in(phrase, language) for phrase in checked] == numbers


@pytest.mark.parametrize(
    ("header", "asked", "language"),
    [
        ("", None, "en"),
        ("be", None, "be"),
        ("fr, ru;q=0.2", None, "ru"),
        ("be", "ru", "ru"),
        ("be", "en", "en"),
        ("be", "en-GB", "en"),
        ("be", "be-Latn", "be"),
        ("ru", "fr", "ru"),
        ("fr", "fr", "en"),
        ("\x00", "\x00", "en"),
    ],
)
def test_the_caller_is_spoken_to_in_the_best_language(header: str, asked: str | None, language: str) -> None:
    """The language asked for comes first, then Accept-Language, then English."""
    assert words.speaking(header, asked) == language


def test_the_catalogues_are_complete() -> None:
    """Every sentence in the sources is translated to Belarusian and Russian, with the same placeholders."""
    assert catalogues.faults(catalogues.ROOT) == []


@pytest.fixture(name="checkout")
def _checkout(tmp_path: Path) -> Path:
    (tmp_path / "api").mkdir()
    (tmp_path / "api" / "hall.py").write_text('say("Hello, {name}.", name=1)\nsay_n("{n} page", "{n} pages", 2)\n')
    for language in catalogues.LANGUAGES:
        catalogues.catalogue_path(tmp_path, language).parent.mkdir(parents=True)
    _update(tmp_path)
    return tmp_path


def _update(root: Path, **translations: object) -> None:
    """Bring a checkout's catalogues in line, and set Russian translations by the word that a msgid begins with."""
    for language in catalogues.LANGUAGES:
        path = catalogues.catalogue_path(root, language)
        merged = catalogues.merge(catalogues.read(path, language), catalogues.extract(root))
        for message in merged:
            for word, string in translations.items() if language == "ru" else ():
                if str(message.id).lstrip("('{").startswith(word):
                    message.string = string
        path.write_bytes(catalogues.render(merged))


def _faults(root: Path, language: str = "ru") -> list[str]:
    prefix = f"translations/{language}/LC_MESSAGES/messages.po: "
    return [fault.removeprefix(prefix) for fault in catalogues.faults(root) if fault.startswith(prefix)]


def test_what_is_missing_is_named(checkout: Path) -> None:
    """An untranslated sentence is a fault in Belarusian and Russian; English needs no translation."""
    assert _faults(checkout) == ["not translated: Hello, {name}.", "not translated: {n} page"]
    assert _faults(checkout, "be") == _faults(checkout)
    assert _faults(checkout, "en") == []


def test_a_translation_must_keep_the_placeholders(checkout: Path) -> None:
    """A lost, renamed or broken placeholder is named, in every plural form."""
    _update(checkout, Hello="Привет, {имя}.", n=("{n} страница", "{n} страницы", "страниц"))
    assert _faults(checkout) == [
        "other placeholders than its source: Hello, {name}.",
        "other placeholders than its source: {n} page",
    ]
    _update(checkout, Hello="Привет, {name.", n=("{n} страница", "{n} страницы", "{n} страниц"))
    assert _faults(checkout) == ["other placeholders than its source: Hello, {name}."]
    _update(checkout, Hello="{name}, привет.")
    assert _faults(checkout) == []


def test_a_run_without_changes_changes_nothing(checkout: Path) -> None:
    """Catalogues come out byte for byte as they went in, translations and comments with them."""
    _update(checkout, Hello="Привет, {name}.")
    path = catalogues.catalogue_path(checkout, "ru")
    path.write_bytes(path.read_bytes().replace(b"#: api/hall.py", b"# Said at the door.\n#: api/hall.py", 1))
    before = path.read_bytes()
    _update(checkout)
    assert path.read_bytes() == before
    assert b"Said at the door." in before


def test_entries_stand_in_the_order_of_their_sentences(checkout: Path) -> None:
    """A sentence that moves to another module or line moves nothing in the catalogues but its reference."""
    (checkout / "api" / "attic.py").write_text('say("Zinc.")\nsay("Amber.")\n')
    _update(checkout)
    entries = catalogues.catalogue_path(checkout, "ru").read_text("utf-8").split("\n\n")[1:]
    assert [line for entry in entries for line in entry.splitlines() if line.startswith("msgid ")] == [
        'msgid "Amber."',
        'msgid "Hello, {name}."',
        'msgid "Zinc."',
        'msgid "{n} page"',
    ]


def test_a_sentence_that_comes_back_finds_its_translation(checkout: Path) -> None:
    """What leaves the sources is kept as obsolete, is no fault, and returns translated."""
    _update(checkout, Hello="Привет, {name}.", n=("{n} страница", "{n} страницы", "{n} страниц"))
    module = checkout / "api" / "hall.py"
    before, path = module.read_text(), catalogues.catalogue_path(checkout, "ru")
    module.write_text("")
    _update(checkout)
    assert path.read_text("utf-8").count("#~ msgid ") == 2
    assert _faults(checkout) == []
    module.write_text(before)
    _update(checkout)
    assert "#~" not in path.read_text("utf-8")
    assert _faults(checkout) == []


def test_a_changed_sentence_is_a_new_one(checkout: Path) -> None:
    """Nothing is matched fuzzily: the new wording is untranslated, and the catalogue is stale until updated."""
    _update(checkout, Hello="Привет, {name}.", n=("{n} страница", "{n} страницы", "{n} страниц"))
    (checkout / "api" / "hall.py").write_text('say("Hello there, {name}.", name=1)\n')
    assert _faults(checkout) == [
        "differs from the sources; run make catalogues",
        "not translated: Hello there, {name}.",
    ]


def test_a_fuzzy_translation_is_a_fault(checkout: Path) -> None:
    """An entry that a translator has marked as fuzzy stays so, and counts as untranslated."""
    _update(checkout, Hello="Привет, {name}.", n=("{n} страница", "{n} страницы", "{n} страниц"))
    path = catalogues.catalogue_path(checkout, "ru")
    path.write_bytes(path.read_bytes().replace(b"#, python", b"#, fuzzy, python", 1))
    _update(checkout)
    assert _faults(checkout) == ["not translated: Hello, {name}."]


@pytest.mark.parametrize("call", ["say(f'Hi {name}')", "say(title)", "errors.say()", "say_n('a', b, 1)", "say('')"])
def test_only_plain_literals_can_be_marked(checkout: Path, call: str) -> None:
    """A sentence that cannot be extracted is named with its place."""
    (checkout / "api" / "porch.py").write_text(f"\n{call}\n")
    assert "api/porch.py:2: say() needs a plain literal" in catalogues.faults(checkout)
