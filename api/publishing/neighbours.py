"""Neighbours: the articles before and after one in its topic, which its document shows, so that it ends with them.

Readings are written open, without them, and closed here, when all that changed has its place in the order. The order
is by the time of first publication, then by id; withdrawn versions have no place in it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from api.platform import clock, db
from api.publishing import documents
from api.publishing.models import Reading

ReadingKey = tuple[str, str]  # article, requested language

_BESIDE = """
(SELECT beside.{column}
   FROM reading AS beside
  WHERE beside.requested_language = reading.requested_language AND beside.topic = reading.topic
    AND (beside.published_at, beside.article_id) {sign} (reading.published_at, reading.article_id)
  ORDER BY beside.published_at {order}, beside.article_id {order}
  LIMIT 1)
"""

_AROUND = f"""
SELECT reading.requested_language,
       {_BESIDE.format(column="article_id", sign="<", order="DESC")},
       {_BESIDE.format(column="article_id", sign=">", order="ASC")}
  FROM reading
 WHERE reading.article_id IN ({{marks}}) AND reading.published_at IS NOT NULL
"""  # noqa: S608 - fixed parts

_OPEN = f"""
SELECT reading.article_id, reading.requested_language, reading.language, reading.etag, reading.modified_at,
       SUBSTR(reading.full_json, 1, reading.core_length),
       {_BESIDE.format(column="list_json", sign="<", order="DESC")},
       {_BESIDE.format(column="list_json", sign=">", order="ASC")}
  FROM reading
 WHERE reading.article_id IN ({{marks}}) AND reading.published_at IS NOT NULL
"""  # noqa: S608 - fixed parts


def around(article_ids: Sequence[str]) -> set[ReadingKey]:
    """Give the readings that show one of these articles as their neighbour, as things stand; one statement."""
    sql = _AROUND.format(marks=_marks(article_ids))
    return {
        (beside, language) for language, *both in db.rows(sql, article_ids) for beside in both if beside is not None
    }


def close(keys: Iterable[ReadingKey], cores: Mapping[ReadingKey, bytes], *, at: datetime) -> None:
    """End some documents with their neighbours as those stand; what says the same as before is left as it is.

    `cores` are the documents but for their neighbours where they are new; the others keep theirs. A step inside a
    transaction; one statement to read, and one to write for a few hundred.
    """
    db.require_transaction()
    wanted = set(keys)
    if not wanted:
        return
    article_ids = sorted({article_id for article_id, _ in wanted})
    records = []
    for article_id, asked, language, former, modified_at, kept, previous, following in db.rows(
        _OPEN.format(marks=_marks(article_ids)), article_ids
    ):
        if (article_id, asked) not in wanted:
            continue
        core = cores.get((article_id, asked)) or bytes(kept)
        document = documents.with_neighbours(core, previous, following)
        etag = documents.etag(document)
        if etag != former:
            records.append(
                {
                    "article": article_id,
                    "requested_language": asked,
                    "language": language,
                    "full_json": document,
                    "core_length": len(core),
                    "etag": etag,
                    "modified_at": db.read_time(modified_at) if former is None else after(modified_at, at=at),
                }
            )
    db.put(Reading, records, key=["article", "requested_language"])


def after(former: Any, *, at: datetime) -> datetime:  # noqa: ANN401 - as either driver gives a time
    """Give the time of a change at `at` of what last changed at `former`: never of the minute that one was told by.

    A time is taken before its transaction is committed, so a change may come out after readers were told of one before
    it by the end of that minute; they would keep what they have.
    """
    return max(at, clock.minute_after(db.read_time(former)))


def _marks(values: Sequence[str]) -> str:
    return ",".join("?" * len(values))
