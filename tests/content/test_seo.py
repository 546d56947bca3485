"""What search engines and messengers are told: what holds of what is set, and what follows from a text."""

from __future__ import annotations

import pytest

from api.content import seo
from api.content.seo import NOTHING, Seo

ALL = Seo("Title", "Description", "one")


@pytest.mark.parametrize(
    ("corrected_in", "pictures", "left"),
    [
        (0, ["one"], ALL),
        (2, ["one", "two"], ALL),
        (3, ["one"], Seo(None, None, "one")),
        (0, ["two"], Seo("Title", "Description", None)),
        (3, [], NOTHING),
    ],
)
def test_what_a_correction_overtook_holds_no_longer(corrected_in: int, pictures: list[str], left: Seo) -> None:
    """Words from before the last correction may be what was wrong; a picture that is not shown is not told."""
    assert seo.standing(ALL, 2, corrected_in=corrected_in, pictures=pictures) == left


def test_the_first_paragraph_opens_a_text() -> None:
    """It is plain: without markup, marks of footnotes and what is escaped in HTML."""
    footnote = '<sup class="footnote"><a href="#x">1</a></sup>'
    html = f'<h2>Head</h2>\n<p id="m-1">It &lt;rained&gt; <em>all\nday</em>{footnote}.</p>\n<p>No</p>'
    assert seo.opening(html) == "It <rained> all day."
    assert seo.opening("<ul><li>One</li></ul>") == ""


def test_what_is_set_is_kept_as_it_is() -> None:
    """It comes back from its JSON; nothing has none."""
    assert seo.from_json(seo.to_json(ALL)) == ALL
    assert (seo.to_json(NOTHING), seo.from_json(None)) == (None, NOTHING)
