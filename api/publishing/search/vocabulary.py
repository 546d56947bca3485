"""The vocabulary: the words of what is public in each language, for what begins so and for what was probably meant.

A word is in it as long as an entry has it, so none tells of a draft or of what was withdrawn. To a partner with
a narrow contract a pool of its own texts stands for it (`pools`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence

from rapidfuzz.distance import OSA

from api.languages.stemming import stems
from api.platform import db
from api.publishing.search import pools
from api.publishing.search.pools import Known

_LAST = "\U0010ffff"  # behind all letters, so behind all that begins with a text
MOST_BEGUN = 100  # words that a beginning stands for: those most used
_MOST_LIKE = 2_000  # words that are compared with a mistyped one, from its beginning and from its end
_SHORTEST, _LONG = 3, 6  # letters of a word that is corrected at all, and in two places

Key = tuple[str, str]  # language, word


def count(changes: Mapping[Key, int], stems: Mapping[Key, str]) -> None:
    """Count how many entries more, or fewer, have some words; `stems` of those that may be new. A step."""
    db.require_transaction()
    ordered = sorted(changes.items())
    more = [(*key, key[1][::-1], stems[key], change) for key, change in ordered if change > 0]
    fewer = [(-change, *key) for key, change in ordered if change < 0]
    if db.is_postgres():  # a statement for each word takes ten times as long there
        _write(_ADD_ALL, more)
        _write(_TAKE_ALL, fewer)
        _write(_FORGET_ALL, [key for _, *key in fewer])
    else:
        db.write_each(_ADD, more)
        db.write_each(_TAKE, fewer)
        db.write_each(_FORGET, [key for _, *key in fewer])


def _write(sql: str, records: Sequence[Sequence[object]]) -> None:
    """Run a statement over columns of records, which counts what it wrote."""
    if records:
        db.rows(sql, [list(column) for column in zip(*records, strict=True)])


_ADD = """
INSERT INTO search_word (language, word, backwards, stem, entries) VALUES (?, ?, ?, ?, ?)
ON CONFLICT (language, word) DO UPDATE SET entries = search_word.entries + excluded.entries
"""
_TAKE = "UPDATE search_word SET entries = entries - ? WHERE language = ? AND word = ?"
_FORGET = "DELETE FROM search_word WHERE language = ? AND word = ? AND entries <= 0"

_ADD_ALL = """
WITH written AS (
    INSERT INTO search_word (language, word, backwards, stem, entries)
    SELECT *
      FROM unnest(CAST(? AS text[]), CAST(? AS text[]), CAST(? AS text[]), CAST(? AS text[]), CAST(? AS integer[]))
    ON CONFLICT (language, word) DO UPDATE SET entries = search_word.entries + excluded.entries
    RETURNING 1)
SELECT COUNT(*) FROM written
"""
_TAKE_ALL = """
WITH written AS (
    UPDATE search_word SET entries = search_word.entries - gone.entries
      FROM unnest(CAST(? AS integer[]), CAST(? AS text[]), CAST(? AS text[])) AS gone (entries, language, word)
     WHERE search_word.language = gone.language AND search_word.word = gone.word
    RETURNING 1)
SELECT COUNT(*) FROM written
"""
_FORGET_ALL = """
WITH written AS (
    DELETE FROM search_word
     USING unnest(CAST(? AS text[]), CAST(? AS text[])) AS gone (language, word)
     WHERE search_word.language = gone.language AND search_word.word = gone.word AND search_word.entries <= 0
    RETURNING 1)
SELECT COUNT(*) FROM written
"""


def is_kept(word: str) -> bool:
    """Tell whether a word belongs into the vocabulary: numbers and single letters do not."""
    return len(word) > 1 and not any(map(str.isdigit, word))


def frequencies(languages: Sequence[str], stems: Collection[str]) -> Counter[str]:
    """Give in how many entries some tokens stand, about; those that stand in none are left out."""
    if not stems:
        return Counter()
    if own := [pool for language in languages if (pool := pools.of(language)) is not None]:
        counted = Counter({stem: sum(pool.tokens[stem] for pool in own) for stem in stems})
        return +counted
    sql = _FREQUENCIES.format(languages=_marks(languages), stems=_marks(stems))
    return Counter({stem: int(entries) for stem, entries in db.rows(sql, [*languages, *stems])})


_FREQUENCIES = """
SELECT stem, SUM(entries) FROM search_word WHERE language IN ({languages}) AND stem IN ({stems}) GROUP BY stem
"""


def spread(language: str, stems: Collection[str], *, at_least: int) -> tuple[dict[str, int], int]:
    """Give in how many entries of a language some tokens stand, about, and how many entries there are.

    There are `at_least` so many, and as many as have the most used word of these. An entry with two forms of a word is
    counted twice.
    """
    if (pool := pools.of(language)) is not None:
        return {stem: pool.tokens[stem] for stem in stems if stem in pool.tokens}, pool.texts
    rows = db.rows(_SPREAD.format(stems=_marks(stems)), (language, *stems)) if stems else []
    every = max(at_least, *(int(most) for _, _, most in rows)) if rows else at_least
    return {stem: min(int(entries), every) for stem, entries, _ in rows}, every


_SPREAD = """
SELECT stem, SUM(entries), MAX(entries) FROM search_word WHERE language = ? AND stem IN ({stems}) GROUP BY stem
"""


def begun(language: str, beginning: str, most: int = MOST_BEGUN) -> list[Known]:
    """Give the words of a language that begin so, those most used first."""
    if (pool := pools.of(language)) is not None:
        return pool.begun(beginning, most)
    return [Known(*row) for row in db.rows(_BEGUN, (language, beginning, beginning + _LAST, most))]


_BEGUN = """
SELECT word, stem, entries
  FROM search_word
 WHERE language = ? AND word >= ? AND word < ?
 ORDER BY entries DESC, word
 LIMIT ?
"""


def meant(languages: Sequence[str], word: str) -> str | None:
    """Give the word that was probably meant by one that nobody uses; None where none is like it.

    Of those a letter away (or two letters, for a long word): the nearest, of these the one most used. A mistake leaves
    the first half of a word alone or the second, so these are what is looked up.
    """
    if len(word) < _SHORTEST:
        return None
    most = 2 if len(word) >= _LONG else 1
    found = []
    for language in languages:
        typed = stems.typed(word, language)
        for known in _like(language, typed, most):
            distance = OSA.distance(typed, known.word, score_cutoff=most)
            if 0 < distance <= most:
                found.append((distance, -known.entries, known.word))
    return min(found)[2] if found else None


def _like(language: str, word: str, most: int) -> set[Known]:
    half = len(word) // 2
    head, tail = word[: max(1, half - 1)], word[::-1][: max(1, len(word) - half - 1)]
    if (pool := pools.of(language)) is not None:
        return set(pool.like(head, tail[::-1], range(len(word) - most, len(word) + most + 1)))
    lengths = (len(word) - most, len(word) + most, _MOST_LIKE)
    return {
        Known(*row)
        for column, part in (("word", head), ("backwards", tail))
        for row in db.rows(_LIKE.format(column=column), (language, part, part + _LAST, *lengths))
    }


_LIKE = """
SELECT word, stem, entries
  FROM search_word
 WHERE language = ? AND {column} >= ? AND {column} < ? AND LENGTH(word) BETWEEN ? AND ?
 ORDER BY entries DESC, word
 LIMIT ?
"""


def _marks(values: Collection[str]) -> str:
    return ",".join("?" * len(values))
