"""Metadata in a JPEG: whom to name, who holds the rights and on which terms, for who finds the file alone. Pure.

XMP (ISO 16684-1; part 3 of Adobe's specification for its place in a JPEG) in the fields that IPTC gave them (Photo
Metadata Standard 2023.1), which agencies' systems and search engines read. Nothing else is written: no time, program,
person or place.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from xml.sax.saxutils import escape

_START, _MARKER = b"\xff\xd8", b"\xff\xe1"
_JFIF = b"\xff\xe0"  # stands first where there is one (ITU-T T.871, 10.1)
_NAME = b"http://ns.adobe.com/xap/1.0/\0"
_LARGEST = 65_533 - len(_NAME)  # bytes of a packet, since a segment's length has two
_IMPOSSIBLE = re.compile("[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_NAMESPACES = (
    ("dc", "http://purl.org/dc/elements/1.1/"),
    ("photoshop", "http://ns.adobe.com/photoshop/1.0/"),
    ("xmpRights", "http://ns.adobe.com/xap/1.0/rights/"),
)


@dataclass(frozen=True, slots=True)
class Credit:
    """What is told of a picture: whom to name, who holds the rights, its terms in words, and where they stand whole."""

    credit: str
    holder: str
    usage: str
    statement: str


def credited(jpeg: bytes, told: Credit) -> bytes:
    """Give a JPEG with what is told of it; as it is where nothing is, where it is none, or where that has no room."""
    packet = _packet(told)
    if not any((told.credit, told.holder, told.usage, told.statement)) or len(packet) > _LARGEST:
        return jpeg
    if not jpeg.startswith(_START):
        return jpeg
    at = len(_START)
    if jpeg[at : at + 2] == _JFIF:
        at += 2 + int.from_bytes(jpeg[at + 2 : at + 4])
    segment = _NAME + packet
    return b"".join([jpeg[:at], _MARKER, (len(segment) + 2).to_bytes(2), segment, jpeg[at:]])


def _packet(told: Credit) -> bytes:
    spaces = "".join(f' xmlns:{name}="{address}"' for name, address in _NAMESPACES)
    fields = "".join(
        [
            _single("photoshop:Credit", told.credit),
            _spoken("dc:rights", told.holder),
            _spoken("xmpRights:UsageTerms", told.usage),
            _single("xmpRights:WebStatement", told.statement),
        ]
    )
    return (
        '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>'
        '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
        f'<rdf:Description rdf:about=""{spaces}>{fields}</rdf:Description></rdf:RDF></x:xmpmeta>'
        '<?xpacket end="r"?>'
    ).encode()


def _single(name: str, text: str) -> str:
    return f"<{name}>{_text(text)}</{name}>" if text else ""


def _spoken(name: str, text: str) -> str:
    """Write a text that could be there in several languages, and is in one (ISO 16684-1, 8.2.2.4)."""
    item = f'<rdf:Alt><rdf:li xml:lang="x-default">{_text(text)}</rdf:li></rdf:Alt>'
    return f"<{name}>{item}</{name}>" if text else ""


def _text(text: str) -> str:
    """Write a text; what XML 1.0 has no place for is left out."""
    return escape(_IMPOSSIBLE.sub("", text))
