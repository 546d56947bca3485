"""What readers read of search: candidates in one order on both databases, and what is shown of those on a page."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

import orjson

from api.content import naming, topics, trees
from api.delivery.views.articles import Filter, conditions
from api.delivery.views.keys import require_known
from api.languages.stemming import stems
from api.platform import db
from api.publishing import renderings
from api.publishing.search import highlights, plans, questions, ranking, vocabulary
from api.publishing.search.plans import Plan
from api.publishing.search.questions import Question

MOST = 1_000  # results: the latest so many are ranked


class Result(NamedTuple):
    """A text that fits. Results stand in the order of `-score, -place`, or of `-place`."""

    score: float
    place: int
    article_id: str
    language: str
    topic: str
    published_at: datetime


@dataclass(frozen=True, slots=True)
class Answer:
    """What was found, the latest first, and by which plans; `is_exact` unless there may be more."""

    results: Sequence[Result]
    is_exact: bool
    plans: Mapping[str, Plan]
    frequencies: Mapping[str, int]


def find(question: Question, wanted: Filter, languages: Sequence[str]) -> Answer:
    """Find what fits a question and a filter in texts of some languages; three statements, one more for a beginning.

    Raises:
        InvalidParameter: there is no topic or byline of a key that was asked for.
    """
    for parameter in ("topic", "byline"):
        require_known(parameter, wanted.keys[parameter])
    made = plans.make(question, languages, _begun)
    frequencies = vocabulary.frequencies(languages, frozenset[str]().union(*(plan.tokens for plan in made)))
    scorers = {plan.language: ranking.scorer(plan, frequencies) for plan in made}
    found = [
        Result(scorers[language].score(stems), place, article_id, language, topic, db.read_time(published_at))
        for place, article_id, language, topic, published_at, stems in _candidates(
            made, wanted, MOST + 1, few=_are_few(made, frequencies)
        )
    ]
    return Answer(found[:MOST], len(found) <= MOST, {plan.language: plan for plan in made}, frequencies)


def meant(text: str, question: Question, answer: Answer, wanted: Filter) -> str | None:
    """Give what was probably meant where a word that was asked for is nowhere, if that finds something; else None."""
    if answer.results:  # then all words are somewhere, also where a pool of texts has not all of them
        return None
    languages = list(answer.plans)
    unknown = [word for word in _asked(question) if _is_unknown(word, languages, answer.frequencies)]
    instead = {word: like for word in unknown if (like := vocabulary.meant(languages, word)) is not None}
    if not unknown or len(instead) < len(unknown):
        return None
    corrected = questions.corrected(text, instead)
    made = plans.make(questions.read(corrected[: questions.LONGEST]), languages, _begun)
    return corrected if len(corrected) <= questions.LONGEST and _candidates(made, wanted, 1) else None


def shown(results: Sequence[Result], answer: Answer, language: str) -> list[bytes]:
    """Give results as they are shown: the list form with `score` and `highlights`; one statement."""
    if not results:
        return []
    sql = _SHOWN.format(marks=",".join("?" * len(results)))
    rows = {row[0]: row[1:] for row in db.rows(sql, (language, *(result.article_id for result in results)))}
    return [_item(result, answer, *rows[result.article_id]) for result in results if result.article_id in rows]


def facets(results: Sequence[Result], chain: Sequence[str], zone: ZoneInfo) -> dict[str, list[dict[str, Any]]]:
    """Count results by topic, the most frequent first, and by year of publication, the latest first."""
    by_topic = Counter(result.topic for result in results)
    by_year = Counter(result.published_at.astimezone(zone).year for result in results)
    names = topics.names_by_key(by_topic.keys()) if by_topic else {}
    return {
        "topic": [
            {"key": key, "name": found[1] if (found := naming.chosen(names[key], chain)) else key, "count": count}
            for key, count in sorted(by_topic.items(), key=lambda each: (-each[1], each[0]))
        ],
        "year": [{"year": year, "count": count} for year, count in sorted(by_year.items(), reverse=True)],
    }


def titles(question: Question, wanted: Filter, languages: Sequence[str], most: int) -> list[tuple[str, str, Any]]:
    """Give the latest articles whose title fits: rows of (title, the same as HTML with marks, list form)."""
    made = plans.make(question, languages, _begun)
    by_language = {plan.language: plan for plan in made}
    found = []
    for _, _, language, _, _, listed in _candidates(made, wanted, most, of_title=True):
        form = orjson.loads(bytes(listed))
        found.append((form["title"], highlights.in_title(by_language[language], form["title"]), form))
    return found


def _begun(language: str, beginning: str) -> list[str]:
    return [known.stem for known in vocabulary.begun(language, stems.typed(beginning, language))]


def _are_few(made: Sequence[Plan], frequencies: Mapping[str, int]) -> bool:
    """Tell whether no more than `_FEW` texts can fit: of each plan, as many as have its rarest term at most."""

    def most(plan: Plan) -> int:
        return min(sum(min(_most(token, frequencies) for token in way) for way in ways) for ways in plan.wanted)

    return sum(map(most, made)) <= _FEW


def _most(token: str, frequencies: Mapping[str, int]) -> int:
    """Give in how many entries a token may stand; numbers and single letters are not in the vocabulary."""
    return frequencies.get(token, 0 if token[0] in "bre" and len(token) > 2 else _FEW)  # noqa: PLR2004 - a kind and a letter


def _asked(question: Question) -> list[str]:
    """Give the words that were asked for whole."""
    return [word for term in question.wanted for word in term.words[: -1 if term.is_begun else None]]


def _is_unknown(word: str, languages: Sequence[str], frequencies: Mapping[str, int]) -> bool:
    single = plans.make(Question((questions.Term((word,)),), ()), languages, _begun)
    return vocabulary.is_kept(word) and not any(token in frequencies for plan in single for token in plan.tokens)


def _candidates(
    made: Sequence[Plan], wanted: Filter, most: int, *, of_title: bool = False, few: bool = False
) -> list[tuple[Any, ...]]:
    """Give the latest texts that fit; `few` if all that fit the plans alone are at most `_FEW`."""
    where, values = conditions(wanted)
    if not db.is_postgres():
        asked = plans.for_sqlite(made, "title" if of_title else "")
        return db.rows(_candidates_sql(_ON_SQLITE, where, of_title=of_title), (asked, *values, most))
    asked = plans.for_postgres(made, "A" if of_title else "")
    for beginning in () if few else _windows(most):
        found = db.rows(
            _candidates_sql(_LATEST_ON_POSTGRES, where, of_title=of_title), (asked, beginning, *values, most)
        )
        if len(found) == most:
            return found
    return db.rows(_candidates_sql(_ALL_ON_POSTGRES, where, of_title=of_title), (asked, *values, most))


def _windows(most: int) -> Iterator[int]:
    """Give the places from which on to look for so many texts: of the latest few, of eight times as many, and so on."""
    size = max(_FIRST, 4 * most)
    while (row := db.row(_BEGINNING, (size,))) is not None:
        yield row[0]
        size *= 8


@lru_cache(maxsize=1_024)
def _candidates_sql(template: str, where: tuple[str, ...], *, of_title: bool) -> str:
    return template.format(where=" AND ".join(where), last="r.list_json" if of_title else "e.stems")


# FTS5 gives rows in the order of their ids by itself, so it need not find all: the index comes first (CROSS JOIN).
_ON_SQLITE = """
SELECT e.place, e.article_id, e.language, r.topic, r.published_at, {last}
  FROM search_index AS i
 CROSS JOIN search_entry AS e ON e.place = i.rowid
 CROSS JOIN reading AS r ON r.article_id = e.article_id AND r.language = e.language
 WHERE i.search_index MATCH ? AND {where} AND r.published_at IS NOT NULL
 ORDER BY i.rowid DESC
 LIMIT ?
"""
# PostgreSQL would read all that fit, which of a frequent word is a part of all texts, to sort them and give the latest;
# or, of a seldom one, go through all texts in their order. So it is given the latest texts, told to find first
# (MATERIALIZED), and kept from the order of an index (`+ 0`).
_FEW = 5_000
_FIRST = 512
_BEGINNING = "SELECT rowid FROM search_index ORDER BY rowid DESC OFFSET ? LIMIT 1"
_ALL_ON_POSTGRES = """
WITH found AS MATERIALIZED (SELECT rowid FROM search_index WHERE words @@ CAST(? AS tsquery) ORDER BY rowid DESC)
SELECT e.place, e.article_id, e.language, r.topic, r.published_at, {last}
  FROM found
  JOIN search_entry AS e ON e.place = found.rowid
  JOIN reading AS r ON r.article_id = e.article_id AND r.language = e.language
 WHERE {where} AND r.published_at IS NOT NULL
 ORDER BY found.rowid DESC
 LIMIT ?
"""
_LATEST_ON_POSTGRES = _ALL_ON_POSTGRES.replace("AS tsquery)", "AS tsquery) AND rowid > ?")

_SHOWN = """
SELECT r.article_id, r.list_json, p.summary, p.body, p.blocks, p.messages
  FROM reading AS r
  JOIN search_entry AS e ON e.article_id = r.article_id AND e.language = r.language
  JOIN publication AS p ON p.id = e.publication_id
 WHERE r.requested_language = ? AND r.article_id IN ({marks}) AND r.list_json IS NOT NULL
"""


def _item(
    result: Result, answer: Answer, listed: bytes, summary: str, body: str, blocks: str | None, messages: str
) -> bytes:
    form = orjson.loads(bytes(listed))
    if blocks is None:  # of before, and the worker has not come to it yet
        tree = renderings.from_publication(result.article_id, summary, body, messages).blocks
    else:
        tree = orjson.loads(blocks)
    found = highlights.of(answer.plans[result.language], form["title"], form["summary"], _leaves(tree))
    return bytes(listed)[:-1] + b',"score":%s,"highlights":%s}' % (orjson.dumps(result.score), orjson.dumps(found))


def _leaves(tree: list[trees.Block]) -> Iterator[tuple[str | None, str]]:
    return ((leaf["id"], leaf["text"]) for leaf in trees.leaves(tree, is_said=True))
