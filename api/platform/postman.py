"""The postman: hands letters to the relay, one after the other, and notes what came of each.

What the relay says of a letter (its recipient, its text) concerns that letter alone; while the relay itself cannot be
spoken to, all letters wait, and none of them has failed.
"""

from __future__ import annotations

import logging
import secrets
import time

from api.platform import clock, letters, mailboxes, relays
from api.platform.mails import Mail, Sender
from api.platform.models import Letter
from api.platform.relays import Connector, Session
from api.platform.settings import Settings

log = logging.getLogger("polyweek.letters")

_BATCH = 20  # letters in a session
_TURN = 10.0  # seconds after which no other letter is begun, so that a worker that is told to end does soon
_PAUSES = (10.0, 60.0, 300.0, 900.0)  # seconds before the relay is tried again; the last again and again


def of(settings: Settings) -> Postman:
    """Give the postman of an instance."""
    return Postman(connector(settings), settings.mail_from)


def connector(settings: Settings) -> Connector | None:
    """Give what connects to the relay of an instance, if it has one."""
    if settings.relay is None or settings.mail_from is None:
        return None
    return Connector(settings.relay, domain=settings.mail_from.mailbox.domain)


class Postman:
    """Sends what is due. One in a process, and any number of processes; without a relay, letters wait."""

    def __init__(self, connector: Connector | None, sender: Sender | None) -> None:
        self._connector = connector
        self._sender = sender
        self._name = secrets.token_hex(8)
        self._unnoted: list[str] = []
        self._failures = 0
        self._not_before = 0.0
        self._has_told = False

    def run(self) -> int:
        """Send what is due, at most a session of it, and give how many letters were handed over. A duty."""
        self._note()
        if time.monotonic() < self._not_before or not letters.is_due(at=clock.now()):
            return 0
        if self._connector is None or self._sender is None:
            self._tell_once("letters wait, and no relay is set (POLYWEEK_SMTP_URL)")
            return 0
        try:
            with self._connector.session() as session:
                self._failures, self._has_told = 0, False
                return self._hand_over(session, self._sender)
        except relays.Failed as error:
            self._wait(str(error))
        return 0

    def _hand_over(self, session: Session, sender: Sender) -> int:
        """Send letters in a session until none is due, or the session has ended; gives how many."""
        count, until = 0, time.monotonic() + _TURN
        while time.monotonic() < until and count < _BATCH:
            letter = letters.claim(by=self._name, at=clock.now())
            if letter is None:
                break
            try:
                session.send(_mail(letter, sender))
            except (relays.Failed, ValueError) as error:
                is_final = not isinstance(error, relays.Failed) or error.is_final
                letters.failed(letter.id, str(error), is_final=is_final, by=self._name, at=clock.now())
                log.warning("letter not sent", extra={"letter": letter.id, "is_final": is_final})
                if isinstance(error, relays.Lost) or not _goes_on(session):
                    break
            else:
                count += 1
                self._unnoted.append(letter.id)
                self._note()
        return count

    def _note(self) -> None:
        """Note what has been handed over. Where the database cannot write, nothing more is sent before that is done."""
        while self._unnoted:
            letters.sent(self._unnoted[0], at=clock.now())
            self._unnoted.pop(0)

    def _wait(self, reason: str) -> None:
        self._not_before = time.monotonic() + _PAUSES[min(self._failures, len(_PAUSES) - 1)]
        self._failures += 1
        letters.keep_waiting(reason, at=clock.now())
        self._tell_once(f"letters wait: {reason}")

    def _tell_once(self, what: str) -> None:
        if not self._has_told:
            self._has_told = True
            log.warning(what)


def _mail(letter: Letter, sender: Sender) -> Mail:
    """Give a letter as a mail.

    Raises:
        ValueError: its address is none.
    """
    at = letter.first_tried_at or letter.created_at
    return Mail(letter.id, sender, mailboxes.read(letter.address), letter.subject, letter.text, letter.language, at)


def _goes_on(session: Session) -> bool:
    try:
        session.reset()
    except relays.Failed:
        return False
    return True
