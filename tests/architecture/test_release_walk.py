"""How many modules somebody opens who follows a release from its verb to the end."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any

from tests.newsroom import Newsroom

DOMAIN = ("api.publishing", "api.translation", "api.content")
MOST_OF_PUBLISHING = 18
MOST_DIRECTLY = 39  # with what publishing calls in the rooms below; what those call in turn is theirs to say
MOST_IN_ALL = 47  # with all that the rooms below do: every parser, writer and state


class Walk:
    """The modules of the domain that were entered, and those that were entered from publishing itself."""

    def __init__(self) -> None:
        self.all: set[str] = set()
        self.directly: set[str] = set()
        self._begun = False

    def __call__(self, frame: FrameType, event: str, _: Any) -> None:
        """Note a call, from the verb on."""
        module = str(frame.f_globals.get("__name__", ""))
        self._begun |= module == "api.publishing.releases" and frame.f_code.co_name == "release"
        if event != "call" or not self._begun or not module.startswith(DOMAIN):
            return
        self.all.add(module)
        caller = frame.f_back
        while caller is not None and caller.f_globals.get("__name__") == module:
            caller = caller.f_back
        before = str(caller.f_globals.get("__name__", "")) if caller is not None else ""
        if module.startswith("api.publishing") or before.startswith("api.publishing"):
            self.directly.add(module)


@contextmanager
def walked() -> Iterator[Walk]:
    """Note what is entered in this block."""
    walk = Walk()
    sys.setprofile(walk)
    try:
        yield walk
    finally:
        sys.setprofile(None)


def test_a_release_walks_through_few_modules(sqlite_newsroom: Newsroom) -> None:
    """Of its own room, of the rooms below where it calls them, and in all: whoever adds one raises a number here."""
    article = sqlite_newsroom.write()
    sqlite_newsroom.approve(article, "en")
    sqlite_newsroom.translate(article, "ru")
    sqlite_newsroom.approve(article, "ru")
    with walked() as walk:
        sqlite_newsroom.release(article, "en", "ru")
    own = {module for module in walk.all if module.startswith("api.publishing")}
    assert len(own) <= MOST_OF_PUBLISHING, sorted(own)
    assert len(walk.directly) <= MOST_DIRECTLY, sorted(walk.directly)
    assert len(walk.all) <= MOST_IN_ALL, sorted(walk.all)
