"""What the index holds of a publication: its tokens for either database, its stems for ranking, its words. Pure.

Both databases must find the very same. PostgreSQL knows the first 16,383 places of a text and 255 of a token, so a
phrase is looked for among the first `PLACES` words and `TIMES` times of each; words behind those are found too.
"""

from __future__ import annotations

import zlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from api.content.markdown_inline import plain
from api.languages.stemming import stems, tokens

PLACES = 16_000
TIMES = 250
_NOTHING = "0"  # stands where no token is: between parts of a text, and for a token that came too often

FIELDS = ("title", "summary", "body")


@dataclass(frozen=True, slots=True)
class Contents:
    """The tokens of a text by field, in order, and its words, each with its token."""

    title: Sequence[str]
    text: Sequence[str]  # summary and body, with `_NOTHING` between
    stems: str
    words: Mapping[str, str]


@lru_cache(maxsize=64)
def read(language: str, title: str, summary: str, body: str) -> Contents:
    """Read a text of a language; title and summary are inline Markdown, the body is plain.

    The last few are kept: what a release renders is read then, so that nobody waits for it behind the lock.
    """
    known: dict[str, tuple[str, str]] = {}
    fields = [list(_tokens(text, language, known)) for text in (plain(title), plain(summary), body)]
    return Contents(
        fields[0],
        [*fields[1], _NOTHING, *fields[2]],
        "\n".join(map(_joined, fields)),
        {spelling: token for spelling, token in known.values() if spelling},
    )


def columns(language: str, contents: Contents) -> tuple[str, str, str]:
    """Give the three columns of FTS5: title, text, and what has no place."""
    placed, rest = _placed(contents)
    title = len(contents.title)
    apart = f" {_NOTHING} ".join([language_token(language), *rest])
    return " ".join(placed[:title]), " ".join(placed[title:]), apart


def vector(language: str, contents: Contents) -> str:
    """Give the text form of a tsvector; tokens of the title have the weight A."""
    placed, rest = _placed(contents)
    title = len(contents.title)
    found: dict[str, list[str]] = {token: [] for token in (language_token(language), *rest)}
    for place, token in enumerate(placed):
        if token != _NOTHING:
            found.setdefault(token, []).append(f"{place + 1}A" if place < title else f"{place + 2}")
    return " ".join(f"{token}:{','.join(places)}" if places else token for token, places in found.items())


def language_token(language: str) -> str:
    """Give the token that each entry of a language has."""
    return "l" + "".join(letter for letter in language.lower() if letter.isalnum())


def packed(words: Iterable[str]) -> bytes:
    """Write the words of an entry down in few bytes."""
    return zlib.compress(" ".join(sorted(words)).encode(), 1)


def unpacked(data: bytes) -> list[str]:
    """Read what `packed` wrote."""
    return zlib.decompress(data).decode().split()


def _tokens(text: str, language: str, known: dict[str, tuple[str, str]]) -> Iterator[str]:
    """Give the tokens of a text; `known` are the spelling and token of each word as it stands, which are added to."""
    for run in tokens.runs(text):
        if run not in known:
            spelling = tokens.spelled(run)
            known[run] = spelling, stems.token(spelling, language) if spelling else ""
        if token := known[run][1]:
            yield token


def _joined(field: Sequence[str]) -> str:
    """Write tokens so that ` a ` and ` a  b ` can be counted in them, where one follows another too."""
    return f" {'  '.join(field)} "


def _placed(contents: Contents) -> tuple[list[str], list[str]]:
    """Give the tokens that have a place, and the others, each once."""
    whole = [*contents.title, *contents.text]
    seen: Counter[str] = Counter()
    placed = []
    for token in whole[:PLACES]:
        seen[token] += 1
        placed.append(token if seen[token] <= TIMES else _NOTHING)
    return placed, list(dict.fromkeys(token for token in whole[PLACES:] if token not in seen and token != _NOTHING))
