"""The site's texts and the addresses of its pages, as readers get them."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType

from api.accounts import audit
from api.accounts.roles import Actor
from api.content import site, templates
from api.content.site import SiteWords
from api.languages import languages
from api.platform import db, strict
from api.platform.errors import Fault, Invalid
from api.platform.preconditions import Expected
from api.publishing import frames, journal, readings, rebuilds
from api.publishing.journal import SITE, Notice


def put(
    by_language: Mapping[str, SiteWords],
    pages: Mapping[str, str | None] = MappingProxyType({}),
    *,
    expected: Expected,
    by: Actor | None,
    at: datetime,
) -> None:
    """Set what the publication says of itself in some languages, and where some of its pages are; one transaction.

    What is not named stays; a page that is None is taken away. What readers get with the address of a page is made
    anew, and the journal tells of it (`rebuilds.refresh`). Without `by` it is done from the command line.

    Raises:
        Forbidden: the person does not administer.
        PreconditionFailed: it has changed since the caller read it.
        Invalid: the newsroom lacks a language, or a text or an address cannot be accepted; each fault names its place.
    """
    if by is not None:
        by.require("administer")
    with db.transaction():
        generation = journal.begin()
        expected.check(tag())
        changed = _changed(pages)
        if faults := [*_faults(by_language), *_page_faults(changed)]:
            raise Invalid(faults[0].detail, *faults)
        site.save(by_language)
        site.save_templates(changed)
        if "article" in changed:
            rebuilds.refresh(readings.everything(), generation, at=at)
        journal.announce(generation, _notices(by_language, changed), at=at)
        by_id = by.id if by else audit.OPERATOR
        for language in by_language:
            audit.note("site.change", by=by_id, at=at, thing="site", thing_id="site", language=language)
        if changed:
            names = " ".join(sorted(changed))
            audit.note("site.change", by=by_id, at=at, thing="site", thing_id="site", pages=names)


def tag() -> str:
    """Give the entity tag of all the texts and addresses together."""
    said = [*sorted(site.everything().items()), *site.templates().items()]
    return hashlib.sha256(repr(said).encode()).hexdigest()[:32]


def _changed(pages: Mapping[str, str | None]) -> dict[str, str | None]:
    known = site.templates()
    return {name: template for name, template in pages.items() if template != known.get(name)}


def _page_faults(changed: Mapping[str, str | None]) -> list[Fault]:
    """Give what is wrong with the pages that are changed, be it beside those that stand."""
    standing = {name: template for name, template in site.templates().items() if name not in changed}
    wanted = {name: template for name, template in changed.items() if template is not None}
    return templates.faults(standing | wanted, languages=len(languages.everything()))


def _notices(by_language: Mapping[str, SiteWords], changed: Mapping[str, str | None]) -> list[Notice]:
    """Tell of the site, and of all issues, topics and bylines whose pages are elsewhere now."""
    if not by_language and not changed:
        return []
    framing = [resource for resource in frames.FRAMES if resource in changed]
    return [Notice("site", SITE, "updated"), *frames.everything(framing)]


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
