"""Entries: the index of search kept as what is public, in the transactions that change that; the worker adds the old.

An entry is of a publication, not of who asks: in which language a reader gets an article is told by readings, so
fallbacks and names of topics have nothing to do here.
"""

from __future__ import annotations

import hashlib
import time
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

import orjson

from api.content import rendering, trees
from api.platform import db
from api.publishing import journal, published
from api.publishing.published import Last, Published
from api.publishing.search import contents, vocabulary
from api.publishing.search.contents import Contents
from api.publishing.search.models import SearchEntry

A_TURN = 20  # articles of before in one transaction of the worker, some milliseconds each
LONGEST_TURN = 0.5  # seconds, after which the worker's other duties come to their turn

Place = tuple[str, str]  # article and language


def keep(found: Last) -> None:
    """Have entries of just what is public of some articles. A step inside a publishing transaction.

    One statement where nothing changed; what did is written in some ten, however much it is.
    """
    db.require_transaction()
    wanted = {(p.article_id, p.language): p for each in found.values() for p in each.values() if p.is_public}
    standing = _standing(list(found))
    gone = {place: row for place, row in standing.items() if place not in wanted or wanted[place].id != row[1]}
    fresh = [publication for place, publication in wanted.items() if place not in standing or place in gone]
    if not gone and not fresh:
        return
    changes: Counter[vocabulary.Key] = Counter()
    _drop([row[0] for row in gone.values()], changes)
    read = _read(fresh)
    stems = {
        (publication.language, word): stem
        for publication, text in read
        for word, stem in text.words.items()
        if vocabulary.is_kept(word)
    }
    _add(read, changes)
    vocabulary.count(changes, stems)


def run_pending(*, at: datetime) -> int:  # noqa: ARG001 - a duty's
    """Make entries of what was published before there were any; gives how many articles. Each batch is a transaction.

    The latest come first. A batch waits for the generation as whatever publishes does, and changes nothing public.
    """
    began, done = time.monotonic(), 0
    while db.row("SELECT 1 FROM search_pending LIMIT 1") is not None:
        with db.transaction():
            journal.hold()
            batch = [article_id for (article_id,) in db.rows(_PENDING, (A_TURN,))]
            keep(published.last(batch))
            db.write_each("DELETE FROM search_pending WHERE article_id = ?", [(article_id,) for article_id in batch])
        done += len(batch)
        if time.monotonic() - began > LONGEST_TURN:
            break
    return done


_PENDING = """
SELECT article.id
  FROM search_pending
  JOIN article ON article.id = search_pending.article_id
 ORDER BY article.created_at DESC, article.id
 LIMIT ?
"""


def place_of(article_id: str, language: str, published_at: datetime) -> int:
    """Give the place of an entry among all: by the time of its publication, then by a number made of what it is.

    The same on both databases, and whenever it is made; two that meet are told apart when they are added.
    """
    number = int.from_bytes(hashlib.blake2b(f"{article_id} {language}".encode(), digest_size=8).digest())
    return (int(published_at.timestamp() * 1000) << _BITS) | (number % (1 << _BITS))


_BITS = 20  # of 63: the milliseconds have 43, enough until the year 2248


def _standing(article_ids: Sequence[str]) -> dict[Place, tuple[int, str]]:
    sql = f"SELECT article_id, language, place, publication_id FROM search_entry WHERE article_id IN ({_marks(article_ids)})"  # noqa: S608, E501 - marks
    rows = db.rows(sql, article_ids) if article_ids else []
    return {(article_id, language): (place, publication_id) for article_id, language, place, publication_id in rows}


def _drop(places: Sequence[int], changes: Counter[vocabulary.Key]) -> None:
    if not places:
        return
    for language, words in db.rows(
        f"SELECT language, words FROM search_entry WHERE place IN ({_marks(places)})",  # noqa: S608 - marks
        places,
    ):
        changes.subtract((language, word) for word in contents.unpacked(bytes(words)))
    each = [(place,) for place in places]
    db.write_each("DELETE FROM search_index WHERE rowid = ?", each)
    db.write_each("DELETE FROM search_entry WHERE place = ?", each)


def _read(fresh: Sequence[Published]) -> list[tuple[Published, Contents]]:
    """Read the words of publications; one statement."""
    sql = f"SELECT id, blocks FROM publication WHERE id IN ({_marks(fresh)})"  # noqa: S608 - marks
    trees_: Mapping[str, str | None] = dict(db.rows(sql, [publication.id for publication in fresh]) if fresh else [])
    found = []
    for publication in fresh:
        kept = trees_[publication.id]
        body = trees.said(orjson.loads(kept) if kept is not None else rendering.render(publication.body, ()).blocks)
        text = contents.read(publication.language, publication.title, publication.summary, body)
        found.append((publication, text))
    return found


def _add(read: Sequence[tuple[Published, Contents]], changes: Counter[vocabulary.Key]) -> None:
    places = _free([place_of(p.article_id, p.language, p.first_published_at) for p, _ in read])
    records = []
    for place, (publication, text) in zip(places, read, strict=True):
        words = [word for word in text.words if vocabulary.is_kept(word)]
        changes.update((publication.language, word) for word in words)
        records.append(
            {
                "place": place,
                "article": publication.article_id,
                "language": publication.language,
                "publication": publication.id,
                "stems": text.stems,
                "words": contents.packed(words),
            }
        )
    db.append(SearchEntry, records)
    if db.is_postgres():
        vectors = [(place, contents.vector(p.language, text)) for place, (p, text) in zip(places, read, strict=True)]
        db.write_each("INSERT INTO search_index (rowid, words) VALUES (?, CAST(? AS tsvector))", vectors)
    else:
        columns = [(place, *contents.columns(p.language, text)) for place, (p, text) in zip(places, read, strict=True)]
        db.write_each("INSERT INTO search_index (rowid, title, text, rest) VALUES (?, ?, ?, ?)", columns)


def _free(wanted: Sequence[int]) -> list[int]:
    """Give these places, or where one is taken the next that is free."""
    places: list[int] = []
    taken = _taken(wanted)
    for place in wanted:
        while place in taken:
            place += 1  # noqa: PLW2901 - the next one
            taken |= _taken([place])
        taken.add(place)
        places.append(place)
    return places


def _taken(places: Sequence[int]) -> set[int]:
    if not places:
        return set()
    sql = f"SELECT place FROM search_entry WHERE place IN ({_marks(places)})"  # noqa: S608 - marks
    return {place for (place,) in db.rows(sql, places)}


def _marks(values: Iterable[object]) -> str:
    return ",".join("?" for _ in values)
