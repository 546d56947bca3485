from __future__ import annotations

import pytest

from api.partners.receipts import receipts
from api.platform import db
from tests.newsroom import Newsroom


@pytest.mark.parametrize("sql", [receipts._DELIVERED, receipts._GONE, receipts._KNOWN])
def test_a_receipt_looks_at_its_articles_entries_alone(sqlite_newsroom: Newsroom, sql: str) -> None:
    """However long the journal is: what is written of each delivery does not go through all of a language."""
    assert sqlite_newsroom
    plan = " ".join(str(row[3]) for row in db.rows(f"EXPLAIN QUERY PLAN {sql}", [None] * sql.count("?")))
    assert "change_article_id" in plan
    assert "change_language" not in plan
