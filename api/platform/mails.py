"""Mails: a letter as it crosses the wire (RFC 5322), made of nothing but its parts. Pure.

Headers are written here, not by `email.message`, which reads what it is given before it writes it: a subject that looks
like an encoded word would be decoded on the way, line ends and all. A mail tells neither what made it nor whether it is
read.
"""

from __future__ import annotations

import quopri
from dataclasses import dataclass
from datetime import datetime
from email.header import Header
from email.utils import format_datetime

from api.platform import clock, mailboxes
from api.platform.mailboxes import Mailbox

_LONGEST_LINE = 76  # characters; of the text too (RFC 2045 section 6.7)
_LONGEST_NAME = 100  # characters
_CUT = 900  # characters of a subject


@dataclass(frozen=True, slots=True)
class Sender:
    """Who writes: a name, which may be empty, and an address."""

    name: str
    mailbox: Mailbox


@dataclass(frozen=True, slots=True)
class Mail:
    """A letter to be sent; with the same `id` it is the same mail, whenever and by whomever it is sent."""

    id: str
    sender: Sender
    to: Mailbox
    subject: str
    text: str
    language: str
    at: datetime

    @property
    def message_id(self) -> str:
        """The Message-ID: the same at each try, so that a second copy is known for one."""
        return f"<{self.id}@{self.sender.mailbox.domain}>"


def sender(text: str) -> Sender | None:
    """Read who writes, such as `Neman Review <desk@news.example>` or the address alone; nothing where nobody is named.

    Raises:
        ValueError: it is neither.
    """
    if not text:
        return None
    name, bracket, address = text.rpartition("<")
    if bool(bracket) != text.endswith(">") or not name.isprintable() or len(name) > _LONGEST_NAME or "<" in name:
        raise ValueError("it must be an address, or a name and an address such as Neman Review <desk@news.example>.")
    return Sender(name.strip(), mailboxes.read(address.removesuffix(">")))


def written(mail: Mail) -> bytes:
    """Write a mail with CRLF at the ends of lines, each of at most 76 bytes but for those of an address or an id.

    The date is cut to the minute. It is ASCII unless an address needs UTF-8 (RFC 6532).
    """
    fields = {
        "Date": format_datetime(clock.to_minute(mail.at)),
        "From": _from(mail.sender),
        "To": f"<{mail.to}>",
        "Message-ID": mail.message_id,
        "Subject": _words("Subject", mail.subject[:_CUT]),
        "Auto-Submitted": "auto-generated",  # RFC 3834 section 5
        "X-Auto-Response-Suppress": "All",
        "Content-Language": mail.language,
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=utf-8",
        "Content-Transfer-Encoding": "quoted-printable",
    }
    head = "".join(f"{name}: {value}\r\n" for name, value in fields.items())
    return head.encode() + b"\r\n" + _body(mail.text)


def _from(sender: Sender) -> str:
    address = f"<{sender.mailbox}>"
    return f"{_words('From', sender.name, is_phrase=True)}\r\n {address}" if sender.name else address


def _words(name: str, text: str, *, is_phrase: bool = False) -> str:
    """Write what people say in a header: plain where that is short and simple, else in encoded words (RFC 2047)."""
    line = " ".join(text.encode(errors="replace").decode().split())
    is_plain = line.isascii() and line.isprintable() and "=?" not in line and len(name) + len(line) < _LONGEST_LINE - 2
    if is_plain and (not is_phrase or line.replace(" ", "").isalnum()):  # an atom, RFC 5322 section 3.2.3
        return line
    return Header(line, "utf-8", maxlinelen=_LONGEST_LINE, header_name=name).encode(linesep="\r\n")


def _body(text: str) -> bytes:
    lines = text.splitlines()
    return b"".join(
        quopri.encodestring(line.encode(errors="replace")).replace(b"\n", b"\r\n") + b"\r\n" for line in lines
    )
