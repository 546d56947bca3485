"""The headers of each answer in the reference: by the form of the operation, with the few exceptions named."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

_TEXT = {"type": "string"}

# As components of the document. Each stands only where it always comes.
HEADERS: dict[str, dict[str, Any]] = {
    "ETag": {"description": "For If-Match, and in public for If-None-Match (RFC 9110 section 8.8.3).", "schema": _TEXT},
    "Location": {"description": "Where it is (RFC 9110 section 10.2.2).", "schema": _TEXT},
    "Link": {"description": "Where a list goes on, or where else this is to be had (RFC 8288).", "schema": _TEXT},
    "Cache-Control": {"description": "How long a cache may keep this (RFC 9111).", "schema": _TEXT},
    "Cache-Tag": {"description": "What the answer shows, for a cache that purges by it.", "schema": _TEXT},
    "Content-Language": {"description": "In which language this is (BCP 47).", "schema": _TEXT},
    "Last-Modified": {"description": "When this last changed.", "schema": _TEXT},
    "Content-Disposition": {"description": "The file's name (RFC 6266).", "schema": _TEXT},
    "Retry-After": {
        "description": "After how many seconds to come back.",
        "schema": {"type": "string", "pattern": "^[0-9]+$"},
    },
    "RateLimit": {
        "description": "What is left of each quota (r), and in how many seconds there is more (t).",
        "schema": _TEXT,
    },
    "RateLimit-Policy": {"description": "The quotas: so many requests (q) in so many seconds (w).", "schema": _TEXT},
    "WWW-Authenticate": {"description": "Which credential is needed (RFC 9110 section 11.6.1).", "schema": _TEXT},
}

_PUBLIC = ("ETag", "Cache-Control", "Cache-Tag", "Link", "Content-Language")
_OF_FILES = ("ETag", "Cache-Control", "Cache-Tag", "Content-Disposition")  # of pictures, which are in no language
_UNCHANGED = ("ETag", "Cache-Control", "Cache-Tag")  # of a 304 (RFC 9110 section 15.4.5)
_OF_PARTNERS = ("RateLimit", "RateLimit-Policy")  # draft-ietf-httpapi-ratelimit-headers
_TAGGED = {"get", "patch", "put"}  # with which one thing is shown as it now stands

_OF_PAGES = frozenset({"Content-Language", "Link"})  # what sitemaps and keys lack, which are in no language

# What an operation lacks of the headers that its form would give it.
_LACKING: Mapping[str, frozenset[str]] = {
    "listChanges": frozenset({"Content-Language"}),  # its entries are in many
    "showProof": frozenset({"Content-Language"}),
    "showPreview": frozenset({"ETag"}),  # never to be kept
    "showIssuePreview": frozenset({"ETag"}),
    "showIssuePreviewArticle": frozenset({"ETag"}),
    "showPartnerAtomFeed": frozenset({"Link"}),  # whose addresses are secret
    "showPartnerRssFeed": frozenset({"Link"}),
    "showPartnerJsonFeed": frozenset({"Link"}),
    "showArchive": frozenset({"Cache-Tag"}),  # by a key alone, so that no cache has it
    "startSession": frozenset({"ETag", "Location"}),
    "partnerShowMe": frozenset({"ETag"}),  # what is left of the quotas changes with each call
    "partnerRotateWebhookSecret": frozenset({"Location"}),  # nothing new
    "partnerShowSandbox": frozenset({"ETag"}),  # its events change it
    "partnerAddSandboxEvent": frozenset({"ETag", "Location"}),  # an event is nothing that can be read again
    "partnerPingWebhook": frozenset({"ETag"}),  # only the worker changes a delivery
    "partnerShowDelivery": frozenset({"ETag"}),
    "partnerReplayDelivery": frozenset({"ETag", "Location"}),
    "partnerReplayDeliveries": frozenset({"ETag", "Location"}),
    "deskAddComment": frozenset({"ETag"}),  # a comment never changes
    "deskRevertMessage": frozenset({"Location"}),  # nothing new
    "deskShowBoard": frozenset({"ETag"}),  # changed where its parts are
    "deskShowRevision": frozenset({"ETag"}),  # never changes
    "deskCompareRevisions": frozenset({"ETag"}),
    "deskShowPictureFile": frozenset({"ETag"}),  # never to be kept
    "deskShowPictureCrop": frozenset({"ETag"}),
}
_MORE: Mapping[str, tuple[str, ...]] = {
    "showArticle": ("Last-Modified",),
    "showPartnerAtomFeed": _OF_PARTNERS,
    "showPartnerRssFeed": _OF_PARTNERS,
    "showPartnerJsonFeed": _OF_PARTNERS,
    "showArchive": ("Content-Disposition", *_OF_PARTNERS),
    "deskExportPo": ("Content-Disposition",),
    "deskAddPicture": ("Location", "ETag"),  # of the one that is there already too
    "deskShowPictureFile": ("Content-Disposition",),
    "deskShowPictureCrop": ("Content-Disposition",),
    "deskListMessages": ("ETag",),  # that of the version
}


_OF_TOKENS = frozenset({"showPartnerAtomFeed", "showPartnerRssFeed", "showPartnerJsonFeed"})


def declare(operation: dict[str, Any], method: str) -> None:
    """Add to an operation's answers their headers, and to public ones the answer 304."""
    responses = operation["responses"]
    is_file = operation["tags"] == ["media"]
    is_sitemap = operation["tags"] in (["sitemaps"], ["keys"])
    is_public = is_file or is_sitemap or operation["tags"] == ["delivery"]
    lacking = _LACKING.get(operation["operationId"], frozenset())
    if is_public and method == "get":
        named = "If-None-Match" if is_file or is_sitemap else "If-None-Match or If-Modified-Since"
        responses["304"] = {"description": f"What {named} names is what there is"}
        _put(responses["304"], [name for name in _UNCHANGED if name not in lacking])
        if operation["operationId"] in _OF_TOKENS:
            responses["304"]["description"] += "; no cache keeps it, as `Cache-Control` says (private, no-store)"
            _put(responses["304"], (*_UNCHANGED, *_OF_PARTNERS))
    if "308" in responses:
        _put(responses["308"], ("Location", *(("Cache-Control", "Cache-Tag") if is_public else ())))
    if "307" in responses:
        _put(responses["307"], ("Location", "Cache-Control"))
    if is_sitemap:
        lacking |= _OF_PAGES
    for status in {"200", "201"} & responses.keys():
        found = _OF_FILES if is_file else _of(operation, method, status, is_public=is_public)
        found += _OF_PARTNERS if operation["tags"] == ["partner"] else ()
        _put(responses[status], [name for name in found if name not in lacking])
    if "204" in responses and operation["tags"] == ["partner"]:
        _put(responses["204"], _OF_PARTNERS)
    operation["responses"] = dict(sorted(responses.items()))


def of_refusal(codes: Iterable[str]) -> dict[str, Any]:
    """Give the header that all refusals with these codes have, if there is one."""
    names = {_OF_CODES.get(code) for code in codes}
    only = names.pop() if len(names) == 1 else None
    return {only: _reference(only)} if only is not None else {}


_OF_CODES = {"unavailable": "Retry-After", "rate_limited": "Retry-After", "unauthenticated": "WWW-Authenticate"}


def _of(operation: dict[str, Any], method: str, status: str, *, is_public: bool) -> tuple[str, ...]:
    more = _MORE.get(operation["operationId"], ())
    if is_public:
        return (*_PUBLIC, *more)
    if status == "201":
        return ("Location", "ETag", *more)
    schema = operation["responses"]["200"].get("content", {}).get("application/json", {}).get("schema", {})
    if schema.get("$ref", "").endswith("List"):
        return ("Link", *more)
    return ("ETag", *more) if method in _TAGGED else more


def _put(answer: dict[str, Any], names: Iterable[str]) -> None:
    headers = {name: _reference(name) for name in names}
    if headers:
        answer["headers"] = headers


def _reference(name: str) -> dict[str, str]:
    return {"$ref": f"#/components/headers/{name}"}
