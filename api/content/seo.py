"""What search engines and messengers are told of a text: set by people, or following from the text. Pure."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import asdict, dataclass, replace
from html import unescape

import orjson

# Some twice what is shown at most anywhere, so that nothing worth showing is cut here.
LONGEST_TITLE = 120  # characters
LONGEST_DESCRIPTION = 320

_FIRST = re.compile(r"<p(?: [^>]*)?>(.*?)</p>", re.DOTALL)
_FOOTNOTE = re.compile(r"<sup(?: [^>]*)?>.*?</sup>", re.DOTALL)
_TAG = re.compile(r"<[^>]*>")


@dataclass(frozen=True, slots=True)
class Seo:
    """What is set: plain texts of one line, and the id of a picture that the text shows; None follows from the text."""

    title: str | None = None
    description: str | None = None
    picture: str | None = None


NOTHING = Seo()


def normal(seo: Seo) -> Seo:
    """Give what is set with its words in single spaces."""
    said = {name: " ".join(words.split()) for name in ("title", "description") if (words := getattr(seo, name))}
    return replace(seo, **said)


def standing(found: Seo, revision: int, *, corrected_in: int, pictures: Collection[str]) -> Seo:
    """Give what of it holds for a text that was corrected in a revision (0: never), and shows these pictures.

    Words that were written before the last correction may say what was wrong, so they hold no longer, until somebody
    saves them again.
    """
    kept = found if corrected_in <= revision else replace(found, title=None, description=None)
    return kept if kept.picture in pictures else replace(kept, picture=None)


def opening(html: str) -> str:
    """Give the first paragraph of a body as plain text, without its marks of footnotes; nothing where there is none."""
    found = _FIRST.search(html)
    if found is None:
        return ""
    return " ".join(unescape(_TAG.sub("", _FOOTNOTE.sub("", found[1]))).split())


def to_json(seo: Seo) -> str | None:
    """Write what is set, None where nothing is."""
    return None if seo == NOTHING else orjson.dumps(asdict(seo)).decode()


def from_json(text: str | None) -> Seo:
    """Read what `to_json` wrote."""
    return NOTHING if text is None else Seo(**orjson.loads(text))
