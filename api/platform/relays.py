"""The relay: the operator's mail server, to which letters are handed (RFC 5321), and nothing else is.

Its name is looked up once and each of its addresses judged, as with all that leaves this house (`outbound`); but since
the operator alone names it, it may be in a network of the operator's own. TLS is verified against its name and never
left out where it was asked for. Time and size are bounded.
"""

from __future__ import annotations

import re
import smtplib
import socket
import ssl
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import Literal
from urllib.parse import unquote

from api.platform import addresses, destinations, wires
from api.platform.destinations import Refused, Target
from api.platform.lookups import Names, Unknown
from api.platform.mails import Mail, written
from api.platform.wires import Connect, Overflow, Wire

Security = Literal["none", "starttls", "tls"]

_SCHEMES: dict[str, tuple[Security, int]] = {
    "smtp": ("none", 25),
    "smtp+starttls": ("starttls", 587),
    "smtps": ("tls", 465),
}
_LONGEST_REASON = 300  # characters
_MOST = 256 * 1024  # bytes of all that a relay says in one exchange
_CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff\s]+")
_READY, _BEGIN, _DONE = 220, 354, 250
_CLOSING = 421
_FINAL = range(500, 600)


@dataclass(frozen=True, slots=True)
class Relay:
    """A mail server; without a user it is not logged in to."""

    security: Security
    target: Target
    user: str = ""
    password: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Limits:
    """Seconds to connect to an address, to wait for a reply, for that to a whole letter, and for one exchange."""

    connect: float = 10.0
    reply: float = 20.0
    end: float = 60.0
    total: float = 90.0


LIMITS = Limits()


class Failed(Exception):
    """Something was not handed over; the text says why. `is_final`: to try again brings nothing."""

    def __init__(self, reason: str, *, is_final: bool = False) -> None:
        super().__init__(_CONTROLS.sub(" ", reason).strip()[:_LONGEST_REASON])
        self.is_final = is_final


class Lost(Failed):
    """The connection is of no use any longer; the letter that was on its way may have arrived."""


def relay(text: str) -> Relay | None:
    """Read the address of a relay, such as `smtps://user:password@mail.news.example`; nothing where there is none.

    Raises:
        ValueError: it is none, or would send a password in the clear.
    """
    if not text:
        return None
    parts = addresses.split(text)
    if parts is None or parts.scheme not in _SCHEMES or not parts.hostname or parts.path.strip("/"):
        raise ValueError(_WANTED)
    if parts.query or parts.fragment:
        raise ValueError(_WANTED)
    security, port = _SCHEMES[parts.scheme]
    try:
        target = destinations.parse(f"https://{addresses.bracketed(parts.hostname)}:{parts.port or port}/")
    except Refused as error:
        raise ValueError(f"{error}.") from None
    user, password = unquote(parts.username or ""), unquote(parts.password or "")
    if bool(user) != bool(password) or not (user + password).isascii() or not (user + password).isprintable():
        raise ValueError("user and password must both be there, in printable ASCII, or neither.")
    if user and security == "none" and not _is_here(target):
        raise ValueError("a password must not travel in the clear: take smtp+starttls:// or smtps://.")
    return Relay(security, target, user, password)


class Connector:
    """Connects to a relay. `domain` is what we say we are (RFC 5321 section 4.1.1.1)."""

    def __init__(
        self,
        to: Relay,
        *,
        domain: str,
        limits: Limits = LIMITS,
        names: Names | None = None,
        connect: Connect | None = None,
        tls: ssl.SSLContext | None = None,
    ) -> None:
        self._relay = to
        self._domain = domain
        self._limits = limits
        self._names = names or Names()
        self._connect = connect or wires.connect
        self._tls = tls

    @contextmanager
    def session(self) -> Iterator[Session]:
        """Hold a session, greeted, secured and logged in.

        Raises:
            Failed: there is none; whatever is to be sent is not to blame.
        """
        until = time.monotonic() + self._limits.total
        plain = self._opened(until)
        session = Session(plain, self._domain, self._limits)
        try:
            with _understood():
                if self._relay.security == "tls":
                    session.secure(self._context(), self._relay.target.host, until)
                session.begin(until)
                session.greet()
                if self._relay.security == "starttls":
                    session.start_tls(self._context(), self._relay.target.host, until)
                if self._relay.user:
                    session.log_in(self._relay.user, self._relay.password)
            yield session
        finally:
            session.close()

    def _context(self) -> ssl.SSLContext:
        return self._tls or wires.trusted()

    def _opened(self, until: float) -> socket.socket:
        target, failure = self._relay.target, Failed("no address of the relay could be connected to")
        try:
            found = (target.literal,) if target.literal else self._names.addresses(target.host, seconds=5)
        except Unknown as error:
            raise Failed(f"{target.host}: {error}") from None
        if not all(map(destinations.is_of_networks, found)):
            raise Failed(f"{target.host} has an address that no relay can have")
        for address in found:
            try:
                return self._connect(str(address), target.port, min(self._limits.connect, until - time.monotonic()))
            except TimeoutError:
                failure = Failed("the connection took too long")
            except OSError as error:
                failure = Failed(f"the connection failed ({error.strerror or 'unknown'})")
        raise failure


class Session:
    """A conversation with a relay, over which one letter goes at a time."""

    def __init__(self, plain: socket.socket, domain: str, limits: Limits) -> None:
        self._limits = limits
        self._smtp = smtplib.SMTP(local_hostname=domain)  # without a host it connects to nothing
        self._take(plain)

    def secure(self, context: ssl.SSLContext, host: str, until: float) -> None:
        """Begin TLS. What the relay said in the clear is forgotten, whatever it was."""
        self._plain.settimeout(max(0.1, min(until - time.monotonic(), self._limits.connect)))
        self._take(context.wrap_socket(self._plain, server_hostname=host))
        self.begin(until)

    def begin(self, until: float) -> None:
        """Begin an exchange that ends at `until` (`time.monotonic`)."""
        self._wire.begin(until=until, silence=self._limits.reply, most=_MOST)

    def greet(self) -> None:
        """Hear the relay's greeting, and greet it."""
        code, said = self._smtp.getreply()
        _require(code == _READY, code, said)
        self._smtp.ehlo_or_helo_if_needed()

    def start_tls(self, context: ssl.SSLContext, host: str, until: float) -> None:
        """Begin TLS within the conversation (RFC 3207), or none at all."""
        if not self._smtp.has_extn("starttls"):
            raise Lost("the relay offers no STARTTLS")
        code, said = self._smtp.docmd("STARTTLS")
        _require(code == _READY, code, said)
        self.secure(context, host, until)
        self._smtp.ehlo_or_helo_if_needed()

    def log_in(self, user: str, password: str) -> None:
        """Log in."""
        self._smtp.login(user, password)

    def send(self, mail: Mail) -> None:
        """Hand over a mail.

        Raises:
            Failed: the relay does not take it, now or (`is_final`) ever.
            Lost: the connection broke; whether it was taken is not known.
        """
        with _understood():
            self.begin(time.monotonic() + self._limits.total)
            options = self._options(mail)
            self._offer(f"FROM:<{mail.sender.mailbox}>{options}")
            self._ask("RCPT", f"TO:<{mail.to}>")
            code, said = self._smtp.docmd("DATA")
            _require(code == _BEGIN, code, said)
            self._wire.begin(until=time.monotonic() + self._limits.total, silence=self._limits.end, most=_MOST)
            self._wire.sendall(b"\r\n".join(_dotted(line) for line in written(mail).split(b"\r\n")) + b".\r\n")
            code, said = self._smtp.getreply()
            _require(code == _DONE, code, said)

    def reset(self) -> None:
        """Forget a letter that was not taken, before the next.

        Raises:
            Failed: the relay does not go on.
        """
        with _understood():
            self.begin(time.monotonic() + self._limits.total)
            self._ask("RSET")

    def close(self) -> None:
        """Say goodbye, if that takes no time, and close the connection."""
        with suppress(smtplib.SMTPException, OSError, Overflow, ValueError):
            self._wire.begin(until=time.monotonic() + 1.0, silence=1.0, most=_MOST)
            if self._smtp.sock is not None:
                self._smtp.docmd("QUIT")
        self._plain.close()

    def _take(self, plain: socket.socket) -> None:
        self._plain = plain
        self._wire = Wire(plain)
        self._smtp.sock = self._wire  # type: ignore[assignment]  # it asks for sendall, makefile and close only
        self._smtp.file = None
        self._smtp.helo_resp = self._smtp.ehlo_resp = None
        self._smtp.esmtp_features = {}
        self._smtp.does_esmtp = False

    def _options(self, mail: Mail) -> str:
        if not (mail.to.needs_utf8 or mail.sender.mailbox.needs_utf8):
            self._smtp.command_encoding = "ascii"
            return ""
        if not self._smtp.has_extn("smtputf8"):
            raise Failed("the relay takes no address beyond ASCII (SMTPUTF8)", is_final=True)
        self._smtp.command_encoding = "utf-8"
        return " SMTPUTF8 BODY=8BITMIME"

    def _offer(self, argument: str) -> None:
        """Say from whom a letter is; who is refused for that is not the letter, but we."""
        try:
            self._ask("MAIL", argument)
        except Failed as error:
            raise Lost(f"the sender is refused: {error}") from None

    def _ask(self, command: str, argument: str = "") -> None:
        code, said = self._smtp.docmd(command, argument)
        _require(_DONE <= code < _DONE + 10, code, said)


@contextmanager
def _understood() -> Iterator[None]:
    """Say what went wrong in the block in our own words."""
    try:
        yield
    except smtplib.SMTPResponseException as error:
        _require(False, error.smtp_code, error.smtp_error)  # noqa: FBT003 - it is not as it should be
    except smtplib.SMTPServerDisconnected as error:
        is_late = isinstance(error.__context__, TimeoutError)
        raise Lost("the relay took too long" if is_late else "the relay closed the connection") from None
    except smtplib.SMTPException as error:
        raise Lost(f"the relay cannot do what is needed ({error})") from None
    except Overflow:
        raise Lost("the relay says too much") from None
    except TimeoutError:
        raise Lost("the relay took too long") from None
    except ssl.SSLError as error:
        raise Lost(wires.tls_reason(error)) from None
    except OSError as error:
        raise Lost(f"the connection was closed ({error.strerror or 'unknown'})") from None


def _require(is_good: bool, code: int, said: bytes | str) -> None:  # noqa: FBT001 - a condition is what it is about
    if is_good:
        return
    text = said.decode("utf-8", "replace") if isinstance(said, bytes) else said
    kind = Lost if code == _CLOSING or code < 0 else Failed
    raise kind(f"{code} {text}" if code > 0 else "the relay does not speak SMTP", is_final=code in _FINAL)


def _dotted(line: bytes) -> bytes:
    """Double a dot at the start of a line (RFC 5321 section 4.5.2)."""
    return b"." + line if line.startswith(b".") else line


def _is_here(target: Target) -> bool:
    return target.host == "localhost" or (target.literal is not None and target.literal.is_loopback)


_WANTED = (
    "it must be smtp+starttls://user:password@host:587, smtps://user:password@host:465 or smtp://host:25, "
    "with user and password percent-encoded."
)
