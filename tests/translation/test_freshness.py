"""Whether what readers have of a translation still says what the published source says."""

from __future__ import annotations

from dataclasses import replace

from api.content.texts import Lead
from api.translation.catalogues import Catalogue, Line
from api.translation.entries import Entry
from api.translation.freshness import Shown, freshness, from_json, pictured, shown, stale_keys, to_json

ICE = Shown("ice", "11", 2, 0)
FERRY = Shown("ferry", "22", 2, 0)


def test_what_is_as_it_was_is_current() -> None:
    """The same sources, whatever their order, and a message that the translation does not show yet."""
    assert freshness([ICE, FERRY], [FERRY, ICE, Shown("new", "33", 9, 9)]) == "current"
    assert stale_keys([ICE, FERRY], [FERRY, ICE]) == set()


def test_a_source_that_means_something_else_outdates() -> None:
    """One message with another text of a later meaning is enough, and it alone is named."""
    for source_hash in ("21", "23"):
        now = replace(FERRY, source_hash=source_hash, meant_in=3)
        assert freshness([ICE, FERRY], [ICE, now]) == "outdated"
        assert stale_keys([ICE, FERRY], [ICE, now]) == {"ferry"}


def test_a_message_that_has_gone_outdates() -> None:
    """What the source no longer says, its translation should not."""
    assert freshness([ICE, FERRY], [ICE]) == "outdated"
    assert stale_keys([ICE, FERRY], [ICE]) == {"ferry"}


def test_a_typo_moves_nothing_on() -> None:
    """Another text of the same meaning leaves the translation current; so does an older meaning than it was made of."""
    for meant_in in (2, 1):
        assert freshness([FERRY], [replace(FERRY, source_hash="23", meant_in=meant_in)]) == "current"


def test_a_text_that_is_the_same_again_has_not_moved() -> None:
    """Changed and changed back, it says what the translation was made of."""
    again = from_json(to_json([replace(FERRY, meant_in=5, corrected_in=5)]))
    assert freshness([FERRY], again) == "current"


def test_a_correction_since_then_is_awaited() -> None:
    """A message corrected after its translation was made says so, whatever else is outdated."""
    corrected = replace(FERRY, source_hash="23", meant_in=3, corrected_in=3)
    assert freshness([FERRY], [corrected]) == "awaiting_correction"
    assert freshness([ICE, FERRY], [corrected]) == "awaiting_correction"


def test_a_correction_before_it_is_not_awaited() -> None:
    """A translation that was made of the corrected text has the correction; a later change only outdates it."""
    then = replace(FERRY, meant_in=3, corrected_in=3)
    assert freshness([then], [replace(then, source_hash="24", meant_in=4)]) == "outdated"


def test_without_a_published_source_nothing_has_moved() -> None:
    """A translation published alone is current."""
    assert freshness([ICE], None) == "current"
    assert stale_keys([ICE], None) == set()


def test_other_pictures_are_another_message() -> None:
    """Of a later revision they outdate, with a correction since they wait for it; the same again have not moved."""
    lead, described = Lead("a", "The weir", "In May"), [("k", "picture:b"), ("l", "picture:c")]
    then = pictured(lead, described, revision=2, corrected_in=0)
    for above, below in (
        (None, described),
        (replace(lead, picture="x"), described),
        (replace(lead, is_decorative=True), described),
        (lead, described[:1]),
        (lead, [("k", "picture:c"), ("l", "picture:b")]),
    ):
        for corrected_in, expected in ((0, "outdated"), (2, "outdated"), (3, "awaiting_correction")):
            now = pictured(above, below, revision=3, corrected_in=corrected_in)
            assert freshness([ICE, then], [ICE, now]) == expected
            assert freshness([ICE, now], [ICE, then]) == "current"
    said_otherwise = replace(lead, alt="A weir", caption="")
    assert freshness([then], [pictured(said_otherwise, described[::-1], revision=3, corrected_in=3)]) == "current"


def test_what_a_publication_shows_is_kept_as_json() -> None:
    """It reads back as it was written, in the form in which publications of today hold it."""
    assert to_json([ICE, FERRY]) == '[["ice","11",2,0],["ferry","22",2,0]]'
    assert from_json(to_json([ICE, FERRY])) == [ICE, FERRY]


def test_a_publication_shows_the_messages_of_the_document() -> None:
    """Each with the beginning of its source's SHA-256 and its revisions; obsolete ones are not shown."""
    lines = [
        Line(
            Entry(key, "paragraph", at, "Ice", None, None, needs_work=False, is_approved=False),
            1,
            4,
            3,
            2,
            1,
            None,
            None,
        )
        for key, at in (("a", 0), ("gone", None))
    ]
    catalogue = Catalogue("v", "x", "ru", "en", 1, 4, "", 0, None, None, None, tuple(lines))
    assert shown(catalogue) == [Shown("a", "2a1a6355ed7e30b0", 3, 2)]
