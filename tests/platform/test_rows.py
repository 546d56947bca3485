"""Pages of rows, selected by a statement or sorted already."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from api.platform import rows
from api.platform.paging import Cursor, Page
from tests.newsroom import Newsroom

NUMBERED = "WITH numbered (day, id) AS (VALUES {values}) SELECT day, id FROM numbered WHERE id <> ?"
ROWS = [("2017-09-11", 1), ("2017-09-11", 2), ("2017-09-12", 1), ("2017-09-13", 3), ("2017-09-13", 4)]
LEFT_OUT = 9

Turn = Callable[[Cursor | None], Page]


def selected(*, descending: bool) -> Turn:
    """Give what turns the pages of a statement."""
    sql = NUMBERED.format(values=", ".join(f"('{day}', {id_})" for day, id_ in [("2017-09-12", LEFT_OUT), *ROWS]))
    return lambda cursor: rows.page(sql, (LEFT_OUT,), cursor, 2, by=("day", "id"), descending=descending)


def there_and_back(turn: Turn) -> tuple[list[tuple[object, ...]], list[tuple[object, ...]]]:
    """Give all rows by turning pages to the end, and all but the last page's by turning back."""
    page = turn(None)
    there, back = list(page.rows), list[tuple[object, ...]]()
    while page.next is not None:
        page = turn(page.next)
        there += page.rows
    while page.prev is not None:
        page = turn(page.prev)
        back = [*page.rows, *back]
    return there, back


@pytest.mark.parametrize("descending", [False, True])
def test_a_statement_s_pages_hold_each_row_once(newsroom: Newsroom, *, descending: bool) -> None:
    """There and back, in either order, also where rows share the first of the values by which they stand."""
    expected = sorted(ROWS, reverse=descending)
    assert there_and_back(selected(descending=descending)) == (expected, expected[:4])


def test_sorted_rows_are_paged_as_selected_ones_are() -> None:
    """What was sorted in memory turns in the same pages."""
    assert there_and_back(lambda cursor: rows.page_of(ROWS, cursor, 2, by=2)) == (ROWS, ROWS[:4])
