"""What the desk reads of topics: data in the shapes of its schemas, from two statements each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from api.content import topics
from api.platform import db, paging, rows


def topic(topic_id: str) -> dict[str, Any]:
    """Show a topic with all its names."""
    return _topics(db.rows(_TOPIC, (topic_id,)))[0]


def topic_page(cursor: paging.Cursor | None, limit: int) -> tuple[paging.Page, list[dict[str, Any]]]:
    """Give a page of topics in the newsroom's order, with what to show of each; two statements."""
    page = rows.page(_TOPICS, (), cursor, limit, by=("position", "key"))
    return page, _topics(page.rows)


_TOPICS = "SELECT position, key, id FROM topic WHERE TRUE"
_TOPIC = f"{_TOPICS} AND id = ?"


def _topics(found: Sequence[tuple[Any, ...]]) -> list[dict[str, Any]]:
    names = topics.described([id_ for *_, id_ in found])
    return [
        {
            "id": id_,
            "key": key,
            "position": position,
            "names": {language: asdict(name) for language, name in names[id_].items()},
        }
        for position, key, id_ in found
    ]
