"""Renderings: a version's text in all forms that readers may ask for, made before anything is locked.

To read Markdown takes up to a second, and a release holds the generation, for which everybody waits who changes what is
public. So a release renders first, and then looks behind the lock whether the versions are still what was rendered.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

import orjson

from api.content import articles, body, illustrations, rendering, trees
from api.content.body import Document
from api.content.texts import Text
from api.languages import languages, scripts, wordcount
from api.platform import db
from api.publishing.models import Publication
from api.publishing.published import Published
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
    def article_id(self) -> str:
        """The article that it is of."""
        return self.key[0]

    @property
    def language(self) -> str:
        """The language that it is in."""
        return self.key[1]

    @property
    def pictures(self) -> list[str]:
        """The ids of the pictures of the library that it names, above the text and in it."""
        above = {self.text.lead.picture} if self.text.lead is not None else set()
        return sorted(above | illustrations.shown(self.html))

    @property
    def columns(self) -> dict[str, object]:
        """What a publication keeps of it, by column."""
        text = self.text
        return {
            "title": text.title,
            "summary": text.summary,
            "body": text.body,
            **articles.lead_columns(text.lead),
            "html": self.html,
            "blocks": self.blocks,
            "text": self.plain,
            "word_count": self.word_count,
        }


Renderings = Mapping[tuple[str, str], Rendering]  # by article and language


def of(catalogue: Catalogue) -> Rendering:
    """Render a version; the slow part of publishing it."""
    return _of_each([catalogue], {})[catalogue.article_id, catalogue.language]


def of_each(found: Collection[Catalogue]) -> Renderings:
    """Render some versions, and their transliterations; two statements. Each source is read once for all languages."""
    return _of_each(found, languages.transliterations())


def _of_each(found: Collection[Catalogue], others: Mapping[str, Sequence[str]]) -> Renderings:
    texts = articles.texts({(catalogue.article_id, catalogue.revision) for catalogue in found})
    documents: dict[tuple[str, int], Document] = {}
    made = {}
    for catalogue in found:
        place = catalogue.article_id, catalogue.revision
        source = texts[place]
        if place not in documents:
            documents[place] = _read(source, catalogue)
        for rendering_ in _render(catalogue, source, documents[place].copy(), others.get(catalogue.language, ())):
            made[catalogue.article_id, rendering_.language] = rendering_
    return made


def rewritten(publication: Published, language: str) -> Rendering:
    """Render a publication in another script of its language, as a release would have done it."""
    text = Text(publication.title, publication.summary, publication.body, publication.lead)
    keys = [message.key for message in publication.messages]
    key = publication.article_id, language, publication.revision, ""
    return _laid_out(key, *_rewritten(text, body.read(text.body), publication.language, language), keys)


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
    """Give the renderings of the versions that go out and of their transliterations, as they stand behind the lock.

    Raises:
        Outdated: one has changed since; nothing may have been written yet.
    """
    if renderings is None:
        return of_each(ready)
    others = languages.transliterations()
    for catalogue in ready:
        for language in (catalogue.language, *others.get(catalogue.language, ())):
            made = renderings.get((catalogue.article_id, language))
            if made is None or made.key != _key(catalogue, language):
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


def _render(catalogue: Catalogue, text: Text, document: Document, others: Sequence[str]) -> Iterator[Rendering]:
    """Render a version, and then others that it is rewritten for, from its source's text and document."""
    messages = catalogue.placed
    if not catalogue.is_source:
        text, document = splitting.rebuilt(text, document, [line.entry.translation for line in messages])
    keys = [line.entry.key for line in messages]
    copies = [(language, document.copy()) for language in others]
    yield _laid_out(_key(catalogue, catalogue.language), text, document, keys)
    for language, copy in copies:
        yield _laid_out(_key(catalogue, language), *_rewritten(text, copy, catalogue.language, language), keys)


def _rewritten(text: Text, document: Document, parent: str, language: str) -> tuple[Text, Document]:
    letters = scripts.rules(parent, language)
    return (text, document) if letters is None else splitting.rewritten(text, document, letters)


def _laid_out(key: tuple[str, str, int, str], text: Text, document: Document, keys: Sequence[str]) -> Rendering:
    """Lay a text out; `keys` are the ids of its messages in order."""
    article_id, language, *_ = key
    forms = rendering.of_document(document, keys[text.above :], article_id)
    blocks = orjson.dumps(forms.blocks).decode()
    # It keeps what the release asks it for.
    contents.read(language, text.title, text.summary, trees.said(forms.blocks))
    return Rendering(key, text, forms.html, blocks, forms.text, wordcount.count(forms.text))


def _key(catalogue: Catalogue, language: str) -> tuple[str, str, int, str]:
    """Name what a version says: its text is the revision's, with each message replaced by its translation."""
    return catalogue.article_id, language, catalogue.revision, catalogue.text_hash
