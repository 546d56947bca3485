"""The newsroom's languages changed: what is written, what is left alone, and whether readers may notice."""

from __future__ import annotations

from typing import Any

import pytest

from api.languages import chains
from api.platform import db
from api.platform.errors import Invalid, NotFound
from api.platform.preconditions import Expected
from tests.newsroom import Newsroom


def change(code: str, **changes: Any) -> bool:
    """Change a language, whatever it was like."""
    with db.transaction():
        return chains.change(code, changes, expected=Expected(None))


def order() -> list[str]:
    """Give the codes in the newsroom's order, which must have no gap."""
    rows = chains.everything()
    assert [row["position"] for row in rows] == list(range(len(rows)))
    return [row["code"] for row in rows]


def test_a_language_is_found_by_its_code_alone(sqlite_newsroom: Newsroom) -> None:
    """Not by one that is near it in the alphabet."""
    assert [chains.get(code)["code"] for code in ("be", "en", "ru")] == ["be", "en", "ru"]
    for code in ("", "a", "bf", "zz"):
        with pytest.raises(NotFound):
            chains.get(code)


@pytest.mark.parametrize("name", ["Angielski", "Zulu"])
def test_a_name_is_written_and_no_reader_notices(sqlite_newsroom: Newsroom, name: str) -> None:
    """Whether it comes before or after the old one; the language's serial rises by one."""
    before = chains.get("en")
    assert change("en", native_name=name) is False
    assert chains.get("en") == before | {"native_name": name, "serial": before["serial"] + 1}


def test_what_is_as_it_was_is_not_written(sqlite_newsroom: Newsroom) -> None:
    """The same name, fallback and place leave the serial, and so what others have read holds."""
    before = chains.everything()
    for row in before:
        assert change(row["code"], **{key: row[key] for key in ("native_name", "fallback", "position")}) is False
    assert chains.everything() == before


@pytest.mark.parametrize(
    ("code", "position", "expected"),
    [
        ("be", 2, ["ru", "en", "be"]),
        ("be", 1, ["ru", "be", "en"]),
        ("en", 0, ["en", "be", "ru"]),
        ("ru", 9, ["be", "en", "ru"]),
    ],
)
def test_a_language_is_moved_among_the_others(
    sqlite_newsroom: Newsroom, code: str, position: int, expected: list[str]
) -> None:
    """The others keep their order, and a place beyond the end is the end."""
    assert change(code, position=position) is True
    assert order() == expected


def test_another_fallback_is_noticed(sqlite_newsroom: Newsroom) -> None:
    """A shorter chain, and a longer one again."""
    assert change("en", fallback=None) is True
    assert chains.get("en")["fallback"] is None
    assert change("en", fallback="ru") is True


@pytest.mark.parametrize(("fallback", "code"), [("be", "circle"), ("en", "circle"), ("xx", "unknown_language")])
def test_a_fallback_that_cannot_be_changes_nothing(sqlite_newsroom: Newsroom, fallback: str, code: str) -> None:
    """Itself, one that leads back to it, and none of the newsroom's."""
    before = chains.everything()
    with pytest.raises(Invalid) as raised:
        change("be", fallback=fallback)
    assert [(fault.code, fault.pointer) for fault in raised.value.faults] == [(code, "/fallback")]
    assert chains.everything() == before
