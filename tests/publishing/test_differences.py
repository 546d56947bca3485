from __future__ import annotations

from typing import Any

from api.content import trees
from api.publishing import differences
from api.publishing.differences import Published
from api.translation.freshness import Shown


def test_blocks_are_told_apart_by_their_ids() -> None:
    """Changed, added and removed ones, each in the order of its text; what stands still is not among them."""
    found = differences.between(
        _published(a="One.", b="Two.", c="Three."), _published(c="Three!", d="Four.", a="One.", e="Five.")
    )
    assert (found.changed, found.added, found.removed, found.parts) == (("c",), ("d", "e"), ("b",), ())
    assert found.is_any


def test_the_same_text_differs_in_nothing() -> None:
    """Nor is a translation of it behind."""
    found = differences.between(_published(a="One."), _published(a="One."))
    assert not found.is_any
    assert not found.is_any_for_translation


def test_a_typo_leaves_a_translation_as_it_is() -> None:
    """Whoever shows the text itself has it to correct; a change of meaning and a removal reach the translation too."""
    before, now = _published(a="Teh one.", b="Two.", c="Three."), _published(a="The one.", b="Second.", meant={"b": 2})
    found = differences.between(before, now)
    assert (found.changed, found.removed, found.stale) == (("a", "b"), ("c",), ("b", "c"))
    typo = differences.between(_published(a="Teh one."), _published(a="The one."))
    assert typo.is_any
    assert not typo.is_any_for_translation


def test_a_better_translation_of_the_same_source_is_a_change() -> None:
    """What we translated anew is stale in a translation of our translation, though its source is the same."""
    before, now = _published(a="Adna."), _published(a="Adzin.", source={"a": "One."})
    before = Published(before.title, before.summary, (), before.blocks, now.messages)
    assert differences.between(before, now).stale == ("a",)


def test_what_stands_above_is_told_as_a_part() -> None:
    """Title, summary and picture have no block; nor has code."""
    before = _published("Title", "Summary", a="One.")
    now = _published("Another", "Summary", a="One.", meant={"title": 2})
    assert (differences.between(before, now).parts, differences.between(before, now).stale_parts) == (("title",),) * 2
    typo = _published("Titel", "Summary", a="One.")
    assert (differences.between(typo, before).parts, differences.between(typo, before).stale_parts) == (("title",), ())
    pictured = Published(before.title, before.summary, ("id", "alt", ""), before.blocks, before.messages)
    assert differences.between(before, pictured).parts == ("picture",)
    code = Published(before.title, before.summary, (), [*before.blocks, trees.leaf("code", None, "x")], before.messages)
    assert differences.between(before, code).parts == ("code",)


def _published(
    title: str = "Title",
    summary: str = "Summary",
    *,
    meant: dict[str, int] | None = None,
    source: dict[str, str] | None = None,
    **blocks: str,
) -> Published:
    said: dict[str, Any] = {"title": title, "summary": summary, **blocks}
    messages = [Shown(key, (source or {}).get(key, text), (meant or {}).get(key, 1), 0) for key, text in said.items()]
    return Published(title, summary, (), [trees.leaf("paragraph", id_, text) for id_, text in blocks.items()], messages)
