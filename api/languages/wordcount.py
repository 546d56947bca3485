"""How many words a text has, counted alike in every language."""

from __future__ import annotations

import re

from unicode_segmentation_rs import unicode_words

from api.languages import spelling

_HYPHENS = "-\u2010\u2011"
# Each begins with the rare sign that it is about and looks back from there: the search skips from sign to sign.
_JOINED = re.compile(rf"[{_HYPHENS}](?:(?<=[^\W\d_].)(?=\w)|(?<=\w.)(?=[^\W\d_]))")
_GROUPED = re.compile(r"(\d(?<![\d.,].)\d{0,2})((?:[ \u00a0\u2009\u202f]\d{3})+)(?!\d)")
_JOINT = "_"  # by which UAX 29 makes one word of two (rules WB13a and WB13b)


def count(text: str) -> int:
    """Give the number of words by the word boundaries of Unicode (UAX 29, section 4), with three joints more.

    An apostrophe joins, whichever sign it is typed by (`сям'я` is one), and so does a hyphen beside a letter
    (`па-беларуску` and `5-ы` are one, `2017-2018` are two); a number is one with its decimal sign and its groups of
    digits (`1 200`). Stress marks part nothing; punctuation, symbols and spaces count for nothing.
    """
    joined = _GROUPED.sub(_ungrouped, _JOINED.sub(_JOINT, spelling.plain(text)))
    return len(unicode_words(joined))


def _ungrouped(number: re.Match[str]) -> str:
    return number[1] + "".join(letter for letter in number[2] if letter.isdigit())
