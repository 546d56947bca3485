"""Parts of ninjs that articles, issues and pictures are made of. Pure."""

from __future__ import annotations

from typing import Any, Literal, get_args

import orjson

Item = dict[str, Any]
Version = Literal["3.1", "3.2"]
VERSIONS: tuple[Version, ...] = get_args(Version)

PLAIN, HTML = "text/plain", "text/html"


def schema(version: Version) -> str:
    """Give the address of the schema of a version."""
    return f"http://www.iptc.org/std/ninjs/ninjs-schema_{version}.json#"


def media_type(version: Version) -> str:
    """Give the media type: IANA knows none, so a parameter of JSON's tells it apart; others read JSON."""
    return f'application/json; profile="{schema(version).removesuffix("#")}"'


def standard(version: Version) -> Item:
    """Say which version an object is of."""
    return {"name": "ninjs", "version": version, "schema": schema(version)}


def said(role: str, value: str) -> Item:
    """Give a text for people with its role."""
    return {"role": role, "contentType": PLAIN, "value": value}


def named(role: str, value: str) -> Item:
    """Give another name of something."""
    return {"role": role, "value": value}


def written(item: Item) -> bytes:
    """Write an object as JSON."""
    return orjson.dumps(_told(item))


def _told(item: Item) -> Item:
    """Leave out what says nothing: ninjs has no null, and no schema minds what is missing."""
    told = {name: value for name, value in item.items() if value not in (None, "", [])}
    if "associations" in told:
        told["associations"] = [_told(each) for each in told["associations"]]
    return told
