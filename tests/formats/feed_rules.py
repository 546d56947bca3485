"""What a feed of each format must be: by the schemas beside this file, by feedparser, and by rules beyond them.

Atom: RFC 4287, sections 4.1 and 4.2. RSS: the specification of the RSS Advisory Board, 2.0.11.
"""

from __future__ import annotations

import email.utils
import json
from collections import Counter
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import feedparser
import jsonschema_rs
from lxml import etree

_HERE = Path(__file__).parent
_ATOM = etree.RelaxNG(file=str(_HERE / "atom.rng"))
_JSON = jsonschema_rs.validator_for(
    json.loads((_HERE / "json-feed.schema.json").read_text(encoding="utf-8")), validate_formats=True
)

A = "{http://www.w3.org/2005/Atom}"
AT = "{http://purl.org/atompub/tombstones/1.0}"
MEDIA = "{http://search.yahoo.com/mrss/}"
CONTENT = "{http://purl.org/rss/1.0/modules/content/}"


def atom(body: bytes) -> Any:
    """Give the parsed root of an Atom feed that keeps all rules."""
    root = etree.fromstring(body)
    assert _ATOM.validate(root), _ATOM.error_log
    entries = root.findall(f"{A}entry")
    ids = [entry.findtext(f"{A}id") for entry in entries]
    assert len(set(ids)) == len(ids), "an entry stands twice"
    assert root.find(f"{A}author") is not None or all(entry.find(f"{A}author") is not None for entry in entries)
    for parent in (root, *entries):
        links = parent.findall(f"{A}link")
        kinds = Counter((link.get("rel"), link.get("type"), link.get("hreflang")) for link in links)
        assert all(count == 1 for (relation, *_), count in kinds.items() if relation != "enclosure"), kinds
        assert all(urlsplit(link.get("href")).scheme in {"http", "https"} for link in links)
    for gone in root.iter(f"{AT}deleted-entry"):  # RFC 6721, section 2
        assert set(gone.attrib) == {"ref", "when"}
        assert not len(gone)
        assert gone.text is None
    return root


def rss(body: bytes) -> Any:
    """Give the parsed channel of an RSS feed that keeps all rules."""
    root = etree.fromstring(body)
    assert (root.tag, root.get("version"), len(root)) == ("rss", "2.0", 1)
    channel = root[0]
    for name in ("title", "link", "description", "language", "lastBuildDate"):
        assert len(channel.findall(name)) == 1, name
    items = channel.findall("item")
    guids = [item.findtext("guid") for item in items]
    assert len(set(guids)) == len(guids), "an item stands twice"
    for item in items:
        for name in ("title", "link", "guid", "pubDate", "description"):
            assert len(item.findall(name)) == 1, name
        assert item.find("guid").get("isPermaLink") == "false"
        assert len(item.findall("enclosure")) <= 1
        for enclosure in item.findall("enclosure"):
            assert set(enclosure.attrib) == {"url", "length", "type"}
            assert enclosure.get("length").isdigit()
    for date in (channel.findtext("lastBuildDate"), *(item.findtext("pubDate") for item in items)):
        assert date.endswith(" GMT")
        assert email.utils.parsedate_to_datetime(date).second == 0
    return channel


def json_feed(body: bytes) -> Any:
    """Give a JSON Feed that keeps all rules."""
    told = json.loads(body)
    errors = [f"{error.instance_path}: {error.message}" for error in _JSON.iter_errors(told)]
    assert not errors, errors
    ids = [item["id"] for item in told["items"]]
    assert len(set(ids)) == len(ids), "an item stands twice"
    return told


def read(body: bytes, content_type: str) -> Any:
    """Give Atom or RSS as feedparser reads it, which must find nothing wrong with it."""
    found = feedparser.parse(body, response_headers={"content-type": content_type})
    assert not found.bozo, found.get("bozo_exception")
    return found


CHECKS = {"atom": atom, "rss": rss, "json": json_feed}
