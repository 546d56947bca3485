"""A stemmer of Belarusian: small, by rules, for finding any form of a word by any other.

There is no dictionary in it. It goes from the end of a word to its beginning:

1. One spelling: ё is е, ў is в, as is an у behind a vowel (so ў may be typed as у), an apostrophe is nothing.
2. What `belarusian.txt` knows of a word comes first: nouns that end as verbs do, verbs of several stems.
3. -ся and -цца go: what is done to oneself is done.
4. Unstressed vowels are written as they are heard (вада, воды; сцяна, сцены): о and э count as а, я as е.
5. The longest ending goes that leaves a syllable.
6. What is left of a verb's own vowel goes, with the в or л of a past: чыта-е, чыта-в, чыта-л-а are чыт.
7. Consonants that an ending changes are changed back: ц and дз before a soft vowel are т and д (хаце, вадзе), a hard ц
   is к (руцэ, палітыцы), дж is д (хаджу), a doubled letter is one (соллю), бл, пл, мл, вл are б, п, м, в (люблю).
8. A vowel goes that comes and goes before к and н (рынак, рынку; песень, песні).

What stands before -е as з and с may be г and х (назе, мусе) or itself (базе, часе): rules cannot tell, so the words
with г and х are listed.
"""

from __future__ import annotations

import re
from functools import lru_cache
from importlib import resources

from api.languages.spelling import APOSTROPHE

_LETTERS = str.maketrans({"ё": "е", "ґ": "г", "и": "і", "щ": "ш", "ъ": None, APOSTROPHE: None})
_AFTER_VOWEL = re.compile("(?<=[аеіоуыэюя])[уў]")
_HEARD = str.maketrans("оэя", "аае")
_VOWELS = "аеіуыю"
_SYLLABLE = re.compile(f"[{_VOWELS}]")

_NOUNS = (
    "а у ы і е ю ь ай ей ам ем ім ым амі емі імі ымі ах ех іх ых ав ев аю ею ью"
    " іе іі ію іей ій іем іемі іех іев ые ыі ыю ыей ый ыем ыемі ыех ыев ае аі еі еем еемі"
)
_ADJECTIVES = "ага аму ае ую ега ему юю ее"
_VERBS = (
    "аць іць ыць ець уць юць еш аеш аш іш ыш жаце шаце чаце іце ыце аеце уеце ееце аюць уюць еюць йце айце ейце уйце"
    " уеш уе уем уй ючы учы ачы ечы вшы авшы івшы ывшы евшы увшы"
)
_ENDINGS = frozenset([*_NOUNS.split(), *_ADJECTIVES.split(), *_VERBS.split()])
_LONGEST = max(map(len, _ENDINGS))
_KEEPING = {"жаце", "шаце", "чаце"}  # the first letter of these stays
# Behind what is listed a past may stand, which goes in two steps elsewhere, and -це behind any letter.
_PASTS = ("ала", "але", "алі", "ав", "ела", "еле", "елі", "ев")
_BEHIND_LISTED = frozenset([*_ENDINGS, *_PASTS, "аце"])
_PAST = re.compile("[аеіыу][вл]$")
_SOFT = re.compile("дз(?=[еіюь])|ц(?=[еіюь])")
_REFLEXIVE = re.compile("(?<=[шмвйіаоюуы])ся$|(?<=це)ся$")
_MOBILE = re.compile("(?<=[^аеіуыю])[ае](?=[кн]$)")
_LEAST = 3  # letters that a past must leave


def stem(word: str) -> str:
    """Give what the forms of a word share; the word is spelled as `tokens` gives it."""
    written = _written(word)
    plain = _without_reflexive(written)
    return _known(written) or _known(plain) or _by_rules(plain.translate(_HEARD))


def _written(word: str) -> str:
    written = _AFTER_VOWEL.sub("в", word.translate(_LETTERS))
    return f"у{written[1:]}" if written.startswith("ў") else written


def _without_reflexive(word: str) -> str:
    if word.endswith("цца"):
        return f"{word[:-3]}ць"
    return _REFLEXIVE.sub("", word)


def _known(word: str) -> str | None:
    """Give the stem of a word that is listed: by its longest beginning behind which an ending stands."""
    listed = _listed()
    if whole := listed.get(f"{word}="):
        return whole
    for length in range(len(word), max(len(word) - _LONGEST - 1, 0), -1):
        found = listed.get(word[:length])
        if found is not None and (length == len(word) or word[length:].translate(_HEARD) in _BEHIND_LISTED):
            return found
    return None


def _by_rules(word: str) -> str:
    return _restored(_shortened(_without_ending(word)), word)


def _without_ending(word: str) -> str:
    for length in range(min(_LONGEST, len(word) - 1), 0, -1):
        ending = word[-length:]
        if ending in _ENDINGS:
            base = word[: len(word) - length + (1 if ending in _KEEPING else 0)]
            if len(base) >= (_LEAST if ending in {"ав", "ев"} else 2) and _SYLLABLE.search(base):
                return base
    return word


def _shortened(base: str) -> str:
    """Take away the vowel that a verb, or a stem in a vowel, has before its endings, and the mark of a past."""
    while True:
        if base[-1] in f"{_VOWELS}й" and len(base) > 2 and _SYLLABLE.search(base[:-1]):  # noqa: PLR2004 - two letters stay
            base = base[:-1]
        elif _PAST.search(base) and len(base) - 2 >= _LEAST and _SYLLABLE.search(base[:-2]):
            base = base[:-2]
        else:
            return base


def _restored(base: str, word: str) -> str:
    """Undo what the endings did to the letters before them."""
    rest = word[len(base) :]
    softened = _SOFT.sub(lambda found: "д" if found[0] == "дз" else "т", base + rest[:1])
    base = softened[: len(softened) - len(rest[:1])].replace("ь", "")
    base = _AFFRICATE.sub("д", base)
    if base.endswith("ц") and not rest.startswith(_OF_NOUNS_IN_CYJA):
        base = f"{base[:-1]}к"
    base = _AFTER_LABIAL.sub("", _DOUBLED.sub("", base))
    shorter = _MOBILE.sub("", base)
    return shorter if _SYLLABLE.search(shorter[:-1]) else base


_OF_NOUNS_IN_CYJA = ("ые", "ыі", "ыю", "ый")  # дэлегацыя: this ц is never к
_AFFRICATE = re.compile("д[жз]$")
_DOUBLED = re.compile(r"(?<=(.))\1$")
_AFTER_LABIAL = re.compile("(?<=[бпмвф])л$")


@lru_cache(maxsize=1)
def _listed() -> dict[str, str]:
    text = (resources.files(__package__) / "belarusian.txt").read_text("utf-8")
    found: dict[str, str] = {}
    for line in text.splitlines():
        if line and not line.startswith("#"):
            variants = [_written(part.lower().replace("'", "")) for part in line.split()]
            first = variants[0].rstrip("=")
            found.update((variant, first) for variant in variants if variant not in found)
    return found
