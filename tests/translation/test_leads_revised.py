from __future__ import annotations

from api.content.texts import Lead, Text
from api.translation import tallies
from tests.content.pictures.shelf import hung
from tests.newsroom import Newsroom
from tests.translation import revisable

ALT = "The river in May, with the old bridge on its bank"
CAPTION = "The bridge was closed for repairs in the spring."


def test_the_words_of_a_lead_live_through_revisions(newsroom: Newsroom) -> None:
    """Changed, taken away and brought back, into the body too: what was translated is kept, as of paragraphs."""
    picture, other = hung(), hung()
    body = "The council met on Monday.\n\nNobody was surprised by that.\n"
    moved = f'{body}\n![{ALT}](picture:{picture} "{CAPTION}")\n'
    leads = [
        (Lead(picture, ALT, CAPTION), body),
        (Lead(picture, ALT.replace("May", "March"), CAPTION), body),
        (Lead(other, ALT, CAPTION), body),
        (Lead(other, is_decorative=True), body),
        (Lead(picture, CAPTION, ALT), body),
        (None, moved),
        (Lead(picture, ALT), moved),
        (None, body),
        (Lead(picture, ALT, CAPTION), body),
    ]
    article = revisable.write(Text("Title of it", "A summary.", body))
    revisable.translate(article, "0")
    for number, (lead, text) in enumerate(leads, 1):
        before = revisable.loaded(article)
        past = {language: revisable.histories(catalogue) for language, catalogue in before.items()}
        revisable.revise(article, Text("Title of it", "A summary.", text, lead))
        for language, after in revisable.loaded(article).items():
            revisable.assert_kept(before[language], past[language], after)
        revisable.translate(article, str(number))
        revisable.assert_whole(article)
        assert list(tallies.differences_in([article])) == []
