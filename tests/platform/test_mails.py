from __future__ import annotations

import email
import email.policy
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.platform import mailboxes, mails
from api.platform.mails import Mail

_AT = datetime(2026, 11, 25, 9, 41, 27, 123456, UTC)
_FIELDS = [
    "Date",
    "From",
    "To",
    "Message-ID",
    "Subject",
    "Auto-Submitted",
    "X-Auto-Response-Suppress",
    "Content-Language",
    "MIME-Version",
    "Content-Type",
    "Content-Transfer-Encoding",
]


def _mail(subject: str = "A subject", text: str = "A text.", name: str = "Neman Review", at: datetime = _AT) -> Mail:
    sender = mails.Sender(name, mailboxes.read("desk@news.example"))
    return Mail("0190-a", sender, mailboxes.read("desk@radio.example"), subject, text, "be", at)


def test_a_mail_says_what_it_is_and_nothing_of_what_made_it() -> None:
    """It is generated (RFC 3834), its time is cut to the minute, its id is the letter's; there is no other header."""
    read = email.message_from_bytes(mails.written(_mail()), policy=email.policy.default)
    assert read.keys() == _FIELDS
    assert (read["Auto-Submitted"], read["X-Auto-Response-Suppress"]) == ("auto-generated", "All")
    assert read["Message-ID"] == "<0190-a@news.example>"
    assert read["Date"].datetime == _AT.replace(second=0, microsecond=0)
    assert (read["From"], read["Content-Language"]) == ("Neman Review <desk@news.example>", "be")
    assert mails.written(_mail()) == mails.written(_mail())


@pytest.mark.parametrize(
    "said",
    [
        "one\r\nBcc: thief@other.example",
        "=?utf-8?q?one=0D=0ABcc:_thief@other.example?=",
        "=?utf-8?b?b25lDQpCY2M6IHg=?=",
        "one\u2028Bcc: x",
        "one\x0bBcc: x\x00",
        "\r\n\r\nbody",
        "доўгі " * 200,
        "x" * 5000,
        "",
    ],
)
def test_no_words_become_a_header(said: str) -> None:
    """Neither a subject nor the name of the sender ends its line, whatever stands in it."""
    for mail in (_mail(subject=said), _mail(name=said)):
        raw = mails.written(mail)
        read = email.message_from_bytes(raw, policy=email.policy.default)
        assert read.keys() == _FIELDS
        assert read.get_content() == "A text.\r\n"
        assert max(map(len, raw.split(b"\r\n"))) <= 76


@given(st.text(max_size=300), st.text(max_size=600))
def test_any_text_arrives_as_it_was_written(subject: str, text: str) -> None:
    """Subject and text come out as they went in, but for white space and lines; no line is over 76 bytes, all ASCII."""
    raw = mails.written(_mail(subject, text))
    read = email.message_from_bytes(raw, policy=email.policy.default)
    assert raw.isascii()
    assert max(map(len, raw.split(b"\r\n"))) <= 76
    assert b"\n" not in raw.replace(b"\r\n", b"")
    assert b"\r" not in raw.replace(b"\r\n", b"")
    body = read.get_payload(decode=True)
    assert isinstance(body, bytes)
    assert body.decode().splitlines() == [line.encode(errors="replace").decode() for line in text.splitlines()]


def test_a_subject_in_cyrillic_is_read_back() -> None:
    """Whatever its length; an encoded word is never cut within a letter."""
    subject = "Партнёр не пытаўся пра змены з учорашняга дня, а раней пытаўся кожную гадзіну: Радыё «Лужана»"
    read = email.message_from_bytes(mails.written(_mail(subject)), policy=email.policy.default)
    assert read["Subject"] == subject


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("desk@news.example", "desk@news.example"),
        ("desk@нёман.бел", "desk@xn--80axcc1h.xn--90ais"),
        ("рэдакцыя@news.example", "рэдакцыя@news.example"),
        ("o'neill+news@Mail.Example", "o'neill+news@mail.example"),
    ],
)
def test_an_address_is_written_for_the_relay(text: str, written: str) -> None:
    """Its domain is in ASCII; only letters before the @ need a relay that knows SMTPUTF8."""
    found = mailboxes.read(text)
    assert str(found) == written
    assert found.needs_utf8 is not written.isascii()


@pytest.mark.parametrize(
    "text",
    [
        "", "desk", "desk@news", "desk@", "@news.example", "a b@news.example", "a@news.example\r\nBcc: b@c.example",
        "a@news.example\n", "a@news..example", "a@-news.example", "a@1.2.3.4", "a@[1.2.3.4]", "<a@news.example>",
        "a\u200bb@news.example", "a@straße.example", "a@news.example\x00", "..@news.example", '"a b"@news.example',
        "a,b@news.example", "a@b@news.example", "x" * 65 + "@news.example", "a\x85b@news.example", "a\u202eb@c.example",
    ],
)  # fmt: skip
def test_what_is_no_address_is_refused(text: str) -> None:
    """Nothing in an address can end a line, a header or a command, or lead to another domain in another program."""
    assert not mailboxes.is_address(text)


def test_the_sender_has_a_name_or_none() -> None:
    """`Neman Review <desk@news.example>`, or the address alone; anything else stops the start."""
    named = mails.sender("Neman Review <desk@news.example>")
    assert named is not None
    assert (named.name, str(named.mailbox)) == ("Neman Review", "desk@news.example")
    bare = mails.sender("desk@news.example")
    assert bare is not None
    assert bare.name == ""
    assert mails.sender("") is None
    for text in ("Neman", "Neman <desk@news.example", "a\r\nb <desk@news.example>", "desk@news.example>"):
        with pytest.raises(ValueError, match=r"it must be|what stands"):
            mails.sender(text)


def test_the_date_is_coarse() -> None:
    """Two letters of one minute have one date."""
    assert mails.written(_mail(at=_AT + timedelta(seconds=30))) == mails.written(_mail())
