"""Readiness: which versions of a release go out, which are not ready, which stay withdrawn, and why."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from api.content import articles
from api.languages import languages
from api.platform.errors import Fault, LanguageName, Phrase, say
from api.publishing.models import Release
from api.publishing.published import Last, Published
from api.translation import catalogues, status
from api.translation.catalogues import Catalogue
from api.translation.status import Status

_REASONS: dict[Status, tuple[str, Phrase]] = {
    "missing": ("missing", say("{title} has no translation in {language} yet.")),
    "in_progress": ("not_approved", say("{title} is still being worked on in {language}.")),
    "in_review": ("not_approved", say("{title} is in review in {language}.")),
    "changes_requested": ("not_approved", say("Changes to {title} have been requested in {language}.")),
}


BLOCKERS = tuple(dict.fromkeys(code for code, _ in _REASONS.values()))


@dataclass(slots=True)
class Sorted:
    """The versions of a release that go out, and a fault for each that is not ready or stays withdrawn."""

    ready: list[Catalogue] = field(default_factory=list)
    unready: list[Fault] = field(default_factory=list)
    withdrawn: list[Fault] = field(default_factory=list)


def sort_out(record: Release, article_ids: Sequence[str], before: Last) -> Sorted:
    """Sort the versions of a release, in the order of its articles and of its languages.

    A language that the newsroom no longer has is not ready in any article. Raises what `catalogues.of_articles` does.
    """
    found = catalogues.of_articles(article_ids)
    result = Sorted()
    for article_id in article_ids:
        for index, language in enumerate(json.loads(record.languages)):
            catalogue = found[article_id].get(language)
            if catalogue is None:
                detail = languages.unknown(language)
                result.unready.append(_fault("unknown_language", detail, index, article_id, language))
            else:
                _sort(result, record, catalogue, before.get(article_id, {}).get(language), index)
    return result


def blocker(catalogue: Catalogue) -> str | None:
    """Give the code of what keeps a version from going out as it stands; None where nothing does."""
    found = status.status(catalogue)
    return None if found == "approved" else _REASONS[found][0]


def _sort(result: Sorted, record: Release, catalogue: Catalogue, publication: Published | None, index: int) -> None:
    found = status.status(catalogue)
    if _stays_withdrawn(record, publication):
        detail = say("This article has been withdrawn in this language.")
        result.withdrawn.append(_fault("withdrawn", detail, index, catalogue.article_id, catalogue.language))
    elif found == "approved":
        result.ready.append(catalogue)
    else:
        result.unready.append(_unready(catalogue, found, index))


def _stays_withdrawn(record: Release, publication: Published | None) -> bool:
    """Whether a version was withdrawn and is not asked back: a release of its own article, ordered since, does that.

    What was withdrawn can be the harm, so it must not come back with the rest of its issue, nor at an hour set before.
    """
    if publication is None or publication.withdrawn_at is None:
        return False
    return record.article_id is None or record.created_at < publication.withdrawn_at


def _unready(catalogue: Catalogue, found: Status, index: int) -> Fault:
    code, sentence = _REASONS[found]
    title = articles.revision(catalogue.article_id, catalogue.revision).title
    detail = replace(sentence, params={"title": title, "language": LanguageName(catalogue.language)})
    return _fault(code, detail, index, catalogue.article_id, catalogue.language)


def _fault(code: str, detail: Phrase, index: int, article_id: str, language: str) -> Fault:
    return Fault(code, detail, pointer=f"/languages/{index}", article_id=article_id, language=language)
