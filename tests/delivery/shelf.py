"""Many published articles in little time: copies of one that was really published, with other times and columns."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

from api.platform import clock, db, ids
from tests.newsroom import Newsroom

EPOCH = datetime(2017, 9, 1, tzinfo=UTC)

_ARTICLE = """
INSERT INTO article (id, source_language, topic_id, issue_id, trend, position, created_at, created_by, serial)
SELECT ?, source_language, topic_id, issue_id, trend, position, created_at, created_by, serial FROM article WHERE id = ?
RETURNING id
"""

_READING = """
INSERT INTO reading (article_id, requested_language, language, slug, topic, trend, issue, published_at, updated_at,
                     modified_at, etag, list_json, full_json, core_length)
VALUES (?, 'en', 'en', ?, 'society', 'worsened', '2017-W37', ?, ?, ?, ?, ?, ?, 0)
RETURNING article_id
"""


class Shelf:
    """The published articles of a newsroom's readers of English."""

    def __init__(self, room: Newsroom) -> None:
        self.room = room
        self.first = room.publish()
        found = db.row("SELECT list_json, full_json FROM reading WHERE article_id = ?", (self.first,))
        assert found is not None
        self._listed, self._whole = bytes(found[0]), bytes(found[1])

    def add(self, hours: int, *, updated_hours: int | None = None) -> str:
        """Publish a copy so many hours after the epoch of this shelf; gives its id."""
        article, moment = ids.new(), EPOCH + timedelta(hours=hours)
        updated = moment if updated_hours is None else EPOCH + timedelta(hours=updated_hours)
        times = {"published_at": clock.to_wire(moment), "updated_at": clock.to_wire(updated)}
        documents = [
            json.dumps(json.loads(document) | {"id": article, "slug": f"copy-{article}"} | times).encode()
            for document in (self._listed, self._whole)
        ]
        at = db.write_time(moment)
        with db.transaction():
            db.row(_ARTICLE, (article, self.first))
            db.row(_READING, (article, f"copy-{article}", at, db.write_time(updated), at, article, *documents))
        return article
