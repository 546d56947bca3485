"""Answers as the edge keeps them: which may be kept, and how one goes out, packed or not, or as 304."""

from __future__ import annotations

import math
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from http import HTTPStatus

from werkzeug.http import parse_date

from api.delivery import encodings
from api.platform import preconditions
from api.publishing.handovers import Handover

Header = tuple[str, str]

REQUEST_ID = "X-Request-Id"  # never kept: each answer has its own

_PRESENT = (HTTPStatus.OK, HTTPStatus.PERMANENT_REDIRECT)
_MISSING = (HTTPStatus.NOT_FOUND, HTTPStatus.GONE)
_MISSING_SECONDS = 5.0
_SECONDS = 60.0  # where the answer does not say
_NOT_TO_KEEP = ("set-cookie", "content-encoding", "content-range")
_KEYED = {"accept-language", "accept-encoding"}
_OF_REQUEST = {"ratelimit", "ratelimit-policy", REQUEST_ID.lower()}  # of each its own
_OWN = {"etag", "vary", "age", "content-length", *_OF_REQUEST}  # what the edge says itself
_OF_BODY = {"content-type", "content-language", "last-modified", "link"}  # and so no part of a 304
_ALL = (encodings.IDENTITY, *encodings.CODINGS)
_UNCHANGED = "304 NOT MODIFIED"
# Bytes beside the texts: objects, lists, dictionaries.
_OF_ANSWER, _OF_FORM, _OF_HEADER, _OF_HANDOVER = 1_500, 1_500, 130, 250


@dataclass(frozen=True, slots=True)
class Answer:
    """What the application answered: the status line, the header, the body."""

    line: str
    headers: Sequence[Header]
    body: bytes

    @property
    def status(self) -> int:
        """The status code."""
        return int(self.line[:3])

    def value(self, name: str) -> str:
        """Give the first value of a header, by its name in lower case; empty if there is none."""
        return next((value for known, value in self.headers if known.lower() == name), "")

    def listed(self, name: str) -> list[str]:
        """Give the members of a header that is a list."""
        values = [value for known, value in self.headers if known.lower() == name]
        return [word.strip() for value in values for word in value.split(",") if word.strip()]

    def words(self, name: str) -> set[str]:
        """Give the members of a header that is a list, in lower case."""
        return {word.lower() for word in self.listed(name)}

    def renamed(self, request_id: str) -> tuple[str, list[Header], bytes]:
        """Give line, header and body with the id of another request in them, wherever this one's stands."""
        own = self.value(REQUEST_ID.lower())
        headers = [(name, request_id if name == REQUEST_ID else value) for name, value in self.headers]
        return self.line, headers, self.body.replace(own.encode(), request_id.encode()) if own else self.body


@dataclass(slots=True)
class Form:
    """One way in which an answer goes out: whole, packed, or as 304. The header lacks the request's id.

    `counted` is what it is counted by: method, route and status.
    """

    line: str
    headers: list[Header]
    body: list[bytes]
    counted: tuple[str, str, str]


def lifetime(answer: Answer) -> float | None:
    """Give for how many seconds an answer may be kept at most, or None if it may not.

    That is what is public and whole (200), or leads to where it now is (308, of a former slug), and says so itself
    (RFC 9111 section 3), as long as it lets shared caches have it; and for a moment what was not found or is gone,
    though it tells others to keep nothing. `no-cache` wants to be asked for anew each time. Pictures are not kept:
    their files are many and large, change never, and are what a CDN is for.
    """
    directives = answer.words("cache-control")
    if any(map(answer.value, _NOT_TO_KEEP)) or answer.words("vary") - _KEYED or "private" in directives:
        return None
    if answer.status in _MISSING:
        return _MISSING_SECONDS
    if answer.status not in _PRESENT or "public" not in directives or directives & {"no-store", "no-cache"}:
        return None
    kind = answer.value("content-type").lower()
    if kind.startswith("image/") and not encodings.is_packable(kind):
        return None
    return _told(directives)


def is_for_its_like(answer: Answer) -> bool:
    """Tell whether an answer to a partner may be given to others whose contract gives them the very same.

    That is what is whole (200), of words, and told to be kept by no cache: ours keeps it by the terms of the contract,
    and asks for each key anew. Which routes go by nothing else, `edge_partners` lists.
    """
    kind = answer.value("content-type").lower()
    return (
        answer.status == HTTPStatus.OK
        and answer.words("cache-control") == {"private", "no-store"}
        and not any(map(answer.value, _NOT_TO_KEEP))
        and not answer.words("vary") - _KEYED
        and encodings.is_packable(kind)
    )


def _told(directives: set[str]) -> float:
    """Read for how long a shared cache may keep it (RFC 9111 section 4.2.1)."""
    named = dict(directive.partition("=")[::2] for directive in directives)
    seconds = named.get("s-maxage", named.get("max-age", ""))
    return float(seconds) if seconds.isdecimal() else _SECONDS


class Kept:
    """An answer that is kept, with the forms in which it was asked for so far.

    `handovers` is what it hands over to a partner. `forms` has them by what readers take (`encodings.accepted`, in one
    text), `unchanged` the 304 to each entity tag. `until` is when it must be made anew, in seconds of the edge's clock.
    A fork says that the answer at an address is to be looked for by the reader's language, the third part of its key.
    """

    __slots__ = (
        *("_lock", "_made", "answer", "forms", "handovers", "is_fork", "is_missing", "is_used", "key", "route"),
        *("unchanged", "until"),
    )

    def __init__(
        self,
        key: tuple[str, str, str],
        answer: Answer,
        *,
        until: float = math.inf,
        route: str = "none",
        is_fork: bool = False,
        handovers: Sequence[Handover] = (),
    ) -> None:
        self.answer = answer
        self.is_missing = answer.status in _MISSING
        self.key = key if self.depends_on_language and not is_fork else key[:2]
        self.until = until
        self.route = route
        self.is_fork = is_fork
        self.is_used = False
        self.handovers = handovers
        self.forms: dict[str, Form] = {}
        self.unchanged: dict[str, Form] = {}
        self._made: dict[str, Form] = {}
        self._lock = threading.Lock()

    def fork(self) -> Kept:
        """Give what stands at the address of an answer that depends on the language."""
        return Kept((*self.key[:2], ""), Answer(self.answer.line, (), b""), is_fork=True)

    @property
    def depends_on_language(self) -> bool:
        """Whether readers of another language get another answer; problems speak to each in theirs."""
        return self.is_missing or "accept-language" in self.answer.words("vary")

    @property
    def weight(self) -> int:
        """Bytes, with the key."""
        texts = (*self.key, *(value for _, value in self.answer.headers))
        packed = sum(len(form.body[0]) for coding, form in self._made.items() if coding != encodings.IDENTITY)
        made = _OF_FORM * len(self._made) + _OF_HEADER * len(self.answer.headers)
        made += _OF_HANDOVER * len(self.handovers)
        return _OF_ANSWER + sum(map(len, texts)) + made + len(self.answer.body) + packed

    def form(self, preference: str) -> Form:
        """Give the form for who takes these codings; each is made once."""
        codings, body = tuple(preference.split()), self.answer.body
        coding = encodings.chosen(codings, self.answer.value("content-type"), len(body))
        with self._lock:
            form = self._form(coding)
            if len(form.body[0]) > len(body) and encodings.IDENTITY in codings:
                form = self._form(encodings.IDENTITY)
            self.forms[preference] = form
        return form

    def conditional(self, form: Form, tags: str | None, since: str | None) -> Form:
        """Give 304 if the reader has this answer, in whatever coding, else the form (RFC 9110 section 13.2.2).

        `tags` and `since` are If-None-Match and If-Modified-Since. The 304 names the tag of the form, if the reader has
        that, or else the one they have: by it a cache knows which of its answers is good again.
        """
        if self.answer.status != HTTPStatus.OK:
            return form
        own = _tag(form)
        if tags is None:
            return self._unchanged(own) if self._is_of(since) else form
        named = preconditions.named(tags)
        held = [tag for tag in (own, *map(self._tagged, _ALL)) if tag and (named is None or _opaque(tag) in named)]
        return self._unchanged(held[0]) if held else form

    def _form(self, coding: str) -> Form:
        if (made := self._made.get(coding)) is not None:
            return made
        body, tag = self.answer.body, self._tagged(coding)
        headers = [pair for pair in self.answer.headers if pair[0].lower() not in _OWN]
        if coding != encodings.IDENTITY:
            body = encodings.pack(coding, body)
            headers.append(("Content-Encoding", coding))
        headers += [("Content-Length", str(len(body))), *self._beside(tag)]
        made = self._made[coding] = self._sent(self.answer.line, headers, [body])
        if tag:
            self._unchanged(tag)
        return made

    def _unchanged(self, tag: str) -> Form:
        if (made := self.unchanged.get(tag)) is None:
            headers = [pair for pair in self.answer.headers if pair[0].lower() not in _OWN | _OF_BODY]
            made = self.unchanged[tag] = self._sent(_UNCHANGED, [*headers, *self._beside(tag)], [])
        return made

    def _sent(self, line: str, headers: list[Header], body: list[bytes]) -> Form:
        return Form(line, headers, body, ("GET", self.route, line[:3]))

    def _beside(self, tag: str) -> list[Header]:
        """Give what the edge adds. An answer is as old as the last look at the generation, which finds it good."""
        added = [("ETag", tag)] if tag else []
        if not self.is_missing:
            names = list(dict.fromkeys([*self.answer.listed("vary"), "Accept-Encoding"]))
            added += [("Vary", ", ".join(names)), ("Age", "0")]
        return added

    def _tagged(self, coding: str) -> str:
        """Give the entity tag of a form: one for each (RFC 9110 section 8.8.3.3). Empty if the answer has none."""
        tag = self.answer.value("etag")
        return tag if coding == encodings.IDENTITY or not tag else f'{tag[:-1]}-{coding}"'

    def _is_of(self, since: str | None) -> bool:
        """Whether a reader's time is that of the answer: no other counts, as `answers.answer` says."""
        told = self.answer.value("last-modified")
        return bool(told) and since is not None and (since == told or parse_date(since) == parse_date(told))


def _tag(form: Form) -> str:
    return next((value for name, value in form.headers if name == "ETag"), "")


def _opaque(tag: str) -> str:
    return tag.removeprefix("W/")[1:-1]
