"""Notices: the letters to partners and to the newsroom's operators, each in the language of who reads it.

They say what happened and what to do, and nothing of what is published: a title or a slug could be the harm of a
withdrawal, and an endpoint's path may hold a secret. Each is written in the transaction that makes it so.
"""

from __future__ import annotations

import shlex
import textwrap
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from api.content import site
from api.languages import dates, words
from api.partners.models import Partner
from api.platform import instance, letters
from api.platform.errors import Name, Phrase, say, say_n
from api.platform.shortening import shortened

_WIDTH = 72  # columns of prose: what a mail program of 80 shows, and may still be quoted in an answer
_PROSE = textwrap.TextWrapper(_WIDTH, break_long_words=False, break_on_hyphens=False)
_LONGEST_NAME = 40  # characters of a name in a subject

# How an attempt ended to which no status came (`outbound.Failure`), for those who never read its names.
_ENDS: Mapping[str, Phrase] = {
    "timeout": say("no answer came in time"),
    "refused": say("the connection was refused"),
    "blocked_address": say("the address is not a public one"),
    "tls": say("no secure connection (TLS) could be made"),
    "dns": say("the name of the host was not found"),
    "too_large": say("the answer was too long"),
}


@dataclass(frozen=True, slots=True)
class Stopped:
    """A webhook to which nothing is sent any longer; `first` is the oldest failed delivery and when it was tried.

    `name` may be empty; `answer` is the status of the last attempt, or the name of the failure where none came.
    """

    id: str
    name: str
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
    language = partner.contact_language
    host, path = str(urlsplit(webhook.url).hostname), f"/v1/partner/webhooks/{webhook.id}"
    parts: list[Part] = [
        _addressed(partner),
        [
            say(
                "Nothing is sent any longer to your webhook “{webhook}” at {host}.",
                webhook=Name(webhook.name),
                host=host,
            )
            if webhook.name
            else say("Nothing is sent any longer to your webhook at {host}.", host=host),
            *_failures(webhook, language),
        ],
        [
            say_n(
                "What happens until you enable it again is kept for a day.",
                "What happens until you enable it again is kept for {n} days.",
                webhook.kept_days,
            ),
            say("When your receiver works again, enable the webhook:"),
            _call("POST", f"{path}/enablement"),
        ],
        _log(webhook, path),
        [
            say("Corrections and withdrawals may be among them."),
            say("Your copy catches up here, from the cursor that it has:"),
            _call("GET", "/v1/changes?since=…"),
        ],
        _HOW,
    ]
    kind = "webhook_disabled" if webhook.is_gone else "webhook_paused"
    subject = say("{newsroom}: webhook “{webhook}” is stopped", **_short(language, webhook=webhook.name or host))
    _write(partner.contact, language, kind, subject, parts, at=at)


def silent(partner: Partner, silence: Silence, *, at: datetime) -> None:
    """Tell a partner that its program has stopped asking. A step inside a transaction."""
    language = partner.contact_language
    moment = _moment(silence.since, language)
    to_do: Part = (
        [
            say("Check that the program is running and what answers it gets."),
            say("Your contract and your keys are shown here:"),
            _call("GET", "/v1/partner/me"),
        ]
        if silence.has_key
        else [say("None of your keys is valid any longer: ask the newsroom for another.")]
    )
    parts: list[Part] = [
        _addressed(partner),
        [
            say("Your program last asked for changes (/v1/changes) in the hour from {moment}.", moment=moment),
            *_usual(silence),
        ],
        [say("What has been corrected or withdrawn since then may still be in your copy.")],
        to_do,
        [say("Nothing is lost: continue from the cursor that your copy has:"), _call("GET", "/v1/changes?since=…")],
        _HOW,
        [say("You are told of this once. If you have stopped the program yourselves, tell the newsroom.")],
    ]
    subject = say("{newsroom}: your program no longer asks for changes", **_short(language))
    _write(partner.contact, language, "partner_silent", subject, parts, at=at)


def silent_to_newsroom(partner: Partner, silence: Silence, readers: Readers, *, at: datetime) -> None:
    """Tell the newsroom's operators that a partner has stopped asking. A step inside a transaction."""
    language, name = readers.language, partner.name
    moment = _moment(silence.since, language)
    parts: list[Part] = [
        [
            say(
                "The partner “{partner}” last asked for changes (/v1/changes) in the hour from {moment}.",
                partner=Name(name),
                moment=moment,
            ),
            *_usual(silence),
        ],
        [
            say("What has been corrected or withdrawn since then may still be in its copy."),
            say("The partner has been written to as well."),
        ],
        *_keys(partner, silence),
        [
            say("Who has asked when, and who is silent, is listed by:"),
            _typed("partner", "polls"),
        ],
        [
            say("You are told of each silence once."),
            say("After how many hours, or “never”, or “habit” to go by how often the partner asks, is set by:"),
            _typed("partner", "letters", name, "--alarm-after", "48"),
        ],
        [
            say("Over the API it is the field {field} of the partner:", field="alarm_after_hours"),
            f"\n  {instance.base_url()}/v1/admin/partners/{partner.id}",
        ],
    ]
    subject = say("{newsroom}: partner “{partner}” is silent", **_short(language, partner=name))
    for address in readers.addresses:
        _write(address, language, "partner_silent_newsroom", subject, parts, at=at)


def _addressed(partner: Partner) -> Part:
    """Say to whom and from whom: both may have many such letters."""
    newsroom = Name(site.called(partner.contact_language))
    return [say("To the partner “{partner}”, from {newsroom}.", partner=Name(partner.name), newsroom=newsroom)]


def _failures(webhook: Stopped, language: str) -> Part:
    """Say since when it fails, by the oldest failure and the last."""
    since = _moment(webhook.failing_since, language)
    told = [
        say("It answered 410, which means that the address no longer exists.")
        if webhook.is_gone
        else say("Every attempt since {moment} has failed.", moment=since)
    ]
    if webhook.first is not None and (webhook.is_gone or webhook.first[1] != webhook.failing_since):
        moment = _moment(webhook.first[1], language)
        told.append(say("The oldest failed delivery was first tried on {moment}.", moment=moment))
    end = _ENDS.get(webhook.answer) or say("status {status}", status=webhook.answer)
    return [*told, say("The last attempt: {answer}.", answer=end)]


def _log(webhook: Stopped, path: str) -> Part:
    """Say where the attempts are seen; an id says nothing to people, so it stands in an address alone."""
    every = _call("GET", f"{path}/deliveries")
    if webhook.first is None:
        return [say("Your log shows each delivery with its attempts:"), every]
    oldest = _call("GET", f"/v1/partner/deliveries/{webhook.first[0]}")
    said = say("Your log shows each delivery with its attempts; the oldest that failed is at the second address:")
    return [said, every, oldest]


def _usual(silence: Silence) -> Part:
    if silence.usual is None:
        return []
    return [say_n("Before that it asked every hour.", "Before that it asked about every {n} hours.", silence.usual)]


def _keys(partner: Partner, silence: Silence) -> list[Part]:
    """Say that a partner has no key, which is the likeliest reason, and how it gets one."""
    if silence.has_key:
        return []
    said = say("None of its keys is valid any longer. A new one is made by:")
    return [[said, _typed("partner", "key", "issue", partner.name)]]


_HOW: Part = [say("These addresses are for your program, with its key:"), "\n  Authorization: Bearer pwk_…"]


def _moment(at: datetime, language: str) -> str:
    return dates.moment(at, instance.timezone(), language)


def _short(language: str, **names: str) -> dict[str, Name]:
    """Give names, with the newsroom's, as they fit into a subject."""
    every = {"newsroom": site.called(language), **names}
    return {key: Name(shortened(name, _LONGEST_NAME)) for key, name in every.items()}


def _call(method: str, path: str) -> str:
    return f"\n  {method} {instance.base_url()}{path}"


def _typed(*arguments: str) -> str:
    """Write a command as it can be typed, whatever the partner is called."""
    return f"\n  {shlex.join(['polyweek', *arguments])}"


def _write(address: str, language: str, kind: str, subject: Phrase, parts: Sequence[Part], *, at: datetime) -> None:
    said = ([words.say_in(each, language) if isinstance(each, Phrase) else each for each in part] for part in parts)
    letters.write(
        address,
        kind=kind,
        subject=words.say_in(subject, language),
        text="\n\n".join(_filled(" ".join(part).replace(" \n", "\n")) for part in said) + "\n",
        language=language,
        at=at,
    )


def _filled(paragraph: str) -> str:
    """Break the prose of a paragraph into lines; an address or a command stays whole."""
    lines = paragraph.split("\n")
    return "\n".join(line if line.startswith("  ") else _PROSE.fill(line) for line in lines)
