"""What the header of a PO file says of it: whose it is, in which language, and of which state it was made.

Tools drop headers that they do not know (Babel, Pontoon), and then nothing is said; none may be made up. Those of a
template they carry over into what they make of it (`pot2po`, `csv2po`), where some of them would be wrong.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from api.translation.files import localenames
from api.translation.files.exchange import File, FileEntry

_NUMBER = re.compile(r"[0-9]{1,15}")


def file(header: str, entries: Sequence[FileEntry]) -> File:
    """Give a file with what its header says; what is missing, or no such value, is None.

    A file in the language of the source was made of a template: it says neither its language nor, since serials are
    those of one version, a serial. Nor does a serial mean anything in a file that does not say whose it is.
    """
    fields: dict[str, str] = {}
    for line in header.split("\n"):
        name, _, value = line.partition(":")
        fields.setdefault(name.strip().lower(), value.strip())
    article_id = fields.get("x-polyweek-article") or None
    language = localenames.tag_of(fields.get("language", ""))
    is_template = language is not None and language == localenames.tag_of(fields.get("x-source-language", ""))
    return File(
        article_id=article_id,
        language=None if is_template else language,
        revision=_number(fields.get("x-polyweek-revision", "")),
        serial=None if is_template or article_id is None else _number(fields.get("x-polyweek-serial", "")),
        entries=tuple(entries),
    )


def _number(text: str) -> int | None:
    return int(text) if _NUMBER.fullmatch(text) else None
