"""What a faithful mirror holds now, read piece by piece: all documents would fill the memory."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from api.platform import db

_PIECE = 200  # articles


def documents(language: str | None, topics: Sequence[str]) -> Iterator[bytes]:
    """Give every article that is public in its own language, as `/v1/changes` gives it; a statement for each 200.

    Called inside `db.snapshot`, so that all are of one moment.
    """
    sql = _DOCUMENTS.format(
        language="AND r.language = ?" if language is not None else "",
        topics=f"AND r.topic IN ({','.join('?' * len(topics))})" if topics else "",
    )
    narrowed = [*([language] if language is not None else []), *topics]
    place, found = ("", ""), [("", "", b"")] * _PIECE
    while len(found) == _PIECE:
        found = db.rows(sql, (*place, *narrowed, _PIECE))
        yield from (bytes(core) + b"}" for _, _, core in found)
        place = found[-1][:2] if found else place


_DOCUMENTS = """
SELECT r.article_id, r.requested_language, SUBSTR(r.full_json, 1, r.core_length)
  FROM reading AS r
 WHERE (r.article_id, r.requested_language) > (?, ?) AND r.requested_language = r.language
   AND r.list_json IS NOT NULL {language} {topics}
 ORDER BY r.article_id, r.requested_language
 LIMIT ?
"""
