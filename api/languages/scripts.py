"""Scripts: a language rewritten in the letters of another, by rules and without a translator: be-Latn from be.

The rules stand here and nowhere else, one for each pair of a language and a script, whatever may be declared. A
further pair needs a function that gives what is written for each character of a text.
"""

from __future__ import annotations

import re
import string
from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache, partial

from api.languages import romanisation

Letters = Callable[[str], list[str]]  # what is written for each character of a text; together they are the text

_RULES: dict[tuple[str, str], Letters] = {("be", "Latn"): partial(romanisation.letter_by_letter, language="be")}

_TAG = re.compile(r"(?P<base>[a-z]{2,3})(?:-(?P<script>[A-Z][a-z]{3}))?(?P<rest>(?:-.+)?)")
_RUN = re.compile(r"\S+")
_SCHEME = f"{string.ascii_letters}{string.digits}+.-"  # what the name of a scheme consists of (RFC 3986 section 3.1)


@lru_cache(maxsize=256)
def rules(parent: str, language: str) -> Letters | None:
    """Give how texts of one language are written in the script of another (BCP 47 both); None where no rule is known.

    What is no word (addresses of pages, of mail, of accounts) stays as it is.
    """
    own, other = _TAG.fullmatch(parent), _TAG.fullmatch(language)
    if own is None or other is None or own["script"] or (own["base"], own["rest"]) != (other["base"], other["rest"]):
        return None
    found = _RULES.get((own["base"], other["script"] or ""))
    return partial(_around_addresses, found) if found is not None else None


def written(text: str, parent: str, language: str) -> str:
    """Give a plain text of one language in the script of another; as it is where no rule is known."""
    letters = rules(parent, language)
    return "".join(letters(text)) if letters is not None else text


def of_another(texts: Mapping[str, str], language: str) -> str | None:
    """Give what plain texts by language say in a language that they lack and that is another script of one of them."""
    parent = next((code for code in texts if rules(code, language) is not None), None)
    return None if parent is None else written(texts[parent], parent, language)


def _around_addresses(letters: Letters, text: str) -> list[str]:
    said = letters(text)
    if "@" in text or "://" in text or "www." in text:
        for start, end in _addresses(text):
            said[start:end] = text[start:end]
    return said


def _addresses(text: str) -> Iterator[tuple[int, int]]:
    """Give where what leads somewhere begins and ends: addresses of pages and of mail, and names that accounts have.

    Each is looked for within what stands between spaces, in time linear in the text.
    """
    for run in _RUN.finditer(text):
        before, scheme, _ = run[0].partition("://")
        if scheme:
            yield run.start() + len(before.rstrip(_SCHEME)), run.end()
        elif "@" in run[0]:
            yield run.span()
        elif "www." in run[0]:
            yield run.start() + run[0].index("www."), run.end()
