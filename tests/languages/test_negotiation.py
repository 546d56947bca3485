from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.languages import languages
from api.languages.languages import Known
from api.platform.errors import InvalidParameter
from tests.effort import effort

NEWSROOM = {
    code: Known(code, code, (code,), is_default=code == "be")
    for code in ("be", "ru", "en", "be-Latn", "zh-Hant", "en-GB")
}


@pytest.mark.parametrize(
    ("header", "language"),
    [
        ("ru", "ru"),
        ("RU", "ru"),
        ("en-US", "en"),
        ("en-gb", "en-GB"),
        ("en-GB-oxendict", "en-GB"),
        ("be-latn-BY", "be-Latn"),
        ("be-Cyrl-BY", "be"),
        ("zh-Hant-CN-x-private1-private2", "zh-Hant"),
        ("zh-Hans", "be"),
        ("en-a-bbb-x-a-ccc", "en"),
        ("fr, de", "be"),
    ],
)
def test_a_range_is_looked_up_from_its_longest_form(header: str, language: str) -> None:
    """A range loses subtags from its end until a language fits (RFC 4647 section 3.4); case does not matter."""
    assert languages.negotiate(header, NEWSROOM) == language


@pytest.mark.parametrize(
    ("header", "language"),
    [
        ("ru;q=0.5, en;q=0.8", "en"),
        ("ru, en", "ru"),
        ("ru;q=1, en", "ru"),
        ("ru, en;q=1", "ru"),
        ("en;q=0.8,ru;q=0.8", "en"),
        ("fr, ru;q=0.001", "ru"),
        ("en ; q=0.3 ,\tru\t;\tq=0.9", "ru"),
        ("en;Q=0.1, ru;Q=0.2", "ru"),
        ("ru;q=1.000, en;q=0.999", "ru"),
        ("ru;q=1., en;q=0.", "ru"),
        (", ,ru,,", "ru"),
        ("ru;q=0.1, en;q=0.5, ru;q=0.9", "ru"),
        ("ru;q=0.9, en;q=0.5, ru;q=0.1", "ru"),
    ],
)
def test_the_best_quality_wins(header: str, language: str) -> None:
    """Qualities decide, then the order in the header; empty elements and optional space are allowed (RFC 9110)."""
    assert languages.negotiate(header, NEWSROOM) == language


@pytest.mark.parametrize(
    ("header", "language"),
    [
        ("*", "be"),
        ("fr, *;q=0.1", "be"),
        ("*, ru;q=0.5", "ru"),
        ("*;q=0", "be"),
        ("ru, *;q=0", "ru"),
    ],
)
def test_a_star_leads_to_the_default(header: str, language: str) -> None:
    """`*` is no language to look up: another range decides where there is one, else the default does (RFC 4647)."""
    assert languages.negotiate(header, NEWSROOM) == language


@pytest.mark.parametrize(
    ("header", "language"),
    [
        ("be;q=0, *", "ru"),
        ("be;q=0", "ru"),
        ("be;q=0, ru;q=0.0, en;q=0.000, zh;q=0", "be"),
        ("be;q=0, be-Latn", "be-Latn"),
        ("en-GB, en;q=0", "en-GB"),
        ("en-US, en;q=0, ru;q=0.1", "ru"),
        ("en-GB;q=0, en", "en"),
    ],
)
def test_a_refused_language_is_not_given(header: str, language: str) -> None:
    """A quality of 0 refuses a language and its variants, unless a longer range asks for one or nothing is left."""
    assert languages.negotiate(header, NEWSROOM) == language


@pytest.mark.parametrize(
    "header",
    [
        "",
        " ",
        ",",
        ";q=1",
        "en;q=2",
        "en;q=1.001",
        "en;q=0.1234",
        "en;q=-1",
        "en;q=nan",
        "en;q=",
        "en;level=1",
        "en;q=\u0661",
        "\u0435n",
        "en_GB",
        "englishman",
        "-en",
        "en-",
        "en--GB",
        "en-*",
        "e n",
        "\x00",
        "en;q=0.5;q=0.6",
        "\u00a0en",
        "'; DROP TABLE language; --",
    ],
)
def test_what_is_no_range_is_passed_over(header: str) -> None:
    """A malformed element counts for nothing, alone and beside a good one."""
    assert languages.negotiate(header, NEWSROOM) == "be"
    assert languages.negotiate(f"{header},ru;q=0.1", NEWSROOM) == "ru"


@pytest.mark.parametrize("part", ["en-a", "x", "ru;q=0.5", ",", "a-" * 40, " ", "*;q=0"])
def test_a_huge_header_costs_nothing(part: str) -> None:
    """Of 100 kB only the first part is read: ten of them in well under a second."""
    header = f"ru;q=0.7,{part}," * (100_000 // len(part))
    assert languages.negotiate(header, NEWSROOM) in {"ru", "en"}
    assert effort(lambda: [languages.negotiate(header, NEWSROOM) for _ in range(10)]) < 10


def test_a_huge_header_is_never_cut_inside_a_range() -> None:
    """Where reading stops, half an element is not taken for a whole one: `ru;q=0.9` is no `ru;q=0.`."""
    for padding in range(960, 1_001):
        header = "fr" + " " * padding + ",ru;q=0.9,en;q=0.8" + " " * 1_000
        assert languages.negotiate(header, NEWSROOM) in {"be", "ru"}


def test_a_thousand_characters_are_read() -> None:
    """A header of just that is read to its end; of one more, what stands before the last comma."""
    for length, language in ((1_000, "ru"), (1_001, "be")):
        header = "fr".ljust(length - len(",ru")) + ",ru"
        assert len(header) == length
        assert languages.negotiate(header, NEWSROOM) == language
    assert languages.negotiate("ru," + "fr".ljust(1_000) + ",en", NEWSROOM) == "ru"


@given(st.text(max_size=300) | st.text("enruberq01.;=,-* ", max_size=300))
def test_any_header_gives_a_language(header: str) -> None:
    """Whatever a client sends, the answer is one of the newsroom's languages."""
    assert languages.negotiate(header, NEWSROOM) in NEWSROOM


def test_a_chain_follows_the_fallbacks_to_its_end() -> None:
    """A chain begins with the language itself and has any length."""
    parents: dict[str, str | None] = {f"l{n}": f"l{n + 1}" for n in range(5_000)}
    assert languages._chain("l0", parents) == [f"l{n}" for n in range(5_001)]
    assert languages._chain("be", {"be": None}) == ["be"]
    assert languages._chain("be", {}) == ["be"]


@pytest.mark.parametrize(
    ("parents", "chain"),
    [
        ({"be": "be"}, ["be"]),
        ({"be": "ru", "ru": "be"}, ["be", "ru"]),
        ({"be": "ru", "ru": "en", "en": "ru"}, ["be", "ru", "en"]),
    ],
)
def test_a_circle_of_fallbacks_ends(parents: dict[str, str | None], chain: list[str]) -> None:
    """Languages that fall back to each other are each asked once."""
    assert languages._chain("be", parents) == chain


def test_an_unknown_language_is_refused_by_name() -> None:
    """A language that the newsroom has not is a fault of the parameter that named it."""
    assert languages.require("ru", NEWSROOM).code == "ru"
    with pytest.raises(InvalidParameter) as raised:
        languages.require("xx", NEWSROOM, parameter="lang")
    assert [(fault.code, fault.parameter) for fault in raised.value.faults] == [("unknown_language", "lang")]


@pytest.mark.parametrize(
    ("code", "direction"), [("be", "ltr"), ("ar", "rtl"), ("he", "rtl"), ("xx", "ltr"), ("fa-AF", "rtl")]
)
def test_the_direction_of_writing_is_known(code: str, direction: str) -> None:
    """Arabic and Hebrew run from right to left, by CLDR; an unknown language from left to right."""
    assert Known(code, code, (code,), is_default=False).direction == direction


@pytest.mark.parametrize(
    ("code", "reader", "name"),
    [
        ("be", "en", "Belarusian"),
        ("be", "ru", "белорусский"),
        ("ru", "be", "руская"),
        ("be-Latn", "en", "Belarusian (Latin)"),
        ("be-Latn", "be-Latn", "biełaruskaja (łacinica)"),
        ("ru", "be-Latn-PL", "ruskaja"),
        ("en-GB", "en", "English (United Kingdom)"),
        ("be-QQ", "en", "Belarusian (QQ)"),
        ("xx", "en", "xx"),
        ("be", "xx", "be"),
    ],
)
def test_a_language_is_named_in_the_reader_s_language(code: str, reader: str, name: str) -> None:
    """Names come from CLDR; a language that it does not know keeps its tag."""
    assert languages.name_in(code, reader) == name
