"""Figures: the pictures in readings put anew, where nothing else in a reading has changed.

What is shown for a picture may become another within the second in which it must be gone, in hundreds of articles. So
the list form and the document are read and written again as they stand, but for what they show of pictures.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import orjson

from api.content.pictures import exhibits, figures
from api.content.showing import Figures
from api.platform import db
from api.publishing import documents, neighbours, published, readings
from api.publishing.neighbours import ReadingKey
from api.publishing.published import Published


@dataclass(frozen=True, slots=True)
class _Taken:
    """A reading, but for its neighbours, as its bytes and read; and what was published in its language."""

    key: ReadingKey
    publication: Published
    source: Published | None
    former: tuple[bytes, bytes]
    modified_at: object


def put(article_ids: Sequence[str], *, at: datetime) -> set[ReadingKey]:
    """Put the pictures in the readings of some articles anew; gives those (article, language) that changed.

    What shows one of them as its neighbour follows. What comes out is what building all anew would give. A step inside
    a publishing transaction; some ten statements.
    """
    db.require_transaction()
    found = published.last(article_ids)
    shown = exhibits.load(readings.pictures([own for by_language in found.values() for own in by_language.values()]))
    contents: dict[tuple[str, str], str | None] = {}
    records, cores, listed_anew = [], {}, set()
    for taken in _read(article_ids, found):
        listed, core = _made(taken, shown, contents)
        if (listed, core) == taken.former:
            continue
        cores[taken.key] = core
        if listed != taken.former[0]:
            listed_anew.add(taken.key[0])
        records.append((listed, db.write_time(neighbours.after(taken.modified_at, at=at)), *taken.key))
    db.write_each(_WRITE, records)
    beside = neighbours.around(sorted(listed_anew)) if listed_anew else set()
    neighbours.close(beside | cores.keys(), cores, at=at)
    return set(cores)


def _read(article_ids: Sequence[str], found: published.Last) -> list[_Taken]:
    marks = ",".join("?" * len(article_ids))
    sources = dict(db.rows(_SOURCES.format(marks=marks), article_ids))
    return [
        _Taken(
            (article_id, asked),
            found[article_id][language],
            found[article_id].get(sources[article_id]),
            (bytes(listed), bytes(core)),
            modified_at,
        )
        for article_id, asked, language, listed, core, modified_at in db.rows(_READ.format(marks=marks), article_ids)
    ]


_SOURCES = "SELECT id, source_language FROM article WHERE id IN ({marks})"

_READ = """
SELECT article_id, requested_language, language, list_json, SUBSTR(full_json, 1, core_length), modified_at
  FROM reading
 WHERE article_id IN ({marks}) AND published_at IS NOT NULL
"""

# Open, with no document: `neighbours.close` ends each with what stands beside it then.
_WRITE = """
UPDATE reading
   SET list_json = ?, modified_at = ?, full_json = NULL, core_length = NULL, etag = NULL
 WHERE article_id = ? AND requested_language = ?
"""


def _made(taken: _Taken, shown: Figures, contents: dict[tuple[str, str], str | None]) -> tuple[bytes, bytes]:
    """Give a reading's list form and its document, but for its neighbours, with the pictures that are shown now."""
    publication = taken.publication
    place = publication.article_id, publication.language
    if place not in contents:  # the languages that fall back to it share it
        contents[place] = _content(publication, taken.source, shown)
    listed: dict[str, Any] = orjson.loads(taken.former[0])
    document: dict[str, Any] = orjson.loads(taken.former[1] + b"}")
    listed["picture"] = documents.picture(publication, shown, figures.brief)
    document["picture"] = documents.picture(publication, shown, figures.whole)
    if contents[place] is not None:
        document["body"]["content"] = contents[place]
    return orjson.dumps(listed), orjson.dumps(document)[:-1]


def _content(publication: Published, source: Published | None, shown: Figures) -> str | None:
    """Give the body with its pictures; None of one of before, whose text had none."""
    return documents.illustrated(publication, publication.html, source, shown) if publication.html else None
