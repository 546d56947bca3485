from __future__ import annotations

from pathlib import Path

import pytest

from api.content import body
from api.content.texts import Text
from api.platform.errors import Invalid
from api.translation import splitting

PAGES = sorted((Path(__file__).parents[3] / "shared" / "corpus" / "revisions").glob("*/*.md"))


@pytest.mark.skipif(not PAGES, reason="the corpus of real editing histories is not beside the checkout")
def test_real_pages_are_kept_byte_for_byte() -> None:
    """Each page has a stable normal form and is rebuilt from its own messages; only a local picture stops one."""
    for page in PAGES[::6]:
        try:
            text, units, _ = splitting.accept(Text("Page", "", page.read_text()))
        except Invalid as refused:
            assert {fault.code for fault in refused.faults} == {"invalid_picture"}  # noqa: PT017 — the loop goes on
            continue
        assert body.normal(text) == text
        assert splitting.split(text) == units
        assert splitting.rebuild(text, [unit.source for unit in units]) == text
