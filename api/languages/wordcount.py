"""How many words a text has, counted alike in every language."""

from __future__ import annotations

from unicode_segmentation_rs import unicode_words


def count(text: str) -> int:
    """Give the number of words by the word boundaries of Unicode (UAX 29, section 4).

    An apostrophe inside a word joins (`сям'я` is one), a hyphen parts (`па-беларуску` is two), a number with its
    decimal sign is one; punctuation, symbols and spaces count for nothing.
    """
    return len(unicode_words(text))
