"""What is suggested to somebody who types: how the last word may go on, and titles that have all of it."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import Any

from api.delivery.views import search
from api.delivery.views.articles import Filter
from api.languages.stemming import stems as spellings
from api.languages.stemming import tokens
from api.publishing.search import questions, vocabulary
from api.publishing.search.questions import Question

_LOOKED_AT = 40  # words that begin so, of which several are forms of one


def suggested(text: str, wanted: Filter, languages: Sequence[str], most: int) -> list[dict[str, Any]]:
    """Give at most so many suggestions: `type`, `text`, `html`, `language`, `href`, which is None for a search.

    Half of them are searches where there are as many articles. Some three statements for each language.

    Raises:
        InvalidParameter: there is no word in the text.
    """
    question = questions.read(text, is_typed=True)
    last = question.wanted[-1]
    if last.is_begun and len(last.words) == 1 and len(last.words[0]) < questions.SHORTEST_BEGUN:
        return []
    articles = _articles(question, wanted, languages, most)
    words = _words(text, last.words[-1], languages, max(most - len(articles), (most + 1) // 2)) if last.is_begun else []
    return [*words, *articles][:most]


def _words(text: str, beginning: str, languages: Sequence[str], most: int) -> list[dict[str, Any]]:
    """Give how the last word of a text may go on, the words most used first, one form of each."""
    *_, last = tokens.words(text)
    before = text[: last.start]
    begun = [spellings.typed(beginning, language) for language in languages]
    found = sorted(
        (-known.entries, place, known.word, known.stem)
        for place, language in enumerate(languages)
        for known in vocabulary.begun(language, begun[place], _LOOKED_AT)
    )
    stems: set[str] = set()
    given = []
    for _, place, word, stem in found:
        if stem not in stems and len(before) + len(word) <= questions.LONGEST:
            stems.add(stem)
            end = len(begun[place])
            marked = f"{escape(before)}<mark>{escape(word[:end])}</mark>{escape(word[end:])}"
            given.append(_suggestion("search", before + word, marked, languages[place], None))
    return given[:most]


def _articles(question: Question, wanted: Filter, languages: Sequence[str], most: int) -> list[dict[str, Any]]:
    return [
        _suggestion("article", title, html, form["language"], form["links"]["self"])
        for title, html, form in search.titles(question, wanted, languages, most)
    ]


def _suggestion(kind: str, text: str, html: str, language: str, href: str | None) -> dict[str, Any]:
    return {"type": kind, "text": text, "html": html, "language": language, "href": href}
