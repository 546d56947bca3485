"""Spelling: one form for a word, however it was typed. The one table of apostrophes stands here.

Words are counted, compared and romanised by letters; an apostrophe has a dozen look-alikes on keyboards, a stress mark
is put on a letter for the reader's sake, and a letter such as ў comes composed or in two parts.
"""

from __future__ import annotations

import re
import unicodedata

APOSTROPHE = "’"  # U+2019, as Belarusian and Ukrainian books have it
# As typed for one: ASCII, quotes, grave and acute, primes, modifier letters, full width, the saltillo.
APOSTROPHES = "'’‘‛`´ʼʹʻʽˈ′＇ꞌ‵"

_STRESS = re.compile("[\u0300\u0301]")  # what has not become part of a letter by NFC: grave and acute
_BETWEEN = re.compile(rf"[{APOSTROPHES}](?<=[^\W\d_].)(?=[^\W\d_])")  # the rare sign first: the search skips to it


def plain(text: str) -> str:
    """Give a text with each word as it is spelled: composed (NFC), unstressed, with the one apostrophe inside words.

    й, ё, ў and every other letter that has a mark of its own keep it.
    """
    if text.isascii() and not _BETWEEN.search(text):
        return text
    return _BETWEEN.sub(APOSTROPHE, _STRESS.sub("", unicodedata.normalize("NFC", text)))
