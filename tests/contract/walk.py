"""A walk over all that is public: every route that the application has, asked in every way that it says it can be.

Routes and parameters come from the application itself, so a new one is walked without being named here; one that needs
a value of which nothing is known yet fails, until the value has its place below or in the test.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import quote

from api import app
from api.platform import clock
from tests.newsroom import ISSUE, Newsroom

LANGUAGES = ("be", "ru", "en")
BEHIND_A_DOOR = ("/v1/desk/", "/v1/admin/", "/v1/partner/", "/v1/feeds/by-token/", "/v1/issues/<issue>/archive.zip")

# What each part of a path and each parameter without a closed set of values is tried with.
_IN_PATHS: Mapping[str, tuple[str, ...]] = {
    "topic": ("society",),
    "byline": ("hanna",),
    "language": LANGUAGES,
    "issue": (ISSUE, "latest"),
    "tag": ("none",),
    "article": ("none",),
    "issue_token": ("none",),
    "name": ("none", *(f"en-{kind}" for kind in ("issues", "topics", "bylines", f"{clock.now():%Y%m}"))),
    "picture": ("none",),
    "crop": ("1x1",),
    "width": ("96",),
    "format": ("jpg", "avif"),
}
_IN_QUERIES: Mapping[str, tuple[str, ...]] = {
    "lang": LANGUAGES,
    "limit": ("1", "100"),
    "wait": ("1",),
    "topic": ("society",),
    "issue": (ISSUE,),
    "byline": ("hanna",),
    "from": ("2017-01-01",),
    "to": ("2099-01-01",),
    "compare_from": ("2017-W36",),
    "compare_to": ("2017-W37",),
    "year": ("2017",),
    "weeks": ("3",),
    "accent": ("0b5f79",),
    "accent_dark": ("7cc7dd",),
    "updated_since": ("2017-01-01T00:00:00Z",),
    "cursor": (),  # followed from page to page instead
    "since": (),
    "until": ("4000000000",),
    "seal": ("none",),
    "q": ("council", "co", "zyzzyvo", "zyzz*", "zyz"),  # the last are almost what drafts have and nobody may read
}


def put_pages(room: Newsroom) -> None:
    """Say where the site's own pages are, without which there are no sitemaps."""
    own = {"article": "slug", "issue": "key", "topic": "key", "byline": "key"}
    pages = {name: f"https://news.example/{{language}}/{name}/{{{part}}}" for name, part in own.items()}
    path = "/v1/admin/site"
    answer = room.call("PUT", path, "admin", etag=room.etag(path, "admin"), json={"pages": pages})
    assert answer.status_code == 200, answer.get_data(as_text=True)


def public_rules(room: Newsroom) -> list[str]:
    """Give the template of each public address that can be read."""
    rules = {rule.rule for rule in room.app.url_map.iter_rules() if "GET" in (rule.methods or ())}
    return sorted(rule for rule in rules if not rule.startswith(BEHIND_A_DOOR))


def public_addresses(room: Newsroom, **values: tuple[str, ...]) -> list[str]:
    """Give every public address, with `values` in its places and parameters, in every way, and the page after it."""
    found = dict.fromkeys(_asked(room, values))
    for address in list(found):
        found |= dict.fromkeys(_pages(room, address))
    return list(found)


def _asked(room: Newsroom, given: Mapping[str, tuple[str, ...]]) -> Iterator[str]:
    in_paths, in_queries = {**_IN_PATHS, **given}, {**_IN_QUERIES, **given}
    documented = app.reference(room.app)["paths"]
    for rule in public_rules(room):
        template = re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", rule)
        names = re.findall(r"{(\w+)}", template)
        unknown = [name for name in names if name not in in_paths]
        assert not unknown, f"{rule}: with what is {unknown} to be tried?"
        queries = list(_queries(documented.get(template, {}).get("get", {}).get("parameters", []), in_queries))
        for values in itertools.product(*(in_paths[name] for name in names)):
            path = template.format(**dict(zip(names, values, strict=True)))
            yield from (f"{path}?{query}" if query else path for query in queries)


def _queries(parameters: list[Any], tried: Mapping[str, tuple[str, ...]]) -> Iterator[str]:
    """Give each parameter with each of its values by itself, in two languages."""
    named = {parameter["name"]: parameter["schema"] for parameter in parameters if parameter["in"] == "query"}
    needed = {parameter["name"] for parameter in parameters if parameter["in"] == "query" and parameter.get("required")}
    always = "".join(f"{name}={(_values(name, named[name], tried) or ('none',))[0]}&" for name in sorted(needed))
    spoken = (f"{always}lang=en&", f"{always}lang=ru&") if "lang" in named else (always,)
    yield ""
    for name, schema in named.items():
        for value in _values(name, schema, tried):
            yield from (f"{always}{name}={value}",) if name == "lang" else (f"{lang}{name}={value}" for lang in spoken)


def _values(name: str, schema: Mapping[str, Any], tried: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    if "enum" in schema:
        return tuple(schema["enum"])
    if "enum" in schema.get("items", {}):
        return (*schema["items"]["enum"], ",".join(schema["items"]["enum"]))
    if schema.get("type") == "boolean":
        return ("true", "false")
    assert name in tried, f"with what is the parameter {name} to be tried?"
    return tuple(quote(value, safe=":") for value in tried[name])


def _pages(room: Newsroom, address: str) -> Iterator[str]:
    """Give the page after one, as its Link field has it, whatever the format of the list."""
    if not address.endswith(("?limit=1", "&limit=1")) or not address.startswith("/v1/"):
        return
    answer = room.call("GET", address)
    if answer.status_code == 200 and (following := re.search(r'<([^>]+)>; rel="next"', answer.headers["Link"])):
        yield following[1]
