"""The demo's pictures in its library, with their credits; the worker makes their sizes."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any, cast

from api.accounts.roles import Actor
from api.content.pictures import pictures, storage
from api.content.pictures.facts import Facts
from api.content.texts import Lead
from api.demo.pictures import drawing
from api.platform.settings import Settings

_TEXTS = Path(__file__).with_name("texts.json")


def fill(settings: Settings, *, by: Actor, at: datetime) -> dict[str, str]:
    """Add the ten drawn pictures, and give their ids by name."""
    store = storage.of(settings.pictures)
    added = {}
    for name, told in _told().items():
        facts: Facts = {"credit": told["credit"], "note": told["alt"]["en"], "licence": "CC0 1.0"}
        found = pictures.add(drawing.png(name), [], facts, store=store, secret=settings.secret, by=by, at=at)
        added[name] = found.picture_id
    return added


def lead(name: str, picture_id: str, captions: Mapping[str, str]) -> dict[str, Lead]:
    """Give a picture as it stands above a text, by language."""
    alts = _told()[name]["alt"]
    return {language: Lead(picture_id, alt, captions.get(language, "")) for language, alt in alts.items()}


def _told() -> dict[str, Any]:
    return cast("dict[str, Any]", json.loads(_TEXTS.read_text("utf-8")))
