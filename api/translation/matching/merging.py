"""What a new revision does to the catalogue of one language: the state of every message after it, purely."""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass, replace

from api.content.texts import Weight
from api.translation import checks
from api.translation.entries import Entry
from api.translation.matching.alignment import Alignment, Change, Placed


@dataclass(frozen=True, slots=True)
class Impact:
    """What a revision does to one language: numbers of messages, and the words that are then to be done.

    The first three and `moved` add up to the messages of the new text. A text that came back counts as new.
    """

    unchanged: int
    changed: int
    new: int
    removed: int
    moved: int
    words_to_do: int


def merge(entries: Sequence[Entry], alignment: Alignment, weight: Weight | None) -> list[Entry]:
    """Give the whole catalogue after a revision: the messages of the new text in its order, then the obsolete ones.

    A `typo` carries translations and approvals of changed messages forward, where they refer to what the new text
    refers to; `meaning`, `correction` and None leave them
    fuzzy beside the text that they were made against, which stays the oldest one through further edits. What is split
    or joined is fuzzy whatever the weight, since its translation has to be cut or read anew. No translation is lost:
    each stands afterwards in a message of the text or in an obsolete one. A message of the alignment that has no entry
    yet is untranslated; an entry without a translation may remember an approval, as the source version's do.
    """
    held = {entry.key: entry for entry in entries}
    shares = Counter(origin for placed in alignment.placed for origin in placed.origins)
    after = [_placed(placed, held, shares, weight) for placed in alignment.placed]
    kept = {entry.key for entry in after}
    return after + [replace(entry, position=None) for entry in entries if entry.key not in kept]


def impact(before: Sequence[Entry], after: Sequence[Entry], alignment: Alignment) -> Impact:
    """Count what the alignment did to the messages of one language, and the words left to do in it afterwards.

    It counts as `differences.diff` tells it.
    """
    held = {entry.key for entry in before}
    changes = Counter(_counted(placed, held) for placed in alignment.placed)
    here = {placed.key for placed in alignment.placed}
    words = {placed.key: placed.unit.words for placed in alignment.placed}
    return Impact(
        unchanged=changes["unchanged"],
        changed=changes["changed"],
        new=changes["new"] + changes["returned"],
        removed=sum(entry.position is not None and entry.key not in here for entry in before),
        moved=changes["moved"],
        words_to_do=sum(words[e.key] for e in after if e.position is not None and not e.is_translated),
    )


def _counted(placed: Placed, held: Container[str]) -> Change:
    """Give what a message counts as: of a split paragraph one part is changed, and the others are new ones."""
    return "new" if placed.change == "changed" and placed.key not in held else placed.change


def _placed(placed: Placed, held: dict[str, Entry], shares: Counter[str], weight: Weight | None) -> Entry:
    origins = [held[key] for key in placed.origins if key in held]
    if len(origins) != 1:
        return _joined(placed, origins)
    (origin,) = origins
    if origin.key != placed.key:
        return _at(placed, replace(origin, key=placed.key, is_approved=False))
    is_whole = shares[origin.key] == 1
    if weight == "typo" and is_whole and origin.translated_source == origin.source and _fits(placed, origin):
        return _at(placed, replace(origin, translated_source=placed.unit.source))
    return _at(placed, origin)


def _fits(placed: Placed, origin: Entry) -> bool:
    """Tell whether a translation can stand for the new text too: not if an address or a footnote has changed."""
    return origin.translation is None or checks.objection(placed.unit, origin.translation) is None


def _joined(placed: Placed, origins: Sequence[Entry]) -> Entry:
    """Join the translations, if any, beside the sources that they were made against: those were several paragraphs.

    Where a paragraph was only split and is whole again, so is the translation that was made for it.
    """
    translated = [origin for origin in origins if origin.translation]
    if (whole := _whole(placed, translated)) is not None:
        return _at(placed, replace(whole, key=placed.key, is_approved=whole.is_approved and whole.key == placed.key))
    joined = replace(
        Entry(placed.key, placed.unit.kind, placed.position, placed.unit.source),
        translation=_sentence(origin.translation for origin in translated),
        translated_source="\n\n".join(origin.translated_source or "" for origin in translated) or None,
        needs_work=bool(translated),
    )
    return _at(placed, joined)


def _whole(placed: Placed, translated: Sequence[Entry]) -> Entry | None:
    """Give the entry whose translation was made for the very text of a message, if none is lost by taking it alone."""
    own = sorted(translated, key=lambda origin: origin.key != placed.key)
    whole = next((e for e in own if e.translated_source == placed.unit.source and not e.needs_work), None)
    if whole is None or own[0].key != placed.key or own[0].translation == whole.translation:
        return whole
    return None


def _sentence(texts: Iterable[str | None]) -> str | None:
    return " ".join(text for text in texts if text) or None


def _at(placed: Placed, entry: Entry) -> Entry:
    return replace(entry, kind=placed.unit.kind, position=placed.position, source=placed.unit.source)
