"""The sentences that the pages share."""

from __future__ import annotations

from api.platform.errors import Phrase, say

FRAME: dict[str, Phrase] = {
    "skip": say("Skip to the text"),
    "pages": say("Pages"),
    "languages": say("Language"),
    "reference": say("Reference"),
    "problems": say("Problems"),
}
