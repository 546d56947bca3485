"""The doctor: looks at settings, machine, database and newsroom, changes nothing, and says what to do."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from api.operations import connecting, database, letters, locales, machine, newsroom, pictures, webhooks
from api.operations.findings import Finding, fault, well
from api.platform import db, settings
from api.platform.errors import Problem
from api.platform.settings import BadSettings, Settings

_SIGNS = {"well": "✓", "note": "!", "fault": "✗"}


def examine(environ: Mapping[str, str] = os.environ, *, at: datetime) -> list[Finding]:
    """Look at an instance; gives what was found, in the order in which an operator would put it right."""
    strangers = settings.strangers(environ)
    told = [fault("settings", sentence, "Write its name right, or unset it.") for sentence in strangers]
    try:
        found = settings.load(environ)
    except BadSettings as error:
        return [*told, *(fault("settings", problem, "Set the variable anew.") for problem in error.problems)]
    told = told or [well("settings", "all can be used")]
    if shut := _shut(found):
        return [*told, *machine.look(found, at=at), shut]
    return [*told, *machine.look(found, at=at, has_people=_has_people(found)), *_inside(found, at=at)]


def is_ill(findings: Sequence[Finding]) -> bool:
    """Tell whether something must be done."""
    return any(finding.level == "fault" for finding in findings)


def as_json(findings: Sequence[Finding]) -> dict[str, Any]:
    """Give the findings as `{"ok": true, "findings": [{"about", "level", "says", "advice"}]}`."""
    return {"ok": not is_ill(findings), "findings": [asdict(finding) for finding in findings]}


def as_lines(findings: Sequence[Finding]) -> list[str]:
    """Give a line for each finding and, indented under it, what to do; the last says how it stands."""
    width = max(len(finding.about) for finding in findings)
    lines = []
    for finding in findings:
        lines.append(f"{_SIGNS[finding.level]} {finding.about:<{width}}  {finding.says}")
        if finding.advice:
            lines.append(f"  {'':<{width}}  → {finding.advice}")
    return [*lines, "", _summary(findings)]


def _shut(found: Settings) -> Finding | None:
    """Say why the database cannot be looked into at all, if so."""
    if found.is_postgres:
        return connecting.refusal(found)
    if not found.sqlite_path.exists():
        return fault("database", f"{found.sqlite_path} is not there yet", "Run polyweek migrate.")
    return None


def _has_people(found: Settings) -> bool:
    try:
        db.open_database(found)
        return newsroom.has_people()
    except Problem:  # told by what looks at the database itself
        return False
    finally:
        db.close_database()


def _inside(found: Settings, *, at: datetime) -> Iterator[Finding]:
    try:
        db.open_database(found)
        yield from database.look(found, at=at)
        if database.has_tables():
            yield from newsroom.look(at=at)
            yield from webhooks.look(at=at)
            yield from letters.look(found, at=at)
            yield from locales.look(found)
            yield from pictures.look(found)
    except Problem as problem:
        yield _trouble(found, problem)
    finally:
        db.close_database()


def _trouble(found: Settings, problem: Problem) -> Finding:
    says = f"{found.database_place}: {problem.detail}"
    if not found.is_postgres and database.is_damage(problem):
        return database.damaged(found, says)
    return fault("database", says, "See that it can be read and written, and that POLYWEEK_DATABASE_URL names it.")


def _summary(findings: Sequence[Finding]) -> str:
    faults = sum(finding.level == "fault" for finding in findings)
    notes = sum(finding.level == "note" for finding in findings)
    if not faults and not notes:
        return "All is well."
    return f"{faults} to put right, {notes} to look at."
