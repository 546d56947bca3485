"""What is exchanged: a file and its entries, a message beside them, and what becomes of each entry.

Nothing here knows which format the file had: PO, XLIFF and Markdown are all read into a `File`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal, get_args

from api.platform.errors import Fault, Phrase
from api.translation.entries import LONGEST_READ, Entry

Outcome = Literal["applied", "unchanged", "stale", "moved", "unknown", "refused"]
OUTCOMES: tuple[Outcome, ...] = get_args(Outcome)
Mode = Literal["fill", "replace"]


@dataclass(frozen=True, slots=True)
class FileEntry:
    """One entry as the file has it. `key` is empty where the file names no message; `line` is where it begins.

    `previous_source` is that of the mark `#|`: None without the mark, "" where nothing can be read of it. `place` is
    the block that the entry was exported from; `seems_cut` says that its translation may have gone on where the file
    was cut off.
    """

    key: str
    source: str
    translation: str
    is_fuzzy: bool
    is_obsolete: bool
    line: int
    previous_source: str | None = None
    place: int | None = None
    seems_cut: bool = False

    @property
    def is_marked(self) -> bool:
        """Whether the file takes its translation for a fuzzy one."""
        return self.is_fuzzy or self.seems_cut


@dataclass(frozen=True, slots=True)
class File:
    """What any exchange format gives after reading; what the file does not say of itself is None.

    `digest` is the SHA-256 of its bytes, where it came as bytes.
    """

    article_id: str | None
    language: str | None
    revision: int | None
    serial: int | None
    entries: tuple[FileEntry, ...]
    digest: str | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Header:
    """What a file is to say of itself: languages as BCP 47 tags, revision and serial of the version it is made of.

    `alternatives` are the positions of those captions that are the alternative texts of pictures.
    In the source language it is a template (POT): it has no language and no serial, since tools carry both over into
    the files that they make of it, where they would be wrong.
    """

    article_id: str
    title: str
    language: str
    source_language: str
    revision: int
    serial: int
    exported_at: datetime
    alternatives: frozenset[int] = frozenset()

    @property
    def is_template(self) -> bool:
        """Whether the file is of the source itself, for translations to be made of."""
        return self.language == self.source_language


# How a text would be kept as a kind of message, and why it cannot be, if it cannot: asked with kind, source and text.
Judge = Callable[[str, str, str], tuple[str, Fault | None]]


@dataclass(frozen=True, slots=True)
class Then:
    """A message as it was when the file was exported, and what people did to it since.

    Where `is_known` is false, the export's state is not known, and then "since" is since ever. `later` are the texts
    that people gave it since, in whatever order; `is_of_others` tells whether one of them was not the uploader.
    """

    text: str | None
    is_fuzzy: bool = False
    later: frozenset[str | None] = frozenset()
    is_of_others: bool = False
    is_known: bool = True


@dataclass(frozen=True, slots=True)
class Decision:
    """What becomes of one entry, and why. `written` is the message as it is to be written, None where nothing is."""

    key: str
    outcome: Outcome
    reason: str
    detail: Phrase
    line: int
    written: Entry | None = None

    @property
    def target(self) -> str | None:
        """The key of the message that is written."""
        return None if self.written is None else self.written.key


def is_bounded(entry: FileEntry) -> bool:
    """Tell whether an entry is short enough to be looked into."""
    return max(len(entry.source), len(entry.translation)) <= LONGEST_READ
