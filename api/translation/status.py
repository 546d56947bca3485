"""How far a version is, derived from what stands: status, progress and blockers. Pure: a catalogue in, data out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from api.platform.errors import Phrase, say, say_n
from api.translation.catalogues import Catalogue, LastStep, Line
from api.translation.entries import State

Status = Literal["missing", "in_progress", "in_review", "changes_requested", "approved"]

_AFTER: dict[str, Status] = {
    "submission": "in_review",
    "approval": "approved",
    "approval_withdrawal": "in_review",
}
_STATES: tuple[State, ...] = ("untranslated", "fuzzy", "translated", "approved")


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

    Codes: `untranslated_messages` and `fuzzy_messages`, which must be done before it can be submitted, and
    `structure_changed`, which asks for no more than a look and another submission.
    """

    code: str
    detail: Phrase
    message_ids: tuple[str, ...]


def status(catalogue: Catalogue) -> Status:
    """Tell how far a version is.

    A step holds as long as source, text and structure are what they were; a change request until the next submission,
    so that the translator at work on it does not lose sight of it.
    """
    step = catalogue.last_step
    if step is not None and step.kind == "change_request":
        return "changes_requested"
    if step is not None and _is_of(step, catalogue):
        return _AFTER[step.kind] if not unfinished(catalogue) else "in_progress"
    return "in_progress" if any(catalogue.text_of(line) for line in catalogue.placed) else "missing"


def state(catalogue: Catalogue, line: Line) -> State:
    """Tell the state of one message in a version."""
    if catalogue.is_source:
        entry = line.entry
        return "approved" if entry.is_approved and entry.translated_source == entry.source else "translated"
    return line.entry.state


def is_approved(catalogue: Catalogue) -> bool:
    """Tell whether every message is approved as it stands, whatever the version's last step was."""
    return all(state(catalogue, line) == "approved" for line in catalogue.placed)


def progress(catalogue: Catalogue) -> Progress:
    """Count a version's messages and words by state."""
    messages = dict.fromkeys(("total", *_STATES), 0)
    words = dict.fromkeys(("total", *_STATES), 0)
    for line in catalogue.placed:
        for name in ("total", state(catalogue, line)):
            messages[name] += 1
            words[name] += line.words
    done, total = words["translated"] + words["approved"], words["total"]
    if not total:  # a text of numbers and signs has no words: then its messages count
        done, total = messages["translated"] + messages["approved"], messages["total"]
    return Progress(messages, words, 100 * done // total if total else 100)


def blockers(catalogue: Catalogue) -> list[Blocker]:
    """Name what keeps a version from going on: what is to do first, then what somebody has to look at again."""
    return [*unfinished(catalogue), *_unseen(catalogue)]


def unfinished(catalogue: Catalogue) -> list[Blocker]:
    """Name what keeps a version from being submitted."""
    by_state: dict[str, list[str]] = {}
    for line in catalogue.placed:
        by_state.setdefault(state(catalogue, line), []).append(line.entry.key)
    found = []
    if untranslated := by_state.get("untranslated"):
        detail = say_n("{n} message must be translated.", "{n} messages must be translated.", len(untranslated))
        found.append(Blocker("untranslated_messages", detail, tuple(untranslated)))
    if fuzzy := by_state.get("fuzzy"):
        detail = say_n("{n} message must be checked.", "{n} messages must be checked.", len(fuzzy))
        found.append(Blocker("fuzzy_messages", detail, tuple(fuzzy)))
    return found


def _unseen(catalogue: Catalogue) -> list[Blocker]:
    step = catalogue.last_step
    if step is None or step.structure_hash == catalogue.structure_hash:
        return []
    changed = say(
        "Blocks, their order, code or pictures have changed since the last step of the review: "
        "look at the whole text, and submit it again."
    )
    return [Blocker("structure_changed", changed, ())]


def _is_of(step: LastStep, catalogue: Catalogue) -> bool:
    return (step.source_hash, step.text_hash, step.structure_hash) == (
        catalogue.source_hash,
        catalogue.text_hash,
        catalogue.structure_hash,
    )
