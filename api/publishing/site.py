"""The site's texts as readers get them."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import datetime

from api.accounts import audit
from api.accounts.roles import Actor
from api.content import site
from api.content.site import SiteWords
from api.languages import languages
from api.platform import db, strict
from api.platform.errors import Fault, Invalid
from api.platform.preconditions import Expected
from api.publishing import journal
from api.publishing.journal import SITE, Notice


def put(by_language: Mapping[str, SiteWords], *, expected: Expected, by: Actor | None, at: datetime) -> None:
    """Set what the publication says of itself in some languages; the others keep theirs. One transaction.

    Without `by` it is done from the command line.

    Raises:
        Forbidden: the person does not administer.
        PreconditionFailed: it has changed since the caller read it.
        Invalid: the newsroom lacks a language, or a text cannot be accepted; each fault names its place.
    """
    if by is not None:
        by.require("administer")
    with db.transaction():
        generation = journal.begin()
        expected.check(tag())
        if faults := _faults(by_language):
            raise Invalid(faults[0].detail, *faults)
        site.save(by_language)
        journal.announce(generation, [Notice("site", SITE, "updated")] if by_language else [], at=at)
        by_id = by.id if by else audit.OPERATOR
        for language in by_language:
            audit.note("site.change", by=by_id, at=at, thing="site", thing_id="site", language=language)


def tag() -> str:
    """Give the entity tag of all the texts together."""
    return hashlib.sha256(repr(sorted(site.everything().items())).encode()).hexdigest()[:32]


def _faults(by_language: Mapping[str, SiteWords]) -> list[Fault]:
    known = languages.everything()
    found = []
    for language, words in sorted(by_language.items()):
        pointer = "/" + strict.pointer_part(language)
        if language not in known:
            detail = languages.unknown(language)
            found.append(Fault("unknown_language", detail, pointer=pointer))
        else:
            found.extend(site.faults(words, pointer))
    return found
