"""Failures of scheduled releases: how they are kept and said, and when such a release is tried again. Pure."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import Any

from api.platform import db
from api.platform.errors import Fault, LanguageName, Phrase, Problem, Size

PATIENCE = timedelta(minutes=10)  # for which a release is tried again after an error that nobody foresaw
SHORTEST_PAUSE, LONGEST_PAUSE = timedelta(seconds=1), timedelta(minutes=1)  # between two tries


def is_given_up(failing_since: datetime, *, at: datetime) -> bool:
    """Whether a release that has met errors since some time is tried no more.

    The time counts from the first error and not from the release's hour, so that one which was missed while the worker
    was down has its tries too.
    """
    return at - failing_since >= PATIENCE


def is_to_be_tried(failing_since: datetime, last_tried: datetime, *, at: datetime) -> bool:
    """Whether it is time to try such a release again: after as long again as it has been failing, within a minute."""
    pause = min(max(last_tried - failing_since, SHORTEST_PAUSE), LONGEST_PAUSE)
    return at - last_tried >= pause


def waits(failure: str | None, *, at: datetime) -> bool:
    """Whether a scheduled release has met an error of ours a short while ago, and is not to be tried just now."""
    if failure is None:
        return False
    kept = json.loads(failure)
    return not is_to_be_tried(db.read_time(kept["since"]), db.read_time(kept["tried"]), at=at)


def phrase_of(kept: dict[str, Any]) -> Phrase:
    """Give a sentence of a failure as it was kept, to be said in any reader's language."""
    return Phrase(kept["text"], {name: _read_param(value) for name, value in kept["params"].items()})


def kept(problem: Problem, **times: datetime) -> str:
    """Keep a problem so that it can be said later in any reader's language, and the times of tries."""
    return json.dumps(
        {
            "code": problem.kind,
            "detail": _phrase(problem.detail),
            "errors": [
                {**_place(fault), "code": fault.code, "detail": _phrase(fault.detail)} for fault in problem.faults
            ],
            **{name: db.write_time(time) for name, time in times.items()},
        }
    )


def _place(fault: Fault) -> dict[str, str | None]:
    return {"pointer": fault.pointer, "article_id": fault.article_id, "language": fault.language}


def _phrase(phrase: Phrase) -> dict[str, Any]:
    return {"text": phrase.text, "params": {name: _param(value) for name, value in phrase.params.items()}}


def _param(value: object) -> object:
    """Write a parameter down; what is said differently in each language is an object of one member."""
    match value:
        case LanguageName():
            return {"language": value.code}
        case Size():
            return {"bytes": value.count}
        case Phrase():
            return {"phrase": _phrase(value)}
    return value


def _read_param(kept: object) -> object:
    match kept:
        case {"language": str(code)}:
            return LanguageName(code)
        case {"bytes": int(count)}:
            return Size(count)
        case {"phrase": dict(phrase)}:
            return phrase_of(phrase)
    return kept
