from __future__ import annotations

from datetime import UTC, datetime

import pytest

from api.content import body
from api.content.texts import Lead, Text
from api.translation import splitting, structure
from api.translation.entries import Entry
from api.translation.files import po
from api.translation.files.exchange import Header
from api.translation.splitting import Unit
from tests.translation.documents import PICTURE

BODY = f'Words.\n\n![A map](picture:{PICTURE} "The river")\n\n![](https://example.org/x.png "Only a caption")\n'
LEAD = Lead(PICTURE, "The *river* in May", "Photo of [the] bank")
OTHER = "01890000-0000-7000-8000-000000000002"


def text(lead: Lead | None, summary: str = "Summary") -> Text:
    """Give a text in normal form."""
    return body.normal(Text("Title", summary, BODY, lead))


@pytest.mark.parametrize(
    ("lead", "above"),
    [
        (None, ["Title", "Summary"]),
        (LEAD, ["Title", "Summary", "The \\*river\\* in May", "Photo of [the] bank"]),
        (Lead(PICTURE, "A river"), ["Title", "Summary", "A river"]),
        (Lead(PICTURE, "", "The bank", is_decorative=True), ["Title", "Summary", "The bank"]),
        (Lead(PICTURE), ["Title", "Summary"]),
    ],
)
def test_what_is_said_of_the_lead_stands_above_the_body(lead: Lead | None, above: list[str]) -> None:
    """Title, summary, alternative text and caption, each where there is one, as captions in the body are."""
    source = text(lead)
    units = splitting.split(source)
    assert [unit.source for unit in units[: source.above]] == above
    assert [unit.kind for unit in units[2 : source.above]] == ["caption"] * (len(above) - 2)
    assert units[source.above] == Unit("paragraph", "Words.")


def test_without_a_summary_the_picture_follows_the_title() -> None:
    """The number of messages above the body counts what is there."""
    source = text(LEAD, summary="")
    assert [unit.kind for unit in splitting.split(source)[: source.above]] == ["title", "caption", "caption"]


def test_a_translation_has_the_lead_in_its_own_words() -> None:
    """Picture and mark stay; alternative text and caption are plain texts in the other language."""
    source = text(LEAD)
    count = len(splitting.split(source))
    translations = ["Тытул", "Коратка", "*Рака* ў [маі](https://example.org)", "Бераг <b>", *[None] * (count - 4)]
    rebuilt = splitting.rebuild(source, translations)
    assert rebuilt.lead == Lead(PICTURE, "Рака ў маі", "Бераг <b>")
    assert (rebuilt.title, rebuilt.summary) == ("Тытул", "Коратка")
    assert splitting.rebuild(source, [None] * count) == source
    assert splitting.rebuild(source, ["", "", " ", "\u200b", *[""] * (count - 4)]) == source


def test_a_lead_without_words_stays_without_them() -> None:
    """Decoration is decoration in every language."""
    source = text(Lead(PICTURE, is_decorative=True))
    assert splitting.rebuild(source, ["Т"] * len(splitting.split(source))).lead == source.lead


def test_alternative_texts_are_told_from_captions() -> None:
    """Of the lead and of pictures in the body, by position."""
    source = text(LEAD)
    found = splitting.alternatives(source, body.read(source.body))
    sources = [unit.source for unit in splitting.split(source)]
    assert [sources[position] for position in sorted(found)] == ["The \\*river\\* in May", "A map"]


def test_a_file_tells_translators_which_text_is_for_those_who_see_no_picture() -> None:
    """A caption and an alternative text are translated differently."""
    source = text(LEAD)
    entries = [Entry(f"k{n}", unit.kind, n, unit.source) for n, unit in enumerate(splitting.split(source))]
    found = splitting.alternatives(source, body.read(source.body))
    header = Header("a", "Title", "ru", "en", 1, 1, datetime(2017, 9, 11, tzinfo=UTC), found)
    hints = [line for line in po.write(header, entries).decode().splitlines() if line.startswith("#. ")]
    assert hints[2:4] == ["#. alternative text of a picture, block 2", "#. caption, block 3"]
    assert hints[5:] == [
        *("#. alternative text of a picture, block 5", "#. caption, block 6"),
        "#. caption, block 7",
    ]


def skeleton(lead: Lead | None) -> structure.Skeleton:
    """Give the structure of the text with a lead."""
    source, _, document = splitting.accept(text(lead))
    return structure.of_document(document, source.lead)


def test_which_picture_leads_is_structure_and_what_is_said_of_it_is_not() -> None:
    """Another id, another mark, or none at all is another document; other words are messages."""
    assert skeleton(LEAD) == skeleton(Lead(PICTURE, "Other", "words"))
    others = [None, Lead(OTHER, LEAD.alt, LEAD.caption), Lead(PICTURE, is_decorative=True)]
    assert all(skeleton(other) != skeleton(LEAD) for other in others)


def test_a_text_without_a_lead_has_the_structure_that_it_had() -> None:
    """What was approved before there were leads stays approved."""
    source, units, document = splitting.accept(text(None))
    assert structure.of_document(document, None) == structure.of_document(document) == structure.of_body(source.body)
    assert structure.of_body(source.body, units, LEAD) == [*structure.of_lead(LEAD), *structure.of_document(document)]
