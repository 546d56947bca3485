"""Addresses of the site's own pages as templates: what one may be, and how it is filled in. Pure.

`https://news.example/{language}/{slug}` is one: what stands in braces is put in for each page.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from urllib.parse import quote

from api.platform.errors import Fault, Phrase, say

LONGEST = 500  # characters

# What tells pages of a kind apart; there is one front page. A slug or a token is of one language, a key of all.
OWN = {"site": None, "article": "slug", "issue": "key", "topic": "key", "byline": "key", "preview": "token"}
LANGUAGE = "language"
_ACROSS = frozenset({"slug", "token"})

_PARTS = re.compile(r"(https?)://([^/?#]*)([^#]*)(#.*)?", re.DOTALL)
_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
_HOST = re.compile(r"(?P<name>[^:\[\]]+?)(?::(?P<port>[0-9]{1,5}))?")
_LABEL = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?")
_LONGEST_HOST = 253  # RFC 1035 section 2.3.4, without the dot at its end
_LAST_PORT = 65_535
_SAFE_OVER_HTTP = frozenset({"localhost", "127.0.0.1"})

# What an address is made of (RFC 3986 section 2); a quote is left out, which attributes of HTML may stand in.
_PLAIN = "-._~:/?@!$&()*+,;="
_LONE_PERCENT = re.compile(r"%(?![0-9A-Fa-f]{2})")


def faults(templates: Mapping[str, str], *, languages: int) -> list[Fault]:
    """Give the faults of templates by what they show, at most one of each; for a newsroom of so many languages."""
    found = {
        name: complaint for name, template in templates.items() if (complaint := _fault(name, template, languages))
    }
    seen: dict[str, str] = {}
    for name, template in templates.items():
        like = _PLACEHOLDER.sub(lambda match: "{}" if match[1] != LANGUAGE else match[0], template)
        if name not in found and like in seen:
            detail = say("The pages of {one} and {other} have the same addresses.", one=seen[like], other=name)
            found[name] = ("duplicate", detail)
        seen.setdefault(like, name)
    return [Fault(code, detail, pointer=f"/pages/{name}") for name, (code, detail) in found.items()]


def shares(name: str, template: str) -> bool:
    """Tell whether the pages of several languages would share an address by a template."""
    return OWN[name] not in _ACROSS and f"{{{LANGUAGE}}}" not in template


def fill(template: str, language: str, **own: str) -> str:
    """Give the address of one page as a URI (RFC 3986), whatever letters the template and the values are in.

    The template has passed `faults`; `own` is what its page is told apart by, under the name that it has in `OWN`. In
    the name of the host a language is in lower case, as all of it is.
    """
    scheme, authority, rest, _ = _parts(template)
    host = _ascii(authority).replace(f"{{{LANGUAGE}}}", language.lower())
    values = {name: quote(value, safe="") for name, value in (*own.items(), (LANGUAGE, language))}
    path = _PLACEHOLDER.sub(lambda match: values[match[1]], quote(rest, safe=f"{_PLAIN}%{{}}"))
    return f"{scheme}://{host}{path}"


_Complaint = tuple[str, Phrase]


def _fault(name: str, template: str, languages: int) -> _Complaint | None:
    """Give the first thing that is wrong with a template."""
    if not 0 < len(template) <= LONGEST:
        return "invalid_length", say("The address of a page must have {low} to {high} characters.", low=1, high=LONGEST)
    found = next((detail for check in _CHECKS for detail in check(name, template)), None)
    if found is None and languages > 1 and shares(name, template):
        found = say("Without {placeholder} the pages of all languages would have the same address.", placeholder=_LANG)
    return ("invalid_page", found) if found is not None else None


_LANG = f"{{{LANGUAGE}}}"


def _placeholders(name: str, template: str) -> Iterator[Phrase]:
    known = [*_own(name), _LANG]
    if re.search("[{}]", _PLACEHOLDER.sub("", template)):
        yield say("A brace stands alone in the address of a page.")
    for placeholder in _PLACEHOLDER.finditer(template):
        if placeholder[0] not in known:
            said = {"placeholder": _shortened(placeholder[0]), "known": ", ".join(known)}
            yield say("There is no {placeholder} for the address of this page, only {known}.", **said)


def _form(name: str, template: str) -> Iterator[Phrase]:
    if _PARTS.fullmatch(template) is None:
        example = "/".join(["https://news.example", _LANG, *_own(name)])
        yield say("The address of a page must be a whole one, such as {example}.", example=example)
        return
    _, authority, rest, fragment = _parts(template)
    if fragment is not None:
        yield say("The address of a page cannot have a fragment: nothing from # on reaches a server.")
    if "@" in authority:
        yield say("The address of a page cannot have a user name or a password.")
    wrong = [letter for letter in rest if not _may_stand(letter)]
    if wrong or _LONE_PERCENT.search(rest):
        sign = f"U+{ord(wrong[0] if wrong else '%'):04X}"
        yield say("The address of a page has a character that it may not have: {character}.", character=sign)


def _host(name: str, template: str) -> Iterator[Phrase]:
    scheme, authority, rest, _ = _parts(template)
    found = _HOST.fullmatch(authority)
    if found is None or int(found["port"] or 1) not in range(1, _LAST_PORT + 1) or not _is_host(found["name"]):
        yield say(
            "The address of a page has a host that cannot be; of placeholders only {placeholder} may stand in it, "
            "as a part of its own between dots.",
            placeholder=_LANG,
        )
    elif scheme == "http" and found["name"] not in _SAFE_OVER_HTTP:
        yield say("The address of a page must begin with https://; only those of this machine may begin with http://.")
    for placeholder in _own(name):
        if placeholder not in rest:
            yield say("The address of a page needs {placeholder}.", placeholder=placeholder)


_CHECKS: tuple[Callable[[str, str], Iterator[Phrase]], ...] = (_placeholders, _form, _host)


def _own(name: str) -> list[str]:
    own = OWN[name]
    return [f"{{{own}}}"] if own is not None else []


def _parts(template: str) -> tuple[str, str, str, str | None]:
    found = _PARTS.fullmatch(template)
    assert found is not None  # noqa: S101 - it has been checked
    scheme, authority, rest, fragment = found.groups()
    return scheme, authority, rest, fragment


def _may_stand(letter: str) -> bool:
    if letter.isascii():
        return letter.isalnum() or letter in _PLAIN or letter in "%{}"
    return letter.isprintable()


def _is_host(name: str) -> bool:
    try:
        labels = _ascii(name).split(".")
    except UnicodeError:
        return False
    *before, last = labels
    return (
        len(".".join(labels)) <= _LONGEST_HOST
        and all(label == _LANG or _LABEL.fullmatch(label) for label in before)
        and _LABEL.fullmatch(last) is not None
    )


def _ascii(host: str) -> str:
    """Write the name of a host as it is asked for (RFC 3490): letters of other alphabets as ASCII."""
    labels = host.split(".")
    return ".".join(label.lower() if label.isascii() else label.encode("idna").decode() for label in labels)


def _shortened(text: str) -> str:
    return text if len(text) <= 40 else f"{text[:40]}…"  # noqa: PLR2004 - as long as a person reads
