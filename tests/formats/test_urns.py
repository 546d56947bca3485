"""URNs of versions."""

from __future__ import annotations

from api.formats import urns

ARTICLE = "01a2b3c4-d5e6-7f80-9a0b-1c2d3e4f5061"


def test_a_version_has_one_name_for_ever() -> None:
    """What feeds and partners know an article by in a language never changes, and no two versions share it."""
    assert urns.of_version(ARTICLE, "be") == "urn:uuid:2de2904a-5b1c-507c-a1dd-456f1416d9d1"
    assert urns.of_version(ARTICLE, "be") == urns.of_version(ARTICLE.upper(), "be")
    assert len({urns.of_version(ARTICLE, language) for language in ("be", "be-Latn", "ru", "en")}) == 4
