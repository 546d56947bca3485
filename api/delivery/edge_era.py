"""What the edge knows of the present: the generation of what is public, and how long that may be believed.

The database is asked for it again by who comes when `SOON` has passed, while others are still answered; and nobody is
answered by what was asked longer than `FRESH` ago. So a withdrawal is seen everywhere within that time, without a
message between processes, and nothing is asked while nobody reads.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping

from api.delivery.edge_store import Store
from api.languages import languages, words
from api.languages.languages import Known
from api.platform import db, ids
from api.publishing import journal

Read = Callable[[int | None], tuple[int, Mapping[str, Known] | None]]

FRESH = 0.2  # seconds
SOON = 0.1

_OF_PARTNERS = 2  # what partners' answers may take beside everybody's, as a part of the bound
_MOST_TONGUES = 500  # headers that are remembered
_LONGEST_TONGUE = 200  # characters of one
_HEAD = 24  # characters of an id before the last twelve


class Era:
    """The time of one generation, with the answers that are kept of it: everybody's in `store`, partners' in `shared`.

    Until `until` nobody needs to ask for the generation, and from `ends` on nobody may go by this era who has not
    asked; seconds of the edge's clock. `tongues` are the languages of readers by their Accept-Language, `head` is what
    the ids of requests begin with: drawn anew at each look, since to draw a whole one for each costs too much.
    """

    def __init__(self, generation: int | None, bound: int, known: Mapping[str, Known]) -> None:
        self.generation = generation
        self.store = store = Store(bound)
        self.shared = Store(bound // _OF_PARTNERS)
        self.entries = store.entries
        self.until = self.ends = 0.0
        self.tongues: dict[str, str] = {}
        self.head = ""
        self._known = dict(known)

    def extend(self, began: float) -> None:
        """Believe the generation that was asked for at a moment."""
        self.ends = max(self.ends, began + FRESH)
        self.until = max(self.until, began + SOON)
        self.head = ids.new()[:_HEAD]

    def tongue(self, header: str) -> str:
        """Give the languages in which a reader is answered: the newsroom's and, for problems, the API's own.

        Nothing else that Accept-Language says makes a difference.
        """
        if (kept := self.tongues.get(header)) is not None:
            return kept
        found = f"{languages.negotiate(header, self._known) if self._known else ''} {words.speaking(header)}"
        if len(header) <= _LONGEST_TONGUE:
            if len(self.tongues) >= _MOST_TONGUES:
                self.tongues.clear()
            self.tongues[header] = found
        return found


class Eras:
    """The eras, one after the other. `read` gives the database's generation and its languages, `clock` seconds."""

    def __init__(self, clock: Callable[[], float], *, bound: int, read: Read) -> None:
        self._clock = clock
        self._bound = bound
        self._read = read
        self._asking = threading.Lock()
        self._learning = threading.Lock()
        self._heard = 0.0  # when what is known now was asked for, or doubted
        self.era = Era(None, bound, {})

    def present(self) -> Era | None:
        """Give the present era; None if nobody can tell which it is."""
        if self._clock() < (era := self.era).until:
            return era
        patience = 0 if self._clock() < era.ends else FRESH
        if self._asking.acquire(timeout=patience):
            try:
                if self._clock() >= self.era.until:  # nobody else has asked meanwhile
                    self._ask()
            finally:
                self._asking.release()
        return era if self._clock() < (era := self.era).ends else None

    def of(self, generation: int) -> Era | None:
        """Give the era of a generation that somebody has just read; None if it is not the latest any longer."""
        if self.era.generation != generation:
            self._ask()
        return era if (era := self.era).generation == generation else None

    def lasts(self, era: Era) -> bool:
        """Ask whether an era lasts: all that was read in it until now is of its generation."""
        return self._ask() == era.generation and self.era is era

    def doubt(self) -> None:
        """Believe nothing that was asked before now: this process has just written."""
        with self._learning:
            self._heard = self._clock()
            self.era.until = self.era.ends = 0.0

    def _ask(self) -> int | None:
        began = self._clock()
        try:
            generation, known = self._read(self.era.generation)
        except Exception:  # noqa: BLE001 - whatever is wrong with the database, the application will meet it and tell it
            return None
        with self._learning:
            if began >= self._heard:  # else somebody knows better
                if generation != self.era.generation:
                    self.era = Era(generation, self._bound, known or {})
                    self._heard = began
                self.era.extend(began)
        return generation


def read(generation: int | None) -> tuple[int, Mapping[str, Known] | None]:
    """Read the generation and, if it is another than the known one, the languages, which are of it or later."""
    try:
        found = journal.generation()
        return found, None if found == generation else languages.everything()
    finally:
        db.release_connection()
