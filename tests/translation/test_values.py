"""What the pure modules hand out."""

from __future__ import annotations

from dataclasses import FrozenInstanceError, fields
from typing import Any

import pytest

from api.languages.languages import Known
from api.platform.paging import Cursor, Page
from api.translation.entries import Entry
from api.translation.freshness import Shown
from api.translation.matching.alignment import Alignment, Held, Placed
from api.translation.matching.merging import Impact
from api.translation.matching.pairing import Loose, Matches
from api.translation.matching.similarity import Profile
from api.translation.reviews import Remark
from api.translation.splitting import Unit
from api.translation.status import Blocker, Progress

KINDS = [Alignment, Blocker, Cursor, Entry, Held, Impact, Known, Loose, Matches, Page, Placed, Profile, Progress]


@pytest.mark.parametrize("kind", [*KINDS, Remark, Shown, Unit])
def test_what_was_decided_is_not_changed_afterwards(kind: type[Any]) -> None:
    """Whoever is given it may keep it: no field can be set."""
    value = object.__new__(kind)
    for field in fields(kind):
        with pytest.raises(FrozenInstanceError):
            setattr(value, field.name, None)
