"""Slugs: the addresses of articles, one for each language, unique across all of them and never given twice.

None has the shape of an id, since a path may name an article by either.
"""

from __future__ import annotations

from itertools import chain, count

from api.content import markdown_inline
from api.languages import romanisation
from api.platform import db, ids
from api.platform.errors import Conflict, Fault, Invalid, NotFound, say
from api.publishing.models import Slug

_LONGEST = 80  # characters


def of(article_id: str, language: str) -> str | None:
    """Give the current slug of an article in a language, None before its first publication."""
    found = db.row("SELECT slug FROM slug WHERE article_id = ? AND language = ? AND is_current", (article_id, language))
    return str(found[0]) if found else None


def article_of(slug: str) -> str | None:
    """Give the id of the article that has or had this slug."""
    found = db.row("SELECT article_id FROM slug WHERE slug = ?", (slug,))
    return str(found[0]) if found else None


def assign(article_id: str, language: str, title: str) -> str:
    """Give an article its slug in a language, made from the title the first time and the same ever after.

    A step inside a publishing transaction, which is alone, so that two articles of one title do not collide.
    """
    db.require_transaction()
    standing = of(article_id, language)
    if standing is not None:
        return standing
    slug = _free(markdown_inline.plain(title), language)
    Slug.create(slug=slug, article=article_id, language=language, is_current=True)
    return slug


def change(article_id: str, language: str, slug: str) -> bool:
    """Give a published article another address; the old one redirects from now on. Tells whether it was another.

    A step inside a publishing transaction.

    Raises:
        NotFound: the article was never published in this language.
        Invalid: this is no slug.
        Conflict: the address is taken, now or formerly, by another article or language.
    """
    db.require_transaction()
    standing = of(article_id, language)
    if standing is None:
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
    return slug != standing


def _free(title: str, language: str) -> str:
    """Make the first free address of a title: as it is, with the language, with the language and a number from 2."""
    wanted = romanisation.slug(title, language, longest=_LONGEST)
    stem = romanisation.slug(title, language, longest=_LONGEST - _ROOM)
    taken = {slug for (slug,) in db.rows(_LIKE, (stem, stem + _AFTER_DASH))}
    suffixed = f"{stem}-{language.lower()}"
    more = (f"{suffixed}-{number}" for number in count(2))
    return next(slug for slug in chain((wanted, suffixed), more) if slug not in taken and not ids.is_id(slug))


_ROOM = 20  # characters kept free for a language and a number
_AFTER_DASH = "."  # the character after the dash, so the range holds the stem and all that goes on with a dash
_LIKE = "SELECT slug FROM slug WHERE slug >= ? AND slug < ?"
