"""Notices: the letters to partners and to the newsroom's operators, each in the language of who reads it.

They say what happened and what to do, and nothing of what is published: a title or a slug could be the harm of a
withdrawal, and an endpoint's path may hold a secret. Each is written in the transaction that makes it so.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from api.languages import words
from api.partners.models import Partner
from api.platform import clock, instance, letters
from api.platform.errors import Phrase, say, say_n


@dataclass(frozen=True, slots=True)
class Stopped:
    """A webhook to which nothing is sent any longer; `first` is the oldest failed delivery and when it was tried."""

    id: str
    url: str
    is_gone: bool
    failing_since: datetime
    first: tuple[str, datetime] | None
    answer: str
    kept_days: int


@dataclass(frozen=True, slots=True)
class Silence:
    """A partner that asked for changes every so many hours, and last in the hour `since`."""

    since: datetime
    usual: int | None
    has_key: bool


@dataclass(frozen=True, slots=True)
class Readers:
    """The newsroom's own people who are told, and the language that they read."""

    addresses: Sequence[str]
    language: str


Part = Sequence[Phrase | str]


def webhook_stopped(partner: Partner, webhook: Stopped, *, at: datetime) -> None:
    """Tell a partner that its webhook is paused or disabled. A step inside a transaction."""
    host, path = str(urlsplit(webhook.url).hostname), f"/v1/partner/webhooks/{webhook.id}"
    days = webhook.kept_days
    parts: list[Part] = [
        [
            say("Nothing is sent any longer to your webhook {webhook} at {host}.", webhook=webhook.id, host=host),
            *_failures(webhook),
        ],
        [
            say("What happens meanwhile is kept for {days} days.", days=days),
            say("When your receiver is well, enable the webhook:"),
            _call("POST", f"{path}/enablement"),
        ],
        [
            say("Each delivery with its attempts is in your log:"),
            _call("GET", f"{path}/deliveries?state=dead"),
        ],
        [
            say("A correction or a withdrawal may be among them."),
            say("Your copy learns of them here, with the cursor that it has:"),
            _call("GET", "/v1/changes?since=…"),
        ],
    ]
    kind = "webhook_disabled" if webhook.is_gone else "webhook_paused"
    subject = say("Nothing is sent any longer to your webhook at {host}", host=host)
    _write(partner.contact, partner.contact_language, kind, subject, parts, at=at)


def silent(partner: Partner, silence: Silence, *, at: datetime) -> None:
    """Tell a partner that its program has stopped asking. A step inside a transaction."""
    moment = clock.to_readers(silence.since)
    to_do: Part = (
        [
            say("Look whether the program runs and how it is answered."),
            say("Your contract and your keys are shown here:"),
            _call("GET", "/v1/partner/me"),
        ]
        if silence.has_key
        else [say("None of your keys is valid any longer: ask the newsroom for another.")]
    )
    parts: list[Part] = [
        [
            say("Your program last asked /v1/changes in the hour that began at {moment}.", moment=moment),
            *_usual(silence),
        ],
        [say("What was corrected or withdrawn since may still stand in your copy.")],
        to_do,
        [say("Nothing is lost: go on with the cursor that your copy has:"), _call("GET", "/v1/changes?since=…")],
        [say("You are told once. If you have ended it yourselves, tell the newsroom.")],
    ]
    subject = say("Your program has stopped asking for changes")
    _write(partner.contact, partner.contact_language, "partner_silent", subject, parts, at=at)


def silent_to_newsroom(partner: Partner, silence: Silence, readers: Readers, *, at: datetime) -> None:
    """Tell the newsroom's operators that a partner has stopped asking. A step inside a transaction."""
    name, moment = partner.name, clock.to_readers(silence.since)
    parts: list[Part] = [
        [
            say("{partner} last asked /v1/changes in the hour that began at {moment}.", partner=name, moment=moment),
            *_usual(silence),
            *([] if silence.has_key else [say("None of its keys is valid any longer.")]),
        ],
        [say("What was corrected or withdrawn since may still stand in its copy.")],
        [
            say("Its contact has been written to. The partner is shown here:"),
            _call("GET", f"/v1/admin/partners/{partner.id}"),
        ],
        [
            say("You are told once of each silence."),
            say("After how many hours, or that you are never told, is set by alarm_after_hours of the partner."),
        ],
    ]
    subject = say("{partner} has stopped asking for changes", partner=name)
    for address in readers.addresses:
        _write(address, readers.language, "partner_silent_newsroom", subject, parts, at=at)


def _failures(webhook: Stopped) -> Part:
    """Say since when it fails, by the oldest failure and the latest."""
    since = clock.to_readers(webhook.failing_since)
    told = [
        say("It answered 410, which says that it is no more.")
        if webhook.is_gone
        else say("It has not answered as it should since {moment}.", moment=since)
    ]
    if webhook.first is not None:
        id_, moment = webhook.first[0], clock.to_readers(webhook.first[1])
        told.append(
            say(
                "The oldest failure is that of delivery {delivery}, first tried at {moment}.",
                delivery=id_,
                moment=moment,
            )
        )
    return [*told, say("What came of the latest try: {answer}.", answer=webhook.answer)]


def _usual(silence: Silence) -> Part:
    if silence.usual is None:
        return []
    return [say_n("Before that it asked every hour.", "Before that it asked about every {n} hours.", silence.usual)]


def _call(method: str, path: str) -> str:
    return f"\n  {method} {instance.base_url()}{path}"


def _write(address: str, language: str, kind: str, subject: Phrase, parts: Sequence[Part], *, at: datetime) -> None:
    said = [[words.say_in(each, language) if isinstance(each, Phrase) else each for each in part] for part in parts]
    letters.write(
        address,
        kind=kind,
        subject=words.say_in(subject, language),
        text="\n\n".join(" ".join(part).replace(" \n", "\n") for part in said) + "\n",
        language=language,
        at=at,
    )
