"""Sixty hostile files, each with how it may end: taken, or refused with one of some codes."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Callable

import pyvips

from tests.content.pictures import specimens
from tests.content.pictures.specimens import (
    archive,
    avif,
    box,
    chunk,
    exif,
    ftyp,
    icc,
    ihdr,
    jpeg,
    png,
    riff,
    segment,
    webp,
)

TYPE, BROKEN, ANIMATED = {"picture_type"}, {"picture_broken"}, {"picture_animated"}
PIXELS, SHAPE, COMPLEX = {"picture_too_many_pixels"}, {"picture_shape"}, {"picture_too_complex"}
LARGE, EMPTY = {"picture_too_large"}, {"required"}
TAKEN = {"taken"}

_END = chunk(b"IEND", b"")
_SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
_HTML = b"<!DOCTYPE html><script>alert(1)</script>"


def _flood(width: int, height: int, **head: int) -> bytes:
    """Give a PNG of so many pixels whose data is little."""
    return ihdr(width, height, **head) + chunk(b"IDAT", zlib.compress(b"\0" * 100_000, 9)) + _END


def _dimensions(width: int, height: int) -> bytes:
    """Give a JPEG that claims other sides than it has."""
    plain = bytearray(jpeg())
    at = plain.index(b"\xff\xc0")
    plain[at + 5 : at + 9] = struct.pack(">HH", height, width)
    return bytes(plain)


def _bomb(width: int, height: int, **options: object) -> bytes:
    """Give a picture of one colour: large in pixels, small in bytes."""
    plain = (pyvips.Image.black(width, height, bands=3) + 128).cast("uchar").copy(interpretation="srgb")
    return bytes(plain.pngsave_buffer(keep="none", compression=9, **options))


def _saved(image: pyvips.Image, how: str, **options: object) -> bytes:
    return bytes(getattr(image, f"{how}_buffer")(**options))


def _frames(kind: str) -> bytes:
    """Give a film of two frames."""
    image = specimens.scene(32, 32)
    both = image.join(image.invert(), "vertical").copy()
    both.set_type(pyvips.GValue.gint_type, "page-height", 32)
    return bytes(both.gifsave_buffer() if kind == "gif" else both.webpsave_buffer())


def _apng() -> bytes:
    plain = png()
    return plain[:33] + chunk(b"acTL", struct.pack(">II", 2, 0)) + plain[33:]


def _cmyk() -> bytes:
    image = specimens.scene().colourspace("cmyk")
    return bytes(image.jpegsave_buffer(keep="none"))


def _grey16() -> bytes:
    image = (specimens.scene()[0].cast("ushort") * 257).copy(interpretation="grey16")
    return bytes(image.pngsave_buffer())


def _rgba16() -> bytes:
    image = (specimens.scene().cast("ushort") * 257).copy(interpretation="rgb16").bandjoin(30_000)
    return bytes(image.pngsave_buffer())


def _bad_checksum() -> bytes:
    plain = bytearray(png())
    plain[len(plain) // 2] ^= 0xFF
    return bytes(plain)


def _palette_beyond() -> bytes:
    """Give a PNG whose pixels name colours that its palette does not have."""
    rows = b"".join(b"\0" + bytes([200]) * 16 for _ in range(16))
    return ihdr(16, 16, colour=3) + chunk(b"PLTE", b"\1\2\3") + chunk(b"IDAT", zlib.compress(rows)) + _END


def _lying_chunk(length: int) -> bytes:
    return png()[:33] + struct.pack(">I", length) + b"tEXt" + b"x" * 50


def _lying_webp(length: int) -> bytes:
    plain = webp()
    return plain[:4] + struct.pack("<I", length) + plain[8:]


def _text_bomb() -> bytes:
    plain = png()
    return plain[:33] + chunk(b"zTXt", b"a\0\0" + zlib.compress(b"\0" * 60_000_000, 9)) + plain[33:]


def _profile_bomb() -> bytes:
    plain = png()
    return plain[:33] + chunk(b"iCCP", b"a\0\0" + zlib.compress(b"\0" * 60_000_000, 9)) + plain[33:]


def _with(marker: int, body: bytes) -> bytes:
    return jpeg()[:2] + segment(marker, body) + jpeg()[2:]


def _tiles() -> bytes:
    """Give the head of a HEIC of a thousand tiles."""
    entries = b"".join(box(b"infe", b"\2\0\0\0" + struct.pack(">HH", number, 0) + b"hvc1\0") for number in range(1000))
    return ftyp(b"heic", b"mif1", b"heic") + box(b"meta", b"\0" * 4 + box(b"iinf", b"\0" * 4 + b"\x03\xe8" + entries))


HOSTILE: dict[str, tuple[Callable[[], bytes], set[str]]] = {
    "nothing": (lambda: b"", EMPTY),
    "one byte": (lambda: b"\xff", TYPE),
    "text": (lambda: b"../../etc/passwd", TYPE),
    "zeros": (lambda: b"\0" * 1000, TYPE),
    "too many bytes": (lambda: jpeg() + b"\0" * (25 * 1024 * 1024), LARGE),
    "pixel flood": (lambda: _flood(100_000, 100_000), PIXELS),
    "pixel flood of the largest sides": (lambda: _flood(2**31 - 1, 2**31 - 1), PIXELS | BROKEN),
    "no pixels": (lambda: _flood(0, 0), BROKEN),
    "no width": (lambda: _flood(0, 100), BROKEN),
    "sides beyond 31 bits": (lambda: _flood(2**32 - 1, 2**32 - 1), BROKEN),
    "more pixels than data": (lambda: _flood(5000, 5000), BROKEN),
    "JPEG of 65,000 × 65,000": (lambda: _dimensions(65_000, 65_000), PIXELS),
    "JPEG that is higher than its data": (lambda: _dimensions(96, 900), BROKEN | TAKEN),
    "JPEG without height": (lambda: _dimensions(96, 0), BROKEN),
    "a line across": (lambda: png(6000, 1), SHAPE),
    "a line down": (lambda: png(1, 60_000), SHAPE),
    "one pixel": (lambda: png(1, 1), TAKEN),
    "interlaced bomb": (lambda: _bomb(7000, 7000, interlace=True), TAKEN),
    "interlaced bomb of 16 bits": (lambda: _flood(7700, 7700, depth=16, colour=6, interlace=1), BROKEN | COMPLEX),
    "bomb of one colour": (lambda: _bomb(7700, 7700), TAKEN),
    "bomb beyond the limit": (lambda: _bomb(8000, 8000), PIXELS),
    "cut JPEG": (lambda: jpeg()[: len(jpeg()) // 2], BROKEN),
    "cut PNG": (lambda: png()[: len(png()) // 2], BROKEN),
    "cut WebP": (lambda: webp()[: len(webp()) // 2], BROKEN),
    "cut AVIF": (lambda: avif()[: len(avif()) // 2], BROKEN),
    "JPEG of its first bytes": (lambda: b"\xff\xd8\xff", BROKEN),
    "PNG of its first bytes": (lambda: b"\x89PNG\r\n\x1a\n", BROKEN),
    "WebP of its first bytes": (lambda: b"RIFF\x04\0\0\0WEBP", BROKEN),
    "AVIF of its first bytes": (lambda: ftyp(b"avif", b"avif", b"mif1"), BROKEN),
    "PNG with a wrong checksum": (_bad_checksum, BROKEN | TAKEN),
    "PNG with a chunk of four gigabytes": (lambda: _lying_chunk(2**32 - 1), BROKEN),
    "PNG with a chunk behind the end": (lambda: _lying_chunk(2**31 - 1), BROKEN),
    "PNG with a palette that is too short": (_palette_beyond, BROKEN | TAKEN),
    "PNG with a text that inflates": (_text_bomb, BROKEN | TAKEN),
    "PNG with a profile that inflates": (_profile_bomb, BROKEN | TAKEN),
    "PNG with ten thousand chunks": (lambda: png()[:33] + chunk(b"tEXt", b"a\0b") * 10_000 + png()[33:], TAKEN),
    "PNG with a ZIP behind it": (lambda: png() + archive(), TAKEN),
    "JPEG with a ZIP behind it": (lambda: jpeg() + archive(), TAKEN),
    "JPEG with HTML in a comment": (lambda: _with(0xFE, _HTML), TAKEN),
    "JPEG with an SVG behind it": (lambda: jpeg() + _SVG, TAKEN),
    "JPEG with huge EXIF": (lambda: _with(0xE1, b"Exif\0\0" + b"\xff" * 65_000), TAKEN),
    "JPEG with a thousand segments": (
        lambda: jpeg()[:2] + segment(0xE1, b"x" * 20_000) * 1000 + jpeg()[2:],
        TAKEN | BROKEN,
    ),
    "JPEG with EXIF in a circle": (lambda: _with(0xE1, exif()[:14] + b"\x08\0\0\0" * 30), TAKEN),
    "JPEG with an orientation of 99": (lambda: _with(0xE1, exif(99)), TAKEN),
    "JPEG with a profile that is none": (lambda: _with(0xE2, b"ICC_PROFILE\0\x01\x01" + b"\xff" * 3000), TAKEN),
    "JPEG with a profile that is cut": (lambda: _with(0xE2, b"ICC_PROFILE\0\x01\x01" + icc()[:200]), TAKEN),
    "JPEG with parts of a profile missing": (lambda: _with(0xE2, b"ICC_PROFILE\0\x02\xff" + icc()), TAKEN),
    "JPEG of CMYK": (_cmyk, TAKEN),
    "PNG of 16 bits of grey": (_grey16, TAKEN),
    "PNG of 16 bits with alpha": (_rgba16, TAKEN),
    "JPEG twice over": (lambda: jpeg() + jpeg(), TAKEN),
    "WebP that claims four gigabytes": (lambda: _lying_webp(2**32 - 2), BROKEN | TAKEN),
    "WebP that claims nothing": (lambda: _lying_webp(0), BROKEN | TAKEN),
    "WebP of a canvas without a picture": (
        lambda: riff((b"VP8X", b"\0\0\0\0" + b"\xff\x3f\0" * 2)),
        BROKEN | PIXELS,
    ),
    "moving WebP": (lambda: _frames("webp"), ANIMATED),
    "moving PNG": (_apng, ANIMATED),
    "moving AVIF": (lambda: ftyp(b"avis", b"avis", b"msf1") + avif()[32:], ANIMATED),
    "GIF": (lambda: _frames("gif"), TYPE),
    "GIF that is HTML too": (lambda: b"GIF89a/*" + _HTML, TYPE),
    "HTML": (lambda: _HTML, TYPE),
    "SVG": (lambda: _SVG, TYPE),
    "SVG behind a byte order mark": (lambda: b"\xef\xbb\xbf\n<?xml version='1.0'?>" + _SVG, TYPE),
    "TIFF": (lambda: _saved(specimens.scene(), "tiffsave"), TYPE),
    "PDF": (lambda: b"%PDF-1.7\n", TYPE),
    "ZIP": (archive, TYPE),
    "HEIC of a thousand tiles": (_tiles, TYPE),
    "film": (lambda: ftyp(b"isom", b"mp42"), TYPE),
    "AVIF whose boxes lie": (lambda: avif()[:40] + b"\xff" * 60 + avif()[100:], BROKEN),
    "AVIF in a box of no length": (lambda: b"\0\0\0\0ftypavif" + avif()[12:], BROKEN | TYPE | TAKEN),
}
