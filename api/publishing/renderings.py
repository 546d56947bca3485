"""Renderings: a version's text in all forms that readers may ask for, made before anything is locked.

To read Markdown takes up to a second, and a release holds the generation, for which everybody waits who changes what is
public. So a release renders first, and then looks behind the lock whether the versions are still what was rendered.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

import orjson

from api.content import articles, body, illustrations, rendering, trees
from api.content.body import Document
from api.content.texts import Text
from api.languages import wordcount
from api.platform import db
from api.publishing.models import Publication
from api.publishing.search import contents
from api.translation import catalogues, freshness, splitting, status
from api.translation.catalogues import Catalogue

_TRIES = 3
_Result = TypeVar("_Result")


class Outdated(Exception):
    """A version has changed since it was rendered."""


@dataclass(frozen=True, slots=True)
class Rendering:
    """What a version says, for which texts it was made, and its body as readers get it.

    `blocks` is the JSON of the tree, with nothing in it marked.
    """

    key: tuple[str, str, int, str]
    text: Text
    html: str
    blocks: str
    plain: str
    word_count: int

    @property
    def pictures(self) -> list[str]:
        """The ids of the pictures of the library that it names, above the text and in it."""
        above = {self.text.lead.picture} if self.text.lead is not None else set()
        return sorted(above | illustrations.shown(self.html))


Renderings = Mapping[tuple[str, str], Rendering]  # by article and language


def of(catalogue: Catalogue) -> Rendering:
    """Render a version; the slow part of publishing it."""
    return of_each([catalogue])[catalogue.article_id, catalogue.language]


def of_each(found: Collection[Catalogue]) -> Renderings:
    """Render some versions, each source read once for all its languages; one statement."""
    texts = articles.texts({(catalogue.article_id, catalogue.revision) for catalogue in found})
    documents: dict[tuple[str, int], Document] = {}
    made = {}
    for catalogue in found:
        place = catalogue.article_id, catalogue.revision
        source = texts[place]
        if place not in documents:
            documents[place] = _read(source, catalogue)
        made[catalogue.article_id, catalogue.language] = _render(catalogue, source, documents[place].copy())
    return made


def ahead(
    article_ids: Sequence[str], languages: Iterable[str], publish: Callable[[Renderings | None], _Result]
) -> _Result:
    """Render the approved versions of some articles, and publish with that; anew where they change in between.

    `publish` is given None at last: then it renders behind the lock, where nothing changes any longer.
    """
    for _ in range(_TRIES - 1):
        try:
            return publish(_approved(article_ids, set(languages)))
        except Outdated:
            continue
    return publish(None)


def all_of(ready: Sequence[Catalogue], renderings: Renderings | None) -> Renderings:
    """Give the renderings of the versions that go out, as they stand behind the lock.

    Raises:
        Outdated: one has changed since; nothing may have been written yet.
    """
    if renderings is None:
        return of_each(ready)
    for catalogue in ready:
        made = renderings.get((catalogue.article_id, catalogue.language))
        if made is None or made.key != _key(catalogue):
            raise Outdated
    return renderings


def complete(article_ids: Sequence[str]) -> None:
    """Give the standing publications of some articles the forms that those of before did not keep; one transaction."""
    marks = ",".join("?" * len(article_ids))
    found = db.rows(_BARE.format(marks=marks), article_ids) if article_ids else []
    made = [(id_, from_publication(*columns)) for id_, *columns in found]
    if not made:
        return
    with db.transaction():
        for publication_id, forms in made:
            columns = {"html": forms.html, "blocks": orjson.dumps(forms.blocks).decode(), "text": forms.text}
            Publication.update(**columns).where(Publication.id == publication_id).execute()


def from_publication(article_id: str, summary: str, body: str, messages: str) -> rendering.Forms:
    """Render what a publication holds that did not keep its forms."""
    keys = [message.key for message in freshness.from_json(messages)]
    return rendering.render(body, keys[2 if summary else 1 :], article_id)


_BARE = """
SELECT id, article_id, summary, body, messages
  FROM publication
 WHERE article_id IN ({marks}) AND ended_at IS NULL AND html IS NULL
"""


def _approved(article_ids: Sequence[str], languages: set[str]) -> Renderings:
    with db.snapshot():
        found = catalogues.of_articles(article_ids)
        ready = [
            catalogue
            for by_language in found.values()
            for language, catalogue in by_language.items()
            if language in languages and status.status(catalogue) == "approved"
        ]
    return of_each(ready)


def _read(source: Text, catalogue: Catalogue) -> Document:
    """Read a source, whose messages are in normal form and need not be parsed."""
    return body.read(source.body, known=frozenset((line.entry.kind, line.entry.source) for line in catalogue.placed))


def _render(catalogue: Catalogue, text: Text, document: Document) -> Rendering:
    """Render a version from its source's text and document."""
    messages = catalogue.placed
    if not catalogue.is_source:
        text, document = splitting.rebuilt(text, document, [line.entry.translation for line in messages])
    keys = [line.entry.key for line in messages[text.above :]]
    forms = rendering.of_document(document, keys, catalogue.article_id)
    blocks = orjson.dumps(forms.blocks).decode()
    # It keeps what the release asks it for.
    contents.read(catalogue.language, text.title, text.summary, trees.said(forms.blocks))
    return Rendering(_key(catalogue), text, forms.html, blocks, forms.text, wordcount.count(forms.text))


def _key(catalogue: Catalogue) -> tuple[str, str, int, str]:
    """Name what a version says: its text is the revision's, with each message replaced by its translation."""
    return catalogue.article_id, catalogue.language, catalogue.revision, catalogue.text_hash
