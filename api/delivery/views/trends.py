"""What readers read of verdicts, by fixed SQL."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from api.delivery.views.keys import require_known
from api.platform import db
from api.publishing.series import Tally


@dataclass(frozen=True, slots=True)
class Verdicts:
    """A public topic with the verdicts on it, by the key of the week that their issues are of."""

    topic_id: str
    topic: str
    tallies: dict[str, Tally]


# An article is one however many languages it is read in; all its readings have the same topic, issue and verdict.
_VERDICTS = """
SELECT topic.id, topic.key, counted.issue, counted.trend, counted.articles
  FROM topic
  LEFT JOIN (SELECT topic, issue, trend, COUNT(DISTINCT article_id) AS articles
               FROM reading
              WHERE topic IS NOT NULL AND issue IS NOT NULL AND trend IS NOT NULL {narrowed}
              GROUP BY topic, issue, trend) AS counted
    ON counted.topic = topic.key
 WHERE EXISTS (SELECT 1 FROM reading AS shown WHERE shown.topic = topic.key) {named}
 ORDER BY topic.position, topic.key, counted.issue, counted.trend
"""


def verdicts(topics: Sequence[str]) -> list[Verdicts]:
    """Give the public topics of these keys, or all, in the newsroom's order, with all verdicts that readers have.

    Raises:
        InvalidParameter: there is no topic of a key that was asked for.
    """
    require_known("topic", topics)
    found: dict[str, Verdicts] = {}
    for id_, key, issue, trend, count in db.rows(_sql(len(topics)), [*topics, *topics]):
        tallies = found.setdefault(key, Verdicts(id_, key, {})).tallies
        if issue is not None:
            tallies[issue] = tallies.get(issue, Tally()) + Tally(**{trend: count})
    return list(found.values())


@cache
def _sql(count: int) -> str:
    marks = ",".join("?" * count)
    narrowed, named = (f"AND {column} IN ({marks})" if count else "" for column in ("topic", "topic.key"))
    return _VERDICTS.format(narrowed=narrowed, named=named)
