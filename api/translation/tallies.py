"""Tallies: what the messages of a version come to, kept in its row, so that no list and no save reads all texts.

A tally is counted anew in each transaction that changes a message, a translation or a step of the version, once that is
written and before it is committed: whoever reads a version reads the tally of just these messages. Nothing is added to
or taken from what is kept, so no difference can grow; `differences` looks whether there is one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, fields
from itertools import groupby
from operator import itemgetter
from typing import Any

from api.platform import db
from api.translation import catalogues, entries, heads, status
from api.translation.checks import Bulk
from api.translation.heads import Head
from api.translation.models import Version
from api.translation.status import Progress, Status

_AT_ONCE = 50  # articles of which all texts are in memory


@dataclass(frozen=True, slots=True)
class Tally:
    """What the messages of a version's document come to, by the columns of `version`.

    Messages and the words of their sources are counted by state. `source_hash` and `text_hash` are those of a step
    taken now (`Catalogue`), but `text_hash` is empty where the version says nothing yet. `marks` and `size` are the
    bulk of its texts (`checks.Bulk`); whoever changes how marks are counted has to count all versions anew.
    """

    status: Status
    untranslated: int
    fuzzy: int
    translated: int
    approved: int
    untranslated_words: int
    fuzzy_words: int
    translated_words: int
    approved_words: int
    source_hash: str
    text_hash: str
    marks: int
    size: int


@dataclass(frozen=True, slots=True)
class Difference:
    """A version whose tally is not what its messages come to, by the columns that differ: kept, and counted."""

    version_id: str
    article_id: str
    language: str
    columns: dict[str, tuple[object, object]]


COLUMNS = ", ".join(f"version.{field.name}" for field in fields(Tally))
_COUNTS = [f"{state}{of}" for of in ("", "_words") for state in status.STATES]
COUNTS = ", ".join(f"version.{name}" for name in _COUNTS)


def keep(version_ids: Sequence[str]) -> None:
    """Count the messages of some versions, and keep what they come to. A step, after all that changes them."""
    db.require_transaction()
    for head, tally in _counted("version.id", version_ids):
        Version.update(**asdict(tally)).where(Version.id == head.version_id).execute()


def keep_article(article_id: str) -> None:
    """Count the messages of an article's versions, and keep what they come to. A step, once a revision is saved."""
    keep([version_id for (version_id,) in db.rows("SELECT id FROM version WHERE article_id = ?", (article_id,))])


def progress(counts: Sequence[int]) -> Progress:
    """Give the progress that the columns of `COUNTS` tell."""
    half = len(status.STATES)
    return status.progress_of(
        dict(zip(status.STATES, counts[:half], strict=True)), dict(zip(status.STATES, counts[half:], strict=True))
    )


def differences() -> Iterator[Difference]:
    """Count the messages of all versions anew, and give each version of which something else is kept."""
    yield from differences_in([article_id for (article_id,) in db.rows("SELECT id FROM article ORDER BY id")])


def differences_in(article_ids: Sequence[str]) -> Iterator[Difference]:
    """Count the messages of some articles' versions anew, and give each version of which something else is kept."""
    for start in range(0, len(article_ids), _AT_ONCE):
        chosen = article_ids[start : start + _AT_ONCE]
        with db.snapshot():
            kept = {version_id: Tally(*columns) for version_id, *columns in _rows(_KEPT, "article.id", chosen)}
            counted = list(_counted("article.id", chosen))
        for head, tally in counted:
            if tally != kept[head.version_id]:
                yield _difference(head, kept[head.version_id], tally)


def _counted(column: str, ids: Sequence[str]) -> Iterator[tuple[Head, Tally]]:
    """Give some versions with what their messages come to; three statements."""
    if not ids:
        return
    found = [Head(**heads.read(columns)) for columns in _rows(_HEADS, column, ids)]
    sources = {
        article_id: catalogues.digest((key, source) for _, key, source in rows)
        for article_id, rows in groupby(_rows(_SOURCES, "article_id", {head.article_id for head in found}), _FIRST)
    }
    said = {version_id: list(rows) for version_id, rows in groupby(_rows(_SAID, column, ids), _FIRST)}
    for head in found:
        yield head, _tally(head, sources.get(head.article_id, catalogues.digest(())), said.get(head.version_id, []))


def _tally(head: Head, source_hash: str, said: Sequence[tuple[Any, ...]]) -> Tally:
    counts = dict.fromkeys(_COUNTS, 0)
    for _, _, words, state, _ in said:
        counts[state] += 1
        counts[f"{state}_words"] += words
    texts = [(key, text or "") for _, key, _, _, text in said]
    text_hash = catalogues.digest(texts) if any(text for _, text in texts) else ""
    bulk = Bulk.of(text for _, text in texts)
    counts |= {"marks": bulk.marks, "size": bulk.size}
    standing = status.after(
        head.last_step,
        (source_hash, text_hash, head.structure_hash),
        is_finished=not (counts["untranslated"] or counts["fuzzy"] or head.undescribed),
        is_begun=bool(text_hash),
    )
    return Tally(status=standing, source_hash=source_hash, text_hash=text_hash, **counts)


def _difference(head: Head, kept: Tally, counted: Tally) -> Difference:
    both = asdict(counted)
    columns = {name: (was, both[name]) for name, was in asdict(kept).items() if was != both[name]}
    return Difference(head.version_id, head.article_id, head.language, columns)


def _rows(sql: str, column: str, ids: Iterable[str]) -> list[tuple[Any, ...]]:
    wanted = list(ids)
    return db.rows(sql.format(column=column, marks=", ".join("?" * len(wanted))), wanted)


_FIRST = itemgetter(0)

_HEADS = f"SELECT {heads.COLUMNS} {heads.FROM} WHERE {{column}} IN ({{marks}}) ORDER BY version.id"

_KEPT = f"""
SELECT version.id, {COLUMNS}
  FROM version
  JOIN article ON article.id = version.article_id
 WHERE {{column}} IN ({{marks}})
"""  # noqa: S608 - our own names

_SOURCES = """
SELECT article_id, key, source
  FROM message
 WHERE {column} IN ({marks}) AND position IS NOT NULL
 ORDER BY article_id, position, key
"""

_SAID = f"""
SELECT version.id, message.key, message.words, {entries.STATE},
       CASE WHEN version.language = article.source_language THEN message.source ELSE translation.text END
  FROM version
  JOIN article ON article.id = version.article_id
  JOIN message ON message.article_id = version.article_id AND message.position IS NOT NULL
  LEFT JOIN translation ON translation.version_id = version.id AND translation.key = message.key
 WHERE {{column}} IN ({{marks}})
 ORDER BY version.id, message.position, message.key
"""  # noqa: S608 - our own names
