"""A small model of what the workflow promises for one text and its translation, written apart from the code."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

Lang = Literal["en", "ru"]
MESSAGES = 3  # the title and two paragraphs
EDITORS = {"editor", "editor2"}
TRANSLATORS = {*EDITORS, "translator-ru", "reviewer-ru"}


def source(message: int, number: int, name: str) -> str:
    """Give one of the wordings of a message: alike enough to stay the same message. `name` tells texts apart."""
    return (
        f"The council {name} puts vote number {number} off again",
        f"On Monday the council met for the {number}th time and put the vote on the river off.",
        f"Nobody who lives in the town was surprised by outcome {number}, to tell the truth.",
    )[message]


@dataclass
class Cell:
    """What a version says for a message; in the source version only the approval."""

    text: str | None = None
    against: str | None = None
    needs_work: bool = False
    is_approved: bool = False


@dataclass
class Approved:
    """An approval that stands: of which revision, after how many texts were written, and of which cells."""

    revision: int
    after: int
    cells: list[tuple[str | None, str | None]]


@dataclass
class Side:
    """One version: its cells, the last step with what it was about, the approvals that stand, and what was written.

    `looked_at` are the sources as somebody last answered for all of it, by an approval or an editor's override.
    """

    cells: list[Cell] = field(default_factory=lambda: [Cell() for _ in range(MESSAGES)])
    step: str | None = None
    about: tuple[object, ...] = ()
    approved: list[Approved] = field(default_factory=list)
    written: list[tuple[int, str, str]] = field(default_factory=list)  # message, text, by
    handed_in_by: set[str] = field(default_factory=set)
    looked_at: tuple[str, ...] = ()


@dataclass
class Public:
    """What readers have: for each message its source and the revisions of its meaning and its correction."""

    shown: list[tuple[str, int, int]]
    texts: tuple[str | None, ...]
    is_withdrawn: bool = False


class Model:
    """The text, its translation, and what readers have; each verb gives the name of the refusal it predicts, or ok."""

    def __init__(self, writer: str, name: str) -> None:
        self.name = name
        self.numbers = [0] * MESSAGES
        self.meant, self.corrected = [1] * MESSAGES, [0] * MESSAGES
        self.revision = 1
        self.writers = {1: writer}
        self.code, self.coders = 0, dict[int, str]()  # a block of code that is no message, and who changed it
        self.sides: dict[str, Side] = {"en": Side(), "ru": Side()}
        self.public: dict[str, Public] = {}

    def sources(self) -> tuple[str, ...]:
        """Give the source as it stands."""
        return tuple(source(message, number, self.name) for message, number in enumerate(self.numbers))

    def body(self) -> str:
        """Give the body of the source."""
        return "\n\n".join([*self.sources()[1:], f"```\n{self.code}\n```"])

    def texts(self, lang: str) -> tuple[str | None, ...]:
        """Give what a version says."""
        return self.sources() if lang == "en" else tuple(cell.text for cell in self.sides["ru"].cells)

    def state(self, lang: str, message: int) -> str:
        """Predict a message's state."""
        cell = self.sides[lang].cells[message]
        is_current = cell.against == self.sources()[message]
        if lang == "en":
            return "approved" if cell.is_approved and is_current else "translated"
        if cell.text is None:
            return "untranslated"
        if cell.needs_work or not is_current:
            return "fuzzy"
        return "approved" if cell.is_approved else "translated"

    def is_blocked(self, lang: str) -> bool:
        """Predict whether something stands in the way of a submission."""
        return any(self.state(lang, message) in {"untranslated", "fuzzy"} for message in range(MESSAGES))

    def status(self, lang: str) -> str:
        """Predict a version's status."""
        side = self.sides[lang]
        if side.step == "change_request":
            return "changes_requested"
        if side.step and side.about == self._all(lang) and not self.is_blocked(lang):
            return "approved" if side.step == "approval" else "in_review"
        return "in_progress" if any(self.texts(lang)) else "missing"

    def freshness(self) -> str | None:
        """Predict what readers are told of the translation, None where they have none."""
        own, origin = self.public.get("ru"), self.public.get("en")
        if own is None or own.is_withdrawn:
            return None
        if origin is None or origin.is_withdrawn:
            return "current"
        pairs = zip(own.shown, origin.shown, strict=True)
        moved = [(then, now) for then, now in pairs if then[0] != now[0] and now[1] > then[1]]
        if any(now[2] > then[1] for then, now in moved):
            return "awaiting_correction"
        return "outdated" if moved else "current"

    def revise(self, message: int, number: int, weight: str, by: str, *, with_reason: bool) -> str:
        """Save a revision that changes one message: its number, which is no typo unless it was looked at so."""
        if by not in EDITORS:
            return "Forbidden"
        if number == self.numbers[message]:
            return "Conflict"
        is_touched = self._is_touched(message, source(message, number, self.name))
        if weight == "typo" and not with_reason and is_touched:
            return "NotTypo"
        was = {lang: self.status(lang) for lang in self.sides}
        before = self.sources()[message]
        self.numbers[message] = number
        self.revision += 1
        self.writers[self.revision] = by
        if weight == "typo":
            self._carry(message, before, was, by, is_answered_for=is_touched)
        else:
            self.meant[message] = self.revision
        if weight == "correction":
            self.corrected[message] = self.revision
        return "ok"

    def recode(self, code: int, weight: str, by: str, *, with_reason: bool) -> str:
        """Save a revision that changes the block of code, and no message."""
        if by not in EDITORS:
            return "Forbidden"
        if code == self.code:
            return "Conflict"
        was = {lang: self.status(lang) for lang in self.sides}
        is_touched = any(self._stays_approved(lang, was[lang]) for lang in was)
        if weight == "typo" and not with_reason and is_touched:
            return "NotTypo"
        self.code = code
        self.revision += 1
        self.writers[self.revision] = self.coders[self.revision] = by
        if weight == "typo":
            self._carry(0, self.sources()[0], was, by, is_answered_for=is_touched)
        return "ok"

    def _is_touched(self, message: int, said: str) -> bool:
        """Predict that something approved would say what nobody has answered for."""
        return any(
            self.state(lang, message) == "approved" and side.looked_at[message] != said
            for lang, side in self.sides.items()
        )

    def _carry(self, message: int, before: str, was: dict[str, str], by: str, *, is_answered_for: bool) -> None:
        for lang, side in self.sides.items():
            if side.cells[message].against == before:
                side.cells[message].against = self.sources()[message]
            if self._stays_approved(lang, was[lang]):
                side.approved.pop()  # with its carry it is one
                self._take(lang, "approval", by)
                if is_answered_for:
                    side.looked_at = self.sources()
            if was[lang] == "in_review" and not self.is_blocked(lang):
                side.about = self._all(lang)
                if side.step == "submission":
                    side.handed_in_by.add(by)

    def _stays_approved(self, lang: str, was: str) -> bool:
        """Predict that a typo carries an approval: not where a message was marked, and found good, since."""
        return was == "approved" and all(self.state(lang, each) == "approved" for each in range(MESSAGES))

    def _all(self, lang: str) -> tuple[object, ...]:
        return self.sources(), self.texts(lang), self.code

    def write(self, message: int, text: str | None, mark: bool | None, by: str) -> str:  # noqa: FBT001
        """Write a translation, mark it or check it."""
        if by not in TRANSLATORS:
            return "Forbidden"
        cell = self.sides["ru"].cells[message]
        if text is None and cell.text is None:
            return "Conflict"
        current = self.sources()[message]
        after = Cell(
            cell.text if text is None else text or None,
            cell.against if mark and cell.text is not None else current,
            bool(mark),
        )
        if after.text is None:
            after = Cell()
        if (after.text, after.against, after.needs_work) == (cell.text, cell.against, cell.needs_work):
            return "ok"
        self.sides["ru"].cells[message] = after
        if after.text is not None and (after.text, after.against) != (cell.text, cell.against):
            self.sides["ru"].written.append((message, after.text, by))
        return "ok"

    def submit(self, lang: str, by: str) -> str:
        """Submit a version."""
        if by not in (EDITORS if lang == "en" else TRANSLATORS):
            return "Forbidden"
        if self.is_blocked(lang) or self.status(lang) not in {"in_progress", "changes_requested"}:
            return "Conflict"
        self._take(lang, "submission", by)
        return "ok"

    def request_changes(self, lang: str, by: str) -> str:
        """Return a version."""
        return self._review(lang, by, "in_review", "change_request")

    def withdraw_approval(self, lang: str, by: str) -> str:
        """Take an approval back."""
        outcome = self._review(lang, by, "approved", "approval_withdrawal")
        if outcome == "ok":
            for cell in self.sides[lang].cells:
                cell.is_approved = False
        return outcome

    def approve(self, lang: str, by: str, *, with_reason: bool) -> str:
        """Approve a version."""
        may_review = by in EDITORS | {f"reviewer-{lang}"} and self.status(lang) == "in_review"
        if may_review and by in self._workers(lang) and not (by in EDITORS and with_reason):
            return "FourEyes"
        outcome = self._review(lang, by, "in_review", "approval")
        if outcome == "ok":
            for cell, current in zip(self.sides[lang].cells, self.sources(), strict=True):
                cell.is_approved, cell.against = True, current
            self.sides[lang].looked_at = self.sources()
        return outcome

    def release(self, langs: list[str], by: str, *, leave_out: bool) -> str:
        """Release versions."""
        if by not in EDITORS:
            return "Forbidden"
        ready = [lang for lang in langs if self.status(lang) == "approved"]
        if len(ready) < len(langs) and not leave_out:
            return "NotReady"
        if not ready:
            return "Conflict"
        shown = list(zip(self.sources(), self.meant, self.corrected, strict=True))
        for lang in ready:
            self.public[lang] = Public(shown, self.texts(lang))
        return "ok"

    def withdraw(self, lang: str, by: str) -> str:
        """Take a version from its readers."""
        if by not in EDITORS:
            return "Forbidden"
        if lang not in self.public or self.public[lang].is_withdrawn:
            return "Conflict"
        self.public[lang].is_withdrawn = True
        return "ok"

    def _review(self, lang: str, by: str, needed: str, step: str) -> str:
        if by not in EDITORS | {f"reviewer-{lang}"}:
            return "Forbidden"
        if self.status(lang) != needed:
            return "Conflict"
        self._take(lang, step, by)
        return "ok"

    def _take(self, lang: str, step: str, by: str) -> None:
        side = self.sides[lang]
        side.step, side.about = step, self._all(lang)
        if step == "submission":
            side.handed_in_by = {by}
        if step == "approval":
            cells = [(cell.text, cell.against) for cell in side.cells]
            side.approved.append(Approved(self.revision, len(side.written), cells))
        elif step == "approval_withdrawal" and side.approved:
            side.approved.pop()

    def _workers(self, lang: str) -> set[str]:
        side = self.sides[lang]
        last = side.approved[-1] if side.approved else Approved(0, 0, [(None, None)] * MESSAGES)
        if lang == "ru":
            recent = {by for _, _, by in side.written[last.after :]}
            coders = {by for revision, by in self.coders.items() if revision > last.revision > 0}
            waiting = {by for message, text, by in side.written if self._waits(message, text, last)}
            return recent | waiting | (coders & side.handed_in_by)
        since = last.revision
        later = {writer for revision, writer in self.writers.items() if revision > since}
        return later or {self.writers[self.revision]}

    def _waits(self, message: int, text: str, last: Approved) -> bool:
        """Tell whether a message says this text, and no approval that stands was of it as it is now."""
        cell = self.sides["ru"].cells[message]
        is_pending = self.state("ru", message) != "approved"
        return is_pending and cell.text == text and (cell.text, cell.against) != last.cells[message]
