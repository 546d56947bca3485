"""Names put anew while others are at work: what waits to be made anew, and who plans an article meanwhile."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from typing import Any

import pytest

from api.platform import clock, db
from api.publishing import journal, readings, rebuilds
from tests.newsroom import Newsroom, token
from tests.publishing import shelf as shelves


def test_a_neighbour_that_waits_to_be_made_anew_gets_the_name_too(
    filled: tuple[Newsroom, shelves.Shelf], monkeypatch: pytest.MonkeyPatch
) -> None:
    """To be made anew as a whole does not name the neighbours of a reading that stays as it is."""
    room, _ = filled
    monkeypatch.setattr(rebuilds, "AT_ONCE", 0)
    monkeypatch.setattr(rebuilds, "A_TURN", 3)
    with db.transaction():
        rebuilds.refresh(readings.everything(), journal.begin(), at=clock.now())
    rebuilds.run_pending(at=clock.now())
    shelves.patch(room, "/v1/desk/bylines/vasil", {"names": {"be": "Новая"}})
    while rebuilds.run_pending(at=clock.now()):
        pass
    assert shelves.bytes_of_all() == shelves.built_anew()


def test_who_plans_an_article_and_who_renames_its_topic_both_come_through(
    newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The one holds the article and refers to the topic, the other holds the topic and comes to the article."""
    article_id = newsroom.publish(source_language="be")
    inside, planned = threading.Event(), threading.Event()
    put = rebuilds.rename

    def rename(article_ids: Sequence[str], generation: int, **when: Any) -> None:
        inside.set()
        planned.wait(2)  # on SQLite the other waits for this transaction, and never says so
        put(article_ids, generation, **when)

    monkeypatch.setattr(rebuilds, "rename", rename)
    statuses: dict[str, int] = {}

    def patch(path: str, change: dict[str, Any], name: str) -> None:
        headers = {"Authorization": f"Bearer {token(name)}", "If-Match": "*"}
        statuses[path] = newsroom.app.test_client().patch(path, json=change, headers=headers).status_code

    def plan() -> None:
        patch(f"/v1/desk/articles/{article_id}", {"topic": "society", "trend": "unchanged"}, "editor2")
        planned.set()

    renaming = threading.Thread(
        target=patch, args=("/v1/desk/topics/society", {"names": {"be": {"name": "Новая"}}}, "editor")
    )
    renaming.start()
    assert inside.wait(10)
    planning = threading.Thread(target=plan)
    planning.start()
    renaming.join()
    planning.join()
    assert set(statuses.values()) == {200}
