"""The demo's pictures in its library, with their credits; the worker makes their sizes."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path

from api.accounts.roles import Actor
from api.content.pictures import pictures, storage
from api.content.pictures.facts import Facts
from api.demo.pictures import drawing
from api.platform.settings import Settings

_TEXTS = Path(__file__).with_name("texts.json")


def fill(settings: Settings, *, by: Actor, at: datetime) -> None:
    """Add the ten drawn pictures."""
    store = storage.of(settings.pictures)
    for name, told in json.loads(_TEXTS.read_text("utf-8")).items():
        facts: Facts = {"credit": told["credit"], "note": told["alt"]["en"], "licence": "CC0 1.0"}
        pictures.add(drawing.png(name), [], facts, store=store, secret=settings.secret, by=by, at=at)
