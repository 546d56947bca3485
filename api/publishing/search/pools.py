"""Pools: the latest texts that a partner may read, whose words stand for the vocabulary where its contract is narrow.

The vocabulary counts in all texts that are public. What came of it would tell a partner of texts outside the contract:
by a word that only those have, or by the order of words and the choice of related articles, which go by how often a
word is used. So for a partner the words are counted anew, in texts of the contract alone, and in so many that it takes
some milliseconds; what stands outside neither adds a text to them nor pushes one out.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import NamedTuple

from api.languages.stemming import stems
from api.platform import db, lenses
from api.publishing.search import contents

LARGEST = 200  # texts of a language


class Known(NamedTuple):
    """A word, and in how many entries it stands."""

    word: str
    stem: str
    entries: int


@dataclass(frozen=True, slots=True)
class Pool:
    """The words and the tokens of some texts of a language, each with in how many of them it stands."""

    language: str
    texts: int
    words: Counter[str]
    tokens: Counter[str]

    def begun(self, beginning: str, most: int) -> list[Known]:
        """Give the words that begin so, those most used first."""
        found = [(-count, word) for word, count in self.words.items() if word.startswith(beginning)]
        return [self._known(word) for _, word in sorted(found)[:most]]

    def like(self, head: str, tail: str, lengths: Collection[int]) -> Iterator[Known]:
        """Give the words of some lengths that begin or end so."""
        for word in self.words:
            if len(word) in lengths and (word.startswith(head) or word.endswith(tail)):
                yield self._known(word)

    def _known(self, word: str) -> Known:
        return Known(word, stems.token(word, self.language), self.words[word])


def of(language: str) -> Pool | None:
    """Give the pool of a language for whoever reads through a narrow lens; None for others, who have the vocabulary.

    One statement for each language of a request.
    """
    lens = lenses.held.lens
    if lens is None or lens.pools is None:
        return None
    if language not in lens.pools:
        lens.pools[language] = _read(language)
    pool: Pool = lens.pools[language]
    return pool


def _read(language: str) -> Pool:
    words: Counter[str] = Counter()
    tokens: Counter[str] = Counter()
    found = db.rows(_LATEST, (language, language, LARGEST))
    for stems_, packed in found:
        words.update(contents.unpacked(bytes(packed)))
        tokens.update(set(stems_.split()))
    return Pool(language, len(found), words, tokens)


_LATEST = """
SELECT e.stems, e.words
  FROM reading AS r
  JOIN search_entry AS e ON e.article_id = r.article_id AND e.language = r.language
 WHERE r.requested_language = ? AND r.language = ? AND r.published_at IS NOT NULL
 ORDER BY r.published_at DESC, r.article_id DESC
 LIMIT ?
"""
