"""What tests of letters share: a relay on this machine that answers as a test says, and a postman for it."""

from __future__ import annotations

import email
import email.policy
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from email.message import EmailMessage
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, LoginPassword

from api.platform import clock as clocks
from api.platform import db, letters, mails, relays
from api.platform.lookups import Names
from api.platform.models import Letter
from api.platform.postman import Postman

SENDER = mails.sender("Neman Review <desk@news.example>")
SOON = relays.Limits(connect=0.5, reply=0.3, end=0.3, total=1.0)


@dataclass
class Got:
    """A mail that came: from and to whom it was handed over, and its bytes."""

    sender: str
    to: str
    raw: bytes
    options: list[str]

    @property
    def mail(self) -> EmailMessage:
        """The mail as Python reads it, without any defect."""
        read = email.message_from_bytes(self.raw, policy=email.policy.default)
        assert isinstance(read, EmailMessage)
        assert not read.defects
        return read


@dataclass
class Box:
    """A relay: what it took, and what it answers; names of hooks are those of SMTP's commands."""

    port: int = 0
    got: list[Got] = field(default_factory=list)
    logins: list[tuple[bytes, bytes]] = field(default_factory=list)
    at_rcpt: Callable[[str], str] = lambda _: "250 OK"
    at_data: Callable[[Got], str] = lambda _: "250 OK"

    def url(self, scheme: str = "smtp", host: str = "127.0.0.1", user: str = "") -> str:
        """Give the address of it for the settings."""
        return f"{scheme}://{user}{host}:{self.port}"

    async def handle_RCPT(self, _: Any, __: Any, envelope: Any, address: str, ___: list[str]) -> str:  # noqa: N802 - aiosmtpd's name
        """Hear for whom a mail is."""
        if (answer := self.at_rcpt(address)).startswith("250"):
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, _: Any, __: Any, envelope: Any) -> str:  # noqa: N802 - as above
        """Hear a mail."""
        (to,) = envelope.rcpt_tos
        got = Got(envelope.mail_from, to, envelope.original_content, list(envelope.mail_options))
        if (answer := self.at_data(got)).startswith("250"):
            self.got.append(got)
        return answer

    def login(self, _: Any, __: Any, ___: Any, ____: str, data: Any) -> AuthResult:
        """Hear who logs in; the password is `right`."""
        assert isinstance(data, LoginPassword)
        self.logins.append((data.login, data.password))
        return AuthResult(success=data.password == b"right")


class _Controller(Controller):
    def _trigger_server(self) -> None:
        server: Any = self.server
        self.port = server.sockets[0].getsockname()[1]
        super()._trigger_server()  # type: ignore[no-untyped-call]


@contextmanager
def relaying(**options: Any) -> Iterator[Box]:
    """Run a relay on this machine."""
    box = Box()
    if options.pop("asks_who", False):
        options |= {"authenticator": box.login, "auth_require_tls": "ssl_context" not in options}
    options.setdefault("enable_SMTPUTF8", False)
    controller = _Controller(box, "127.0.0.1", 0, server_hostname="relay.example", **options)
    controller.start()
    box.port = controller.port
    try:
        yield box
    finally:
        controller.stop()


@contextmanager
def speaking(talk: Callable[[socket.socket], None]) -> Iterator[Box]:
    """Run what only seems to be a relay: it does with each connection what a test says."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        thread = threading.Thread(target=_accept, args=(server, talk), daemon=True)
        thread.start()
        yield Box(server.getsockname()[1])
        with suppress(OSError):
            server.shutdown(socket.SHUT_RDWR)
        thread.join()


def postman(
    url: str, *, tls: ssl.SSLContext | None = None, limits: relays.Limits = SOON, names: Names | None = None
) -> Postman:
    """Make a postman for a relay."""
    to = relays.relay(url)
    assert to is not None
    return Postman(relays.Connector(to, domain="news.example", limits=limits, tls=tls, names=names), SENDER)


def letter(address: str = "desk@radio.example", **parts: Any) -> str:
    """Write a letter and give its id."""
    before = {each.id for each in Letter.select(Letter.id)}
    with db.transaction():
        letters.write(
            address, **{"kind": "test", "subject": "A subject", "text": "A text.", "at": clocks.now(), **parts}
        )
    return str(next(each.id for each in Letter.select(Letter.id) if each.id not in before))


def state(letter_id: str) -> tuple[str, int, str | None]:
    """Give the state of a letter, how often it was tried, and why the latest try failed."""
    found = Letter.get_by_id(letter_id)
    return letters.state_of(found), found.attempts, found.error


def _accept(server: socket.socket, talk: Callable[[socket.socket], None]) -> None:
    with suppress(OSError):
        while True:
            connection, _ = server.accept()
            threading.Thread(target=_talk, args=(connection, talk), daemon=True).start()


def _talk(connection: socket.socket, talk: Callable[[socket.socket], None]) -> None:
    with connection, suppress(OSError):
        talk(connection)
