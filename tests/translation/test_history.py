"""Whose text waits for an approval: told from what was done to the messages, without a database."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from api.translation.history import PastEvent, whose

ONE, TWO = "The first source.", "The second source."


def event(
    by: str,
    text: str | None,
    source: str | None = ONE,
    *,
    action: str = "edited",
    state: str = "translated",
    key: str = "a",
) -> PastEvent:
    """Give a event that no standing approval has settled yet."""
    return PastEvent(key, action, (text, source), state, by, is_settled=False)


def settled(*events: PastEvent) -> list[PastEvent]:
    """Give events that stand before the last approval."""
    return [PastEvent(each.key, each.action, each.saying, each.state, each.by, is_settled=True) for each in events]


def approval(text: str, source: str = ONE, key: str = "a") -> PastEvent:
    """Give what an approval does to a message."""
    return event("approver", text, source, action="approved", state="approved", key=key)


WRITTEN = event("ann", "Раз")
APPROVED = settled(WRITTEN, approval("Раз"))


@pytest.mark.parametrize(
    ("events", "now", "people"),
    [
        ([WRITTEN], ("Раз", ONE), {"ann"}),
        ([WRITTEN, event("bob", "Два")], ("Два", ONE), {"ann", "bob"}),
        ([event("ann", "Раз", action="imported")], ("Раз", ONE), {"ann"}),
        ([WRITTEN, event("bob", "Раз", state="fuzzy")], ("Раз", ONE), {"ann"}),
        ([WRITTEN, event("bob", "Раз", state="fuzzy"), event("bob", "Раз")], ("Раз", ONE), {"ann"}),
        ([WRITTEN, event("bob", None, None), event("ann", "Два")], ("Два", ONE), {"ann"}),
        ([WRITTEN, event("eve", "Раз", action="source_changed", state="fuzzy")], ("Раз", ONE), {"ann"}),
        ([*APPROVED, event("bob", "Два")], ("Два", ONE), {"bob"}),
        ([*APPROVED, event("bob", "Раз", TWO)], ("Раз", TWO), {"ann", "bob"}),
        ([*APPROVED, event("bob", "Два"), event("cid", "Раз", action="reverted")], ("Раз", ONE), {"bob", "cid"}),
        (
            [*settled(WRITTEN, approval("Раз"), event("bob", "Два"), approval("Два")), event("cid", "Раз")],
            ("Раз", ONE),
            {"ann", "cid"},
        ),
        (settled(WRITTEN), ("Раз", ONE), {"ann"}),
        (APPROVED, ("Раз", ONE), set()),
    ],
    ids=[
        "who wrote it",
        "and who wrote over it",
        "by a file",
        "who marked it is nobody",
        "nor who took the mark away",
        "nor who emptied it",
        "nor whose revision changed the source",
        "after an approval only who wrote since",
        "who takes an approved text over for another source, and who wrote it",
        "who wrote in between, and who returned to what was approved",
        "whose text of an earlier time comes back, and who brings it",
        "whose text was not in the document when it was approved",
        "nobody where an approval that stands was of this very text",
    ],
)
def test_whose_text_waits(events: Sequence[PastEvent], now: tuple[str, str], people: set[str]) -> None:
    """Those who wrote since the last standing approval, and those whose words stand unapproved; no one else."""
    assert whose(events, {"a": now}) == people


def test_what_is_approved_is_nobodys() -> None:
    """A message whose approval stands locks nobody out, whatever else waits."""
    other = event("bob", "Иное", key="b")
    assert whose([*APPROVED, other], {"b": ("Иное", ONE)}) == {"bob"}
