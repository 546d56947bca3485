"""Figures of the partners' guide: what it tells people to keep to is what the programs keep to."""

from __future__ import annotations

import json
import re
import sqlite3
from contextlib import closing
from pathlib import Path

from api.partners.schemas.own import ContractSchema
from api.partners.sending import dispatch

_GUIDE = Path("docs/partners.md").read_text("utf-8")


def test_an_endpoint_has_as_long_as_the_guide_says() -> None:
    """Whoever begins to answer within that time is waited for."""
    found = re.search(r"\*\*Answer 2xx within (\d+) seconds\*\*", _GUIDE)
    assert found is not None
    assert float(found[1]) == dispatch.LIMITS.silence


def test_the_sample_of_a_contract_has_all_of_it() -> None:
    """A partner compares line by line what it is given with what the guide shows."""
    sample = _GUIDE.partition('"contract": {')[2].partition('"ends_at"')[0]
    assert [name for name in ContractSchema().fields if f'"{name}"' not in sample] == ["ends_at"]


def test_the_text_that_the_guide_spoils_is_another_then() -> None:
    """Whatever a partner holds, in whichever language: else the proof that follows would go on saying equal."""
    (statement,) = re.findall(r'^\$ sqlite3 mirror\.db "(UPDATE .*)"$', _GUIDE, re.MULTILINE)
    with closing(sqlite3.connect(":memory:")) as file:
        file.execute("CREATE TABLE article (article_id, language, topic, document)")
        for article in ("a", "b"):
            document = json.dumps({"title": "Кран стаіць", "body": {"content": "<p>Ён.</p>"}}, ensure_ascii=False)
            file.execute("INSERT INTO article VALUES (?, 'be', 'town', ?)", (article, document))
        file.execute(statement)
        titles = [json.loads(text)["title"] for (text,) in file.execute("SELECT document FROM article ORDER BY 1")]
    assert len(titles) - titles.count("Кран стаіць") == 1
