"""The keys by which readers ask: one by which they find nothing is refused."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from api.platform import db, lenses
from api.platform.errors import Fault, InvalidParameter, say

_UNKNOWN = {"topic": "unknown_topic", "byline": "unknown_byline"}  # codes of faults


def require_known(parameter: str, keys: Sequence[str]) -> None:
    """Refuse keys of topics or bylines (`parameter`) by which readers find nothing.

    What only drafts have, or what was withdrawn, is refused as what there never was: only readings are looked at, so
    the answer takes the same way too.

    Raises:
        InvalidParameter: there is nothing of a key that was asked for.
    """
    if keys:
        _require(parameter, keys, _SHOWN[parameter])


def require_ever_known(topics: Sequence[str]) -> None:
    """Refuse keys of topics in which nothing was ever public: who follows one must hear of its last withdrawal.

    Raises:
        InvalidParameter: there is nothing of a key that was asked for.
    """
    if topics:
        _require("topic", topics, _EVER_SHOWN)
        lens = lenses.held.lens
        if lens is not None and lens.topics is not None:
            _refuse("topic", topics, known=lens.topics.values())


# Said by language, because the index begins with it. What is there is not counted: of a large topic that takes long.
_SHOWN = {
    "topic": """
SELECT key
  FROM ({asked}) AS asked
 WHERE EXISTS (SELECT 1
                 FROM reading
                WHERE requested_language IN (SELECT code FROM language) AND topic = asked.key
                  AND published_at IS NOT NULL)
""",
    "byline": """
SELECT key FROM ({asked}) AS asked WHERE EXISTS (SELECT 1 FROM reading_byline WHERE byline = asked.key)
""",
}

# All languages of an article have the topic that any of them brought.
_EVER_SHOWN = """
SELECT key
  FROM topic
 WHERE key IN ({marks})
   AND EXISTS (SELECT 1 FROM publication WHERE publication.article_id IN (
                   SELECT brought.article_id FROM "publication" AS brought WHERE brought.topic_id = topic.id))
"""


def _require(parameter: str, keys: Sequence[str], sql: str) -> None:
    marks, asked = ",".join("?" * len(keys)), " UNION ".join(["SELECT CAST(? AS TEXT) AS key"] * len(keys))
    _refuse(parameter, keys, known={key for (key,) in db.rows(sql.format(marks=marks, asked=asked), keys)})


def _refuse(parameter: str, keys: Sequence[str], *, known: Collection[str]) -> None:
    for key in keys:
        if key not in known:
            detail = say("There is nothing with the key {key}.", key=key)
            raise InvalidParameter(detail, Fault(_UNKNOWN[parameter], detail, parameter=parameter))
