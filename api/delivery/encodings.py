"""Content codings: which of them a reader takes, and bodies packed by them."""

from __future__ import annotations

import gzip
import re
import threading

import brotli
import zstandard

IDENTITY = "identity"
CODINGS = ("br", "zstd", "gzip")  # in our order, the smallest first, where a reader likes them the same
SMALLEST = 1_000  # bytes; a smaller body fits into one packet, packed or not

_LONGEST_HEADER = 500  # characters of Accept-Encoding that are looked at
_CODING = re.compile(
    r"([!#$%&'*+.^_`|~0-9A-Za-z-]+)(?:[ \t]*;[ \t]*[qQ]=(0(?:\.[0-9]{0,3})?|1(?:\.0{0,3})?))?"
)  # RFC 9110 section 12.5.3
_ALIASES = {"x-gzip": "gzip"}  # section 8.4.1.3
_PACKABLE = ("text/", "application/json", "application/xml", "image/svg+xml")
_BROTLI, _ZSTD, _GZIP = 5, 9, 6  # levels: beyond these, the first reader waits long for little
_packing = threading.Lock()


def accepted(header: str | None) -> tuple[str, ...]:
    """Give the codings that a reader takes, the best first, by Accept-Encoding (RFC 9110 section 12.5.3).

    `identity` is one of them, and the last unless something is said of it. Without a header it is all there is:
    section 12.5.3 would allow any, but who sends none mostly unpacks none. So it is where the header refuses all,
    which section 12.1 lets us disregard: the reader gets what there is, instead of a 406 that helps nobody.
    """
    qualities = _qualities(header or "")
    rest = qualities.get("*", 0.0)
    liked = {coding: qualities.get(coding, rest) for coding in CODINGS}
    liked[IDENTITY] = qualities.get(IDENTITY, qualities.get("*", 0.0001))
    found = sorted((coding for coding, quality in liked.items() if quality), key=lambda coding: -liked[coding])
    return tuple(found) or (IDENTITY,)


def chosen(preference: tuple[str, ...], content_type: str, size: int) -> str:
    """Choose the coding of a body of a size, in bytes, and a type; small ones are packed only for who insists."""
    is_worth_it = size >= SMALLEST and is_packable(content_type)
    return preference[0] if is_worth_it or IDENTITY not in preference else IDENTITY


def is_packable(content_type: str) -> bool:
    """Tell whether a type is of text, which packs well; what is packed already does not."""
    kind = content_type.partition(";")[0].strip().lower()
    return kind.startswith(_PACKABLE) or kind.endswith(("+json", "+xml"))


def pack(coding: str, body: bytes) -> bytes:
    """Pack a body by a coding of `CODINGS`; the same bytes each time.

    One at a time, with tables no larger than the body asks for: threads that pack side by side keep for ever what each
    of them took for it, which was a tenth of a process.
    """
    with _packing:
        if coding == "br":
            return bytes(brotli.compress(body, quality=_BROTLI, lgwin=min(max(len(body).bit_length(), 10), 22)))
        if coding == "zstd":
            tables = zstandard.ZstdCompressionParameters.from_level(_ZSTD, source_size=len(body))
            return zstandard.ZstdCompressor(compression_params=tables).compress(body)
        return gzip.compress(body, _GZIP, mtime=0)


def _qualities(header: str) -> dict[str, float]:
    """Give the quality of each coding in a header, lower-case; malformed parts are ignored, the best of two counts."""
    if len(header) > _LONGEST_HEADER:
        header = header[:_LONGEST_HEADER].rpartition(",")[0]
    found: dict[str, float] = {}
    for part in header.split(","):
        if match := _CODING.fullmatch(part.strip(" \t")):
            name = _ALIASES.get(match[1].lower(), match[1].lower())
            found[name] = max(float(match[2] or 1), found.get(name, 0.0))
    return found
