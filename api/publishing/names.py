"""Names in readings: those of topics and bylines put anew, where nothing else in a reading has changed.

A reading shows names in its own forms and in those of its neighbours. Their JSON is read and written again as it
stands: nothing is rendered, and nothing is asked but the names.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

import orjson

from api.content import bylines, naming, topics
from api.languages import languages
from api.platform import db
from api.publishing import documents, neighbours
from api.publishing.neighbours import ReadingKey


@dataclass(frozen=True, slots=True)
class _Taken:
    """A reading, read: its list form, and its document with the list forms of its neighbours in it."""

    key: ReadingKey
    listed: dict[str, Any]
    document: dict[str, Any]
    former: tuple[bytes, bytes]
    modified_at: object

    @property
    def beside(self) -> list[dict[str, Any]]:
        """The list forms of its neighbours."""
        return [other for name in ("previous", "next") if (other := self.document[name]) is not None]


def put(article_ids: Sequence[str], *, at: datetime) -> set[ReadingKey]:
    """Put the names in the readings of some articles anew; gives those (article, language) whose own names changed.

    The readings that show one of them as their neighbour follow, unless their article waits for its names, and so
    comes to its turn itself. A step inside a publishing transaction; six statements.
    """
    db.require_transaction()
    own = _read(article_ids)
    beside = {(other["id"], taken.key[1]) for taken in own for other in taken.beside}
    left = beside - {taken.key for taken in own}
    others = [taken for taken in _read(_settled({article_id for article_id, _ in left})) if taken.key in left]
    names = _Names([*own, *others])
    changed = {taken.key for taken in own if names.put(taken.key[1], taken.listed)}
    for taken in (*own, *others):
        for form in (taken.document, *taken.beside):
            names.put(taken.key[1], form)
    _store([*own, *others], at=at)
    return changed


def _settled(article_ids: Collection[str]) -> list[str]:
    """Give those of some articles that do not wait for their names; to be made anew as a whole names no neighbour."""
    if not article_ids:
        return []
    sql = _PENDING.format(marks=",".join("?" * len(article_ids)))
    return sorted(set(article_ids).difference(id_ for (id_,) in db.rows(sql, sorted(article_ids))))


_PENDING = "SELECT article_id FROM pending_rebuild WHERE only_names AND article_id IN ({marks})"


class _Names:
    """What the topics and bylines of some list forms are called now."""

    def __init__(self, read: Iterable[_Taken]) -> None:
        shown = [form for taken in read for form in (taken.listed, *taken.beside)]
        self._topics = topics.names_by_key({form["topic"]["key"] for form in shown})
        self._bylines = bylines.names_by_key({byline["key"] for form in shown for byline in form["bylines"]})
        self._languages = languages.everything()
        self._topic, self._byline = cache(self._topic_in), cache(self._byline_in)

    def put(self, language: str, form: dict[str, Any]) -> bool:
        """Put the names into a list form for readers of a language; tells whether any was another."""
        topic = form["topic"]
        former, topic["name"] = topic["name"], self._topic(topic["key"], language)
        is_another = bool(former != topic["name"])
        for byline in form["bylines"]:
            former, byline["name"] = byline["name"], self._byline(byline["key"], language)
            is_another |= bool(former != byline["name"])
        return is_another

    def _topic_in(self, key: str, language: str) -> str:
        return self._chosen(key, self._topics, language)

    def _byline_in(self, key: str, language: str) -> str:
        return self._chosen(key, self._bylines, language)

    def _chosen(self, key: str, names: Mapping[str, Mapping[str, str]], language: str) -> str:
        found = naming.chosen(names[key], self._languages[language].chain)
        return found[1] if found is not None else key


def _read(article_ids: Sequence[str]) -> list[_Taken]:
    if not article_ids:
        return []
    return [_taken(row) for row in db.rows(_READ.format(marks=",".join("?" * len(article_ids))), article_ids)]


_READ = """
SELECT article_id, requested_language, list_json, full_json, modified_at
  FROM reading
 WHERE article_id IN ({marks}) AND published_at IS NOT NULL
"""


def _taken(row: tuple[Any, ...]) -> _Taken:
    article_id, language, listed, document, modified_at = row
    former = (bytes(listed), bytes(document))
    return _Taken((article_id, language), orjson.loads(listed), orjson.loads(document), former, modified_at)


def _store(read: Iterable[_Taken], *, at: datetime) -> None:
    """Write the readings that are other bytes now, with their entity tags and the time of their change."""
    records = []
    for taken in read:
        listed, document = orjson.dumps(taken.listed), orjson.dumps(taken.document)
        if (listed, document) != taken.former:
            modified_at = db.write_time(neighbours.after(taken.modified_at, at=at))
            length = documents.core_length(document, *(taken.document[name] for name in ("previous", "next")))
            records.append((listed, document, length, documents.etag(document), modified_at, *taken.key))
    db.write_each(_WRITE, records)


_WRITE = """
UPDATE reading
   SET list_json = ?, full_json = ?, core_length = ?, etag = ?, modified_at = ?
 WHERE article_id = ? AND requested_language = ?
"""
