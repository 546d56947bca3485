"""Writing in a sandbox: its two editors bring a text in all languages to where it can go out, by the usual verbs."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from api.accounts import people
from api.accounts.models import Person
from api.accounts.roles import Actor, Granted
from api.content import articles
from api.content.models import Article
from api.content.texts import Text, Weight
from api.platform.preconditions import ANY
from api.translation import catalogues, drafts, reviews, splitting, uploads
from api.translation.drafts import Draft
from api.translation.files.exchange import File, FileEntry

_GRANTS = (Granted("editor", None),)
_WRITER, _READER = "writer", "reader"
_NO_PASSWORD = "!"  # noqa: S105 - it is the hash of none, so nobody logs in


def add_people(*, at: datetime) -> None:
    """Add the two editors, who have neither password nor token. A step inside a transaction."""
    for login in (_WRITER, _READER):
        people.add_hashed(login, login.title(), _NO_PASSWORD, "en", _GRANTS, at=at)


def writer() -> Actor:
    """Give who writes, translates and releases."""
    return _actor(_WRITER)


def write(article: Mapping[str, Any], texts: Mapping[str, Text], *, at: datetime) -> str:
    """Write an article in all languages and have it approved; gives its id."""
    source = article["source"]
    draft = Draft(
        source, article["topic"], article["issue"], article["trend"], tuple(article["bylines"]), texts[source]
    )
    article_id = drafts.create(draft, by=writer(), at=at)
    _translate(article_id, source, texts, at=at)
    return article_id


def rewrite(article_id: str, texts: Mapping[str, Text], *, weight: Weight, note: str | None, at: datetime) -> None:
    """Save another text of an article in all languages, and have it approved."""
    source = Article.get_by_id(article_id).source_language_id
    drafts.revise(
        article_id,
        title=None,
        summary=None,
        body_=texts[source].body,
        weight=weight,
        note=note,
        expected=ANY,
        by=writer(),
        at=at,
    )
    _translate(article_id, source, texts, at=at)


def source_text(article_id: str) -> tuple[str, Text]:
    """Give the source language of an article and its latest text in it."""
    revision = articles.revision(article_id)
    return Article.get_by_id(article_id).source_language_id, articles.text_of(revision)


def _translate(article_id: str, source: str, texts: Mapping[str, Text], *, at: datetime) -> None:
    for language in texts:
        if language != source:
            _fill(article_id, language, texts[language], at=at)
        reviews.submit(article_id, language, expected=ANY, by=writer(), at=at)
        reviews.approve(article_id, language, override_reason=None, expected=ANY, by=_actor(_READER), at=at)


def _fill(article_id: str, language: str, text: Text, *, at: datetime) -> None:
    """Fill in a version from the article's text in that language, which has the same blocks in the same order."""
    placed, units = catalogues.load(article_id, language).placed, splitting.split(text)
    entries = tuple(
        FileEntry(line.entry.key, line.entry.source, unit.source, is_fuzzy=False, is_obsolete=False, line=0)
        for line, unit in zip(placed, units, strict=True)
    )
    uploads.upload(
        article_id, language, File(article_id, language, None, None, entries), mode="fill", by=writer(), at=at
    )


def _actor(login: str) -> Actor:
    person = Person.get(Person.login == login)
    return Actor(person.id, login, person.name, person.locale, _GRANTS)
