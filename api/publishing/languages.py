"""Languages as readers get them: added, changed and removed, and every reading that a chain decides made anew."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from api.accounts import audit
from api.accounts.roles import Actor
from api.content import site, templates
from api.languages import chains, languages
from api.languages.models import Language
from api.platform import db, language_tags
from api.platform.errors import Conflict, LanguageName, say
from api.platform.preconditions import Expected
from api.publishing import frames, issue_previews, journal, previews, readings, rebuilds
from api.publishing.journal import SITE, Notice
from api.publishing.models import Reading
from api.translation import heads, versions
from api.translation.models import Version


def add(
    code: str,
    *,
    native_name: str,
    fallback: str | None = None,
    transliteration_of: str | None = None,
    by: Actor | None,
    at: datetime,
) -> None:
    """Add a language, last in order: a version of every article is opened in it; one transaction.

    Whoever asks in it is answered through its chain from then on. In a transliteration no version is opened: the worker
    rewrites for it what its parent has published, and it falls back to its parent where nothing else is said. Without
    `by` it is done from the command line.

    Raises:
        Forbidden: the person does not administer.
        Invalid: as `languages.insert`.
        Conflict: the language is there already, or the site's pages of both would have one address.
    """
    _require(by)
    code = language_tags.conventional(code)
    fallback = fallback or transliteration_of
    with db.transaction():
        generation = journal.begin()
        versions.close_languages()
        languages.insert(code, native_name=native_name, fallback=fallback, transliteration_of=transliteration_of)
        _require_pages_apart()
        _follow(code, transliteration_of)
        rebuilds.refresh(readings.everything(), generation, at=at)
        journal.announce(generation, [Notice("language", code, "published"), *frames.retold()], at=at)
        _note("language.add", by, at, code, fallback=fallback, transliteration_of=transliteration_of)


def change(code: str, changes: Mapping[str, Any], *, expected: Expected, by: Actor | None, at: datetime) -> None:
    """Change some of a language's `native_name`, `fallback`, `position` and `transliteration_of`; one transaction.

    Where another fallback or order changes what readers get, that is made anew (`rebuilds.refresh`). What becomes a
    transliteration is rewritten by the worker; what is none any longer keeps what is published, and people work on it.

    Raises:
        Forbidden: the person does not administer.
        NotFound: the newsroom has no such language.
        PreconditionFailed: it has changed since the caller read it.
        Invalid: as `chains.change`.
        Conflict: it is to be a transliteration, and something is written in it, a scheduled release names it, or
            somebody has a role for it.
    """
    _require(by)
    with db.transaction():
        generation = journal.begin()
        if "transliteration_of" in changes:
            versions.close_languages()
        former = chains.get(code)
        if changes.get("transliteration_of") is not None and former["fallback"] is None:
            changes = {"fallback": changes["transliteration_of"], **changes}
        shown = [Notice("site", SITE, "updated")]
        if chains.change(code, changes, expected=expected):
            rebuilds.refresh(readings.everything(), generation, at=at)
            shown = frames.retold()
        if (parent := chains.get(code)["transliteration_of"]) != former["transliteration_of"]:
            if parent is not None:
                _clear(code)
            _follow(code, parent)
        journal.announce(generation, [Notice("language", code, "updated"), *shown], at=at)
        given = {name: changes.get(name) for name in ("fallback", "position", "transliteration_of")}
        _note("language.change", by, at, code, **given)


def redraw(*, at: datetime) -> int:
    """Make every reading anew, for another locale shows a language now; gives how many articles. One transaction.

    The dates that readings hold are written when they are made. Many articles are left to the worker.
    """
    with db.transaction():
        generation = journal.begin()
        article_ids = readings.everything()
        rebuilds.refresh(article_ids, generation, at=at)
    return len(article_ids)


def remove(code: str, *, expected: Expected, by: Actor | None, at: datetime) -> None:
    """Remove a language in which nothing was ever written, and end the previews in it; one transaction.

    Raises:
        Forbidden: the person does not administer.
        NotFound: the newsroom has no such language.
        PreconditionFailed: it has changed since the caller read it.
        Conflict: something is written in it, a scheduled release names it, somebody has a role for it, or another
            language falls back to it.
    """
    _require(by)
    with db.transaction():
        generation = journal.begin()
        versions.close_languages()
        expected.check(chains.get(code)["serial"])
        ended = _clear(code)
        Reading.delete().where(Reading.requested_language == code).execute()
        chains.remove(code, expected=expected)
        journal.announce(generation, [Notice("language", code, "withdrawn"), *frames.retold()], at=at)
        _note("language.remove", by, at, code, previews=ended or None)


def _follow(code: str, parent: str | None) -> None:
    """Have a transliteration rewritten by the worker, or versions opened in a language that people write in."""
    if parent is None:
        versions.open_everywhere(code)
    Language.update(is_behind=parent is not None).where(Language.code == code).execute()


def _clear(code: str) -> int:
    """Take the versions of a language away, in which nothing may be written; gives how many previews that ended."""
    versions.lock_language(code)  # what is being written in it is waited for, and then seen
    if db.rows(_USED, (code,)) or db.rows(_GIVEN, (code,)):
        raise Conflict(say("The language {language} is in use.", language=LanguageName(code)))
    _require_unscheduled(code)
    ended = previews.end(language=code) + issue_previews.end(code)
    Version.delete().where(Version.language == code).execute()
    return ended


def _require_pages_apart() -> None:
    """Refuse a second language where the pages of both would have one address."""
    shared = [name for name, template in site.templates().items() if templates.shares(name, template)]
    if shared and len(languages.everything()) > 1:
        placeholder = f"{{{templates.LANGUAGE}}}"
        said = say(
            "Put {placeholder} into the addresses of these pages first: {pages}.",
            placeholder=placeholder,
            pages=", ".join(shared),
        )
        raise Conflict(said)


_GIVEN = 'SELECT 1 FROM "grant" WHERE language = ? LIMIT 1'
_USED = f"""
SELECT 1
  FROM version
  JOIN article ON article.id = version.article_id {heads.ASSIGNEE}
 WHERE version.language = ?
   AND (assignee.id IS NOT NULL
        OR article.source_language = version.language
        OR EXISTS (SELECT 1 FROM translation WHERE translation.version_id = version.id)
        OR EXISTS (SELECT 1 FROM step WHERE step.version_id = version.id)
        OR EXISTS (SELECT 1 FROM version_seo WHERE version_seo.version_id = version.id)
        OR EXISTS (SELECT 1 FROM comment WHERE comment.version_id = version.id))
 LIMIT 1
"""  # noqa: S608 - our own names


def _require_unscheduled(code: str) -> None:
    for (named,) in db.rows("SELECT languages FROM release WHERE state = 'scheduled'"):
        if code in json.loads(named):
            raise Conflict(say("A scheduled release is in {language}: cancel it first.", language=LanguageName(code)))


def _require(by: Actor | None) -> None:
    if by is not None:
        by.require("administer")


def _note(action: audit.Action, by: Actor | None, at: datetime, code: str, **details: str | int | None) -> None:
    by_id = by.id if by else audit.OPERATOR
    audit.note(action, by=by_id, at=at, thing="language", thing_id=code, language=code, **details)
