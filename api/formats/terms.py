"""On which terms something may be used: in words that people read, and as an expression that machines do. Pure.

`rights` are those of a contract, as a document has them for a partner: licence, attribution, canonical_url, expires_at.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

import orjson

from api.formats.locations import uri
from api.languages import words
from api.platform.errors import Phrase, say

ODRL = "http://www.w3.org/ns/odrl/2/"
_DUBLIN_CORE = "http://purl.org/dc/terms/"

Rights = Mapping[str, Any]

_CREATIVE_COMMONS = re.compile(r"CC[ -](?P<what>BY(?:-(?:NC|SA|ND))*)[ -](?P<version>[1-4]\.[0-9])(?: [A-Za-z ]+)?")
_CC0 = re.compile(r"CC[ -]?0(?:[ -]1\.0)?")


def of_text(rights: Rights, language: str) -> str:
    """Say how a text may be used by who has a contract: licence, line, where it stands with us, until when."""
    return " ".join(words.say_in(phrase, language) for phrase in _of_text(rights))


def end_of_text(rights: Rights, language: str) -> str:
    """Say until when a text may be shown, if there is an end."""
    return words.say_in(_until_day(rights["expires_at"]), language) if rights["expires_at"] else ""


def of_picture(picture: Mapping[str, Any], language: str, rights: Rights | None) -> str:
    """Say who may use a picture how, in the words of who keeps it where there are any."""
    own = picture["rights"]
    said = [words.say_in(phrase, language) for phrase in _of_picture(picture, rights)]
    return " ".join([*([own["usage"]] if own["usage"] else []), *said])


def beside_picture(picture: Mapping[str, Any], language: str, rights: Rights | None) -> str:
    """Say the same where whom to name stands already, below the picture."""
    return of_picture({**picture, "credit": ""}, language, rights)


def end_of_picture(picture: Mapping[str, Any], rights: Rights | None) -> str | None:
    """Give when a picture is to be shown no longer: when its own rights end, or the contract, whichever comes first."""
    ends = [picture["rights"]["expires_at"], rights["expires_at"] if rights is not None else None]
    return min((end for end in ends if end is not None), default=None)


def licence_url(licence: str) -> str | None:
    """Give the address of a licence that is one itself, or is one of Creative Commons by its short name."""
    if licence.startswith(("https://", "http://")):
        return uri(licence)
    if found := _CREATIVE_COMMONS.fullmatch(licence.strip()):
        return f"https://creativecommons.org/licenses/{found['what'].lower()}/{found['version']}/"
    if _CC0.fullmatch(licence.strip()):
        return "https://creativecommons.org/publicdomain/zero/1.0/"
    return None


def expression(rights: Rights, target: str) -> str:
    """Write the terms as ODRL in JSON-LD (W3C, ODRL Information Model 2.2): what is shown, until when, with what."""
    licence, ends_at = rights["licence"], rights["expires_at"]
    duty = {"action": "attribute", "attributedParty": rights["attribution"]} if rights["attribution"] else None
    permission = {
        "target": target,
        "action": ["display", "distribute"],
        "duty": [duty] if duty is not None else None,
        "constraint": [_until(ends_at)] if ends_at else None,
    }
    policy = {
        "@context": "http://www.w3.org/ns/odrl.jsonld",
        "@type": "Set",
        "uid": f"{target}#terms",
        f"{_DUBLIN_CORE}rights": licence or None,
        f"{_DUBLIN_CORE}license": licence_url(licence),
        f"{_DUBLIN_CORE}source": rights["canonical_url"],
        "permission": [{name: value for name, value in permission.items() if value is not None}],
    }
    return orjson.dumps({name: value for name, value in policy.items() if value is not None}).decode()


def _until(moment: str) -> dict[str, Any]:
    right = {"@value": moment, "@type": "xsd:dateTime"}
    return {"leftOperand": "dateTime", "operator": "lt", "rightOperand": right}


def _of_text(rights: Rights) -> Iterator[Phrase]:
    if rights["licence"]:
        yield say("Licence: {licence}.", licence=rights["licence"])
    if rights["attribution"]:
        yield say("Print with it: {line}", line=_sentence(rights["attribution"]))
    if rights["expires_at"]:
        yield _until_day(rights["expires_at"])
    if rights["canonical_url"]:
        yield say(
            "Source: {address}", address=rights["canonical_url"]
        )  # no full stop, which would be read as part of it


def _of_picture(picture: Mapping[str, Any], rights: Rights | None) -> Iterator[Phrase]:
    own, ends_at = picture["rights"], end_of_picture(picture, rights)
    if own["licence"]:
        yield say("Licence: {licence}.", licence=own["licence"])
    if picture["credit"]:
        yield say("Name with it: {credit}.", credit=picture["credit"])
    if ends_at:
        yield _until_day(ends_at)


def _until_day(moment: str) -> Phrase:
    return say("Not to be shown after {date}.", date=moment[:10])


def _sentence(text: str) -> str:
    return text if text.endswith((".", "!", "?", "…")) else f"{text}."
