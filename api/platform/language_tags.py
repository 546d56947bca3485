"""Language tags (BCP 47) in their conventional case; upper and lower case mean the same in them."""

from __future__ import annotations

_SCRIPT = 4  # letters
_REGION = 2


def conventional(tag: str) -> str:
    """Write a tag in the case that RFC 5646 section 2.1.1 recommends: `be`, `be-Latn`, `pt-BR`, whatever came in.

    A text that is no tag gives another text that is none.
    """
    if not tag.isascii():  # the Kelvin sign is a k in lower case
        return tag
    first, *rest = tag.split("-")
    parts, is_private = [first.lower()], len(first) == 1
    for subtag in rest:
        parts.append(subtag.lower() if is_private else _written(subtag))
        is_private = is_private or len(subtag) == 1
    return "-".join(parts)


def _written(subtag: str) -> str:
    if not subtag.isalpha():
        return subtag.lower()
    if len(subtag) == _SCRIPT:
        return subtag.title()
    return subtag.upper() if len(subtag) == _REGION else subtag.lower()
