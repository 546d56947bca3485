"""Characters: what a name of one line and a text of several may hold; schemas and verbs judge by this alone.

An invisible name could not be picked from a list, and a line break or a change of direction inside a name would break
every list, mail and feed that shows it.
"""

from __future__ import annotations

import unicodedata

from api.platform.errors import Fault, Phrase, say

Complaint = tuple[str, Phrase]  # a code, and words that follow a subject

_JOINERS = "\u200c\u200d"  # ZWNJ and ZWJ shape letters in Persian, in Indic scripts, and in emoji
_BLANK = "\u115f\u1160\u2800\u3164\uffa0"  # letters and signs that are drawn as nothing
_SEEN = "LNPS"  # letters, numbers, punctuation, symbols; a mark is seen on one of these only
# Cyrillic and Latin letters that look alike, in small or in large, and the apostrophes of all keyboards.
_ALIKE = str.maketrans("авекмнорстухіјѕғԁԛԝһӏь", "abekmhopctyxijsfdqwhlb") | dict.fromkeys(map(ord, "ʼ’‘`ʹ′"), "'")
_NOT_IN_A_LINE = {"Cc", "Cf", "Cs", "Zl", "Zp"}
_WHITE = "\t\n\r"  # the controls of a text of several lines
_BREAKS = "\xad\u2060"  # where a word may be parted, and where not: they come with what is pasted from a text
_BEFORE_JOINERS = {
    "Lo",
    "Mn",
    "Mc",
    "So",
    "Sk",
}  # letters without case, marks, emoji and their skin: whatever they join
_AFTER_JOINERS = {"Lo", "Mn", "Mc", "So"}


def of_line(text: str, low: int, high: int) -> Complaint | None:
    """Say what is wrong with a name or title of `low` to `high` characters, or None.

    It must be one line with a visible character. Joiners (U+200C, U+200D) are allowed between letters of scripts that
    use them and in emoji; between Latin or Cyrillic letters they would make two different names look the same.
    """
    if any(unicodedata.category(letter) in _NOT_IN_A_LINE for letter in _without_joiners(text)):
        return "invalid_text", say("must be one line without invisible characters")
    return _of_any(text, low, high)


def as_line(text: str, high: int) -> str:
    """Make a line of at most `high` characters of a text that should have been one: what breaks a line is a space."""
    seen = ("" if unicodedata.category(letter) == "Cf" else letter for letter in text)
    letters = (" " if unicodedata.category(letter) in _NOT_IN_A_LINE else letter for letter in seen if letter)
    return " ".join("".join(letters).split())[:high].rstrip()


def of_text(text: str, low: int, high: int) -> Complaint | None:
    """Say what is wrong with a text of `low` to `high` characters that may have several lines, or None.

    It must have a visible character, no controls but tabs and line ends, and of Unicode's format characters (category
    Cf), which can change the direction of the text or hide in it, only joiners and optional word breaks.
    """
    if any(unicodedata.category(letter) in {"Cc", "Cs"} and letter not in _WHITE for letter in text):
        return "invalid_text", say("must not hold control characters")
    if any(unicodedata.category(letter) == "Cf" and letter not in _BREAKS for letter in _without_joiners(text)):
        return "invalid_text", say("must not hold invisible characters")
    return _of_any(text, low, high)


def is_visible(text: str) -> bool:
    """Tell whether anything of a text can be seen: of joiners, variation selectors and blank patterns nothing can."""
    return any(unicodedata.category(letter)[0] in _SEEN and letter not in _BLANK for letter in text)


def faults(complaint: Complaint | None, subject: Phrase, pointer: str) -> list[Fault]:
    """Give a complaint as a list of one fault at `pointer`, in a sentence about `subject`; an empty list for None."""
    if complaint is None:
        return []
    code, words = complaint
    return [Fault(code, say("{place} {complaint}.", place=subject, complaint=words), pointer=pointer)]


def name_faults(name: str, high: int, pointer: str) -> list[Fault]:
    """Say what is wrong with a name of at most `high` characters."""
    return faults(of_line(name, 1, high), say("A name"), pointer)


def skeleton(text: str) -> str:
    """Give a key for comparing names: two names that look alike have the same one.

    Case, composition (NFKC), invisible characters, kinds of spaces, dashes and apostrophes do not count, nor whether a
    letter is Cyrillic or Latin where both look alike (a part of Unicode's UTS 39, section 4).
    """
    seen = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())
    letters = (_seen(letter) for letter in seen if unicodedata.category(letter) != "Cf" and letter not in _BLANK)
    return " ".join("".join(letters).translate(_ALIKE).split())


def _seen(letter: str) -> str:
    return "-" if unicodedata.category(letter) == "Pd" else letter


def _without_joiners(text: str) -> str:
    """Remove the joiners that are allowed where they stand; misplaced ones stay in the text."""
    if not any(joiner in text for joiner in _JOINERS):
        return text
    kinds = [unicodedata.category(letter) for letter in text]
    return "".join(
        letter
        for place, letter in enumerate(text)
        if letter not in _JOINERS
        or not (kinds[place - 1 : place] and kinds[place - 1] in _BEFORE_JOINERS)
        or not (kinds[place + 1 : place + 2] and kinds[place + 1] in _AFTER_JOINERS)
    )


def _of_any(text: str, low: int, high: int) -> Complaint | None:
    if not low <= len(text.strip() if low else text) <= high:
        return "invalid_length", say("must have {low} to {high} characters", low=low, high=high)
    if text and not is_visible(text):
        return "invalid_text", say("must have a visible character")
    return None
