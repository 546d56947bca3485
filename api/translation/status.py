"""How far a version is, derived from what stands: status, progress and blockers. Pure: a catalogue in, data out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from api.platform.errors import Phrase, say, say_n
from api.translation.catalogues import Catalogue, Line, Single
from api.translation.entries import State
from api.translation.heads import Head, LastStep

Status = Literal["missing", "in_progress", "in_review", "changes_requested", "approved"]

_AFTER: dict[str, Status] = {
    "submission": "in_review",
    "approval": "approved",
    "approval_withdrawal": "in_review",
}
STATES: tuple[State, ...] = ("untranslated", "fuzzy", "translated", "approved")


@dataclass(frozen=True, slots=True)
class Progress:
    """Counts by state: of messages, and of the words of their sources. `percent` is of words that need nothing more."""

    messages: dict[str, int]
    words: dict[str, int]
    percent: int

    @property
    def words_left(self) -> int:
        """Words of the messages that are untranslated or fuzzy."""
        return self.words["untranslated"] + self.words["fuzzy"]


@dataclass(frozen=True, slots=True)
class Blocker:
    """What keeps a version from going on, and which messages.

    Codes: `untranslated_messages`, `fuzzy_messages` and `missing_alt`, which must be done before it can be submitted,
    the last in the source; and `structure_changed`, which asks for no more than a look and another submission.
    """

    code: str
    detail: Phrase
    message_ids: tuple[str, ...]


def status(catalogue: Catalogue) -> Status:
    """Tell how far a version is, from its messages as they are; lists read what was kept of it (`tallies`)."""
    return after(
        catalogue.last_step,
        (catalogue.source_hash, catalogue.text_hash, catalogue.structure_hash),
        is_finished=not unfinished(catalogue),
        is_begun=any(catalogue.text_of(line) for line in catalogue.placed),
    )


def after(step: LastStep | None, hashes: tuple[str, str, str], *, is_finished: bool, is_begun: bool) -> Status:
    """Tell how far a version is after the last step of its review, with the hashes of source, text and structure.

    A step holds as long as all three are what they were; a change request until the next submission, so that the
    translator at work on it does not lose sight of it.
    """
    if step is not None and step.kind == "change_request":
        return "changes_requested"
    if step is not None and (step.source_hash, step.text_hash, step.structure_hash) == hashes:
        return _AFTER[step.kind] if is_finished else "in_progress"
    return "in_progress" if is_begun else "missing"


def state(version: Catalogue | Single, line: Line) -> State:
    """Tell the state of one message in a version."""
    if version.is_source:
        entry = line.entry
        return "approved" if entry.is_approved and entry.translated_source == entry.source else "translated"
    return line.entry.state


def is_approved(catalogue: Catalogue) -> bool:
    """Tell whether every message is approved as it stands, whatever the version's last step was."""
    return all(state(catalogue, line) == "approved" for line in catalogue.placed)


def progress(catalogue: Catalogue) -> Progress:
    """Count a version's messages and words by state."""
    messages, words = dict.fromkeys(STATES, 0), dict.fromkeys(STATES, 0)
    for line in catalogue.placed:
        name = state(catalogue, line)
        messages[name] += 1
        words[name] += line.words
    return progress_of(messages, words)


def progress_of(messages: Mapping[State, int], words: Mapping[State, int]) -> Progress:
    """Give the progress that comes of so many messages and words in each state."""
    counted = words if any(words.values()) else messages  # a text of numbers and signs has no words
    total = sum(counted.values())
    percent = 100 * (counted["translated"] + counted["approved"]) // total if total else 100
    return Progress(_with_total(messages), _with_total(words), percent)


def unfinished(catalogue: Catalogue) -> list[Blocker]:
    """Name what keeps a version from being submitted."""
    by_state: dict[State, list[str]] = {}
    for line in catalogue.placed:
        by_state.setdefault(state(catalogue, line), []).append(line.entry.key)
    return _unfinished(catalogue, by_state)


def blockers(head: Head, keys: Mapping[State, Sequence[str]]) -> list[Blocker]:
    """Name what keeps a version from going on, of which these are the messages in each state.

    What is to do stands first, then what somebody has to look at again.
    """
    return [*_unfinished(head, keys), *_unseen(head)]


def _unfinished(head: Head, keys: Mapping[State, Sequence[str]]) -> list[Blocker]:
    found = []
    if untranslated := keys.get("untranslated"):
        detail = say_n("{n} message must be translated.", "{n} messages must be translated.", len(untranslated))
        found.append(Blocker("untranslated_messages", detail, tuple(untranslated)))
    if fuzzy := keys.get("fuzzy"):
        detail = say_n("{n} message must be checked.", "{n} messages must be checked.", len(fuzzy))
        found.append(Blocker("fuzzy_messages", detail, tuple(fuzzy)))
    if head.undescribed:
        detail = say_n(
            "{n} picture of the source has neither an alternative text nor the mark of decoration.",
            "{n} pictures of the source have neither an alternative text nor the mark of decoration.",
            head.undescribed,
        )
        found.append(Blocker("missing_alt", detail, ()))
    return found


def _unseen(head: Head) -> list[Blocker]:
    step = head.last_step
    if step is None or step.structure_hash == head.structure_hash:
        return []
    changed = say(
        "Blocks, their order, code or pictures have changed since the last step of the review: "
        "look at the whole text, and submit it again."
    )
    return [Blocker("structure_changed", changed, ())]


def _with_total(counts: Mapping[State, int]) -> dict[str, int]:
    return {"total": sum(counts.values()), **{state: counts[state] for state in STATES}}
