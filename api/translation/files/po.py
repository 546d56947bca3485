"""PO files (gettext), read strictly, and written so that gettext, Poedit, OmegaT and the usual libraries agree on them.

How they are read is told in `po_reading`. Of what is written, plural forms and escapes are Babel's. The rest is ours,
because Babel's writer marks prose with a `%` as a format string (then `msgfmt -c` fails), breaks links in comments at
hyphens, loses the previous source's spaces and the fuzzy mark of obsolete entries, and takes quadratic time to wrap a
long word.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import chain

from babel.messages.plurals import DEFAULT_PLURAL, PLURALS
from babel.messages.pofile import escape

from api.translation.entries import Entry
from api.translation.files import localenames, po_decoding, po_headers, po_reading
from api.translation.files.exchange import File, Header

_WIDTH = 79  # columns, gettext's own
_LINE = re.compile(r"[^\n]*\n|[^\n]+")
_FOOTNOTE = re.compile(r"\[\^[^\[\]\s]++\]")
_LINK = re.compile(r"(?:(?<=\]\()|(?<=\]\(<)|(?<=<)(?=https?:|mailto:))[^\s()<>]++(?=[\s)>])")


def read(data: bytes) -> File:
    """Read a PO file; a text with a context (`msgctxt`) has that as its key, one without has an empty key.

    Of comments, the fuzzy mark, the previous source (`#|`) and the block (`#:`) are read; no other means anything here:
    nobody approves by uploading a file. Texts without a context may share a source.

    Raises:
        MalformedFile: it is no PO file, is cut off, lies about its encoding, repeats a context, has plurals or domains,
            or holds no messages; each fault names its line, and its message where it is known.
        TooLarge: more than `po_reading.MOST_ENTRIES` entries.
    """
    text, codec = po_decoding.decode(data)
    header, entries = po_reading.parse(text, codec)
    return replace(po_headers.file(header, entries), digest=hashlib.sha256(data).hexdigest())


def write(header: Header, entries: Sequence[Entry]) -> bytes:
    """Write a version as a PO file in UTF-8, in the order given but obsolete messages last.

    The same data gives the same bytes. A message without a source is left out: `msgid ""` is the header's in every
    reader, whatever its context.
    """
    placed = [entry for entry in entries if entry.source and entry.position is not None]
    obsolete = [entry for entry in entries if entry.source and entry.position is None]
    blocks = chain(
        [_header(header)],
        (_placed(header, entry) for entry in placed),
        (_obsolete(entry) for entry in obsolete),
    )
    return "\n".join("".join(f"{line}\n" for line in block) for block in blocks).encode()


def _header(header: Header) -> Iterator[str]:
    yield 'msgid ""'
    yield 'msgstr ""'
    for name, value in _fields(header):
        yield escape(f"{name}: {' '.join(value.split())}\n")


def _fields(header: Header) -> Iterator[tuple[str, str]]:
    written_at = f"{header.exported_at:%Y-%m-%d %H:%M%z}"
    yield "Project-Id-Version", f"{header.title}, revision {header.revision}"
    yield "Report-Msgid-Bugs-To", ""
    yield "POT-Creation-Date", written_at
    yield "PO-Revision-Date", written_at
    yield "Last-Translator", "Automatically generated"  # what msginit writes where there is no name to give
    yield "Language-Team", "none"
    yield "Language", "" if header.is_template else localenames.name_of(header.language)
    yield "MIME-Version", "1.0"
    yield "Content-Type", "text/plain; charset=UTF-8"
    yield "Content-Transfer-Encoding", "8bit"
    if not header.is_template:
        yield "Plural-Forms", _plural_forms(header.language)
    yield "X-Source-Language", header.source_language
    yield "X-Polyweek-Article", header.article_id
    yield "X-Polyweek-Revision", str(header.revision)
    if not header.is_template:
        yield "X-Polyweek-Serial", str(header.serial)


def _plural_forms(tag: str) -> str:
    count, expression = PLURALS.get(tag.replace("-", "_")) or PLURALS.get(tag.partition("-")[0], DEFAULT_PLURAL)
    return f"nplurals={count}; plural={expression};"


def _placed(header: Header, entry: Entry) -> Iterator[str]:
    kind = "alternative text of a picture" if entry.position in header.alternatives else entry.kind.replace("_", " ")
    yield f"#. {kind}, block {entry.position}"
    if kept := _kept(entry):
        yield f"#. Keep as they are: {' '.join(kept)}"
    yield f"#: {header.article_id}:{entry.position}"
    if entry.is_fuzzy:
        yield "#, fuzzy"
    if entry.previous_source:
        yield from _string("#| ", "msgid", entry.previous_source)
    yield from _message("", entry)


def _kept(entry: Entry) -> list[str]:
    """Give the footnotes and addresses that a translation has to keep; a caption is plain text, and has none."""
    if entry.kind == "caption":
        return []
    return list(dict.fromkeys(chain(_FOOTNOTE.findall(entry.source), _LINK.findall(entry.source))))


def _obsolete(entry: Entry) -> Iterator[str]:
    """Give an obsolete entry, without its previous source: Babel's reader takes `#~|` for a mistake."""
    if entry.is_fuzzy:
        yield "#, fuzzy"
    yield from _message("#~ ", entry)


def _message(prefix: str, entry: Entry) -> Iterator[str]:
    yield from _string(prefix, "msgctxt", entry.key)
    yield from _string(prefix, "msgid", entry.source)
    yield from _string(prefix, "msgstr", entry.translation or "")


def _string(prefix: str, keyword: str, text: str) -> Iterator[str]:
    """Give a string on one line if it fits, else an empty one and its lines, broken after spaces and line ends."""
    whole = escape(text)
    if len(prefix) + len(keyword) + 1 + len(whole) <= _WIDTH and "\n" not in text[:-1]:
        yield f"{prefix}{keyword} {whole}"
        return
    yield f'{prefix}{keyword} ""'
    for line in _LINE.findall(text):
        for part in _wrapped(escape(line)[1:-1], _WIDTH - len(prefix) - 2):
            yield f'{prefix}"{part}"'


def _wrapped(line: str, width: int) -> Iterator[str]:
    """Break an escaped line after spaces; a word wider than a line stays whole."""
    start, end = 0, len(line)
    while end - start > width:
        stop = line.rfind(" ", start, start + width) + 1 or line.find(" ", start + width) + 1 or end
        yield line[start:stop]
        start = stop
    if start < end:
        yield line[start:]
