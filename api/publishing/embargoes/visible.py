"""What counts as under embargo at a moment, as SQL. The one place that decides it; pure.

Nothing is believed of what the worker wrote: that the release is still planned for that hour by somebody who may, that
the text is still in it and approved word for word, and that readers never had it, is asked at each reading. So a
cancelled release, an article that was taken out of its issue and an approval that was withdrawn end it in the very
moment in which they are committed.
"""

from __future__ import annotations

from api.accounts import roles

# Of a scheduled release, its person, an article in it, and a version of that.
PLANNED = f"""
  JOIN person AS planner ON planner.id = planned.created_by
  JOIN article AS subject ON subject.id = planned.article_id OR subject.issue_id = planned.issue_id
  JOIN version AS said ON said.article_id = subject.id
 WHERE planned.state = 'scheduled' AND planned.failure IS NULL
   AND planner.suspended_at IS NULL
   AND EXISTS (SELECT 1 FROM "grant" WHERE "grant".person_id = planner.id AND {roles.as_condition("release")})
   AND said.status = 'approved'
   AND NOT EXISTS (SELECT 1 FROM "publication" AS had
                    WHERE had.article_id = subject.id AND had.language = said.language)
"""  # noqa: S608 - our own names

_ROWS = f"""
SELECT {{columns}}
  FROM embargoed AS ahead
  JOIN release AS planned ON planned.id = ahead.release_id
  {PLANNED}
   AND subject.id = ahead.article_id AND said.language = ahead.language
   AND planned.at = ahead.embargoed_until AND planned.at <= {{until}}
   AND subject.serial = ahead.article_serial AND said.text_hash = ahead.text_hash
   AND {{condition}}
"""  # noqa: S608 - fixed parts

# The columns of `reading`, in one order for both parts of what is read.
_COLUMNS = (
    "article_id", "requested_language", "language", "slug", "topic", "trend", "issue", "published_at", "updated_at",
    "modified_at", "etag", "list_json", "full_json", "core_length",
)  # fmt: skip
_INSTEAD = {
    "requested_language": "ahead.language",
    "slug": "ahead.article_id",
    "published_at": "ahead.embargoed_until",
    "updated_at": "ahead.embargoed_until",
    "modified_at": "ahead.written_at",
}
_AS_READINGS = ", ".join(f"{_INSTEAD.get(column, f'ahead.{column}')} AS {column}" for column in _COLUMNS)
_OWN = ", ".join(f"own.{column}" for column in _COLUMNS)


def rows(columns: str, until: str, condition: str) -> str:
    """Write which rows of `embargoed` (`ahead`) count: planned for a time (an SQL literal) at most, and a condition."""
    return _ROWS.format(columns=columns, until=until, condition=condition)


def with_bylines(bylines: str, until: str, condition: str) -> str:
    """Write whose articles are, as `reading_byline` has it, together with those under embargo."""
    ahead = rows("ahead.article_id", until, condition)
    return f"{bylines} UNION {_BYLINES.format(ahead=ahead)}"


_BYLINES = """
SELECT byline.key, article_byline.article_id
  FROM article_byline
  JOIN byline ON byline.id = article_byline.byline_id
 WHERE article_byline.article_id IN ({ahead})
"""


def with_readings(readings: str, until: str, condition: str) -> str:
    """Write readings together with what is under embargo in their form, which stands in the place of a fallback."""
    ahead = rows(_AS_READINGS, until, condition)
    instead = rows("1", until, f"{condition} AND ahead.article_id = own.article_id")
    return (
        f"SELECT {_OWN} FROM ({readings}) AS own"  # noqa: S608 - fixed parts
        f" WHERE NOT EXISTS ({instead} AND ahead.language = own.requested_language) UNION ALL {ahead}"
    )
