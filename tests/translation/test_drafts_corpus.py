"""Real edits through the database: pages with years of editing, each state saved as a revision of an article."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest

from tests.newsroom import Newsroom
from tests.translation import revisable
from tests.translation.matching.test_real_edits import PAGES, revisions

pytestmark = pytest.mark.skipif(not PAGES, reason="the corpus of real edits (../shared/corpus/revisions) is not here")

SMALL = [page for page in PAGES if page.name in {"ch05-02-example-structs", "ch06-01-defining-an-enum"}]


def live_through(page: Path) -> None:
    """Save each state of a page as a revision, with two translations that are brought up to date between them."""
    texts = revisions(page)
    article = revisable.write(texts[0])
    revisable.translate(article, "0")
    for number, (earlier, later) in enumerate(pairwise(texts), 1):
        if earlier == later:
            continue
        before = revisable.loaded(article)
        past = {language: revisable.histories(catalogue) for language, catalogue in before.items()}
        revisable.revise(article, later)
        for language, after in revisable.loaded(article).items():
            revisable.assert_kept(before[language], past[language], after)
        revisable.assert_whole(article)
        revisable.translate(article, str(number))


@pytest.mark.parametrize("page", SMALL, ids=lambda page: page.name)
def test_a_page_lives_through_its_edits(sqlite_newsroom: Newsroom, page: Path) -> None:
    """What did not change keeps translation, state and history, what did is fuzzy, no text is lost."""
    live_through(page)


@pytest.mark.slow
@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_page_lives_through_its_edits(newsroom: Newsroom, page: Path) -> None:
    """The same for all pages, on both databases; some show pictures of other hosts."""
    newsroom.let_foreign_pictures_in()
    live_through(page)
