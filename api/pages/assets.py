"""The files that pages are made of: style sheets, Swagger UI and our start of it, served from the package."""

from __future__ import annotations

import functools
import gzip
import hashlib
from dataclasses import dataclass
from pathlib import Path

import flask
from flask import request

from api.platform import web
from api.platform.errors import NotFound, say

_FOLDER = Path(__file__).parent / "static"
_TYPES = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
    ".txt": "text/plain; charset=utf-8",
}
_A_YEAR = 365 * 24 * 3600  # seconds


@dataclass(frozen=True, slots=True)
class Asset:
    """A file as it is sent; `packed` is its gzip form, `tag` a hash of what is in it."""

    content_type: str
    plain: bytes
    packed: bytes
    tag: str


@functools.cache
def load(name: str) -> Asset:
    """Give a file of the package."""
    plain = (_FOLDER / name).read_bytes()
    packed = gzip.compress(plain, mtime=0)
    return Asset(_TYPES[Path(name).suffix], plain, packed, hashlib.sha256(plain).hexdigest()[:12])


def address(name: str) -> str:
    """Give the address of a file, which changes with what is in it."""
    return f"/docs/assets/{load(name).tag}/{name}"


def respond(tag: str, name: str) -> flask.Response:
    """Answer with a file, packed where the browser reads that; what it has it may keep for a year.

    Raises:
        NotFound: there is no such file, or it is another one now.
    """
    if name not in _names() or (asset := load(name)).tag != tag:
        raise NotFound(say("There is nothing at this address."))
    is_packed = request.accept_encodings.quality("gzip") > 0
    tag_sent = f"{tag}-gzip" if is_packed else tag
    headers = {
        "ETag": web.etag(tag_sent),
        "Cache-Control": f"max-age={_A_YEAR}, immutable",
        "Vary": "Accept-Encoding",
    }
    if web.is_fresh(tag_sent):
        return flask.Response(b"", 304, headers)
    if is_packed:
        headers["Content-Encoding"] = "gzip"
    return flask.Response(asset.packed if is_packed else asset.plain, 200, headers, content_type=asset.content_type)


@functools.cache
def _names() -> frozenset[str]:
    return frozenset(path.name for path in _FOLDER.iterdir() if path.suffix in _TYPES)
