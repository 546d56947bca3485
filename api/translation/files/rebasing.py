"""What an uploaded file does to a version: each of its entries rebased, three ways, onto the messages as they now are.

A file was made against some revision, and both sides may have moved since. So three texts are compared for each entry:
the file's, ours, and the one that stood here when the file was exported (`Then`). `docs/texts.md` has the table.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from api.platform.errors import Fault
from api.translation.entries import Entry
from api.translation.files import exchange, keyless, outcomes
from api.translation.files.exchange import Decision, File, FileEntry, Judge, Mode, Outcome, Then

_UNKNOWN = Then(None, is_known=False)


def decide(
    file: File, current: Sequence[Entry], base: Mapping[str, Then], *, mode: Mode, judge: Judge
) -> list[Decision]:
    """Decide on each entry of a file, in the file's order; what to write is in the decisions, nothing is written here.

    `base` tells of each message when the file was exported; a key that it lacks is not known, and then a text that
    differs from ours counts as the translator's. `judge` gives a text as it would be kept and why it cannot be; it is
    asked only where an entry may be written, and judges by the source that the entry has: a text of an older one is as
    whole as that was.

    Filling never touches what is done, nor what somebody else has written since the export, and takes no text that has
    been there since and was changed again. Replacing overwrites. In both an empty translation never erases one, and
    that the marks are missing proves a check only where we know that both were there (`_is_confirmed`).
    """
    rebase = _Rebase({message.key: message for message in current}, base, mode, judge)
    entries = keyless.named(file.entries, current)
    decided: dict[int, Decision] = {}
    # Entries that name a living message go first: one that looks for another place must find what they leave free.
    for index in sorted(range(len(entries)), key=lambda index: not rebase.is_alive(entries[index].key)):
        decided[index] = rebase.decide(entries[index])
    return [decided[index] for index in range(len(entries))]


@dataclass(slots=True)
class _Rebase:
    """The messages as they are after the entries decided so far, and who has a claim on which."""

    messages: dict[str, Entry]
    base: Mapping[str, Then]
    mode: Mode
    judge: Judge
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
            return outcomes.unchanged(entry, "empty")
        if not exchange.is_bounded(entry):
            return outcomes.refused(entry, "too_long", outcomes.TOO_LONG)
        message = self.messages.get(entry.key)
        if message is None:
            return self._unknown(entry)
        if message.position is None:
            return self._removed(entry, message)
        self.claimed.add(message.key)
        entry, fault = self._judged(entry, message)
        if entry.source == message.source:
            return self._same_source(entry, message, fault)
        return self._stale(entry, message, fault)

    def _judged(self, entry: FileEntry, message: Entry) -> tuple[FileEntry, Fault | None]:
        """Give the entry with its text as it would be kept; what the message says, or said at export, is so kept."""
        is_ours = entry.key == message.key and self._is_untouched(entry, message)
        if is_ours or entry.translation == message.translation:
            return entry, None
        text, fault = self.judge(message.kind, entry.source, entry.translation)
        return replace(entry, translation=text), fault

    def _unknown(self, entry: FileEntry) -> Decision:
        places = self.alive.get(entry.source, [])
        if not places:
            return outcomes.unknown(entry, "no_such_message")
        if len(places) > 1:
            return outcomes.unknown(entry, "ambiguous")
        moved = self._moved(entry, self.messages[places[0]])
        return moved or outcomes.unknown(entry, "already_translated", outcomes.SOURCE_IS_TRANSLATED)

    def _removed(self, entry: FileEntry, message: Entry) -> Decision:
        entry, fault = self._judged(entry, message)
        is_same, is_untouched = entry.translation == message.translation, self._is_untouched(entry, message)
        places = self.alive.get(entry.source, [])
        if len(places) == 1 and not (entry.is_obsolete and (is_same or is_untouched)):
            moved = self._moved(entry, self.messages[places[0]])
            if moved is not None:
                return moved
        if is_same:
            return outcomes.unchanged(entry, "same")
        if is_untouched:
            return outcomes.unchanged(entry, "not_touched")
        return self._spared(entry, message) or self._write(entry, message, "stale", "source_removed", fault)

    def _moved(self, entry: FileEntry, target: Entry) -> Decision | None:
        """Bring a text to the one message that has its source now, if that can still take one; else give None.

        Each such message is looked at for one entry only: a file may have any number that name it by its source.
        """
        if target.key in self.claimed:
            return None
        self.claimed.add(target.key)
        entry, fault = self._judged(entry, target)
        if target.translation == entry.translation:
            return outcomes.unchanged(entry, "same", outcomes.SAME_ELSEWHERE)
        if target.is_translated or self._spared(entry, target) is not None:
            return None
        return self._write(entry, target, "moved", "source_moved", fault)

    def _same_source(self, entry: FileEntry, message: Entry, fault: Fault | None) -> Decision:
        if entry.translation == message.translation:
            return self._same_text(entry, message)
        if self._is_untouched(entry, message):
            return outcomes.unchanged(entry, "not_touched")
        if (spared := self._spared(entry, message)) is not None:
            return spared
        is_overwritten = self._is_edited(message) and message.translation is not None
        if is_overwritten and (message.is_translated or self._then(message).is_of_others):
            return self._write(entry, message, "applied", "overwrote", fault)
        if message.is_translated:
            return self._write(entry, message, "applied", "replaced", fault)
        return self._write(entry, message, "applied", "filled", fault)

    def _same_text(self, entry: FileEntry, message: Entry) -> Decision:
        then = self._then(message)
        if message.is_fuzzy and not entry.is_marked:
            if not self._is_confirmed(entry, message):
                return outcomes.unchanged(entry, "still_fuzzy")
            _, fault = self.judge(message.kind, entry.source, entry.translation)
            return self._write(entry, message, "applied", "confirmed", fault)
        if message.is_fuzzy or not entry.is_fuzzy:
            return outcomes.unchanged(entry, "same")
        if then.is_known and then.is_fuzzy and then.text == entry.translation:
            return outcomes.unchanged(entry, "not_touched", outcomes.CHECKED_SINCE)
        if self.mode == "fill":
            return outcomes.unchanged(entry, "still_checked")
        return self._write(entry, message, "applied", "marked_fuzzy", None)

    def _is_confirmed(self, entry: FileEntry, message: Entry) -> bool:
        """Tell whether the missing marks of a fuzzy text say that it was checked.

        They do where the message is as it was exported, so that the entry had both, the flag and `#|`, and now has
        neither: Poedit takes off both when "Needs Work" is turned off, OmegaT only the flag, and of all texts.
        """
        then = self._then(message)
        is_as_exported = then.is_known and then.is_fuzzy and then.text == message.translation and not then.later
        return is_as_exported and message.previous_source is not None and entry.previous_source is None

    def _stale(self, entry: FileEntry, message: Entry, fault: Fault | None) -> Decision:
        if entry.translation == message.translation:
            return outcomes.unchanged(entry, "same")
        if self._is_untouched(entry, message):
            return outcomes.unchanged(entry, "not_touched")
        if message.is_translated:
            return outcomes.refused(entry, "already_translated")
        return self._spared(entry, message) or self._write(entry, message, "stale", "source_changed", fault)

    def _spared(self, entry: FileEntry, message: Entry) -> Decision | None:
        """Say why filling spares what a message says; None where a text may be written over it."""
        if self.mode == "replace":
            return None
        then = self._then(message)
        if message.is_translated:
            return outcomes.refused(entry, "edited_meanwhile" if self._is_edited(message) else "already_translated")
        if entry.translation in then.later:
            return outcomes.unchanged(entry, "superseded")
        if message.translation is not None and self._is_newer(entry, message, then):
            return outcomes.refused(entry, "edited_meanwhile")
        return None

    def _is_newer(self, entry: FileEntry, message: Entry, then: Then) -> bool:
        """Tell whether the fuzzy text of a message may be newer than the file's: then it is somebody's work.

        Another's is. The uploader's own is where it was made for a source that the file does not have. Where it is not
        known what the file was made of, a draft stands against a draft and against what is made for an older source.
        """
        is_for_newer_source = entry.source != message.source and message.translated_source == message.source
        if then.is_known:
            return then.is_of_others or (is_for_newer_source and bool(then.later))
        return is_for_newer_source or (entry.is_marked and bool(then.later))

    def _then(self, message: Entry) -> Then:
        return self.base.get(message.key, _UNKNOWN)

    def _is_edited(self, message: Entry) -> bool:
        then = self._then(message)
        return then.is_known and then.text != message.translation

    def _is_untouched(self, entry: FileEntry, message: Entry) -> bool:
        then = self._then(message)
        return then.is_known and then.text == entry.translation

    def _write(
        self,
        entry: FileEntry,
        target: Entry,
        outcome: Outcome,
        reason: str,
        fault: Fault | None,
    ) -> Decision:
        if fault is not None:
            return outcomes.refused(entry, "structure", fault.detail)
        source = self._made_for(entry, target) if entry.is_marked else entry.source
        written = replace(
            target,
            translation=entry.translation,
            translated_source=source,
            needs_work=entry.is_marked,
            is_approved=False,
        )
        self.messages[target.key] = written
        detail = outcomes.CUT_OFF if entry.seems_cut else outcomes.REASONS[reason]
        return Decision(entry.key, outcome, reason, detail, entry.line, written)

    def _made_for(self, entry: FileEntry, target: Entry) -> str:
        """Give the source that a fuzzy text was made for: the file's previous one, or ours where it says none."""
        previous = entry.previous_source
        if previous and previous not in {target.source, target.translated_source}:
            kept, fault = self.judge(target.kind, previous, previous)
            previous = kept if fault is None else None
        if previous and previous != entry.source:
            return previous
        is_ours = entry.source == target.source and target.previous_source is not None
        return target.translated_source if is_ours and target.translated_source else entry.source
