"""Lists of what an archive holds, for tables and programs: CSV (RFC 4180) and JSON. Pure.

A cell that a spreadsheet would take for a formula has an apostrophe before it, which the spreadsheet leaves out. A mark
of byte order stands first, by which Excel knows that the rest is UTF-8.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import orjson

from api.formats import terms, urns
from api.formats.archive_parts import Archive, Entry

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_MARK = "\ufeff"
_INDENTED = orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE


def articles(archive: Archive) -> bytes:
    """Write a line for each article."""
    return _csv([_article(entry) for entry in archive.entries], _ARTICLE)


def pictures(archive: Archive) -> bytes:
    """Write a line for each picture in each article, with whom to name and who may use it how."""
    return _csv([row for entry in archive.entries for row in _pictures(archive, entry)], _PICTURE)


def metadata(archive: Archive) -> bytes:
    """Write what the lists say, and the issue, as JSON."""
    told = {
        "issue": {
            name: archive.issue[name] for name in ("id", "key", "period", "period_label", "title", "published_at")
        },
        "language": archive.language,
        "publisher": archive.publisher,
        "changed_at": archive.changed_at,
        "rights": archive.rights,
        "articles": [_article(entry) for entry in archive.entries],
        "pictures": [row for entry in archive.entries for row in _pictures(archive, entry)],
    }
    return orjson.dumps(told, option=_INDENTED)


def document(entry: Entry) -> bytes:
    """Write an article as the API gives it, but for its neighbours: what its signature is of is all there."""
    kept = {name: value for name, value in entry.document.items() if name not in ("previous", "next")}
    return orjson.dumps(kept, option=_INDENTED)


def written(value: Any) -> bytes:  # noqa: ANN401 - JSON
    """Write anything as JSON that people can read too."""
    return orjson.dumps(value, option=_INDENTED)


_ARTICLE = (
    *("number", "id", "uri", "language", "slug", "title", "summary", "authors", "topic", "topic_name", "trend"),
    *("published_at", "updated_at", "revision", "version", "freshness", "words", "licence", "attribution"),
    *("canonical_url", "expires_at", "html", "text", "document", "signature"),
)
_PICTURE = (
    *("file", "id", "article", "place", "language", "alt", "caption", "credit", "holder", "licence", "licence_url"),
    *("usage", "expires_at", "width", "height"),
)


def _article(entry: Entry) -> dict[str, Any]:
    shown, rights = entry.document, entry.rights
    return {
        "number": entry.number,
        "id": shown["id"],
        "uri": urns.of_version(shown["id"], shown["language"]),
        **{name: shown[name] for name in ("language", "slug", "title", "summary")},
        "authors": entry.byline,
        "topic": shown["topic"]["key"],
        "topic_name": shown["topic"]["name"],
        "trend": shown["trend"]["value"] if shown["trend"] is not None else None,
        **{name: shown[name] for name in ("published_at", "updated_at", "revision")},
        "version": entry.version,
        "freshness": shown["freshness"],
        "words": shown["word_count"],
        **{name: rights[name] for name in ("licence", "attribution", "canonical_url", "expires_at")},
        "html": f"{entry.name}.html",
        "text": f"{entry.name}.txt",
        "document": f"{entry.name}.json",
        "signature": f"{entry.name}.signature.json" if entry.signature is not None else None,
    }


def _pictures(archive: Archive, entry: Entry) -> Iterable[dict[str, Any]]:
    lead = entry.document["picture"]
    for told in entry.pictures:
        if (file := archive.files.get(told["id"])) is None:
            continue
        rights = told["rights"]
        yield {
            "file": file.name,
            "id": told["id"],
            "article": entry.number,
            "place": "lead" if lead is not None and lead["id"] == told["id"] else "text",
            **{name: told[name] for name in ("language", "alt", "caption", "credit")},
            **{name: rights[name] for name in ("holder", "licence", "licence_url")},
            "usage": terms.of_picture(told, archive.language, entry.rights),
            "expires_at": terms.end_of_picture(told, entry.rights),
            "width": file.width,
            "height": file.height,
        }


def _csv(rows: Iterable[Mapping[str, Any]], names: Sequence[str]) -> bytes:
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(names)
    writer.writerows([_cell(row[name]) for name in names] for row in rows)
    return f"{_MARK}{out.getvalue()}".encode()


def _cell(value: object) -> str:
    """Write a cell; what a spreadsheet would compute is kept a text."""
    text = "" if value is None else str(value)
    return f"'{text}" if text.lstrip(" \u00a0").startswith(_FORMULA) or text.startswith(_FORMULA) else text
