"""The lead picture of a text, as somebody wrote it: judged, and brought into its normal form. Pure.

What is said of it is plain text; as messages, its signs that Markdown would read are escaped.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from api.content import markdown, markdown_checks, markdown_inline
from api.content.texts import Lead
from api.platform import ids
from api.platform.errors import Fault, say

LONGEST = 2_000  # characters of an alternative text, and of a caption
POINTER = "/picture"
UNKNOWN = say("There is no such picture.")


def faults(lead: Lead | None) -> list[Fault]:
    """Say what is wrong with a lead picture; each fault has its pointer beneath `/picture`. None has no faults.

    Codes: `unknown_picture` (what is no id names none), `too_long`, `too_much_markup`, `invisible_character`, and
    `decorative_alt` for decoration that is described.
    """
    if lead is None:
        return []
    found = [] if ids.is_id(lead.picture) else [Fault("unknown_picture", UNKNOWN, pointer=f"{POINTER}/id")]
    found += [*_text_faults(lead.alt, "alt"), *_text_faults(lead.caption, "caption")]
    if lead.is_decorative and markdown_inline.clean(lead.alt):
        found.append(Fault("decorative_alt", markdown_checks.DESCRIBED, pointer=f"{POINTER}/alt"))
    return found


def normal(lead: Lead | None) -> Lead | None:
    """Give a lead picture with its texts in one line each, nothing invisible in them; a fixed point."""
    if lead is None:
        return None
    return replace(lead, alt=markdown_inline.clean(lead.alt), caption=markdown_inline.clean(lead.caption))


def _text_faults(text: str, name: str) -> Iterator[Fault]:
    """Judge a text, which as a message must not have more marks than its translation may."""
    pointer = f"{POINTER}/{name}"
    if len(text) > LONGEST:
        yield Fault(
            "too_long", say("A text of a picture has at most {limit} characters.", limit=LONGEST), pointer=pointer
        )
    elif markdown.marks(markdown_inline.escape(markdown_inline.clean(text))) >= markdown.MOST_IN_CAPTION:
        yield Fault("too_much_markup", say("This text of a picture has too many signs."), pointer=pointer)
    elif markdown_inline.INVISIBLE.search(text):
        yield Fault("invisible_character", say("There is an invisible character here."), pointer=pointer)
