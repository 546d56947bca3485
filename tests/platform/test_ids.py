from __future__ import annotations

import itertools
import uuid
from datetime import UTC, datetime, timedelta

import pytest

from api.platform import ids
from tests import old_ids
from tests.old_ids import moment as moment_of

DAY = 86_400_000  # milliseconds
_RANDOM = "8a8d9a9e-6f0e-4c7e-9d6a-1f9f0a6d8a11"
_CAPITALS = "01A21212-0C43-7746-836D-AE96F56E366F"


def test_an_id_is_a_uuid_of_version_seven() -> None:
    """Whoever parses ids finds what RFC 9562 describes, in the form in which we write them."""
    made = uuid.UUID(ids.new())
    assert (made.version, made.variant) == (7, uuid.RFC_4122)
    assert ids.is_id(str(made))


def test_an_id_tells_the_day_and_nothing_finer() -> None:
    """Its time is midnight in UTC of the day on which it was made."""
    today = datetime.now(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    told = datetime.fromtimestamp(moment_of(ids.new()) / 1000, UTC)
    assert told in {today, today - timedelta(days=1)}, "yesterday where midnight came between"


def test_ids_of_a_day_do_not_tell_which_came_first() -> None:
    """No bit counts: of many pairs made one after the other, about half stand in that order."""
    made = [ids.new() for _ in range(2_001)]
    assert len(set(made)) == len(made)
    rising = sum(former < later for former, later in itertools.pairwise(made))
    assert 800 < rising < 1_200


def test_an_id_of_a_millisecond_becomes_one_of_a_day() -> None:
    """The same old id always becomes the same new one, whose bits tell neither the moment nor a counter."""
    old = [old_ids.new() for _ in range(100)]
    new = [ids.coarse(text) for text in old]
    assert [moment_of(text) for text in new] == [moment_of(text) // DAY * DAY for text in old]
    assert new == [ids.coarse(text) for text in old]
    assert len(set(new)) == len(old)
    assert all(uuid.UUID(text).version == 7 and uuid.UUID(text).variant == uuid.RFC_4122 for text in new)
    assert all(before[14:] != after[14:] for before, after in zip(old, new, strict=True))
    assert sorted(new) != new, "the order in which they were made is gone"


def test_the_function_of_the_migration_is_this_one() -> None:
    """What stands in addresses and files is found by the same function that re-issued what stands in the database."""
    text = "01a21212-0c43-7746-836d-ae96f56e366f"
    assert ids.coarse(text) == "01a21000-8800-7a71-95f0-ccda103b7435"


@pytest.mark.parametrize("text", ["", "society", "m-1", _RANDOM, _CAPITALS])
def test_what_is_no_id_of_ours_stays(text: str) -> None:
    """Slugs, keys and ids of other kinds are left alone."""
    assert ids.coarse(text) == text


def test_an_id_of_a_day_stays() -> None:
    """Whoever cannot know how old an id is may ask in any case."""
    text = ids.new()
    assert ids.coarse(text) == text
    once = ids.coarse(old_ids.new())
    assert ids.coarse(once) == once
