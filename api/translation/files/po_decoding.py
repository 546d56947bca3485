"""From the bytes of a PO file to its text: the encoding is what the file says, or the file is refused.

Only encodings that editors of Belarusian and Russian files have used are read. A wrong guess would turn a translator's
letters into others without a word, so nothing is guessed.
"""

from __future__ import annotations

import re
from codecs import BOM_UTF8, BOM_UTF16_BE, BOM_UTF16_LE

from api.platform.errors import Fault, MalformedFile, Phrase, say

_MARKS = ((BOM_UTF8, "utf-8"), (BOM_UTF16_LE, "utf-16-le"), (BOM_UTF16_BE, "utf-16-be"))
_CODECS = {
    "utf-8": "utf-8",
    "utf8": "utf-8",
    "us-ascii": "ascii",
    "ascii": "ascii",
    "windows-1251": "cp1251",
    "cp1251": "cp1251",
    "koi8-r": "koi8_r",
    "koi8-u": "koi8_u",
    "iso-8859-5": "iso8859_5",
    "iso-8859-1": "iso8859_1",
}
_HEADER_BYTES = 8 * 1024  # in which a header must name its encoding
_CHARSET = re.compile(rb'Content-Type:[^\r\n]*?charset=([^\s;"\\]{1,40}+)', re.IGNORECASE)


def decode(data: bytes) -> tuple[str, str]:
    r"""Give the text of a PO file, with `\n` as its only line end, and the codec that its byte escapes are in.

    Raises:
        MalformedFile: its encoding is not read here, its bytes are not in it, or there is a NUL; with the line.
    """
    for mark, codec in _MARKS:
        if data.startswith(mark):
            return _text(data[len(mark) :], codec), codec
    declared = match[1].decode("ascii", "replace") if (match := _CHARSET.search(data, 0, _HEADER_BYTES)) else "utf-8"
    codec = _CODECS.get(declared.lower(), "")
    line = _line_after(data[: match.start()].decode("latin-1")) if match else 1
    if not codec:
        raise _malformed(
            say("The encoding {name} is not one that is read here. Save the file as UTF-8.", name=declared), line
        )
    if codec not in {"utf-8", "ascii"} and not data.isascii() and _is_utf8(data):
        raise _malformed(say("The file says that it is in {name}, but it is in UTF-8.", name=declared), line)
    return _text(data, codec), codec


def _is_utf8(data: bytes) -> bool:
    """Whether bytes are UTF-8, which Cyrillic text in an 8-bit encoding practically never is by chance."""
    try:
        data.decode()
    except UnicodeDecodeError:
        return False
    return True


def _text(data: bytes, codec: str) -> str:
    try:
        text = _with_plain_ends(data.decode(codec))
    except UnicodeDecodeError as error:
        line = _line_after(data[: error.start].decode(codec, "replace"))
        raise _malformed(say("The bytes of this line are not in the encoding of the file."), line) from None
    if "\0" in text:
        raise _malformed(say("The file holds a NUL."), _line_after(text[: text.index("\0")]))
    return text


def _line_after(text: str) -> int:
    return _with_plain_ends(text).count("\n") + 1


def _with_plain_ends(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _malformed(detail: Phrase, line: int) -> MalformedFile:
    return MalformedFile(detail, Fault("malformed_file", detail, line=line))
