"""Files for the decoder: good ones of each type, with what people and cameras write beside pixels, and hostile ones."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Callable
from functools import cache
from typing import Any

import pyvips

CANARY = b"kanarejka"
WIDTH, HEIGHT = 96, 64


def scene(width: int = WIDTH, height: int = HEIGHT) -> Any:
    """Give a picture that is different everywhere: red rises to the right, green downwards; no metadata."""
    points = pyvips.Image.xyz(width, height)
    red, green = points[0] * 255 / max(1, width - 1), points[1] * 255 / max(1, height - 1)
    return red.bandjoin([green, 255 - red]).cast("uchar").copy(interpretation="srgb")


@cache
def jpeg(width: int = WIDTH, height: int = HEIGHT, **options: Any) -> bytes:
    """Give a JPEG."""
    return bytes(scene(width, height).jpegsave_buffer(keep="none", Q=90, **options))


@cache
def png(width: int = WIDTH, height: int = HEIGHT, **options: Any) -> bytes:
    """Give a PNG."""
    return bytes(scene(width, height).pngsave_buffer(keep="none", **options))


@cache
def webp(width: int = WIDTH, height: int = HEIGHT, **options: Any) -> bytes:
    """Give a WebP."""
    return bytes(scene(width, height).webpsave_buffer(keep="none", **options))


@cache
def avif(width: int = WIDTH, height: int = HEIGHT, **options: Any) -> bytes:
    """Give an AVIF."""
    return bytes(scene(width, height).heifsave_buffer(keep="none", compression="av1", effort=0, **options))


GOOD: dict[str, Callable[[], bytes]] = {"jpeg": jpeg, "png": png, "webp": webp, "avif": avif}


def segment(marker: int, body: bytes) -> bytes:
    """Give a segment of a JPEG (ITU T.81 annex B)."""
    return bytes([0xFF, marker]) + struct.pack(">H", len(body) + 2) + body


def chunk(kind: bytes, body: bytes) -> bytes:
    """Give a chunk of a PNG (its third edition, section 5.3)."""
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def riff(*chunks: tuple[bytes, bytes]) -> bytes:
    """Give a WebP of chunks (RFC 9649 section 2.3)."""
    body = b"WEBP" + b"".join(
        kind + struct.pack("<I", len(data)) + data + b"\0" * (len(data) % 2) for kind, data in chunks
    )
    return b"RIFF" + struct.pack("<I", len(body)) + body


def ihdr(width: int, height: int, depth: int = 8, colour: int = 2, interlace: int = 0) -> bytes:
    """Give the head of a PNG."""
    head = struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, interlace)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head)


def exif(orientation: int = 1, word: bytes = CANARY, thumbnail: bytes = b"") -> bytes:
    """Give EXIF with an orientation, a camera's maker, a place (GPS) and a thumbnail (TIFF 6.0, EXIF 2.32)."""
    text = word + b"\0"
    entries = [(0x010F, 2, len(text), 200), (0x0112, 3, 1, orientation), (0x8825, 4, 1, 100)]
    first = struct.pack("<H", len(entries))
    for tag, kind, count, value in entries:
        first += struct.pack("<HHI", tag, kind, count) + (
            struct.pack("<HH", value, 0) if kind == 3 else struct.pack("<I", value)
        )
    place = struct.pack("<H", 1) + struct.pack("<HHI", 0x001D, 2, len(text)) + struct.pack("<I", 200) + b"\0" * 4
    body = (b"II*\0" + struct.pack("<I", 8) + first + struct.pack("<I", 0)).ljust(100, b"\0") + place
    return b"Exif\0\0" + body.ljust(200, b"\0") + text + thumbnail


def icc(word: bytes = CANARY) -> bytes:
    """Give the profile of sRGB with a word planted behind its tags."""
    made = scene(8, 8).icc_transform("srgb", embedded=False, input_profile="srgb")
    profile = bytes(made.get("icc-profile-data")) + word
    return struct.pack(">I", len(profile)) + profile[4:]


def planted_jpeg(orientation: int = 1) -> bytes:
    """Give a JPEG with a canary in EXIF, GPS, its thumbnail, XMP, IPTC, ICC, a comment, a second picture and behind."""
    thumbnail = jpeg(8, 8)[:2] + segment(0xFE, CANARY + b"-thumbnail") + jpeg(8, 8)[2:]
    parts = [
        segment(0xE1, exif(orientation, thumbnail=thumbnail)),
        segment(0xE1, b"http://ns.adobe.com/xap/1.0/\0<x:xmpmeta>" + CANARY + b"-xmp</x:xmpmeta>"),
        segment(0xE2, b"ICC_PROFILE\0\x01\x01" + icc()),
        segment(0xE2, b"MPF\0II*\0\x08\0\0\0" + CANARY + b"-mpf"),
        segment(0xED, b"Photoshop 3.0\x008BIM\x04\x04\0\0" + struct.pack(">I", 18) + b"\x1c\x02\x78\0\x0d" + CANARY),
        segment(0xEB, CANARY + b"-app11"),
        segment(0xFE, CANARY + b"-comment"),
    ]
    plain = jpeg()
    second = plain[:2] + segment(0xFE, CANARY + b"-second") + plain[2:]
    return plain[:2] + b"".join(parts) + plain[2:] + second + CANARY + b"-behind"


def planted_png() -> bytes:
    """Give a PNG with a canary in each kind of text, a time, EXIF, ICC, a chunk of nobody's, and behind its end."""
    plain = png()
    head, rest = plain[:33], plain[33:]
    parts = [
        chunk(b"tEXt", b"Comment\0" + CANARY + b"-text"),
        chunk(b"zTXt", b"Author\0\0" + zlib.compress(CANARY + b"-ztxt")),
        chunk(b"iTXt", b"XML:com.adobe.xmp\0\0\0\0\0<x>" + CANARY + b"-xmp</x>"),
        chunk(b"iCCP", b"profile\0\0" + zlib.compress(icc())),
        chunk(b"eXIf", exif()[6:]),
        chunk(b"kaNa", CANARY + b"-own"),
    ]
    return head + b"".join(parts) + rest + CANARY + b"-behind"


def planted_webp() -> bytes:
    """Give a WebP with a canary in EXIF, XMP, ICC, a chunk of nobody's, and behind its end."""
    picture = webp()[12:]
    kind, data = picture[:4], picture[8 : 8 + struct.unpack("<I", picture[4:8])[0]]
    size = struct.pack("<I", WIDTH - 1)[:3] + struct.pack("<I", HEIGHT - 1)[:3]
    extended = bytes([0x20 | 0x08 | 0x04, 0, 0, 0]) + size
    parts = [(b"VP8X", extended), (b"ICCP", icc()), (kind, data), (b"EXIF", exif()), (b"XMP ", CANARY)]
    return riff(*parts, (b"KANA", CANARY)) + CANARY + b"-behind"


def planted_avif() -> bytes:
    """Give an AVIF with a canary in EXIF, XMP and ICC, and behind its end."""
    image = scene().copy()
    image.set_type(pyvips.GValue.blob_type, "exif-data", exif())
    image.set_type(pyvips.GValue.blob_type, "xmp-data", b"<x:xmpmeta>" + CANARY + b"</x:xmpmeta>")
    image.set_type(pyvips.GValue.blob_type, "icc-profile-data", icc())
    made = bytes(image.heifsave_buffer(compression="av1", effort=0))
    assert CANARY in made
    return made + CANARY + b"-behind"


PLANTED: dict[str, Callable[[], bytes]] = {
    "jpeg": planted_jpeg,
    "png": planted_png,
    "webp": planted_webp,
    "avif": planted_avif,
}


def archive() -> bytes:
    """Give a ZIP archive with a name that climbs out of its folder."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as file:
        file.writestr("../../etc/passwd", CANARY)
    return made.getvalue()


def box(kind: bytes, body: bytes = b"") -> bytes:
    """Give a box of an ISO base media file."""
    return struct.pack(">I", len(body) + 8) + kind + body


def ftyp(major: bytes, *brands: bytes) -> bytes:
    """Give the box that says what such a file is."""
    return box(b"ftyp", major + b"\0\0\0\0" + b"".join(brands))
