"""What an uploaded file does to a version: each of its entries rebased, three ways, onto the messages as they now are.

A file was made against some revision, and both sides may have moved since. So three texts are compared for each entry:
the file's, ours, and the one that stood here when the file was exported (`base`). Nothing here knows which format the
file had: PO, XLIFF and Markdown are all read into a `File`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field, replace
from typing import Literal, get_args

from api.platform.errors import Phrase, say

LONGEST_TRANSLATION = 100_000  # characters; a paragraph of ours has some hundreds

Outcome = Literal["applied", "unchanged", "stale", "moved", "unknown", "refused"]
OUTCOMES: tuple[Outcome, ...] = get_args(Outcome)
Mode = Literal["fill", "replace"]


@dataclass(frozen=True, slots=True)
class FileEntry:
    """One entry as the file has it. `key` is empty where the file names no message; `line` is where it begins."""

    key: str
    source: str
    translation: str
    is_fuzzy: bool
    is_obsolete: bool
    line: int


@dataclass(frozen=True, slots=True)
class File:
    """What any exchange format gives after reading; what the file does not say of itself is None."""

    article_id: str | None
    language: str | None
    revision: int | None
    serial: int | None
    entries: tuple[FileEntry, ...]


Refusal = Callable[[str, FileEntry], Phrase | None]


@dataclass(frozen=True, slots=True)
class Current:
    """A message as it stands; `position` is None where its source has gone (obsolete)."""

    key: str
    position: int | None
    source: str
    translation: str | None
    translated_source: str | None
    needs_work: bool

    @property
    def is_fuzzy(self) -> bool:
        """Whether its translation waits for someone to look at it."""
        return self.translation is not None and (self.needs_work or self.translated_source != self.source)

    @property
    def is_translated(self) -> bool:
        """Whether its translation stands, made against the source as it is."""
        return self.translation is not None and not self.is_fuzzy


@dataclass(frozen=True, slots=True)
class Decision:
    """What becomes of one entry, and why. `target` is the message to write, None where nothing is written."""

    key: str
    outcome: Outcome
    reason: str
    detail: Phrase
    line: int
    target: str | None = None
    translation: str | None = None
    translated_source: str | None = None
    needs_work: bool = False


def decide(
    file: File,
    current: Sequence[Current],
    base: Mapping[str, str | None],
    *,
    mode: Mode,
    refusal: Refusal,
    fuzzy_at_export: AbstractSet[str] = frozenset(),
) -> list[Decision]:
    """Decide on each entry of a file, in the file's order; what to write is in the decisions, nothing is written here.

    `base` has each message's translation when the file was exported, `fuzzy_at_export` the keys that were fuzzy then;
    a key that `base` lacks counts as not known, and then a text that differs from ours counts as the translator's.
    `refusal` says why an entry's text cannot stand at a message of that key; it is asked only for what would be
    written, and judges by the source that the entry has: a text of an older one is as whole as that was. Uploading the
    same file again writes nothing. A missing fuzzy mark never clears ours, since some editors strip the marks; and an
    empty translation never erases one.
    """
    rebase = _Rebase({message.key: message for message in current}, base, fuzzy_at_export, mode, refusal)
    decided: dict[int, Decision] = {}
    # Entries that name a living message go first: one that looks for another place must find what they leave free.
    for index in sorted(range(len(file.entries)), key=lambda index: not rebase.is_alive(file.entries[index].key)):
        decided[index] = rebase.decide(file.entries[index])
    return [decided[index] for index in range(len(file.entries))]


def is_bounded(entry: FileEntry) -> bool:
    """Tell whether an entry is short enough to be looked into."""
    return max(len(entry.source), len(entry.translation)) <= LONGEST_TRANSLATION


@dataclass(slots=True)
class _Rebase:
    """The messages as they are after the entries decided so far, and who has a claim on which."""

    messages: dict[str, Current]
    base: Mapping[str, str | None]
    fuzzy_at_export: AbstractSet[str]
    mode: Mode
    refusal: Refusal
    claimed: set[str] = field(default_factory=set)
    alive: dict[str, list[str]] = field(init=False)

    def __post_init__(self) -> None:
        self.alive = {}
        for message in self.messages.values():
            if message.position is not None:
                self.alive.setdefault(message.source, []).append(message.key)

    def is_alive(self, key: str) -> bool:
        return key in self.messages and self.messages[key].position is not None

    def decide(self, entry: FileEntry) -> Decision:
        if not entry.translation.strip():
            return _keep(entry, "empty", say("The file has no translation for this message."))
        if not is_bounded(entry):
            limit = say("A source or translation has at most {limit} characters.", limit=LONGEST_TRANSLATION)
            return Decision(entry.key, "refused", "too_long", limit, entry.line)
        message = self.messages.get(entry.key)
        if message is None:
            return self._unknown(entry)
        if message.position is None:
            return self._removed(entry, message)
        self.claimed.add(message.key)
        return self._same_source(entry, message) if entry.source == message.source else self._stale(entry, message)

    def _unknown(self, entry: FileEntry) -> Decision:
        places = self.alive.get(entry.source, [])
        if (moved := self._moved(entry)) is not None:
            return moved
        if not places:
            return _unknown(entry, "no_such_message", say("The article has no such message, nor one with this source."))
        if len(places) > 1:
            return _unknown(
                entry, "ambiguous", say("Several messages have this source: it is not clear which is meant.")
            )
        return _unknown(entry, "already_translated", say("The message that has this source is translated already."))

    def _removed(self, entry: FileEntry, message: Current) -> Decision:
        is_same, is_untouched = entry.translation == message.translation, self._is_untouched(entry)
        is_echo = entry.is_obsolete and (is_same or is_untouched)
        if not is_echo and (moved := self._moved(entry)) is not None:
            return moved
        if is_same:
            return _same(entry)
        if is_untouched:
            return _not_touched(entry)
        kept = say("The source of this message has been removed. The translation is kept with it, should it come back.")
        return self._write(entry, message, "stale", "source_removed", kept)

    def _moved(self, entry: FileEntry) -> Decision | None:
        """Find the one message that has the entry's source now, if it can still take a text; else give None."""
        places = self.alive.get(entry.source, [])
        target = self.messages[places[0]] if len(places) == 1 else None
        if target is None:
            return None
        if target.translation == entry.translation:
            self.claimed.add(target.key)
            return _keep(entry, "same", say("The message that has this source has this very translation already."))
        if target.is_translated or target.key in self.claimed:
            return None
        followed = say("The source stands in another place now. The translation followed it.")
        decision = self._write(entry, target, "moved", "source_moved", followed)
        if decision.target is not None:
            self.claimed.add(target.key)
        return decision

    def _same_source(self, entry: FileEntry, message: Current) -> Decision:
        if entry.translation == message.translation:
            return self._same_text(entry, message)
        if self._is_untouched(entry):
            return _not_touched(entry)
        if not message.is_translated:
            return self._write(entry, message, "applied", "filled", say("The translation was filled in."))
        is_ours_untouched = message.key not in self.base or self.base[message.key] == message.translation
        if self.mode == "fill":
            return _already(entry) if is_ours_untouched else _edited_meanwhile(entry)
        if is_ours_untouched:
            return self._write(entry, message, "applied", "replaced", say("The translation was replaced."))
        overwrote = say(
            "This message has been edited here since the export. It was replaced; its history keeps both texts."
        )
        return self._write(entry, message, "applied", "overwrote", overwrote)

    def _same_text(self, entry: FileEntry, message: Current) -> Decision:
        if message.is_fuzzy and not entry.is_fuzzy:
            needs_yes = say(
                "The text is the same and stays fuzzy: that a file has no fuzzy mark does not prove a check."
            )
            return _keep(entry, "still_fuzzy", needs_yes)
        if message.is_fuzzy or not entry.is_fuzzy:
            return _same(entry)
        if message.key in self.fuzzy_at_export and self._is_untouched(entry):
            checked = say("The file has this message as it was exported, fuzzy. It has been checked here since.")
            return _keep(entry, "not_touched", checked)
        marked = say("The text is the same; it was marked as fuzzy, as in the file.")
        return self._write(entry, message, "applied", "marked_fuzzy", marked)

    def _stale(self, entry: FileEntry, message: Current) -> Decision:
        if entry.translation == message.translation:
            return _same(entry)
        if self._is_untouched(entry):
            return _not_touched(entry)
        if message.translation is not None and message.translated_source == message.source:
            return _already(entry)
        changed = say(
            "The source has changed since the export. The translation was taken as fuzzy, to be checked against it."
        )
        return self._write(entry, message, "stale", "source_changed", changed)

    def _is_untouched(self, entry: FileEntry) -> bool:
        return self.base.get(entry.key) == entry.translation

    def _write(self, entry: FileEntry, target: Current, outcome: Outcome, reason: str, detail: Phrase) -> Decision:
        if (why := self.refusal(target.key, entry)) is not None:
            return Decision(entry.key, "refused", "structure", why, entry.line)
        text, source, needs_work = entry.translation, entry.source, entry.is_fuzzy
        self.messages[target.key] = replace(target, translation=text, translated_source=source, needs_work=needs_work)
        return Decision(entry.key, outcome, reason, detail, entry.line, target.key, text, source, needs_work)


def _keep(entry: FileEntry, reason: str, detail: Phrase) -> Decision:
    return Decision(entry.key, "unchanged", reason, detail, entry.line)


def _same(entry: FileEntry) -> Decision:
    return _keep(entry, "same", say("The message already has this very translation."))


def _not_touched(entry: FileEntry) -> Decision:
    return _keep(
        entry, "not_touched", say("The file has this message as it was exported. It has been edited here since.")
    )


def _already(entry: FileEntry) -> Decision:
    detail = say("The message is translated already, against its source as it is now.")
    return Decision(entry.key, "refused", "already_translated", detail, entry.line)


def _edited_meanwhile(entry: FileEntry) -> Decision:
    detail = say("This message has been edited here since the export. The mode replace overwrites it.")
    return Decision(entry.key, "refused", "edited_meanwhile", detail, entry.line)


def _unknown(entry: FileEntry, reason: str, detail: Phrase) -> Decision:
    return Decision(entry.key, "unknown", reason, detail, entry.line)
