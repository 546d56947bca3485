"""The newsroom's languages as they are changed: their names, their order, and what each falls back to."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import peewee

from api.languages import languages
from api.languages.models import Language
from api.platform import db
from api.platform.errors import Conflict, Fault, Invalid, LanguageName, NotFound, say
from api.platform.preconditions import Expected


def everything() -> list[dict[str, Any]]:
    """Give every language in the newsroom's order, as `get` gives one."""
    return [_shown(row) for row in Language.select().order_by(Language.position, Language.code)]


def get(code: str) -> dict[str, Any]:
    """Give a language: `code`, `native_name`, `fallback` (the next of its chain, or None), `position`, `serial`.

    And `transliteration_of`, the language whose texts are rewritten for it, or None.

    Raises:
        NotFound: the newsroom has no such language.
    """
    return _shown(_find(code))


def change(code: str, changes: Mapping[str, Any], *, expected: Expected) -> bool:
    """Change some of a language's `native_name`, `fallback`, `position` and `transliteration_of`. A step.

    Tells whether a change affects which text readers get: fallback and position do, a name does not. What follows for
    texts from its becoming a transliteration, or from its being none any longer, is left to the caller.

    Raises:
        NotFound: the newsroom has no such language.
        PreconditionFailed: it has changed since the caller read it.
        Invalid: the name is no line that can be read, at `/native_name`; or the fallback is not known, or the chain
            would lead back to the language, at `/fallback`; or as `languages.require_transliteration`.
    """
    db.require_transaction()
    found = _find(code)
    expected.check(found.serial)
    before = _chains()
    if "native_name" in changes and changes["native_name"] != found.native_name:
        languages.require_name(changes["native_name"])
        _write(code, native_name=changes["native_name"])
    if "fallback" in changes and changes["fallback"] != found.fallback_id:
        _require_no_circle(code, changes["fallback"])
        _write(code, fallback=changes["fallback"])
    if "transliteration_of" in changes and changes["transliteration_of"] != found.transliteration_of_id:
        languages.require_transliteration(code, changes["transliteration_of"], languages.everything())
        _write(code, transliteration_of=changes["transliteration_of"])
    if "position" in changes:
        _move(code, changes["position"])
    return _chains() != before


def remove(code: str, *, expected: Expected) -> None:
    """Remove a language that nothing uses, and close the gap in the order. A step inside a transaction.

    Raises:
        NotFound: the newsroom has no such language.
        PreconditionFailed: it has changed since the caller read it.
        Conflict: it is the only one, or something uses it.
    """
    db.require_transaction()
    expected.check(_find(code).serial)
    order = [known for known in languages.everything() if known != code]
    if not order:
        raise Conflict(say("This is the newsroom's only language."))
    try:
        Language.delete().where(Language.code == code).execute()
    except (peewee.IntegrityError, Conflict):  # which of both depends on the database, and on PostgreSQL's version
        raise Conflict(say("The language {language} is in use.", language=LanguageName(code))) from None
    _put_order(order)


def _find(code: str) -> Language:
    found: Language | None = Language.get_or_none(Language.code == code)
    if found is None:
        raise NotFound(languages.unknown(code))
    return found


def _shown(row: Language) -> dict[str, Any]:
    return {
        "code": row.code,
        "native_name": row.native_name,
        "fallback": row.fallback_id,
        "transliteration_of": row.transliteration_of_id,
        "position": row.position,
        "serial": row.serial,
    }


def _chains() -> list[tuple[str, ...]]:
    return [language.chain for language in languages.everything().values()]


def _write(code: str, **columns: object) -> None:
    Language.update(**columns, serial=Language.serial + 1).where(Language.code == code).execute()


def _require_no_circle(code: str, fallback: str | None) -> None:
    known = languages.everything()
    if fallback is not None and fallback not in known:
        detail = languages.unknown(fallback)
        raise Invalid(detail, Fault("unknown_language", detail, pointer="/fallback"))
    if fallback is not None and code in known[fallback].chain:
        detail = say(
            "{fallback} falls back to {language} itself.", fallback=LanguageName(fallback), language=LanguageName(code)
        )
        raise Invalid(detail, Fault("circle", detail, pointer="/fallback"))


def _move(code: str, position: int) -> None:
    order = [known for known in languages.everything() if known != code]
    _put_order([*order[:position], code, *order[position:]])


def _put_order(order: list[str]) -> None:
    for position, code in enumerate(order):
        if _find(code).position != position:
            _write(code, position=position)
