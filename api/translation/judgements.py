"""How texts would be kept, and why some cannot be: found out before a lock is taken, and remembered under it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar, cast

from api.content import body, markdown
from api.platform.errors import Fault, Unavailable, say
from api.translation import checks
from api.translation.splitting import Kind, Unit

_TRIES = 8  # one is enough, unless a text goes from one kind of block to another meanwhile

Asked = TypeVar("Asked")
Written = TypeVar("Written")


def before_lock(ask: Callable[[Judgements], Asked], write: Callable[[Asked, Judgements], Written]) -> Written:
    """Find out what to write, without a lock, then write it, where nothing is judged any more.

    If what changed meanwhile brings a text that nobody has judged, it begins again. Raises: Unavailable, at last.
    """
    judged = Judgements()
    for _ in range(_TRIES):
        judged.is_closed = False
        asked = ask(judged)
        judged.is_closed = True
        try:
            return write(asked, judged)
        except _Unjudged:
            continue
    raise Unavailable(say("Too many requests are at work just now."))


class Judgements:
    """Judges texts as translations, each once. While `is_closed`, it gives only what it knows.

    To read a text's Markdown can take as long as its writer likes: nobody may wait for that with a lock in hand. All
    texts together may have as much markup as those of a body.
    """

    def __init__(self) -> None:
        self.is_closed = False
        self._marks = 0
        self._known: dict[tuple[str, str, str], tuple[str, Fault | None]] = {}

    def __call__(self, kind: str, source: str, text: str) -> tuple[str, Fault | None]:
        """Give a text as it would be kept as this kind of message for a source, and why it cannot be, if it cannot."""
        asked = kind, source, text
        if asked not in self._known:
            if self.is_closed:
                raise _Unjudged
            self._known[asked] = self._judge(Unit(cast("Kind", kind), source), text)
        return self._known[asked]

    def _judge(self, unit: Unit, text: str) -> tuple[str, Fault | None]:
        self._marks += markdown.marks(text)
        if self._marks > body.MOST_MARKS:
            said = say("All paragraphs together have at most {limit} signs of markup.", limit=body.MOST_MARKS)
            return text, Fault("too_much_markup", said, pointer="/translation")
        return checks.judge(unit, text)


class _Unjudged(Exception):
    """A text must be judged that nobody has judged yet, and now nobody may."""
