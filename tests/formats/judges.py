"""What the published schemas say of a document; see `schemas/README.md`."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema_rs
from lxml import etree

_SCHEMAS = Path(__file__).with_name("schemas")
_SITEMAPS = """\
<schema xmlns="http://www.w3.org/2001/XMLSchema">
  <import namespace="http://www.sitemaps.org/schemas/sitemap/0.9" schemaLocation="{protocol}"/>
  <import namespace="http://www.google.com/schemas/sitemap-news/0.9" schemaLocation="sitemap-news.xsd"/>
  <import namespace="http://www.w3.org/1999/xhtml" schemaLocation="xhtml-link.xsd"/>
</schema>
"""


def ninjs_faults(document: Any, version: str = "3.1") -> list[str]:
    """Give what the schema of ninjs 3.1 or 3.2 finds wrong with a document, formats of addresses and times included."""
    schema = _ninjs(version)
    return [f"{'/'.join(map(str, error.instance_path))}: {error.message}" for error in schema.iter_errors(document)]


def sitemap_faults(document: bytes, protocol: str = "sitemap.xsd") -> list[str]:
    """Give what the schema of sitemaps, or that of their indexes (`siteindex.xsd`), finds wrong with a document."""
    schema = _sitemaps(protocol)
    schema.validate(etree.fromstring(document))
    return [str(error) for error in schema.error_log]


@cache
def _ninjs(version: str) -> jsonschema_rs.Draft202012Validator:
    schema = json.loads((_SCHEMAS / "ninjs-schema_3.1.json").read_text(encoding="utf-8"))
    if version == "3.2":
        _make_newer(schema)
    return jsonschema_rs.Draft202012Validator(schema, validate_formats=True, retriever=_elsewhere)


def _make_newer(schema: dict[str, Any]) -> None:
    """Make the schema of 3.2 from that of 3.1 by what IPTC has changed: parts of renditions, and where `uri` must be.

    In 3.1 only the top level and associations need one by name; in 3.2 every object does.
    """
    types = schema["$defs"]
    schema["$id"] = schema["$id"].replace("3.1", "3.2")
    del schema["required"]
    types["ninjsType"]["required"] = ["uri"]
    types["ninjsType"]["properties"]["associations"]["items"]["required"] = ["name"]
    names = ("role", "title", "language", "contentType")
    part = {"type": "object", "additionalProperties": False, "properties": {name: {"type": "string"} for name in names}}
    types["renditionType"]["properties"]["resources"] = {"type": "array", "items": part}


def _elsewhere(address: str) -> dict[str, Any]:
    """Let shapes of places be anything: we write none, and nothing is fetched."""
    assert address.startswith("https://geojson.org/")
    return {}


@cache
def _sitemaps(protocol: str) -> etree.XMLSchema:
    written = _SITEMAPS.format(protocol=protocol).encode()
    return etree.XMLSchema(etree.fromstring(written, base_url=f"{_SCHEMAS.as_uri()}/all.xsd"))
