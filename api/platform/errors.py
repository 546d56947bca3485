"""The one family of errors that verbs raise: meaning, words and place, and nothing of HTTP.

A verb raises what went wrong (`NotFound`, `Invalid`, `Conflict`); `platform/web` alone turns it into an answer
(RFC 9457). Every sentence that a person may read is a `Phrase`, so that it is said in the caller's language.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import ClassVar


@dataclass(frozen=True, slots=True)
class LanguageName:
    """A language inside a phrase: people are told its name in their own language, logs its code (BCP 47)."""

    code: str

    def __str__(self) -> str:
        """Give the code, for logs and for tests."""
        return self.code


@dataclass(frozen=True, slots=True)
class Size:
    """A number of bytes inside a phrase: people are told it in the largest unit that it fills, `4 MiB`."""

    count: int

    def __str__(self) -> str:
        """Give the bytes, for logs and for tests."""
        return f"{self.count} B"


@dataclass(frozen=True, slots=True)
class Name:
    """What somebody is called, inside a phrase: where that has it in quotation marks, its own become the inner ones."""

    text: str

    def __str__(self) -> str:
        """Give the name as it is, for logs and for tests."""
        return self.text


@dataclass(frozen=True, slots=True)
class Phrase:
    """A sentence of the API's own, to be said in the reader's language.

    `text` is the English msgid with `{name}` placeholders; with `plural` it is the singular of a pair that `n` chooses
    between (gettext, plural forms). `params` fills the placeholders; what it holds is said as the reader's language
    writes it: whole numbers in groups of digits, a `LanguageName`, a `Size` and another `Phrase` in words, and the
    marks in a `Name` as they nest.
    """

    text: str
    params: dict[str, object] = field(default_factory=dict)
    plural: str | None = None
    n: int = 1

    def __str__(self) -> str:
        """Give the English sentence, for logs and for tests."""
        chosen = self.plural if self.plural is not None and self.n != 1 else self.text
        return chosen.format_map(self.params)


def say(text: str, **params: object) -> Phrase:
    """Mark an English sentence for translation; `{name}` placeholders are filled from `params`."""
    return Phrase(text, params)


def say_n(singular: str, plural: str, n: int, **params: object) -> Phrase:
    """Mark a sentence that depends on a number; `{n}` is filled with it."""
    return Phrase(singular, {"n": n, **params}, plural, n)


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong with an input, at exactly one place; `code` is one of `faults.CODES`.

    The place is `pointer` (RFC 6901, into a JSON body), `parameter` (query or path), `header`, or `line` (from 1, of a
    text or file), the last with `entry`, a message id, where there is one. `article_id` and `language` say which
    version it is about where a call is about several.
    """

    code: str
    detail: Phrase
    pointer: str | None = None
    parameter: str | None = None
    header: str | None = None
    line: int | None = None
    entry: str | None = None
    article_id: str | None = None
    language: str | None = None

    @property
    def sentence(self) -> Phrase:
        """What is wrong as a whole sentence: words that follow a subject get the place for one."""
        if self.detail.text.endswith((".", "!", "…")) or (place := self.pointer or self.parameter) is None:
            return self.detail
        return say("{place} {complaint}.", place=place, complaint=self.detail)


class Problem(Exception):
    """What a verb could not do, and why. `code` is stable and pinned; `detail` is for the person who asked.

    `title` is for a kind whose code's own would mislead. `members` stand beside the others in the document (RFC 9457
    section 3.2): for those who deal with it, where words do not help.
    """

    code: ClassVar[str] = "internal"
    title: ClassVar[Phrase | None] = None

    def __init__(
        self, detail: Phrase, *faults: Fault, code: str | None = None, members: Mapping[str, object] | None = None
    ) -> None:
        super().__init__(str(detail))
        self.detail = detail
        self.faults = faults
        self.kind = code or self.code
        self.members = members or {}


class BadRequest(Problem):
    """The request itself is broken: it ended early, or contradicts itself."""

    code = "bad_request"


class RequestTimeout(Problem):
    """The request came too slowly to be waited for."""

    code = "request_timeout"


class NotFound(Problem):
    """There is no such thing, or the caller may not know that there is."""

    code = "not_found"


class Gone(Problem):
    """It was public once and has been withdrawn."""

    code = "gone"


class ExpiredCursor(Gone):
    """What was asked for lies so far back that it is kept no longer."""

    title = say("This cursor has expired")


class Unauthenticated(Problem):
    """No credential, or one that is unknown, expired or revoked."""

    code = "unauthenticated"


class LoginFailed(Unauthenticated):
    """The login failed; whether login, password or a suspension is the reason is not told."""

    title = say("Logging in has failed")


class Forbidden(Problem):
    """The caller is known and may not do this."""

    code = "forbidden"


class PasswordRequired(Forbidden):
    """The token is not enough for this: its owner's password must come with it."""

    code = "password_required"


class FourEyes(Forbidden):
    """Nobody approves a text of which they wrote or translated a part."""

    code = "four_eyes"


class Invalid(Problem):
    """The body says something that cannot be accepted; each fault names its place."""

    code = "invalid_body"


class InvalidParameter(Problem):
    """A query or path parameter cannot be accepted."""

    code = "invalid_parameter"


class RawHtml(Invalid):
    """A text holds raw HTML; each fault names its line."""

    code = "raw_html"


class MalformedFile(Invalid):
    """An uploaded file cannot be read; each fault names its line."""

    code = "malformed_file"


class WrongArticle(Invalid):
    """An uploaded file belongs to another article or another language."""

    code = "wrong_article"


class TooLarge(Problem):
    """The input is larger than what is accepted."""

    code = "too_large"


class Conflict(Problem):
    """The thing is in a state in which this cannot be done."""

    code = "conflict"


class NotReady(Conflict):
    """A release holds versions that may not go out yet; one fault each."""

    code = "not_ready"


class NotTypo(Conflict):
    """An edit that is called a typo changes what an approval was given for; one fault for each such change."""

    code = "not_a_typo"


class PreconditionRequired(Problem):
    """A write to an existing thing came without If-Match (RFC 6585 section 3)."""

    code = "precondition_required"


class PreconditionFailed(Problem):
    """The thing has changed since the caller read it (RFC 9110 section 13.1.1)."""

    code = "precondition_failed"


class UnsupportedMediaType(Problem):
    """The body is of a type that this route does not take."""

    code = "unsupported_media_type"


class RateLimited(Problem):
    """Too many tries; `retry_after` is in seconds."""

    code = "rate_limited"

    def __init__(self, detail: Phrase, *, retry_after: int) -> None:
        super().__init__(detail)
        self.retry_after = retry_after


class Unavailable(Problem):
    """The database cannot take this now; trying again soon may help. `retry_after` is in seconds."""

    code = "unavailable"

    def __init__(self, detail: Phrase, *, retry_after: int = 1) -> None:
        super().__init__(detail)
        self.retry_after = retry_after


class Unanswered(Unavailable):
    """The database cannot be reached, or the connection to it was lost."""


class Damaged(Unavailable):
    """A database file is damaged, or is none; time does not mend it."""


class Unwritable(Unavailable):
    """The database can be read and not written: its disk is full, or it is a standby."""
