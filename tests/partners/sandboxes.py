"""What tests of sandboxes share: one that is raised once and copied, keys for it, its texts and events."""

from __future__ import annotations

import fcntl
import shutil
from pathlib import Path
from typing import Any

from werkzeug.test import TestResponse

from api.partners.sandboxes import files
from tests.newsroom import Newsroom
from tests.partners import parties

EVENTS = "/v1/partner/sandbox/events"

# Texts of the corpus; their ids never change.
FERRY = "018e06c2-9800-7bf3-9467-725130ad491c"
LAMP = "018e06c2-9800-76fe-91bc-7536b99548bd"
SEALS = "018e06c2-9800-7496-8a7f-c7d9d0a2181f"
CHOIR = "018e06c2-9800-7c26-81e1-6cfa9d7f4e1e"
BREAD = "018e06c2-9800-7faa-a908-edb8144d2784"
STORM = "018e06c2-9800-7efc-97f5-320243442e39"
LIBRARY = "018e06c2-9800-791c-8a53-1057d2199e5b"


def copy_seed(newsroom: Newsroom, kept: Path) -> None:
    """Put the seed where the newsroom looks for it; the first who needs one raises it, which takes seconds."""
    with kept.with_suffix(".lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        if not kept.exists():
            files.prepare()
            shutil.copytree(newsroom.settings.sandboxes, kept)
    shutil.copytree(kept, newsroom.settings.sandboxes, dirs_exist_ok=True)


def key(newsroom: Newsroom, partner_id: str) -> str:
    """Make a key for a partner's sandbox, with which it may do all, and give its text."""
    return parties.key(newsroom, partner_id, "read", "webhooks", sandbox=True)


def event(newsroom: Newsroom, text: str, name: str, article_id: str | None = None) -> TestResponse:
    """Ask for an event."""
    wanted: dict[str, Any] = {"event": name, **({"article_id": article_id} if article_id else {})}
    return parties.call(newsroom, EVENTS, text, "POST", json=wanted)


def play(newsroom: Newsroom, text: str, name: str, article_id: str | None = None) -> Any:
    """Ask for an event that must happen."""
    response = event(newsroom, text, name, article_id)
    assert response.status_code == 201, response.get_data(as_text=True)
    return response.get_json()
