"""What the doctor looks at in the locales that show languages: whether each has its language, and readings follow."""

from __future__ import annotations

from collections.abc import Iterator

import orjson

from api.operations.findings import Finding, note, well
from api.platform import db, locales
from api.platform.settings import Settings
from api.publishing import documents


def look(found: Settings) -> Iterator[Finding]:
    """Look at POLYWEEK_LOCALES beside the languages and readings of an open database."""
    locales.use(found.locales)
    codes = [str(code) for (code,) in db.rows("SELECT code FROM language ORDER BY position, code")]
    for language, locale in found.locales.items():
        if language not in codes:
            yield note("locales", f"{language} is to be shown as {locale}, and is no language here", "Look at its tag.")
    if old := [code for code in codes if _is_old(code)]:
        says = f"dates of articles are still written by another locale: {', '.join(old)}"
        yield note("locales", says, "polyweek language redraw")
    elif shown := [f"{language} as {locale}" for language, locale in found.locales.items() if language in codes]:
        yield well("locales", f"shown: {', '.join(shown)}")


def _is_old(language: str) -> bool:
    """Tell whether the newest reading of a week has that week in words which would be others now."""
    row = db.row(_NEWEST, (language,))
    issue = orjson.loads(bytes(row[0]))["issue"] if row is not None else None
    return issue is not None and issue["period_label"] != documents.period_label(issue["key"], language)


_NEWEST = """
SELECT list_json FROM reading
 WHERE requested_language = ? AND issue IS NOT NULL AND list_json IS NOT NULL
 ORDER BY issue DESC, article_id DESC
 LIMIT 1
"""
