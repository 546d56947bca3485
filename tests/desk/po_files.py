"""Catalogue files as a translator takes them away, fills them in and brings them back."""

from __future__ import annotations

from typing import Any

import polib
from werkzeug.test import TestResponse

from api.platform import db
from tests.newsroom import Newsroom

PO = "text/x-gettext-translation"
TABLES = ("article", "revision", "version", "message", "translation", "message_event", "step", "audit_entry")
HEADER = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\n'


def place(article: str, language: str = "ru") -> str:
    """Give the address of a version's catalogue."""
    return f"/v1/desk/articles/{article}/versions/{language}/catalogue.po"


def exported(newsroom: Newsroom, article: str, language: str = "ru") -> bytes:
    """Take a version's file away."""
    response = newsroom.call("GET", place(article, language), "editor")
    assert response.status_code == 200, response.get_data(as_text=True)
    return response.data


def sent(
    newsroom: Newsroom, article: str, data: bytes | str, query: str = "", *, by: str = "translator-ru", **options: Any
) -> TestResponse:
    """Bring a file back."""
    options = {"content_type": PO, **options}
    return newsroom.call("PUT", place(article, options.pop("language", "ru")) + query, by, data=data, **options)


def taken(newsroom: Newsroom, article: str, data: bytes | str, query: str = "", **options: Any) -> Any:
    """Bring a file back that must be accepted."""
    response = sent(newsroom, article, data, query, **options)
    assert response.status_code == 200, response.get_data(as_text=True)
    return response.get_json()


def filled(data: bytes, mark: str = "RU") -> bytes:
    """Translate every entry of a file as an editor of PO files would, which writes the whole file anew."""
    file = polib.pofile(data.decode())
    for entry in file:
        if not entry.obsolete and (not entry.msgstr or entry.fuzzy):
            entry.msgstr = f"{mark} {entry.msgid}"
            entry.flags = [flag for flag in entry.flags if flag != "fuzzy"]
            entry.previous_msgid = None
    return str(file).encode()


def entry_of(key: str, source: str, text: str) -> str:
    """Write one entry."""
    return f'msgctxt "{key}"\nmsgid "{source}"\nmsgstr "{text}"\n\n'


def dump() -> dict[str, list[tuple[Any, ...]]]:
    """Give all that the tables of texts hold."""
    return {table: sorted(db.rows(f"SELECT * FROM {table}"), key=repr) for table in TABLES}


def outcomes(answer: Any) -> set[tuple[str, str]]:
    """Give what became of the entries, and why."""
    return {(entry["outcome"], entry["reason"]) for entry in answer["entries"]}
