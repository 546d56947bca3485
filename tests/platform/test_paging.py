"""Pages and cursors, over a list in memory."""

from __future__ import annotations

import base64
from typing import Any

import pytest

from api.platform.errors import InvalidParameter
from api.platform.paging import DEFAULT_LIMIT, LARGEST_LIMIT, Cursor, Page, Signer, page

SIGNER = Signer(b"secret of this instance")
CURSORS = [Cursor("next", ("2017-09-14", 7)), Cursor("prev", (None, "Ліпень", 1.5)), Cursor("next", ())]
# As they were written for the list "a" before AES-SIV sealed them.
FORMER = {
    "rCG7l_omo_MlPW6tmQByThSsMz_5iFO33UwW-5QuIuc": CURSORS[0],
    "QTIoIQX3RBThZdQdKDNyX5ZTEXKASAO0qYCIDc3RxwiOiidtl6zSft0i4su2o-6AQ1Daa_656ZvD-qN_u08I4NA": CURSORS[1],
    "pev5zyu0IBz_wEjd32JPwU0": CURSORS[2],
    "ovuliE_w9yje18C2Nl9jxRIOM01yRqRU1yKS": Cursor("next", (1_000_041, 3)),
}


def turned(cursor: Cursor | None, rows: int = 5, limit: int = 2) -> Page:
    """Give a page of the numbers from 0 on."""

    def fetch(backwards: bool, place: tuple[Any, ...] | None, count: int) -> list[tuple[Any, ...]]:  # noqa: FBT001  # as paging calls it
        assert count == limit + 1, "one more tells whether there are more"
        numbers = range(rows - 1, -1, -1) if backwards else range(rows)
        left = [n for n in numbers if place is None or (n < place[0] if backwards else n > place[0])]
        return [(n, "row") for n in left[:count]]

    return page(fetch, cursor, limit, lambda row: row[:1])


def shown(found: Page) -> tuple[list[int], Cursor | None, Cursor | None]:
    """Give a page's numbers and the cursors around them."""
    return [row[0] for row in found.rows], found.prev, found.next


def test_pages_lead_through_the_list_to_its_end() -> None:
    """Each page but the last has a next, each but the first a previous one; a page that is just full is the last."""
    first, second = Cursor("next", (1,)), Cursor("next", (3,))
    assert shown(turned(None)) == ([0, 1], None, first)
    assert shown(turned(first)) == ([2, 3], Cursor("prev", (2,)), second)
    assert shown(turned(second)) == ([4], Cursor("prev", (4,)), None)
    assert shown(turned(None, rows=2)) == ([0, 1], None, None)


def test_a_page_of_three_ends_with_its_third() -> None:
    """The cursor holds the place of the last row, and one more row is enough to say that there are more."""
    assert shown(turned(None, rows=4, limit=3)) == ([0, 1, 2], None, Cursor("next", (2,)))


def test_pages_lead_back_in_the_list_s_order() -> None:
    """Backwards, rows keep the list's order, there is always a next page, and the first page has no previous one."""
    assert shown(turned(Cursor("prev", (4,)))) == ([2, 3], Cursor("prev", (2,)), Cursor("next", (3,)))
    assert shown(turned(Cursor("prev", (2,)))) == ([0, 1], None, Cursor("next", (1,)))


@pytest.mark.parametrize("cursor", [None, Cursor("next", (9,)), Cursor("prev", (0,))])
def test_an_empty_page_has_no_cursor(cursor: Cursor | None) -> None:
    """There is no row to hold a place, so it leads nowhere."""
    assert shown(turned(cursor)) == ([], None, None) if cursor else shown(turned(None, rows=0)) == ([], None, None)


@pytest.mark.parametrize("cursor", CURSORS)
def test_a_cursor_is_read_as_it_was_written(cursor: Cursor) -> None:
    """Direction and place come back, from what can stand in an address as it is."""
    text = SIGNER.write(cursor, "articles by date")
    assert SIGNER.read(text, "articles by date") == cursor
    assert text.replace("-", "").replace("_", "").isalnum()


def test_a_cursor_is_the_same_from_any_process() -> None:
    """It depends on the secret and the list alone, so that a restart or another worker breaks no link."""
    assert SIGNER.write(CURSORS[0], "a") == Signer(b"secret of this instance").write(CURSORS[0], "a")
    assert SIGNER.write(Cursor("next", (1,)), "a") == "u9TDeh_sFJvAB8cjyBTPsb5VLtNb8Ho"


def test_a_cursor_shows_its_place_to_nobody() -> None:
    """Neither as text nor, where two places differ little, by what their cursors have in common."""
    first, second = (SIGNER.write(Cursor("next", (f"2017-09-14T09:00:00.{n}Z",)), "a") for n in (123456, 123457))
    sealed, other = (base64.urlsafe_b64decode(text + "==") for text in (first, second))
    assert b"2017" not in sealed
    assert sum(a == b for a, b in zip(sealed, other, strict=True)) < 6, "by chance one byte in 256 is the same"


@pytest.mark.parametrize(("text", "cursor"), FORMER.items())
def test_a_cursor_of_a_former_version_is_read(text: str, cursor: Cursor) -> None:
    """Partners keep their place in the journal for months; what is written anew is sealed as all are now."""
    assert SIGNER.read(text, "a") == cursor
    assert SIGNER.write(cursor, "a") != text


@pytest.mark.parametrize("text", [SIGNER.write(CURSORS[0], "a"), next(iter(FORMER))])
def test_each_changed_character_is_noticed(text: str) -> None:
    """Whatever letter of a cursor is exchanged, left out or put on, it is refused; of a former version's, too."""
    changed = {text[:i] + letter + text[i + 1 :] for i in range(len(text)) for letter in "Aa_0=" if text[i] != letter}
    shortened = {text[:i] + text[i + 1 :] for i in range(len(text)) if text[:i] + text[i + 1 :] != text}
    for wrong in changed | shortened | {f"{text}A", f"{text}==", f"{text}\n", f" {text}"}:
        with pytest.raises(InvalidParameter):
            SIGNER.read(wrong, "a")


def test_a_seal_is_of_sixteen_bytes() -> None:
    """So much of it is in a cursor that no guessing finds one, and not more than an address needs."""
    written = base64.urlsafe_b64decode(SIGNER.write(Cursor("next", ()), "a") + "=" * 2)
    assert len(written) == 16 + len(b'["n"]')


@pytest.mark.parametrize("text", ["", "x", "Ж", "A" * 16, "A" * 40, "====", "not a cursor"])
def test_what_is_no_cursor_is_refused_by_the_name_of_its_parameter(text: str) -> None:
    """It is a fault of the parameter, not an error of ours."""
    with pytest.raises(InvalidParameter) as raised:
        SIGNER.read(text, "a", parameter="since")
    assert [(fault.code, fault.parameter) for fault in raised.value.faults] == [("invalid_cursor", "since")]


@pytest.mark.parametrize("text", [SIGNER.write(CURSORS[0], "a"), *FORMER])
@pytest.mark.parametrize(("signer", "purpose"), [(SIGNER, "b"), (Signer(b"another"), "a")])
def test_a_cursor_belongs_to_one_list_of_one_instance(signer: Signer, purpose: str, text: str) -> None:
    """Another list, and another instance's secret, refuse it."""
    with pytest.raises(InvalidParameter):
        signer.read(text, purpose)


def test_a_page_has_twenty_rows_unless_asked_and_at_most_a_hundred() -> None:
    """As the contract pins it for every list."""
    assert (DEFAULT_LIMIT, LARGEST_LIMIT) == (20, 100)
