"""Slugs: the addresses of articles, one for each language, unique across all of them and never given twice.

None has the shape of an id, since a path may name an article by either.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from itertools import chain, count

from api.accounts import audit
from api.accounts.roles import Actor
from api.content import markdown_inline
from api.languages import languages, romanisation
from api.platform import db, ids
from api.platform.errors import Conflict, Fault, Invalid, NotFound, say
from api.platform.preconditions import Expected
from api.publishing import journal, published, rebuilds
from api.publishing.journal import News
from api.publishing.models import Slug
from api.translation import versions

_LONGEST = 80  # characters


def of(article_id: str, language: str) -> str | None:
    """Give the current slug of an article in a language, None before its first publication."""
    found = db.row("SELECT slug FROM slug WHERE article_id = ? AND language = ? AND is_current", (article_id, language))
    return str(found[0]) if found else None


def article_of(slug: str) -> str | None:
    """Give the id of the article that has or had this slug."""
    found = db.row("SELECT article_id FROM slug WHERE slug = ?", (slug,))
    return str(found[0]) if found else None


def assign(titles: Mapping[tuple[str, str], str]) -> dict[tuple[str, str], str]:
    """Give articles their slugs by article and language, made from the titles the first time and the same ever after.

    A step inside a publishing transaction, which is alone, so that two articles of one title do not collide; three
    statements.
    """
    db.require_transaction()
    found = _current({article_id for article_id, _ in titles})
    fresh = {place: _wanted(title, place[1]) for place, title in titles.items() if place not in found}
    taken = _taken({stem for _, stem in fresh.values()})
    records = []
    for (article_id, language), (wanted, stem) in fresh.items():
        slug = _free(wanted, stem, language, taken)
        taken.add(slug)
        found[article_id, language] = slug
        records.append({"slug": slug, "article": article_id, "language": language, "is_current": True})
    db.append(Slug, records)
    return found


def change(article_id: str, language: str, slug: str, *, expected: Expected, by: Actor, at: datetime) -> None:
    """Give a published version another address, and tell of it; one transaction. The same again changes nothing.

    The old address redirects from now on. A transliteration has an address of its own and no version: what is expected
    is its parent's.

    Raises:
        Forbidden: the person does not release.
        NotFound: the version was never published.
        PreconditionFailed: the version has changed since the caller read it.
        Invalid: this is no slug.
        Conflict: the address is taken, now or formerly, by another article or language.
    """
    by.require("release")
    with db.transaction():
        generation = journal.begin()
        version = versions.lock(article_id, languages.worked_in(language), expected=expected)
        if not _change(article_id, language, slug):
            return
        versions.touch(version)
        audit.note("version.address", by=by.id, at=at, thing="article", thing_id=article_id, language=language)
        found = published.last([article_id])[article_id][language]
        if found.is_public:
            rebuilds.tell([News("updated", article_id, language, found.id)], generation, at=at)


def _current(article_ids: Collection[str]) -> dict[tuple[str, str], str]:
    rows = Slug.select().where(Slug.article.in_(article_ids), Slug.is_current)
    return {(row.article_id, row.language_id): row.slug for row in rows}


def _wanted(title: str, language: str) -> tuple[str, str]:
    """Make the address that a title would have, and what stands before a language and a number if it has not."""
    plain, shorter = markdown_inline.plain(title), _LONGEST - _ROOM
    wanted = romanisation.slug(plain, language, longest=_LONGEST)
    stem = wanted if len(wanted) <= shorter else romanisation.slug(plain, language, longest=shorter)
    return wanted, stem


def _taken(stems: Collection[str]) -> set[str]:
    """Give the slugs, current and former, that are one of these or go on from one with a dash."""
    if not stems:
        return set()
    sql = " UNION ".join([_LIKE] * len(stems))
    return {slug for (slug,) in db.rows(sql, [end for stem in sorted(stems) for end in (stem, stem + _AFTER_DASH)])}


def _free(wanted: str, stem: str, language: str, taken: Collection[str]) -> str:
    """Give the first free address of a title: as it is, with the language, with the language and a number from 2."""
    suffixed = f"{stem}-{language.lower()}"
    more = (f"{suffixed}-{number}" for number in count(2))
    return next(slug for slug in chain((wanted, suffixed), more) if slug not in taken and not ids.is_id(slug))


def _change(article_id: str, language: str, slug: str) -> bool:
    """Write the address down; tells whether it is another than before."""
    former = of(article_id, language)
    if former is None:
        raise NotFound(say("This version has not been published."))
    if slug != romanisation.slug(slug, "en", longest=_LONGEST) or ids.is_id(slug):
        detail = say("An address consists of lower-case letters a–z, digits and single dashes.")
        raise Invalid(detail, Fault("invalid_slug", detail, pointer="/slug"))
    holder = Slug.get_or_none(Slug.slug == slug)
    if holder is not None and (holder.article_id, holder.language_id) != (article_id, language):
        raise Conflict(say("The address {slug} is taken.", slug=slug))
    Slug.update(is_current=False).where(Slug.article == article_id, Slug.language == language).execute()
    Slug.insert(slug=slug, article=article_id, language=language, is_current=True).on_conflict(
        conflict_target=[Slug.slug], preserve=[Slug.is_current]
    ).execute()
    return slug != former


_ROOM = 20  # characters kept free for a language and a number
_AFTER_DASH = "."  # the character after the dash, so the range holds the stem and all that goes on with a dash
_LIKE = "SELECT slug FROM slug WHERE slug >= ? AND slug < ?"
