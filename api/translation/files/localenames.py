"""What a file calls its language: gettext's names, and whether such a name can be meant for a language of ours.

gettext names a locale `language_TERRITORY@modifier` (manual, "Locale Names"): `pt_BR`, `be@latin`, `be@tarask`. We have
BCP 47 tags. Poedit and others also write tags into the header, with any case and either separator, and some add the
territory of whoever works there (`ru_RU`).
"""

from __future__ import annotations

import re
from collections.abc import Container
from typing import NamedTuple

from babel.core import get_global

_SCRIPTS = {"latin": "Latn", "cyrillic": "Cyrl"}  # gettext's names of scripts, as in be@latin
_MODIFIERS = {script: name for name, script in _SCRIPTS.items()}
_LOCALE = re.compile(r"([A-Za-z0-9_-]+)(?:\.[\w-]+)?(?:@(\w+))?")  # language and territory, encoding, modifier
_LANGUAGE = re.compile(r"[a-z]{2,3}")
_SCRIPT = re.compile(r"[a-z]{4}")
_REGION = re.compile(r"[a-z]{2}|[0-9]{3}")
_VARIANT = re.compile(r"[a-z0-9]{5,8}|[0-9][a-z0-9]{3}")  # RFC 5646, section 2.1


class _Tag(NamedTuple):
    """A language tag in parts, each in the case of RFC 5646, section 2.1.1; what it lacks is empty."""

    language: str
    script: str
    region: str
    variants: tuple[str, ...]

    def __str__(self) -> str:
        return "-".join(part for part in (self.language, self.script, self.region, *self.variants) if part)


def name_of(tag: str) -> str:
    """Give gettext's name of a language: `be@latin` for `be-Latn`, `pt_BR` for `pt-BR`, `be@tarask` for `be-tarask`.

    A tag that would need two modifiers, or is of another form than ours, stands as it is.
    """
    parts = _parts(tag)
    if parts is None:
        return tag
    modifiers = [*([_MODIFIERS[parts.script]] if parts.script in _MODIFIERS else []), *parts.variants]
    if len(modifiers) > 1:
        return tag
    script = "" if parts.script in _MODIFIERS else parts.script
    name = "_".join(part for part in (parts.language, script, parts.region) if part)
    return f"{name}@{modifiers[0]}" if modifiers else name


def tag_of(name: str) -> str | None:
    """Give the language tag for a name that a file has in its header; None for none, any other name as it is."""
    match = _LOCALE.fullmatch(name)
    modifier = ((match[2] if match else None) or "").lower()
    parts = _parts(match[1].replace("_", "-")) if match else None
    if parts is None:
        return name or None
    if modifier in _SCRIPTS:
        parts = parts._replace(script=_SCRIPTS[modifier])
    elif _VARIANT.fullmatch(modifier) and modifier not in parts.variants:
        parts = parts._replace(variants=(*parts.variants, modifier))
    return str(parts)


def agree(written: str, language: str, known: Container[str]) -> bool:
    """Tell whether a file in language `written` can be meant for `language`; `known` are the newsroom's languages.

    The whole tags are compared, whatever their case; a script that is the language's own says nothing (`ru-Cyrl`). One
    may have a territory that the other lacks, since editors add theirs, unless the newsroom has that very language.
    """
    theirs, ours = _parts(written), _parts(language)
    if theirs is None or ours is None:
        return written.lower() == language.lower()
    if str(theirs) == str(ours):
        return True
    if str(theirs) in known:
        return False
    is_same = (theirs.language, _script(theirs), theirs.variants) == (ours.language, _script(ours), ours.variants)
    return is_same and (theirs.region == ours.region or not (theirs.region and ours.region))


def _parts(tag: str) -> _Tag | None:
    language, *rest = tag.lower().split("-")
    if not _LANGUAGE.fullmatch(language):
        return None
    script = rest.pop(0).title() if rest and _SCRIPT.fullmatch(rest[0]) else ""
    region = rest.pop(0).upper() if rest and _REGION.fullmatch(rest[0]) else ""
    if not all(_VARIANT.fullmatch(part) for part in rest):
        return None
    return _Tag(language, script, region, tuple(rest))


def _script(tag: _Tag) -> str:
    """Give the script of a tag: the one that it names, or the one that CLDR expects."""
    likely = get_global("likely_subtags")
    wanted = [f"{tag.language}_{tag.region}", tag.language] if tag.region else [tag.language]
    expected = next((likely[name] for name in wanted if name in likely), "")
    return tag.script or next((part for part in expected.split("_")[1:] if len(part) == len("Cyrl")), "")
