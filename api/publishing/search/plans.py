"""Plans: a question put in tokens, for each language that texts may be in, and written for either database. Pure."""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from api.languages.stemming import stems
from api.publishing.search import contents
from api.publishing.search.questions import Question, Term

Way = tuple[str, ...]  # tokens that stand side by side
Begun = Callable[[str, str], Sequence[str]]  # the tokens of the words of a language that begin so


@dataclass(frozen=True, slots=True)
class Plan:
    """What to look for in texts of one language: each of `wanted` in any of its ways, and none of `unwanted`."""

    language: str
    wanted: tuple[tuple[Way, ...], ...]
    unwanted: tuple[Way, ...]

    @property
    def tokens(self) -> frozenset[str]:
        """All tokens that are looked for."""
        return frozenset(token for ways in self.wanted for way in ways for token in way)


def make(question: Question, languages: Sequence[str], begun: Begun) -> list[Plan]:
    """Give the plan for each language; each beginning is looked up once."""
    begun = functools.cache(begun)
    return [
        Plan(
            language,
            tuple(_ways(term, language, begun) for term in question.wanted),
            tuple(way for term in question.unwanted for way in _ways(term, language, begun)),
        )
        for language in languages
    ]


def for_sqlite(plans: Sequence[Plan], column: str = "") -> str:
    """Write plans in the language of FTS5; `column` is the only one to look in."""
    found = " OR ".join(f"({_for_sqlite(plan)})" for plan in plans)
    return f"{column} : ({found})" if column else found


def for_postgres(plans: Sequence[Plan], weight: str = "") -> str:
    """Write plans as a tsquery; `weight` is the only one to look for."""
    return " | ".join(f"({_for_postgres(plan, weight)})" for plan in plans)


def _ways(term: Term, language: str, begun: Begun) -> tuple[Way, ...]:
    """Give the sequences of tokens that stand for a term: more than one for what may be Łacinka, or only begins."""
    sought = [stems.sought(word, language) for word in term.words]
    alphabets = range(max(map(len, sought)))
    found = [tuple(each[min(alphabet, len(each) - 1)] for each in sought) for alphabet in alphabets]
    if term.is_begun:
        found = [(*way[:-1], last) for way in found for last in (way[-1], *begun(language, term.words[-1]))]
    return tuple(dict.fromkeys(found))


def _for_sqlite(plan: Plan) -> str:
    def way(tokens: Way) -> str:
        return f'"{" ".join(tokens)}"'

    groups = [f"({' OR '.join(map(way, ways))})" for ways in plan.wanted]
    if not plan.unwanted:
        return " AND ".join(groups)
    groups.append(contents.language_token(plan.language))
    return f"({' AND '.join(groups)}) NOT ({' OR '.join(map(way, plan.unwanted))})"


def _for_postgres(plan: Plan, weight: str) -> str:
    def way(tokens: Way) -> str:
        return f"({' <-> '.join(f'{token}:{weight}' if weight else token for token in tokens)})"

    groups = [f"({' | '.join(map(way, ways))})" for ways in plan.wanted]
    if plan.unwanted:
        groups += [contents.language_token(plan.language), f"!({' | '.join(map(way, plan.unwanted))})"]
    return " & ".join(groups)
