"""XML for other programs: elements whose texts are escaped by the writer, without what XML cannot hold. Pure.

Names stand with the prefixes that the root declares (`media:content`): ElementTree would else invent some of its own.
"""

from __future__ import annotations

import re
from xml.etree.ElementTree import Element, SubElement, tostring

# What XML 1.0 section 2.2 has no place for.
_NO_CHARACTERS = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def root(name: str, namespaces: dict[str, str], **attributes: str | None) -> Element:
    """Begin a document; `namespaces` are by prefix, the default one under an empty prefix."""
    declared = {f"xmlns:{prefix}" if prefix else "xmlns": uri for prefix, uri in namespaces.items()}
    return Element(name, declared | _written(attributes))


def add(parent: Element, name: str, text: str | None = None, **attributes: str | int | None) -> Element:
    """Put an element at the end of another, and give it; attributes that are None are left out.

    A `_` at the end of an attribute's name is dropped, one within it stands for `:`: `xml_lang`.
    """
    made = SubElement(parent, name, _written(attributes))
    made.text = readable(text) if text is not None else None
    return made


def document(whole: Element) -> bytes:
    """Write a document in UTF-8."""
    written: bytes = tostring(whole, encoding="utf-8", xml_declaration=True)
    return written


def readable(text: str) -> str:
    """Leave out what XML does not know: control characters, lone surrogates, U+FFFE and U+FFFF."""
    return _NO_CHARACTERS.sub("", text)


def _written(attributes: dict[str, str | None] | dict[str, str | int | None]) -> dict[str, str]:
    return {
        name.rstrip("_").replace("_", ":"): readable(str(value))
        for name, value in attributes.items()
        if value is not None
    }
