"""The words that we put into `rel` of ninjs, which leaves them to who writes it, with what they mean. Pure."""

from __future__ import annotations

from typing import Any, Literal

from api.languages import words
from api.platform.errors import Phrase, say

Place = Literal["associations", "subjects"]

PATH = "/v1/vocabularies/rel"

# Where a word stands, and what it says of the thing beside it. A word never changes its meaning; there may be more.
_RELATIONS: dict[str, tuple[Place, Phrase]] = {
    "original": ("associations", say("The text that this one was translated from.")),
    "translation": ("associations", say("The same article, or the same issue, in another language.")),
    "lead": ("associations", say("The picture above the text.")),
    "picture": ("associations", say("A picture in the text.")),
    "issue": ("associations", say("The weekly issue that this article is of.")),
    "item": ("associations", say("An article of this issue; they stand in the editors' order.")),
    "topic": ("subjects", say("The topic of the article; its key stands in `literal`.")),
    "trend": (
        "subjects",
        say("The newsroom's verdict on the situation: improved, unchanged or worsened, as `literal` says."),
    ),
}


def relations(base: str, language: str) -> list[dict[str, Any]]:
    """Give each word with the URI that names it, where it stands and what it means in a language."""
    return [
        {"key": key, "uri": f"{base}{PATH}#{key}", "place": place, "definition": words.say_in(meaning, language)}
        for key, (place, meaning) in _RELATIONS.items()
    ]
