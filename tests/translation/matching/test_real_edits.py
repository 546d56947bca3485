"""Real edits: pages with years of editing, each revision merged into a translated catalogue."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import count, pairwise
from pathlib import Path

import pytest

from api.content import body
from api.content.texts import Text
from api.translation.entries import Entry
from api.translation.matching.alignment import Held, align
from api.translation.matching.merging import merge
from api.translation.splitting import Unit, rebuild, split

CORPUS = Path(__file__).parents[3].parent / "shared" / "corpus" / "revisions"
PAGES = sorted(CORPUS.iterdir()) if CORPUS.is_dir() else []

pytestmark = pytest.mark.skipif(not PAGES, reason="the corpus of real edits (../shared/corpus/revisions) is not here")


def revisions(page: Path) -> list[Text]:
    """The page's revisions in normal form, with their local addresses made such as an article may have.

    A code span that one page opens and never closes, the rest of a removed tag, is taken out.
    """
    paths = sorted(page.glob("*.md"), key=lambda path: int(path.stem))
    return [body.normal(Text(page.name, "", _admissible(path.read_text("utf-8")))) for path in paths]


def _admissible(source: str) -> str:
    quoted = source.replace("\x91", "‘").replace("\x92", "’").replace('\n`">\n', "\n")
    pictured = re.sub(r"(!\[[^]]*]\()(?!https:)", r"\1https://example.org/", quoted)
    return re.sub(r"(]\(|^\[[^]]+]:[ ]*+)(?!https?:|/|#|mailto:|<)", r"\1/", pictured, flags=re.MULTILINE)


def translated(entries: Sequence[Entry]) -> list[Entry]:
    """Every message translated afresh, every second one approved."""
    return [
        Entry(e.key, e.kind, e.position, e.source, f"{e.key}: {e.source}", e.source, False, index % 2 == 0)  # noqa: FBT003
        if e.position is not None
        else e
        for index, e in enumerate(entries)
    ]


def saved(entries: Sequence[Entry], units: Sequence[Unit], keys: Iterator[int]) -> list[Entry]:
    """The catalogue after a revision."""
    held = [Held(e.key, e.kind, e.source, e.position) for e in entries]
    return merge(entries, align(held, units, lambda: str(next(keys))), "meaning")


def test_the_corpus_is_read() -> None:
    """There are pages enough for the tests below to say something."""
    assert len(PAGES) >= 29


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_each_revision_of_a_page_keeps_what_did_not_change(page: Path) -> None:
    """What is the same keeps translation and state, what changed is fuzzy beside its previous source, and all stays."""
    texts, keys = revisions(page), count()
    before = translated(saved([], split(texts[0]), keys))
    for earlier, later in pairwise(texts):
        after = saved(before, split(later), keys)
        assert_kept(before, after)
        assert saved(after, split(later), keys) == after
        assert {u.source for u in split(earlier)} <= {e.source for e in before}
        before = translated(after)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_the_rebuilt_document_is_the_normal_form(page: Path) -> None:
    """Each revision rebuilt from its own messages is itself."""
    for text in revisions(page):
        assert rebuild(text, [unit.source for unit in split(text)]) == text


def assert_kept(before: Sequence[Entry], after: Sequence[Entry]) -> None:
    """The promises of merging, for every message."""
    old = {e.key: e for e in before}
    for e in after:
        if e.key in old and e.source == old[e.key].source:
            assert (e.translation, e.state) == (old[e.key].translation, old[e.key].state)
        elif e.translation:
            assert e.state == "fuzzy"
            assert e.previous_source not in {None, e.source}
    texts = [e.translation or "" for e in after]
    joined = "\n".join(texts)
    assert all(e.translation in joined for e in before if e.translation)
