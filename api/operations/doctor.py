"""The doctor: looks at settings, machine, database and newsroom, changes nothing, and says what to do."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from api.operations import database, machine, newsroom
from api.operations.findings import Finding, fault, well
from api.platform import db, settings
from api.platform.errors import Problem
from api.platform.settings import BadSettings, Settings

_SIGNS = {"well": "✓", "note": "!", "fault": "✗"}


def examine(environ: Mapping[str, str] = os.environ, *, at: datetime) -> list[Finding]:
    """Look at an instance; gives what was found, in the order in which an operator would put it right."""
    try:
        found = settings.load(environ)
    except BadSettings as error:
        return [fault("settings", problem, "Set the variable anew.") for problem in error.problems]
    return [well("settings", "all can be used"), *machine.look(found, at=at), *_inside(found, at=at)]


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


def _inside(found: Settings, *, at: datetime) -> Iterator[Finding]:
    """Look at the database and what is in it; nothing of it where there is none to look at."""
    if not found.is_postgres and not found.sqlite_path.exists():
        yield fault("database", f"{found.sqlite_path} is not there yet", "Run polyweek migrate.")
        return
    try:
        db.open_database(found)
        yield from database.look(found, at=at)
        if database.has_tables():
            yield from newsroom.look(at=at)
    except Problem as problem:
        yield fault("database", str(problem.detail), "See that it runs and that POLYWEEK_DATABASE_URL names it.")
    finally:
        db.close_database()


def _summary(findings: Sequence[Finding]) -> str:
    faults = sum(finding.level == "fault" for finding in findings)
    notes = sum(finding.level == "note" for finding in findings)
    if not faults and not notes:
        return "All is well."
    return f"{faults} to put right, {notes} to look at."
